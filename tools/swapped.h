/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether memory of processes is in swap: how much, which, and where. */
#ifndef SWAPPED_H
#define SWAPPED_H

#include <stdbool.h>
#include <stdint.h>

#include "on-unknown.h"
#include "report.h"
#include "target.h"

/* Kinds of rows, as bits of report_column.groups; their words in order. */
enum swapped_group {
	SWAPPED_PROCESS = 1u << 0,
	SWAPPED_MAPPING = 1u << 1,
	SWAPPED_RANGE = 1u << 2,
	SWAPPED_OBJECT = 1u << 3,
	SWAPPED_AREA = 1u << 4,
};

extern const struct report_column swapped_columns[];
extern const char *const swapped_groups[];

/* What is asked. */
struct swapped_given {
	uint64_t threshold;	/* bytes that may be in swap */
	uint64_t until_clean;	/* nanoseconds to wait for that; 0: none */
	uint64_t every;		/* nanoseconds between looks; 0: a second */
	struct on_unknown on_unknown;
	enum swapped_group group;	/* 0: the answer, in words */
};

/* --threshold, --until-clean. */
extern const struct cli_option swapped_options[];

/* The exit status. */
int swapped_run(struct swapped_given *given, struct target *target,
		const struct report_options *options);

#endif
