// SPDX-License-Identifier: LGPL-2.1-or-later
/* PAGEMAP_SCAN: empty terabytes cost it nothing, huge pages next to nothing. */
#include "populated.h"

#include <errno.h>

/* What is read at once, so that no more of a dense range is scanned. */
#define MAX_PAGES ((uint64_t)16 << 10)

/*
 * The kernel goes on until it has found enough, with the lock of the address
 * space held, for which mmap() and munmap() of the target wait; an empty page
 * table takes it as long as a full one.  Of so many entries that is about a
 * millisecond; and each terabyte of nothing is asked for by 512 calls.
 */
#define MAX_ENTRIES ((uint64_t)512 << 10)

static uint64_t pages_found(const struct populated *p)
{
	uint64_t pages = 0;

	for (size_t i = 0; i < p->n; i++)
		pages += p->regions[i].end - p->regions[i].start;
	return pages;
}

/* The page that begins at an address, which may be 2^64. */
static uint64_t page_behind(const struct populated *p, uint64_t address)
{
	return (address - 1) / p->page_size + 1;
}

/*
 * walk_end alone does not tell where to go on: it may be stale, and below the
 * end although nothing follows.
 */
static uint64_t known_end(const struct populated *p, uint64_t limit,
			  uint64_t walk_end)
{
	uint64_t end = page_behind(p, walk_end);

	if (p->n < POPULATED_REGIONS && pages_found(p) < MAX_PAGES)
		return limit;
	if (p->n && end < p->regions[p->n - 1].end)
		end = p->regions[p->n - 1].end;
	return end < limit ? end : limit;
}

/* One behind the other, each of some whole pages, in the range asked for. */
static bool are_in_order(const struct populated *p, uint64_t start,
			 uint64_t limit)
{
	for (size_t i = 0; i < p->n; i++) {
		const struct procfs_region *r = &p->regions[i];

		if (r->start < start || r->end <= r->start || r->end > limit)
			return false;
		start = r->end;
	}
	return true;
}

/* Addresses to numbers of pages. */
static int take_regions(struct populated *p, int n)
{
	if (n < 0 || n > (int)POPULATED_REGIONS)
		return n < 0 ? n : -EIO;
	p->n = (size_t)n;
	for (size_t i = 0; i < p->n; i++) {
		struct procfs_region *r = &p->regions[i];

		if (r->start % p->page_size || r->end % p->page_size)
			return -EIO;
		r->start /= p->page_size;
		r->end = page_behind(p, r->end);
	}
	return 0;
}

static int scan_piece(struct populated *p, uint64_t start, uint64_t limit)
{
	struct procfs_scan scan = {
		.start = start * p->page_size,
		.end = limit * p->page_size,
		.vec = (uintptr_t)p->regions,
		.vec_len = POPULATED_REGIONS,
		.max_pages = MAX_PAGES,
		.category_anyof_mask = PROCFS_PRESENT | PROCFS_SWAPPED,
		.return_mask = PROCFS_PRESENT | PROCFS_SWAPPED |
			       PROCFS_PFNZERO | PROCFS_HUGE,
	};
	int ret = take_regions(p, procfs_pagemap_scan(p->pagemap, &scan));

	if (ret < 0)
		return ret;
	/* Who tells a page twice may leave out another. */
	if (!are_in_order(p, start, limit))
		return -EIO;
	p->end = known_end(p, limit, scan.walk_end);
	return 0;
}

/*
 * Nobody waits for a recording, in which there may be petabytes.  The ends are
 * those of page tables, and not inside of a huge page.
 */
static uint64_t piece_end(const struct populated *p, uint64_t start,
			  uint64_t limit)
{
	uint64_t last = start | (MAX_ENTRIES - 1);

	return p->pagemap.served || last >= limit ? limit : last + 1;
}

int populated_scan(struct populated *p, uint64_t start, uint64_t limit)
{
	int ret;

	p->start = p->end = start;
	do {
		ret = scan_piece(p, p->end, piece_end(p, p->end, limit));
	} while (ret == 0 && !p->n && p->end < limit);
	return ret;
}

int populated_is_walked(const struct populated *p, uint64_t va, bool *small)
{
	struct procfs_region region = { .categories = 0 };
	struct procfs_scan scan = {
		.start = va,
		.end = va + p->page_size,
		.vec = (uintptr_t)&region,
		.vec_len = 1,
		.return_mask = PROCFS_PRESENT | PROCFS_SWAPPED | PROCFS_HUGE,
	};
	int ret = procfs_pagemap_scan(p->pagemap, &scan);

	if (ret > 0)
		*small = region.categories &&
			 !(region.categories & PROCFS_HUGE);
	return ret;
}
