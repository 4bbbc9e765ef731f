/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * fit-starts.h - where the largest window may start, and how far each such
 * start goes.
 *
 * Memory comes in legs: bytes that follow each other on the bus, with no
 * multiple of the boundary inside, so that segments are counted from the first.
 * From a start, every end is good up to some byte and none beyond it.  Of all
 * starts only those matter that are the first of their kind with so many
 * segments up to the end of their leg: they wait in a list until their ends are
 * known, each with more segments to spare than the one before.
 */
#ifndef FIT_STARTS_H
#define FIT_STARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vminfo.h"

/* The length of a segment has 32 bits. */
#define FIT_NATURAL_END ((uint64_t)1 << 32)

struct fit_leg {
	uint64_t va;
	uint64_t bus;		/* of its first byte: those bits of it */
	uint64_t known;		/* that are known: all, or 2^n - 1 */
	uint64_t length;	/* 0: there is none */
};

struct fit_start {
	uint64_t va;
	uint64_t last;		/* number of the last segment it has room for */
};

struct fit_kind {
	uint64_t of;		/* starts that are a multiple of this, */
	uint64_t beyond;	/* and so much more; */
	uint64_t least;		/* with so many segments or more, */
	uint64_t most;		/* but no more, up to the end of their leg */
};

struct fit_starts {
	uint64_t min_run;
	uint64_t virt_boundary;	/* at least 1 */
	uint64_t max_segs;	/* UINT64_MAX: any number */

	/* A segment from x on ends at the multiple of `grain` that is not below
	   x, plus `step`; but it is at most `slack` longer than that. */
	uint64_t step;
	uint64_t grain;
	uint64_t slack;
	uint64_t leg_most;	/* segments of a leg that is not the first */
	struct fit_kind kinds[3];
	size_t kind_count;

	uint64_t segments;	/* in all legs so far */
	uint64_t broken;	/* where the last run ended for sure, */
	uint64_t unsure;	/* and where one may have ended */
	struct fit_start *list;
	size_t first;		/* of those that wait */
	size_t count;
	size_t room;
	bool failed;		/* there was no memory for one */

	uint64_t best_va;
	uint64_t best_length;	/* 0: none */
};

/* How segments end, and which kinds of starts there are then (fit-kinds.c). */
void fit_kinds_choose(struct fit_starts *starts,
		      const struct vminfo_dma_constraints *constraints,
		      uint64_t page_size);

void fit_starts_begin(struct fit_starts *starts,
		      const struct vminfo_dma_constraints *constraints,
		      uint64_t page_size);
void fit_starts_free(struct fit_starts *starts);

/* The next one; it follows the leg before, or a wall. */
void fit_starts_add(struct fit_starts *starts, const struct fit_leg *leg);

/* A run ends at va, for sure or perhaps, and another one follows.  It started
   at run_va, or at a wall behind that. */
void fit_starts_end_run(struct fit_starts *starts, uint64_t run_va,
			uint64_t va, bool sure);

/* No window goes beyond va. */
void fit_starts_wall(struct fit_starts *starts, uint64_t va);

#endif
