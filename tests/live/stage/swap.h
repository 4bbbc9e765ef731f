/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Pages in swap, each in the swap area that the caller asked for. */
#ifndef STAGE_SWAP_H
#define STAGE_SWAP_H

#include "huge.h"
#include "uffd.h"

enum { SWAP_PAGES = 16, SWAP_TRIES = 200 };

/* MADV_PAGEOUT until smaps says that all of it is in swap. */
static bool page_out(char *va, size_t pages)
{
	for (int tries = 0; tries < 20; tries++) {
		if (madvise(va, pages * page_size(), MADV_PAGEOUT))
			return false;
		if (smaps_kib(va, "Swap") == kib_of(pages))
			return true;
		usleep(10 * 1000);
	}
	errno = EBUSY;
	return false;
}

/*
 * The kernel goes on with the cluster of slots that this CPU used last, even
 * if a better area was switched on meanwhile: page out until the area asked for
 * has grown.  What went elsewhere stays there.
 */
static char *pages_in_area(const char *area, size_t pages)
{
	for (int tries = 0; tries < SWAP_TRIES; tries++) {
		long before = swap_used_kib(area);
		char *va = small_pages(pages);

		if (before < 0 || !va)
			return NULL;
		write_pages(va, pages);
		if (!page_out(va, pages))
			return NULL;
		if (swap_used_kib(area) - before >= kib_of(pages))
			return va;
	}
	errno = EBUSY;
	return NULL;
}

/* In an area: pages, the first of which is read back into memory. */
static const char *make_swapped(const char *name, const char *area)
{
	char *va = pages_in_area(area, SWAP_PAGES);

	if (!va)
		return refused("MADV_PAGEOUT");
	claim(name, va, SWAP_PAGES, "swapped -");
	return NULL;
}

static const char *make_swapped_back(const char *name)
{
	char *va = small_pages(2);

	if (!va)
		return refused("mmap");
	write_pages(va, 2);
	/* The neighbour may come back too: madvise sees one page at a time. */
	if (!page_out(va, 2))
		return refused("MADV_PAGEOUT");
	write_pages(va, 2);
	if (smaps_kib(va, "Swap") != 0 || smaps_kib(va, "Rss") != kib_of(2))
		return wrong("Swap", smaps_kib(va, "Swap"));
	claim(name, va, 2, "present exclusive");
	return NULL;
}

static const char *make_swapped_huge(const char *name)
{
	char *va;
	const char *reason = huge_page(&va);
	size_t pages = pmd_size() / page_size();

	if (reason)
		return reason;
	if (!page_out(va, pages))
		return refused("MADV_PAGEOUT");
	claim(name, va, pages, "swapped -");
	return NULL;
}

static const char *make_swapped_protected(const char *name)
{
	int fd = userfaultfd_with(0);
	char *va = small_pages(2);

	if (!va)
		return refused("mmap");
	write_pages(va, 2);
	if (!watch(fd, va, 2 * page_size(), UFFDIO_REGISTER_MODE_WP) ||
	    !write_protect(fd, va, 2))
		return refused("UFFDIO_WRITEPROTECT");
	if (!page_out(va, 2))
		return refused("MADV_PAGEOUT");
	claim(name, va, 2, "swapped uffd-wp");
	return NULL;
}

/* Shared memory in swap leaves an empty entry; its object knows the slot. */
static const char *make_swapped_memfd(const char *name)
{
	char *va;

	if (memfd_pages(2, &va) < 0)
		return refused("memfd_create");
	write_pages(va, 2);
	if (!page_out(va, 2))
		return refused("MADV_PAGEOUT");
	claim(name, va, 2, "unresolved -");
	return NULL;
}

/* A huge page of shared memory; the caller has switched them on. */
static const char *make_swapped_huge_memfd(const char *name)
{
	size_t pages = pmd_size() / page_size();
	char *va;

	if (!pages || memfd_pages(pages, &va) < 0)
		return REFUSED "no huge pages";
	if (madvise(va, pmd_size(), MADV_HUGEPAGE))
		return refused("MADV_HUGEPAGE");
	write_pages(va, pages);
	if (smaps_kib(va, "ShmemPmdMapped") != kib_of(pages))
		return REFUSED "no huge page was to be had";
	if (!page_out(va, pages))
		return refused("MADV_PAGEOUT");
	claim(name, va, pages, "unresolved -");
	return NULL;
}

/* With any swap area on. */
static const struct act swap_acts[] = {
	{ "swapped-back", make_swapped_back },
	{ "swapped-huge", make_swapped_huge },
	{ "swapped-protected", make_swapped_protected },
	{ "swapped-memfd", make_swapped_memfd },
	{ "swapped-huge-memfd", make_swapped_huge_memfd },
	{ NULL, NULL },
};

#endif
