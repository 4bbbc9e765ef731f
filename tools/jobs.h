/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Looks at some processes at once; what is printed, and the exit status, are
 * as if it had been one after the other.
 */
#ifndef JOBS_H
#define JOBS_H

#include <stddef.h>

#include "crew.h"
#include "rows.h"

struct jobs {
	struct rows *rows;
	size_t count;		/* as in struct crew */
	struct crew crew;	/* ours */
};

/* From now on a visit of these rows is spread over so many threads. */
void jobs_spread(struct jobs *jobs);

#endif
