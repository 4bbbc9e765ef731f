/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Walks over processes, judges each block of their memory, and adds up. */
#ifndef HUGE_ROWS_H
#define HUGE_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <vminfo.h>

#include "cells.h"
#include "huge-cells.h"
#include "huge-mounts.h"
#include "spans.h"
#include "visit.h"

struct huge_rows {
	/* The caller's. */
	struct visit *visit;
	struct report *report;
	enum cells_group group;
	bool leave_out_dull;	/* see huge-rows.c; they are only counted */

	/* Ours. */
	uint64_t pmd_size;
	struct huge_settings settings;
	struct huge_mounts mounts;
	struct huge_neighbours neighbours;
	struct vminfo_run *runs;
	struct vminfo_frame *frames;
	struct vminfo_walk *walk;
	struct span span;
	int thp_enabled;	/* of the process */
	uint16_t seen;		/* attributes of anything so far */
	bool wanted;		/* the mapping that the walk is in */
	bool cut_short;		/* the process ended before its walk */
	struct vminfo_mapping mapping;	/* copied, because the walk goes on */
	char *name;
	size_t name_room;
	bool has_room;		/* the mapping has for a whole block */
	struct huge_mapping is;
	struct huge_block block;
	uint64_t from;		/* address of the first page in it */
	struct row row;
	/* The row that the next block may belong to. */
	struct huge_answer open;
	struct huge_row huge;
	bool dull;
	struct huge_words words;
	struct huge_sums part;	/* of the mapping */
	uint64_t dull_blocks;	/* likewise */
	struct huge_sums total;	/* of the process */
	uint64_t left_out;	/* blocks or mappings of it */
	bool left_some_out;	/* of any */
};

void huge_rows_start(struct huge_rows *rows);
void huge_rows_end(struct huge_rows *rows);

/* One process: a visit_look of struct huge_rows. */
void huge_rows_of_process(void *rows, struct vminfo_process *process);

/* Its parts: the mapping that the walk came to, and blocks of it. */
void huge_rows_enter(struct huge_rows *rows,
		     const struct vminfo_mapping *mapping);
void huge_rows_leave(struct huge_rows *rows);
void huge_rows_add(struct huge_rows *rows, struct vminfo_run run,
		   const struct vminfo_frame *frame);

/* Judges the block at hand, and as many behind it that are all like it. */
void huge_rows_finish(struct huge_rows *rows, uint64_t count);

/* The row that is open, if there is one. */
void huge_rows_put(struct huge_rows *rows);

#endif
