/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Moves what changed between two looks into a report, and adds up. */
#ifndef CHANGE_ROWS_H
#define CHANGE_ROWS_H

#include <stdbool.h>
#include <stdint.h>

#include <vminfo.h>

#include "cells.h"
#include "changes.h"
#include "diff.h"
#include "look.h"
#include "report.h"
#include "target.h"

struct change_rows {
	/* The caller's. */
	struct report *report;
	const struct target *target;	/* names of mappings that are wanted */
	struct vminfo_context *context;
	enum cells_group group;
	bool other_frames;		/* numbers of frames mean others */
	bool leave_out_unknown;		/* pages of which nothing is proven */
	bool leave_out_whole;		/* processes that are new or gone, but
					   for rows that are processes */
	uint64_t look;
	const char *time;	/* of the look; sums are the caller's then */

	/* What came out, of all that was compared. */
	bool matched;		/* anything was wanted */
	bool different;		/* a difference is proven */
	bool unknown;		/* something could not be compared */
	uint16_t seen;		/* attributes of anything */

	/* Ours. */
	struct row row;
	struct row before;
	struct vminfo_mapping is;
	struct vminfo_mapping was;
	char names[DIFF_ROOM];
	const char *may_have[DIFF_CHANGES + 1];
	struct diff diff;
	struct diff_range open;		/* the part of a mapping, if any */
	struct changes part;		/* of it */
	struct changes total;		/* of the process */
	struct changes sum;		/* of all so far */
	/* Pages of the process that are in no row: unknown; the same, in a
	 * mapping with another name or other permissions. */
	uint64_t left_out;
	uint64_t in_place;
};

/* One process, in both looks, or in one: then the other is NULL. */
void change_rows_compare(struct change_rows *rows, const struct look *before,
			 const struct look *after);

#endif
