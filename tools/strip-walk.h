/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Walks over processes and draws each mapping as it ends. */
#ifndef STRIP_WALK_H
#define STRIP_WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <vminfo.h>

#include "resolve.h"
#include "spans.h"
#include "strip-draw.h"
#include "tally.h"
#include "visit.h"

struct strip {
	/* The caller's. */
	struct visit *visit;
	struct strip_drawing *drawing;
	size_t lines;		/* of a picture, at most */
	bool leave_out_empty;	/* mappings without pages: only counted */
	bool quiet;		/* nothing is drawn */
	bool summary;		/* `done` is to tell sums */
	void (*done)(struct strip *strip);	/* after each process */

	/* Ours, for the caller to read. */
	pid_t pid;
	const char *command;
	struct tally total;	/* of the process */
	uint64_t left_out;	/* mappings of the process */
	bool cut_short;		/* the process ended before its walk */
	bool listed;		/* something was drawn, or left out */
	uint16_t seen;		/* attributes of anything so far */
	struct resolve resolve;	/* likewise, what --backing could not do */

	/* Ours. */
	struct vminfo_walk *walk;
	struct vminfo_run *batch;
	struct span span;
	bool begun;		/* it gave runs */
	bool in_mapping;
	bool wanted;
	struct vminfo_mapping mapping;	/* copied, because the walk goes on */
	char *name;
	size_t name_room;
	struct strip_cells *cells;
	struct strip_size size;	/* of the cells */
	struct strip_title title;
	uint64_t reached;	/* pages of the picture */
	struct tally part;	/* of the mapping */
	struct vminfo_backing backing;	/* likewise, if it is asked */
	struct vminfo_run last;	/* the run that the next may continue */
	uint32_t runs;		/* number of the last run of present pages */
};

void strip_start(struct strip *strip);
void strip_end(struct strip *strip);

/* One process: a visit_look of struct strip. */
void strip_of_process(void *strip, struct vminfo_process *process);

#endif
