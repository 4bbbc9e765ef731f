/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The frames that processes have in common, each counted once. */
#ifndef SHARED_H
#define SHARED_H

#include <stddef.h>

#include "report.h"
#include "target.h"

/* Kinds of rows, as bits of report_column.groups; their words in order. */
enum shared_group {
	SHARED_PROCESS = 1u << 0,
	SHARED_MAPPING = 1u << 1,
	SHARED_PAIR = 1u << 2,
	SHARED_TOTAL = 1u << 3,
	/* Those of one process. */
	SHARED_ONE = SHARED_PROCESS | SHARED_MAPPING,
	/* Those that have all amounts. */
	SHARED_SUM = SHARED_ONE | SHARED_TOTAL,
	SHARED_ANY = SHARED_SUM | SHARED_PAIR,
};

/* What a column stands on, as bits of report_column.wants. */
enum shared_want {
	SHARED_WANTS_FRAMES = 1u << 0,
	SHARED_WANTS_COUNTS = 1u << 1,	/* /proc/kpagecount */
};

extern const struct report_column shared_columns[];
extern const char *const shared_groups[];

struct shared {
	int given;		/* --shared was */
	size_t jobs;		/* as the count of a crew */
	enum shared_group group;	/* 0: processes */
};

/* The exit status. */
int shared_run(const struct shared *shared, struct target *target,
	       const struct report_options *report);

#endif
