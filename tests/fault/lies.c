// SPDX-License-Identifier: LGPL-2.1-or-later
/* Answers that no kernel gives, made of those that it gave. */
#include "lies.h"

#include <string.h>

#include "demand-words.h"
#include "fault.h"

#define PAGE 4096u

/* Reads that begin in each second piece of so many pages find the end. */
#define SHOWN_PAGES 64u

/* --- PAGEMAP_SCAN --------------------------------------------------------- */

static struct procfs_region *regions_of(const struct procfs_scan *scan)
{
	return (void *)(uintptr_t)scan->vec;
}

static void swap_regions(struct procfs_region *a, struct procfs_region *b)
{
	struct procfs_region was = *a;

	*a = *b;
	*b = was;
}

/* Puts one more in front, if there is room. */
static int add_region(struct procfs_scan *scan, int n, struct procfs_region r)
{
	struct procfs_region *regions = regions_of(scan);

	if ((uint64_t)n >= scan->vec_len)
		return n;
	memmove(regions + 1, regions, (size_t)n * sizeof(r));
	*regions = r;
	return n + 1;
}

static int lie_of_two(struct procfs_scan *scan, int n)
{
	struct procfs_region *r = regions_of(scan);

	if (n < 2)
		return n;
	if (demand.scan_lies == LIE_OVERLAP)
		r[0].end = r[1].start + PAGE;
	else
		swap_regions(&r[0], &r[n - 1]);
	return n;
}

int lies_scan(struct procfs_scan *scan, int n)
{
	struct procfs_region *r = regions_of(scan);

	if (n < 1)
		return n;
	switch (demand.scan_lies) {
	case LIE_TWICE:
		return add_region(scan, n, *r);
	case LIE_OVERLAP:
	case LIE_UNSORTED:
		return lie_of_two(scan, n);
	case LIE_OUTSIDE:
		r[n - 1].end = scan->end + PAGE;
		return n;
	case LIE_BEFORE:
		r->start = scan->start - PAGE;
		return n;
	case LIE_EMPTY:
		r->end = r->start;
		return n;
	case LIE_RAGGED:
		r->end--;
		return n;
	case LIE_MANY:
		return (int)scan->vec_len + 1;
	default:
		return n;
	}
}

/* --- PROCMAP_QUERY -------------------------------------------------------- */

void lies_query(struct procfs_query *query)
{
	if (demand.query_lies)
		fault_made();
	if (demand.query_lies == LIE_EMPTY)
		query->vma_end = query->vma_start;
	if (demand.query_lies == LIE_BEFORE) {
		query->vma_start = 0;
		query->vma_end = query->query_addr;
	}
}

/* --- pagemap -------------------------------------------------------------- */

ssize_t lies_pagemap(uint64_t offset, size_t asked, ssize_t got)
{
	if (demand.pagemap_lies)
		fault_made();
	if (demand.pagemap_lies == LIE_LONG)
		return (ssize_t)asked + 8;
	if (demand.pagemap_lies == LIE_ENDS)
		return offset / 8 / SHOWN_PAGES % 2 ? 0 : got;
	return demand.pagemap_lies == LIE_ODD && got > 3 ? got - 3 : got;
}
