/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a tool may do in the place of its usual work, by the option given. */
#ifndef MODE_H
#define MODE_H

#include <stdbool.h>
#include <stddef.h>

struct mode {
	const char *name;	/* "--strip"; NULL behind the last one */
	size_t given;		/* where in the options an int says so */
	int (*run)(void);	/* gives the exit status */
	bool takes_command;	/* -- COMMAND */
};

/* *chosen is NULL if none was given.  0, or -EINVAL: two were, told. */
int mode_choose(const struct mode *modes, const void *options,
		const struct mode **chosen);

#endif
