/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Pages of which the walk cannot tell whether they are in swap: entries whose
 * kind is hidden, and pages of shared memory that may not be asked.  What smaps
 * counts in their mapping often settles it, page by page or as a number.
 */
#ifndef SWAP_DOUBT_H
#define SWAP_DOUBT_H

#include <stdbool.h>
#include <stdint.h>

#include <vminfo.h>

#include "swap-bounds.h"

enum swap_kind {
	SWAP_NOT,
	SWAP_OWN,		/* in a slot of the process */
	SWAP_SHMEM,		/* shared memory has it in swap */
	SWAP_MAYBE_OWN,
	SWAP_MAYBE_SHMEM,
	SWAP_SPECIAL,		/* no slot, as far as its type says */
};

/* What the pages of a run are, in that mapping, which has that behind it. */
enum swap_kind swap_kind_of(const struct vminfo_run *run,
			    const struct vminfo_mapping *mapping,
			    const struct vminfo_backing *backing);

/*
 * Pages in doubt are of two kinds.  Special ones are in doubt only where smaps
 * counts more than all others: with more than 22 swap areas on, now or once,
 * the kernel has given a type that is otherwise special to an area.
 */
struct swap_pages {
	struct swap_suspects own;
	struct swap_suspects shmem;
	uint64_t special;
};

void swap_pages_add(struct swap_pages *sum, enum swap_kind kind,
		    uint64_t pages);

struct swap_doubt {
	bool known;		/* smaps says how many are in swap */
	bool specials;		/* are among those in doubt */
	bool below;		/* but may count some that are none of ours */
	uint64_t swapped;	/* pages of all of the mapping */
	struct swap_pages pages;	/* of it, likewise */
};

struct swap_doubt_how {
	struct vminfo_process *process;
	struct vminfo_walk *walk;
	uint64_t want;		/* of the walk, enum vminfo_want */
	uint64_t page_size;
};

/* Looks closer at the mapping that the walk is in. */
void swap_doubt_look(struct swap_doubt *doubt,
		     const struct swap_doubt_how *how);

/* What a page in doubt is, after all. */
enum swap_kind swap_doubt_settle(const struct swap_doubt *doubt,
				 enum swap_kind kind);

/* How many pages are in swap, among those of a part of the mapping. */
struct swap_counts {
	struct swap_bounds own;
	struct swap_bounds shmem;
	struct swap_bounds all;	/* may be known better than the two */
};

struct swap_counts swap_doubt_count(const struct swap_doubt *doubt,
				    const struct swap_pages *inside);

#endif
