// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * PAGEMAP_SCAN of the fake kernel, step by step as do_pagemap_scan() of Linux
 * 6.12 to 7.3: rounds of at most 512 regions, with its stale walk_end.
 */
#include <errno.h>
#include <string.h>

#include "fake-parts.h"

#define ROUND 512u

enum category {
	WRITTEN = 1u << 1,
	FILE_PAGE = 1u << 2,
	PRESENT = 1u << 3,
	SWAPPED = 1u << 4,
	SOFT_DIRTY = 1u << 7,
	GUARD = 1u << 8,
	KNOWN = (1u << 9) - 1,
};

struct round {
	struct procfs_scan *scan;
	struct procfs_region regions[ROUND];
	size_t n;
	size_t most;
	uint64_t found;
};

static uint64_t bit(unsigned int number)
{
	return (uint64_t)1 << number;
}

/* Whether there is a page table, which is for 1 GiB, that may have it. */
static bool has_table(const struct fake_space *space, uint64_t va)
{
	const struct fake_entries *e = space->entries;

	while (e && e->pages && e->va >> 30 != va >> 30)
		e++;
	return e && e->pages;
}

static uint64_t categories_of(const struct fake_space *space, uint64_t va)
{
	const struct fake_mapping *m = fake_find(space, va, false);
	const struct fake_piece piece = fake_at(space, va);

	static const struct {
		unsigned int bit;
		uint32_t category;
	} shown[] = { { 55, SOFT_DIRTY }, { 58, GUARD }, { 61, FILE_PAGE },
		      { 62, SWAPPED },	  { 63, PRESENT } };
	uint64_t set = piece.categories | WRITTEN;

	for (size_t i = 0; i < sizeof(shown) / sizeof(*shown); i++) {
		if (piece.word & bit(shown[i].bit))
			set |= shown[i].category;
	}
	/* What no table is for is no more than a hole, of hugetlb, too. */
	return m->page_size && has_table(space, va) ? set | PROCFS_HUGE : set;
}

static bool is_wanted(const struct procfs_scan *scan, uint64_t categories)
{
	categories ^= scan->category_inverted;
	if ((categories & scan->category_mask) != scan->category_mask)
		return false;
	return !scan->category_anyof_mask ||
	       categories & scan->category_anyof_mask;
}

static bool push(struct round *r, const struct procfs_region *region)
{
	struct procfs_region *last = r->n ? &r->regions[r->n - 1] : NULL;

	if (last && last->end == region->start &&
	    last->categories == region->categories) {
		last->end = region->end;
		return true;
	}
	if (r->n == r->most)
		return false;
	r->regions[r->n++] = *region;
	return true;
}

/* False: the round ends here, and walk_end says where. */
static bool output(struct round *r, struct procfs_region region)
{
	uint64_t pages = (region.end - region.start) / FAKE_PAGE;
	bool go_on = true;

	if (r->scan->max_pages && r->found + pages > r->scan->max_pages) {
		region.end -= FAKE_PAGE *
			      (r->found + pages - r->scan->max_pages);
		go_on = false;
	}
	if (region.end > region.start && !push(r, &region)) {
		region.end = region.start;
		go_on = false;
	}
	r->found += (region.end - region.start) / FAKE_PAGE;
	if (!go_on)
		r->scan->walk_end = region.end;
	return go_on;
}

static uint64_t lower(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* One walk of the page tables; true: it came to the end. */
static bool walk(struct round *r, const struct fake_space *space, uint64_t va)
{
	const struct procfs_scan *scan = r->scan;

	while (va < scan->end) {
		const struct fake_mapping *m = fake_find(space, va, true);
		struct fake_piece piece;
		struct procfs_region region;

		if (!m || m->start >= scan->end)
			return true;
		if (va < m->start)
			va = m->start;
		piece = fake_at(space, va);
		region = (struct procfs_region){
			.start = va,
			.end = lower(piece.end, scan->end),
			.categories = categories_of(space, va),
		};
		va = region.end;
		if (m->pfnmap || !is_wanted(scan, region.categories))
			continue;
		region.categories &= scan->return_mask;
		if (!output(r, region))
			return false;
	}
	return true;
}

static int check(struct procfs_scan *scan)
{
	uint64_t masks = scan->category_inverted | scan->category_mask |
			 scan->category_anyof_mask | scan->return_mask;

	fake.scan_flags |= scan->flags;
	fake.scan_masks |= masks;
	if (scan->vec_len > fake.longest_vector)
		fake.longest_vector = scan->vec_len;
	if (scan->end - scan->start > fake.longest_scan)
		fake.longest_scan = scan->end - scan->start;
	if (scan->size != sizeof(*scan) || scan->flags & ~(uint64_t)3 ||
	    masks & ~(uint64_t)KNOWN || scan->start % FAKE_PAGE)
		return -EINVAL;
	if (!scan->vec != !scan->vec_len)
		return scan->vec ? 0 : -EINVAL;
	scan->end = (scan->end + FAKE_PAGE - 1) & ~(uint64_t)(FAKE_PAGE - 1);
	if (scan->start > scan->end || scan->end > fake.scan_limit)
		return -EFAULT;
	return 0;
}

int fake_pagemap_scan(const struct fake_space *space, struct procfs_scan *scan)
{
	struct procfs_region *vector = (void *)(uintptr_t)scan->vec;
	struct round r = { .scan = scan };
	uint64_t room = scan->vec_len, at = scan->start;
	bool ended = !room;
	int ret = check(scan), n = 0;

	if (ret < 0)
		return ret;
	scan->walk_end = 0;
	while (!ended && at < scan->end) {
		r.n = 0;
		r.most = room < ROUND ? (size_t)room : ROUND;
		ended = walk(&r, space, at);
		memcpy(vector + n, r.regions, r.n * sizeof(*vector));
		n += (int)r.n;
		room -= r.n;
		at = scan->walk_end;
		ended = ended || !room || r.found == scan->max_pages;
	}
	/* This is the bug: a last round that comes to the end sets nothing. */
	if (!scan->walk_end)
		scan->walk_end = scan->end;
	return n;
}

static int give_name(const struct fake_mapping *m, struct procfs_query *query)
{
	char *to = (void *)(uintptr_t)query->vma_name_addr;
	size_t size = m->name ? strlen(m->name) + 1 : 0;

	if (!to)
		return 0;
	if (size > query->vma_name_size || size > 4096)
		return -ENAMETOOLONG;
	if (size)
		memcpy(to, m->name, size);
	query->vma_name_size = (uint32_t)size;
	return 0;
}

static uint64_t flags_of(const char *permissions)
{
	uint64_t flags = 0;

	for (unsigned int i = 0; i < 4; i++) {
		if (permissions[i] == "rwxs"[i])
			flags |= 1u << i;
	}
	return flags;
}

int fake_procmap_query(const struct fake_space *space,
		       struct procfs_query *query)
{
	bool next = query->query_flags & PROCFS_COVERING_OR_NEXT;
	const struct fake_mapping *m;

	m = fake_find(space, query->query_addr, next);
	if (query->size != sizeof(*query) ||
	    query->query_flags & ~(uint64_t)0x3f ||
	    !query->vma_name_addr != !query->vma_name_size)
		return -EINVAL;
	/* The ioctl does not know the gate page. */
	if (!m || m->start >> 63)
		return -ENOENT;
	query->vma_start = m->start;
	query->vma_end = m->end;
	query->vma_flags = flags_of(m->permissions);
	query->vma_page_size = m->page_size ? m->page_size : FAKE_PAGE;
	query->vma_offset = m->offset;
	query->inode = m->inode;
	query->dev_major = m->dev_major;
	query->dev_minor = m->dev_minor;
	return give_name(m, query);
}
