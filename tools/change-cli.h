/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the command line says of changes: --diff and --watch. */
#ifndef CHANGE_CLI_H
#define CHANGE_CLI_H

#include <stdbool.h>

#include "cells.h"
#include "cli.h"
#include "report.h"
#include "target.h"
#include "watch.h"

struct change_given {
	int diff;
	const char *from;	/* the recording of --diff */
	const char *to;		/* an operand that is no number */
	struct watch_options watch;
};

extern const struct cli_option change_cli_options[];

/* Whether the operand is the second recording; at most one is. */
bool change_takes_operand(struct change_given *given, const char *word);

/* Refuses what does not go together.  0, or -EINVAL, told. */
int change_given_check(const struct change_given *given, bool verify);

/* What a row is, when it is known how many processes there are. */
typedef enum cells_group change_group(void);

/* Both return the exit status. */
int change_given_diff(const struct change_given *given, struct target *target,
		      const struct report_options *report, change_group *group);
int change_given_watch(const struct change_given *given, struct target *target,
		       const struct report_options *report,
		       change_group *group);

#endif
