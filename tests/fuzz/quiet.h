/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * quiet.h - what is said of an input is checked to be one safe line, and not
 * printed.
 */
#ifndef QUIET_H
#define QUIET_H

#include "fuzz.h"

#include "complain.h"

static size_t quiet_lines;	/* that were said since quiet_start() */

static inline void quiet_take(void *data, const char *line)
{
	(void)data;
	quiet_lines++;
	assert(*line);
	for (; *line; line++)
		assert(*line >= ' ' && *line <= '~');
}

static inline void quiet_start(void)
{
	quiet_lines = 0;
	complain_divert(quiet_take, NULL);
}

/* A mistake is told in one line, all else in none. */
static inline void quiet_check(int ret)
{
	complain_divert(NULL, NULL);
	assert(quiet_lines == (ret != 0));
}

#endif
