/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Folios that no other process maps. */
#ifndef FOLIOS_ALONE_H
#define FOLIOS_ALONE_H

#include "own.h"

static const char *own_hugetlb(const char *name)
{
	char *va;
	const char *reason = hugetlb_pages(&va, MAP_PRIVATE);

	(void)name;
	if (!reason)
		own(getpid(), va, pmd_pages(), "1 9 1 hugetlb");
	return reason;
}

static const char *own_small(const char *name)
{
	char *va = small_pages(4);

	(void)name;
	if (!va)
		return refused("mmap");
	write_pages(va, 4);
	own(getpid(), va, 4, "0 0 1 small");
	return NULL;
}

static const char *own_huge(const char *name)
{
	char *va;
	const char *reason = huge_page(&va);

	(void)name;
	if (!reason)
		own(getpid(), va, pmd_pages(), "1 9 1 huge");
	return reason;
}

/* One page given back: the rest stays one folio, mapped page by page. */
static const char *own_broken_huge(const char *name)
{
	char *va;
	const char *reason = huge_page(&va);

	(void)name;
	if (reason)
		return reason;
	if (madvise(va + 7 * page_size(), page_size(), MADV_DONTNEED) ||
	    madvise(va, pmd_size(), MADV_NOHUGEPAGE))
		return refused("MADV_DONTNEED");
	own(getpid(), va, 7, "0 9 1 broken-huge");
	own(getpid(), va + 8 * page_size(), pmd_pages() - 8,
	    "0 9 1 broken-huge");
	return NULL;
}

/* Its halves, at two places: each of them half of a folio. */
static const char *own_torn_huge(const char *name)
{
	size_t half = pmd_pages() / 2;
	char *va, *place = next_place();
	const char *reason = huge_page(&va);

	(void)name;
	if (reason)
		return reason;
	if (mremap(va + half * page_size(), half * page_size(),
		   half * page_size(), MREMAP_MAYMOVE | MREMAP_FIXED,
		   place) == MAP_FAILED)
		return refused("mremap");
	own(getpid(), va, half, "0 9 1 torn-huge");
	own(getpid(), place, half, "0 9 1 torn-huge");
	return NULL;
}

/* Of shared memory, where the machine's settings allow it. */
static const char *own_shmem_huge(const char *name)
{
	size_t pages = pmd_pages();
	char *va;

	(void)name;
	if (!pages || memfd_pages(pages, &va) < 0 ||
	    madvise(va, pmd_size(), MADV_HUGEPAGE))
		return refused("memfd_create");
	write_pages(va, pages);
	if (smaps_kib(va, "ShmemPmdMapped") != kib_of(pages))
		return REFUSED "no huge page of shared memory was to be had";
	own(getpid(), va, pages, "1 9 1 shmem-huge");
	return NULL;
}

static const char *own_merged(const char *name)
{
	char *va = small_pages(8);

	(void)name;
	if (!va || number_in("/sys/kernel/mm/ksm/run") != 1)
		return REFUSED "KSM is not switched on";
	write_pages(va, 1);
	for (size_t i = 1; i < 8; i++)
		memcpy(va + i * page_size(), va, page_size());
	if (madvise(va, 8 * page_size(), MADV_MERGEABLE))
		return refused("MADV_MERGEABLE");
	for (int tries = 0; smaps_kib(va, "KSM") != kib_of(8); tries++) {
		if (tries == 400)
			return REFUSED "KSM did not merge 8 pages in 20 s";
		usleep(50 * 1000);
	}
	own(getpid(), va, 8, "0 0 8 merged");
	return NULL;
}

#ifndef MAP_HUGE_1GB
#define MAP_HUGE_1GB (30 << 26)
#endif

/* Only when it is asked for: to clear it takes a while. */
static const char *own_gigantic(const char *name)
{
	size_t size = (size_t)1 << 30;
	char what[64];
	char *va = mmap(NULL, size, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB |
			MAP_HUGE_1GB, -1, 0);

	if (va == MAP_FAILED)
		return refused("mmap MAP_HUGE_1GB");
	*va = 'v';
	snprintf(what, sizeof(what), "1 %d 1 %s",
		 __builtin_ctzl(size / page_size()), name);
	own(getpid(), va, size / page_size(), what);
	return NULL;
}

static const struct act alone_acts[] = {
	{ "hugetlb", own_hugetlb },
	{ "small", own_small },
	{ "huge", own_huge },
	{ "broken-huge", own_broken_huge },
	{ "torn-huge", own_torn_huge },
	{ "shmem-huge", own_shmem_huge },
	{ "merged", own_merged },
	{ NULL, NULL },
};

#endif
