/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Objects with pages in swap, of which a mapping shows some: from an offset,
 * beyond the end, behind copies, or not any more.  Each object has eight pages,
 * and the first four of them are paged out.
 */
#ifndef STAGE_SHAPES_H
#define STAGE_SHAPES_H

#include "mixed.h"

enum { SHAPE_PAGES = 8, SHAPE_OUT = 4 };

/* An object in that state, mapped nowhere; its descriptor, -1 if refused. */
static int half_out(void)
{
	int fd = memfd_create("shape", MFD_CLOEXEC);
	char *va = MAP_FAILED;

	if (fd >= 0 && !ftruncate(fd, (off_t)(SHAPE_PAGES * page_size())))
		va = map_at_place(SHAPE_PAGES * page_size(), MAP_SHARED, fd);
	if (va == MAP_FAILED)
		return -1;
	write_pages(va, SHAPE_PAGES);
	for (int tries = 0; tries < SWAP_TRIES; tries++) {
		if (madvise(va, SHAPE_OUT * page_size(), MADV_PAGEOUT))
			return -1;
		if (smaps_kib(va, "Swap") == kib_of(SHAPE_OUT))
			break;
		usleep(10 * 1000);
	}
	if (smaps_kib(va, "Swap") != kib_of(SHAPE_OUT))
		fd = -1;
	munmap(va, SHAPE_PAGES * page_size());
	errno = EBUSY;
	return fd;
}

/* All of it, mapped now, with nothing touched. */
static char *map_shape(int fd, int flags)
{
	char *va = fd < 0 ? MAP_FAILED :
		   map_at_place(SHAPE_PAGES * page_size(), flags, fd);

	return va == MAP_FAILED ? NULL : va;
}

static char *page_at(char *va, size_t page)
{
	return va + page * page_size();
}

static const char *make_from_offset(const char *name)
{
	int fd = half_out();
	char *va = fd < 0 ? MAP_FAILED :
		   mmap(next_place(), 4 * page_size(), PROT_READ, MAP_SHARED |
			MAP_FIXED_NOREPLACE, fd, (off_t)(3 * page_size()));

	if (va == MAP_FAILED)
		return refused("mmap");
	claim(name, va, 1, "shmem-swapped -");
	claim(name, page_at(va, 1), 3, "cached -");
	return NULL;
}

/* Private, and never written to. */
static const char *make_private_untouched(const char *name)
{
	char *va = map_shape(half_out(), MAP_PRIVATE);

	if (!va)
		return refused("mmap");
	claim(name, va, SHAPE_OUT, "shmem-swapped -");
	claim(name, page_at(va, SHAPE_OUT), SHAPE_PAGES - SHAPE_OUT,
	      "cached -");
	return NULL;
}

/* A copy was made from the first page: it came back for that. */
static bool send_first(int fd)
{
	char *all = map_shape(fd, MAP_SHARED);
	bool is_out = false;

	for (int tries = 0; all && !is_out && tries < SWAP_TRIES; tries++) {
		read_page(all);
		if (madvise(all, page_size(), MADV_PAGEOUT))
			break;
		is_out = smaps_kib(all, "Swap") == kib_of(SHAPE_OUT);
		if (!is_out)
			usleep(10 * 1000);
	}
	if (all)
		munmap(all, SHAPE_PAGES * page_size());
	errno = EBUSY;
	return is_out;
}

/* The object keeps its page when a private copy is made. */
static const char *copy_over(const char *name, int fd, int protection)
{
	char *va = map_shape(fd, MAP_PRIVATE);

	if (!va)
		return refused("mmap");
	write_pages(va, 1);
	if (!send_first(fd))
		return refused("MADV_PAGEOUT");
	if (mprotect(va, SHAPE_PAGES * page_size(), protection))
		return refused("mprotect");
	claim(name, va, 1, "present exclusive");
	claim(name, page_at(va, 1), SHAPE_OUT - 1, "shmem-swapped -");
	claim(name, page_at(va, SHAPE_OUT), SHAPE_PAGES - SHAPE_OUT,
	      "cached -");
	return NULL;
}

static const char *make_copied_over(const char *name)
{
	return copy_over(name, half_out(), PROT_READ | PROT_WRITE);
}

/*
 * Of these, smaps counts the page behind the copy, too; and who may not open
 * what others mapped cannot ask the object.
 */
static const char *make_copied_closed(const char *name)
{
	int fd = half_out();
	const char *reason = copy_over(name, fd, PROT_READ);

	close(fd);
	return reason;
}

static const char *make_beyond_end(const char *name)
{
	int fd = half_out();
	char *va = map_shape(fd, MAP_SHARED);

	if (!va || ftruncate(fd, (off_t)(2 * page_size())))
		return refused("ftruncate");
	claim(name, va, 2, "shmem-swapped -");
	claim(name, page_at(va, 2), SHAPE_PAGES - 2, "absent -");
	return NULL;
}

static const char *make_punched(const char *name)
{
	int fd = half_out();
	char *va = map_shape(fd, MAP_SHARED);

	if (!va || fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
			     (off_t)page_size(), (off_t)(2 * page_size())))
		return refused("fallocate");
	claim(name, va, 1, "shmem-swapped -");
	claim(name, page_at(va, 1), 2, "absent -");
	claim(name, page_at(va, 3), SHAPE_OUT - 3, "shmem-swapped -");
	claim(name, page_at(va, SHAPE_OUT), SHAPE_PAGES - SHAPE_OUT,
	      "cached -");
	return NULL;
}

/* In RAM once more, though the area may keep what it had. */
static const char *make_read_back(const char *name)
{
	char *va = map_shape(half_out(), MAP_SHARED);

	if (!va)
		return refused("mmap");
	for (size_t i = 0; i < SHAPE_PAGES; i++)
		read_page(va + i * page_size());
	if (smaps_kib(va, "Swap") != 0)
		return wrong("Swap", smaps_kib(va, "Swap"));
	claim(name, va, SHAPE_PAGES, "present file,exclusive");
	return NULL;
}

static const char *make_private_read_back(const char *name)
{
	char *va;
	const char *reason = two_of_eight(&va);

	if (reason)
		return reason;
	read_page(va);
	read_page(va + page_size());
	if (smaps_kib(va, "Swap") != 0)
		return wrong("Swap", smaps_kib(va, "Swap"));
	claim(name, va, 2, "present exclusive");
	claim(name, va + 2 * page_size(), 6, "absent -");
	return NULL;
}

static const struct act shape_acts[] = {
	{ "from-offset", make_from_offset },
	{ "private-untouched", make_private_untouched },
	{ "copied-over", make_copied_over },
	{ "copied-closed", make_copied_closed },
	{ "beyond-end", make_beyond_end },
	{ "punched", make_punched },
	{ "read-back", make_read_back },
	{ "private-read-back", make_private_read_back },
	{ NULL, NULL },
};

#endif
