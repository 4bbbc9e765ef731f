/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Pages in swap, and in the same mapping others that are not, which bit 62 of
 * a pagemap word does not tell from them.
 */
#ifndef STAGE_MIXED_H
#define STAGE_MIXED_H

#include "swap.h"

static const char *send_two(char *va)
{
	for (int tries = 0; tries < SWAP_TRIES; tries++) {
		if (madvise(va, 2 * page_size(), MADV_PAGEOUT))
			return refused("MADV_PAGEOUT");
		if (smaps_kib(va, "Swap") == kib_of(2))
			return NULL;
		usleep(10 * 1000);
	}
	return REFUSED "they stay";
}

/* At *va two pages in swap, and six without memory; or the reason why not. */
static const char *two_of_eight(char **va)
{
	*va = small_pages(8);
	if (!*va)
		return refused("mmap");
	write_pages(*va, 2);
	return send_two(*va);
}

static void claim_mixed(const char *name, char *va, const char *other)
{
	claim(name, va, 2, "swapped -");
	claim(name, va + 2 * page_size(), 2, other);
	claim(name, va + 4 * page_size(), 4, "absent -");
}

/* All that is not absent is in swap. */
static const char *make_alone(const char *name)
{
	char *va;
	const char *reason = two_of_eight(&va);

	if (!reason)
		claim_mixed(name, va, "absent -");
	return reason;
}

static const char *make_beside_guard(const char *name)
{
	char *va;
	const char *reason = two_of_eight(&va);

	if (reason)
		return reason;
	if (madvise(va + 2 * page_size(), 2 * page_size(),
		    MADV_GUARD_INSTALL))
		return refused("MADV_GUARD_INSTALL");
	claim_mixed(name, va, "guard -");
	return NULL;
}

static const char *make_beside_poison(const char *name)
{
	int fd = userfaultfd_with(UFFD_FEATURE_POISON);
	char *va;
	const char *reason = two_of_eight(&va);

	if (reason)
		return reason;
	if (!watch(fd, va, 8 * page_size(), UFFDIO_REGISTER_MODE_MISSING) ||
	    !poison(fd, va + 2 * page_size(), 2 * page_size()))
		return refused("UFFDIO_POISON");
	claim_mixed(name, va, "poisoned -");
	return NULL;
}

static const char *make_beside_marker(const char *name)
{
	int fd = userfaultfd_with(UFFD_FEATURE_WP_UNPOPULATED);
	char *va;
	const char *reason = two_of_eight(&va);

	if (reason)
		return reason;
	if (!watch(fd, va, 8 * page_size(), UFFDIO_REGISTER_MODE_WP) ||
	    !write_protect(fd, va + 2 * page_size(), 2))
		return refused("UFFD_FEATURE_WP_UNPOPULATED");
	claim_mixed(name, va, "marker uffd-wp");
	return NULL;
}

/*
 * Shared pages that are write-protected leave a marker when they go: the object
 * has them in swap all the same.  The last two have a marker and no memory.
 */
static const char *make_marked(const char *name)
{
	int fd = userfaultfd_with(UFFD_FEATURE_WP_HUGETLBFS_SHMEM);
	const char *reason;
	char *va;

	if (memfd_pages(4, &va) < 0)
		return refused("memfd_create");
	write_pages(va, 2);
	if (!watch(fd, va, 4 * page_size(), UFFDIO_REGISTER_MODE_WP) ||
	    !write_protect(fd, va, 4))
		return refused("UFFD_FEATURE_WP_HUGETLBFS_SHMEM");
	reason = send_two(va);
	if (!reason)
		claim(name, va, 4, "marker uffd-wp");
	return reason;
}

/* Pages of an object that are behind a guard: so they are nobody's here. */
static const char *make_guarded(const char *name)
{
	const char *reason;
	char *va;

	if (memfd_pages(4, &va) < 0)
		return refused("memfd_create");
	write_pages(va, 2);
	reason = send_two(va);
	if (reason)
		return reason;
	if (madvise(va, 4 * page_size(), MADV_GUARD_INSTALL))
		return refused("MADV_GUARD_INSTALL");
	claim(name, va, 4, "guard -");
	return NULL;
}

static const struct act mixed_acts[] = {
	{ "alone", make_alone },
	{ "beside-guard", make_beside_guard },
	{ "beside-poison", make_beside_poison },
	{ "beside-marker", make_beside_marker },
	{ "marked", make_marked },
	{ "guarded", make_guarded },
	{ NULL, NULL },
};

#endif
