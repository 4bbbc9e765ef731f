/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What userfaultfd leaves in page tables: write protection, markers, poison. */
#ifndef STAGE_UFFD_H
#define STAGE_UFFD_H

#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <sys/ioctl.h>

#include "huge.h"
#include "objects.h"

/* Linux 6.4 and 6.6; the headers here may be older. */
#ifndef UFFD_FEATURE_WP_UNPOPULATED
#define UFFD_FEATURE_WP_UNPOPULATED (1 << 13)
#endif
#ifndef UFFD_FEATURE_POISON
#define UFFD_FEATURE_POISON (1 << 14)
struct uffdio_poison {
	struct uffdio_range range;
	__u64 mode;
	__s64 updated;
};
#define UFFDIO_POISON _IOWR(UFFDIO, 0x08, struct uffdio_poison)
#endif

/* Linux 5.11: all that an ordinary user may have, as a rule. */
#ifndef UFFD_USER_MODE_ONLY
#define UFFD_USER_MODE_ONLY 1
#endif

/* A userfaultfd with that feature, -1 if refused. */
static int userfaultfd_with(uint64_t features)
{
	struct uffdio_api api = { .api = UFFD_API, .features = features };
	int fd = (int)syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK);

	if (fd < 0)
		fd = (int)syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK |
				  UFFD_USER_MODE_ONLY);
	if (fd < 0 || ioctl(fd, UFFDIO_API, &api))
		return -1;
	return fd;
}

static bool watch(int fd, char *va, size_t length, uint64_t mode)
{
	struct uffdio_register area = {
		.range = { .start = (uintptr_t)va, .len = length },
		.mode = mode,
	};

	return fd >= 0 && !ioctl(fd, UFFDIO_REGISTER, &area);
}

static bool write_protect(int fd, char *va, size_t pages)
{
	struct uffdio_writeprotect area = {
		.range = { .start = (uintptr_t)va,
			   .len = pages * page_size() },
		.mode = UFFDIO_WRITEPROTECT_MODE_WP,
	};

	return !ioctl(fd, UFFDIO_WRITEPROTECT, &area);
}

static bool poison(int fd, char *va, size_t length)
{
	struct uffdio_poison area = {
		.range = { .start = (uintptr_t)va, .len = length },
	};

	return !ioctl(fd, UFFDIO_POISON, &area);
}

/* Watched and protected: the first page has memory, the second has none. */
static const char *make_protected(const char *name)
{
	int fd = userfaultfd_with(UFFD_FEATURE_WP_UNPOPULATED);
	char *va = small_pages(3);

	if (!va)
		return refused("mmap");
	write_pages(va, 1);
	if (!watch(fd, va, 3 * page_size(), UFFDIO_REGISTER_MODE_WP) ||
	    !write_protect(fd, va, 2))
		return refused("UFFD_FEATURE_WP_UNPOPULATED");
	if (smaps_kib(va, "Rss") != kib_of(1))
		return wrong("Rss", smaps_kib(va, "Rss"));
	claim(name, va, 1, "present exclusive,uffd-wp");
	claim(name, va + page_size(), 1, "marker uffd-wp");
	claim(name, va + 2 * page_size(), 1, "absent -");
	return NULL;
}

static const char *make_protected_shmem(const char *name)
{
	int fd = userfaultfd_with(UFFD_FEATURE_WP_HUGETLBFS_SHMEM);
	char *va;

	if (memfd_pages(3, &va) < 0)
		return refused("memfd_create");
	write_pages(va, 1);
	if (!watch(fd, va, 3 * page_size(), UFFDIO_REGISTER_MODE_WP) ||
	    !write_protect(fd, va, 2))
		return refused("UFFD_FEATURE_WP_HUGETLBFS_SHMEM");
	if (smaps_kib(va, "Rss") != kib_of(1))
		return wrong("Rss", smaps_kib(va, "Rss"));
	claim(name, va, 1, "present file,exclusive,uffd-wp");
	claim(name, va + page_size(), 1, "marker uffd-wp");
	claim(name, va + 2 * page_size(), 1, "unresolved -");
	return NULL;
}

static const char *make_poisoned(const char *name)
{
	int fd = userfaultfd_with(UFFD_FEATURE_POISON);
	char *va = small_pages(3);

	if (!va)
		return refused("mmap");
	write_pages(va, 1);
	if (!watch(fd, va, 3 * page_size(), UFFDIO_REGISTER_MODE_MISSING) ||
	    !poison(fd, va + page_size(), page_size()))
		return refused("UFFDIO_POISON");
	/* A second poison is refused where the first one is. */
	if (poison(fd, va + page_size(), page_size()) || errno != EEXIST)
		return "the page is not poisoned";
	claim(name, va, 1, "present exclusive");
	claim(name, va + page_size(), 1, "poisoned -");
	claim(name, va + 2 * page_size(), 1, "absent -");
	return NULL;
}

/* pagemap shows an empty word for these: only that they are not absent. */
static const char *make_poisoned_hugetlb(const char *name)
{
	int fd = userfaultfd_with(UFFD_FEATURE_POISON);
	size_t length = 2 * pmd_size();
	char *va = map_at_place(length, MAP_PRIVATE | MAP_ANONYMOUS |
				MAP_HUGETLB, -1);

	if (va == MAP_FAILED)
		return refused("mmap MAP_HUGETLB");
	if (!watch(fd, va, length, UFFDIO_REGISTER_MODE_MISSING) ||
	    !poison(fd, va, pmd_size()))
		return refused("UFFDIO_POISON on hugetlb");
	if (poison(fd, va, pmd_size()) || errno != EEXIST)
		return "the page is not poisoned";
	claim(name, va, pmd_size() / page_size(), "special huge");
	claim(name, va + pmd_size(), pmd_size() / page_size(), "absent -");
	return NULL;
}

static const struct act uffd_acts[] = {
	{ "uffd-protected", make_protected },
	{ "uffd-protected-shmem", make_protected_shmem },
	{ "uffd-poisoned", make_poisoned },
	{ "uffd-poisoned-hugetlb", make_poisoned_hugetlb },
	{ NULL, NULL },
};

#endif
