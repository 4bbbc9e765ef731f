/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From frames to the pages of processes that they are in: the reverse map. */
#ifndef REVERSE_H
#define REVERSE_H

#include <stdbool.h>
#include <stddef.h>

#include "frame-words.h"
#include "on-unknown.h"
#include "report.h"
#include "target.h"

/* Kinds of rows, as bits of report_column.groups; their words in order. */
enum reverse_group {
	REVERSE_PAGE = 1u << 0,
	REVERSE_FRAME = 1u << 1,
	REVERSE_ANY = REVERSE_PAGE | REVERSE_FRAME,
};

extern const struct report_column reverse_columns[];
extern const char *const reverse_groups[];

struct reverse {
	struct frame_words words;	/* --pfn, --pa */
	struct on_unknown on_unknown;
	size_t jobs;			/* as the count of a crew */
	enum reverse_group group;	/* 0: pages */
};

/* Without processes, all are meant.  The exit status. */
int reverse_run(const struct reverse *reverse, struct target *target,
		const struct report_options *report);

#endif
