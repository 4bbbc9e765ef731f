/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the command line says of --watch. */
#ifndef WATCH_OPTIONS_H
#define WATCH_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "cli.h"
#include "on-unknown.h"

struct watch_options {
	int watch;
	uint64_t every;		/* nanoseconds; 0: a second */
	uint64_t how_long;	/* 0: until a signal */
	struct on_unknown on_unknown;	/* of one that judges */
	bool judges;		/* that anything moved is 1, and that nothing
				   was there to move is a mistake */
	/* Called before each look but the first; or NULL.  false: it failed,
	 * which was told: what is seen says less than it should. */
	bool (*between)(void *data);
	void *data;
};

/* --watch, --every, --for. */
extern const struct cli_option watch_cli_options[];

/* Refuses what is for --watch alone.  0, or -EINVAL, told. */
int watch_check(const struct watch_options *options);

#endif
