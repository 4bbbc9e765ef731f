/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A block: as much memory as one huge page has, aligned like one, or the part
 * of it that is in a mapping; and what its pages are.
 */
#ifndef HUGE_BLOCK_H
#define HUGE_BLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include <vminfo.h>

struct huge_block {
	/* The caller's. */
	uint64_t va;		/* of the block, also if its first page is not
				   in the mapping */
	uint64_t page_size;
	uint64_t size;		/* pages of a whole one: a power of two */
	bool of_object;		/* a file or shmem is behind the mapping */

	/* Pages, but for the last. */
	uint64_t pages;		/* that were added */
	uint64_t of_state[VMINFO_NONPRESENT + 1];
	uint64_t huge;		/* mapped by one entry */
	uint64_t huge_unknown;
	uint64_t changed;
	uint64_t maybe_zero;
	uint64_t protected;	/* by userfaultfd */
	uint64_t copied;	/* own copies of pages of an object */
	uint64_t shared;	/* present, anonymous, mapped more than once */
	uint64_t ksm;
	uint64_t perhaps_ksm;
	uint64_t single;	/* present, in a folio of one page */
	uint64_t large;		/* in one of more, but smaller than the block */
	uint64_t in_place;	/* in one as large, each where it should be */
	uint64_t displaced;	/* in one as large, but elsewhere in it */
	uint64_t folio_unknown;
	uint64_t base;		/* frame that the block would begin with, if its
				   pages were consecutive, or VMINFO_NONE */
	bool scattered;		/* they are not */
	unsigned int order;	/* of the largest folio that is known */
};

void huge_block_start(struct huge_block *block);

/* Pages of it, all alike. */
void huge_block_add(struct huge_block *block, const struct vminfo_run *run,
		    const struct vminfo_frame *frame);

/* No page is in memory, in swap, or special in any way. */
bool huge_block_is_empty(const struct huge_block *block);

#endif
