/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* populated.h - which parts of an address space are not empty. */
#ifndef POPULATED_H
#define POPULATED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "procfs.h"

/*
 * The kernel collects this many regions at a time (a page table's worth).
 * Asked for more, it leaves walk_end at its last full round on Linux 6.12 to
 * 7.3, so that who resumes there reads regions twice.
 */
#define POPULATED_REGIONS 512u

/* In numbers of pages: the address behind the last one has 65 bits. */
struct populated {
	struct procfs_file pagemap;		/* borrowed */
	uint64_t page_size;
	uint64_t start;		/* from here to the end, the regions tell all */
	uint64_t end;
	size_t n;
	struct procfs_region regions[POPULATED_REGIONS];	/* by pages */
};

/*
 * The populated regions from page `start` on: up to `limit`, or less (see
 * ->end) if there are any.  An address space that is gone looks empty, not
 * like an error, on some kernels.
 */
int populated_scan(struct populated *p, uint64_t start, uint64_t limit);

/*
 * Whether the kernel walks the page tables of the mapping at va at all.  1:
 * yes; 0: no (VM_PFNMAP), or there is no mapping; negative errno.  If so,
 * *small is true where there is an entry, and not of a huge page, as hugetlb
 * has none.  (What is empty tells nothing: hugetlb without a page table looks
 * as all do.)
 */
int populated_is_walked(const struct populated *p, uint64_t va, bool *small);

#endif
