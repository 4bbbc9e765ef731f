/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Moves the pages, runs or mappings of processes into a report, and adds up. */
#ifndef ROWS_H
#define ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <vminfo.h>

#include "cells.h"
#include "report.h"
#include "resolve.h"
#include "rows-alike.h"
#include "spans.h"
#include "tally.h"
#include "visit.h"

/* A run, or a part of one, all of which is the same in what is shown. */
struct rows_piece {
	struct vminfo_run run;
	struct vminfo_frame frame;	/* if members are wanted */
	struct cells_region region;	/* if it is wanted */
	bool parts_differ;		/* if they are */
	int node;			/* likewise */
};

struct rows {
	/* The caller's. */
	struct visit *visit;
	struct report *report;
	enum cells_group group;
	unsigned int wants;	/* enum cells_want, beyond the columns' own */
	bool leave_out_empty;	/* mappings without pages: only counted */
	const uint64_t *block_sizes;	/* --contpte */
	size_t block_count;
	size_t hands;		/* threads for one process; see rows-chunks.h */
	bool is_branch;		/* there are others, in other threads */

	/* Ours. */
	struct {
		uint64_t attributes;	/* enum vminfo_attribute */
		uint8_t members;	/* enum vminfo_frame_member */
	} shown, split;		/* what is shown; where runs end then */
	uint8_t members;	/* of frames, that are read: their place, too */
	uint64_t cut;		/* attributes where they are cut to be counted,
				   too */
	bool one_node;		/* of memory: nothing changes there */
	bool splits_node;	/* they end where the node changes */
	bool splits_region;	/* ... or the region of memory */
	bool shows_parts;	/* the part of its folio that each frame is */
	bool splits_parts;	/* they end where that changes */
	struct rows_piece open;	/* to be shown, but it may go on */
	struct rows_physical *physical;	/* what is said of frames in words */
	bool group_missing;	/* a control group that was not found */
	uint16_t seen;		/* attributes of anything so far */
	bool adds_up;		/* sums are wanted */
	bool choosy;		/* of the runs that --where holds on */
	void *batch;		/* pages or runs */
	struct vminfo_frame *place_frames;	/* theirs, or NULL */
	int *node;		/* of the first page of each */
	struct vminfo_frame *frames;	/* of each, if sums stand on them */
	struct tally_frames *frame_tallies;	/* of mapping and process */
	uint64_t sum_members;	/* that they need of frames */
	uint64_t sum_how;	/* enum vminfo_want */
	struct vminfo_process *process;
	struct vminfo_walk *walk;
	struct row row;
	bool wanted;		/* the mapping that the walk is in */
	struct vminfo_mapping mapping;	/* copied, because the walk goes on */
	char *name;
	size_t name_room;
	struct rows_alike alike;
	bool listed;		/* no page is asked for */
	bool presence;		/* no frame is: it does not count where pages
				   are */
	bool sums_up_smaps;	/* smaps_rollup would do */
	bool has_rollup;	/* it is in `rollup` */
	struct tally_smaps rollup;
	bool has_smaps;
	struct vminfo_smaps smaps;
	struct vminfo_backing backing;	/* of the mapping, if it is asked */
	bool doubts_unresolved;	/* --where asks for what it may stand for */
	struct resolve resolve;
	struct tally part;	/* of the mapping */
	struct tally total;	/* of the process */
	struct tally pieces;	/* of the open run, if choosy */
	bool cut_short;		/* the process ended before its walk */
	uint64_t left_out;	/* of this process */
	bool left_some_out;	/* of any */
};

void rows_start(struct rows *rows);
void rows_end(struct rows *rows);

/* For another thread; the caller's of `branch` are set but for these two. */
void rows_branch(const struct rows *rows, struct rows *branch,
		 struct visit *visit, struct report *report);
void rows_join(struct rows *rows, struct rows *branch);

/* How the walk over a part of it is to be. */
struct vminfo_walk_options rows_walk_options(const struct rows *rows,
					     const struct span *span);

/* One process: a visit_look of struct rows. */
void rows_of_process(void *rows, struct vminfo_process *process);

#endif
