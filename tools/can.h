/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* --can: whether all that a test needs can be seen here. */
#ifndef CAN_H
#define CAN_H

#include <stdbool.h>

#include <vminfo.h>

struct can_options {
	const char *list;	/* words of ability.h, with commas between */
	bool quiet;
	bool verbose;		/* tell of those that can be, too */
};

/*
 * Prints a line for each that is missing.  The exit status: 0 all can be seen,
 * 1 one cannot, 2 a mistake, 3 it cannot be told.
 */
int can_run(const struct can_options *options);

#endif
