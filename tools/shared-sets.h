/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Which frames of a window the processes of a group have: each is counted once,
 * however many have it, and however often.
 */
#ifndef SHARED_SETS_H
#define SHARED_SETS_H

#include <stdbool.h>
#include <stdint.h>

#include <vminfo.h>

#include "frame-bits.h"

/* Sets of frames of the window. */
struct shared_sets {
	uint64_t first;			/* of the window */
	uint64_t count;			/* frames in it */
	struct frame_bits mine;		/* of the process at hand */
	struct frame_bits any;		/* some process has it */
	struct frame_bits several;	/* more than one has it */
	struct frame_bits all;		/* all have it */
	struct frame_bits again;	/* one has it more than once */
	struct frame_bits outside;	/* others map it, too */
	struct frame_bits hugetlb;
	uint64_t processes;
	uint64_t unknown;	/* frames of which it is not known whether
				   others map them */
	uint64_t beyond;	/* a frame behind the window was met: the
				   lowest; VMINFO_NONE: none */
	/* How often the group maps those of `several` and of `again`. */
	uint32_t *ranks;
	uint32_t *counts;
	uint64_t rank;			/* of the first one that is counted */
	uint64_t ranked;		/* all of them */
};

/* Numbers of frames, each once. */
struct shared_amounts {
	uint64_t pages;		/* also those that have the same frame */
	uint64_t frames;
	uint64_t several;
	uint64_t all;
	uint64_t outside;
	uint64_t hugetlb;
	uint64_t came;		/* nobody had it when sets were made */
};

void shared_sets_open(struct shared_sets *sets, uint64_t count);
void shared_sets_close(struct shared_sets *sets);

/* Goes to another window: all sets are empty. */
void shared_sets_move(struct shared_sets *sets, uint64_t first);

/* First: puts what each process has into the sets. */
void shared_sets_begin(struct shared_sets *sets);
uint64_t shared_sets_put(struct shared_sets *sets,
			 const struct vminfo_run *run);	/* how many pages */
void shared_sets_end(struct shared_sets *sets);	/* only if it was whole */

/*
 * Second, as long as there are some left: counts how often the group maps those
 * that it has more than once.
 */
bool shared_sets_count_more(struct shared_sets *sets);
void shared_sets_count(struct shared_sets *sets, const struct vminfo_run *run);

/* Behind each such count: which of these others map, too.  0 or negative
 * errno. */
int shared_sets_compare(struct shared_sets *sets,
			struct vminfo_context *context);

/*
 * Third: adds up the frames of a run, those that are in `mine` already left
 * out; shared_sets_begin() empties it.
 */
void shared_sets_add(struct shared_sets *sets, const struct vminfo_run *run,
		     struct shared_amounts *amounts);

/*
 * Or: how many frames of others are in `mine`, which was put there.  Each is
 * counted once, until the next process is met.
 */
void shared_sets_meet(struct shared_sets *sets);
uint64_t shared_sets_common(struct shared_sets *sets,
			    const struct vminfo_run *run);

#endif
