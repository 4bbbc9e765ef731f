/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What went out to swap and what came in between two looks at a process. */
#ifndef PAGING_COMPARE_H
#define PAGING_COMPARE_H

#include <stdbool.h>
#include <stdint.h>

#include "paging-list.h"

/* In pages. */
struct paging_counts {
	uint64_t out;		/* proven; so are the next two */
	uint64_t in;
	uint64_t refaults;
	uint64_t swapped;	/* in swap now */
	uint64_t most;		/* in RAM and in swap now, and what may be */
	bool more_out;		/* there may be more of it */
	bool more_in;
	bool more_refaults;
	bool more_swapped;
};

enum paging_scope {
	PAGING_ALL,
	PAGING_PART,	/* pages may have been moved from elsewhere */
};

/*
 * Both lists are of the same address space, or of a part of it.  What is noted
 * in `after` of pages that were seen going out is written here: those of
 * `before`, and the new ones.
 */
void paging_compare(const struct paging_list *before, struct paging_list *after,
		    enum paging_scope scope, struct paging_counts *counts);

/* What a list says alone: what is in swap now, and most. */
void paging_count_now(const struct paging_list *list,
		      struct paging_counts *counts);

#endif
