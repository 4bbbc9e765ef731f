// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Whether frames that a walk found are of the zero page.
 *
 * What a scan said of a page is older than its word: in between, it may have
 * been given back and read, so that the frame is that of the zero page.  Asked
 * for the frame, the kernel cannot be late: a process that had the huge zero
 * page keeps it until it ends.
 */
#include "dma-zero.h"

#include "frames.h"
#include "kpageflags.h"

/* Pages of which one entry, or one frame, tells all. */
struct unit {
	uint64_t page;
	uint64_t pages;
	uint64_t frame;
};

/* Whether they are memory after their word was read, and the word is the same:
   what changed both ways meanwhile would have had to do so twice. */
static bool is_memory_still(const struct vminfo_walk *walk,
			    const struct unit *u)
{
	uint64_t size = walk->source.page_size, word;
	struct procfs_region region = { 0 };
	struct procfs_scan scan = {
		.start = u->page * size,
		.end = (u->page + u->pages) * size,
		.vec = (uintptr_t)&region,
		.vec_len = 1,
		.return_mask = PROCFS_PRESENT | PROCFS_PFNZERO,
	};

	if (procfs_pagemap_scan(walk->source.pagemap, &scan) != 1 ||
	    region.start != u->page * size ||
	    region.end - region.start != u->pages * size ||
	    region.categories != PROCFS_PRESENT)
		return false;
	return procfs_read_at(walk->source.pagemap, &word, sizeof(word),
			      u->page * sizeof(word)) == sizeof(word) &&
	       pagemap_frame(word) == u->frame;
}

static bool is_not_zero(const struct vminfo_walk *walk,
			const struct vminfo_run *run, const struct unit *u)
{
	int zero = frames_have(walk->source.kpageflags, u->frame,
			       KPAGEFLAGS_ZERO_PAGE);

	if (zero >= 0)
		return !zero;
	if (walk->source.scan)
		return is_memory_still(walk, u);
	return !walk->decoder.anonymous && run->all & VMINFO_FILE;
}

bool dma_is_no_zero_page(const struct vminfo_walk *walk,
			 const struct vminfo_run *run)
{
	uint64_t page = run->va / walk->source.page_size, left = run->pages;
	uint64_t inside = walk->source.zero_by_frame ?
				  walk->source.pmd_pages - 1 : 0;
	struct unit u = { .page = page, .frame = run->value };

	if (walk->source.frozen || walk->traits.hugetlb_pages ||
	    (run->all & VMINFO_EXCLUSIVE && !(run->any & VMINFO_FILE)) ||
	    (page ^ run->value) & inside)
		return true;
	for (; left; left -= u.pages) {
		u.pages = inside + 1 - (u.page & inside);
		if (u.pages > left)
			u.pages = left;
		if (!is_not_zero(walk, run, &u))
			return false;
		u.page += u.pages;
		u.frame += u.pages;
	}
	return true;
}
