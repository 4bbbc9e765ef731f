/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Pages with an object behind them: shared memory, memfd, files. */
#ifndef STAGE_OBJECTS_H
#define STAGE_OBJECTS_H

#include <fcntl.h>

#include "anonymous.h"

static const char *make_shared_anonymous(const char *name)
{
	char *va = map_at_place(2 * page_size(), MAP_SHARED | MAP_ANONYMOUS,
				-1);

	if (va == MAP_FAILED)
		return refused("mmap");
	write_pages(va, 1);
	if (smaps_kib(va, "Private_Dirty") != kib_of(1))
		return wrong("Private_Dirty", smaps_kib(va, "Private_Dirty"));
	claim(name, va, 1, "present file,exclusive");
	claim(name, va + page_size(), 1, "unresolved -");
	return NULL;
}

/* Shared pages of a new memfd at *va; its descriptor, or -1. */
static int memfd_pages(size_t pages, char **va)
{
	int fd = memfd_create("stage", MFD_CLOEXEC);

	if (fd < 0 || ftruncate(fd, (off_t)(pages * page_size())))
		return -1;
	*va = map_at_place(pages * page_size(), MAP_SHARED, fd);
	return *va == MAP_FAILED ? -1 : fd;
}

/* Written through the mapping, written through the file, and never. */
static const char *make_memfd(const char *name)
{
	char *va;
	int fd = memfd_pages(3, &va);

	if (fd < 0)
		return refused("memfd_create");
	write_pages(va, 1);
	if (pwrite(fd, "x", 1, (off_t)page_size()) != 1)
		return refused("write");
	if (smaps_kib(va, "Rss") != kib_of(1))
		return wrong("Rss", smaps_kib(va, "Rss"));
	if (pages_in_core(va, 3) != 2)
		return wrong("mincore", pages_in_core(va, 3));
	claim(name, va, 1, "present file,exclusive");
	claim(name, va + page_size(), 2, "unresolved -");
	return NULL;
}

/* The same pages at two places of one process: not exclusive. */
static const char *make_memfd_twice(const char *name)
{
	char *va, *again;
	int fd = memfd_pages(2, &va);

	if (fd < 0)
		return refused("memfd_create");
	again = map_at_place(2 * page_size(), MAP_SHARED, fd);
	if (again == MAP_FAILED)
		return refused("mmap");
	write_pages(va, 2);
	read_page(again);
	read_page(again + page_size());
	if (smaps_kib(va, "Shared_Dirty") != kib_of(2))
		return wrong("Shared_Dirty", smaps_kib(va, "Shared_Dirty"));
	claim(name, va, 2, "present file");
	claim(name, again, 2, "present file");
	return NULL;
}

/* A private copy of a memfd page is anonymous memory; the rest is not. */
static const char *make_memfd_private(const char *name)
{
	char *va, *copy;
	int fd = memfd_pages(2, &va);

	if (fd < 0)
		return refused("memfd_create");
	write_pages(va, 2);
	copy = map_at_place(2 * page_size(), MAP_PRIVATE, fd);
	if (copy == MAP_FAILED)
		return refused("mmap");
	write_pages(copy, 1);
	if (smaps_kib(copy, "Anonymous") != kib_of(1))
		return wrong("Anonymous", smaps_kib(copy, "Anonymous"));
	claim(name, copy, 1, "present exclusive");
	claim(name, copy + page_size(), 1, "unresolved -");
	return NULL;
}

/* A file of some pages, without a name; -1 if refused. */
static int scratch_file(size_t pages)
{
	const char *where = getenv("TMPDIR") ? getenv("TMPDIR") : "/var/tmp";
	int fd = open(where, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	char *bytes = calloc(pages, page_size());

	if (fd >= 0 && bytes) {
		memset(bytes, 'v', pages * page_size());
		if (write(fd, bytes, pages * page_size()) !=
		    (ssize_t)(pages * page_size())) {
			close(fd);
			fd = -1;
		}
	}
	free(bytes);
	return fd;
}

/* MADV_RANDOM: a fault must not map the neighbours too. */
static char *file_pages(size_t pages, int flags)
{
	int fd = scratch_file(pages);
	char *va;

	if (fd < 0)
		return NULL;
	va = map_at_place(pages * page_size(), flags, fd);
	if (va == MAP_FAILED)
		return NULL;
	madvise(va, pages * page_size(), MADV_RANDOM);
	return va;
}

static const char *make_file_copy(const char *name)
{
	char *va = file_pages(64, MAP_PRIVATE);

	if (!va)
		return refused("a scratch file");
	write_pages(va, 1);
	if (smaps_kib(va, "Anonymous") != kib_of(1) ||
	    smaps_kib(va, "Rss") != kib_of(1))
		return wrong("Anonymous", smaps_kib(va, "Anonymous"));
	claim(name, va, 1, "present exclusive");
	claim(name, va + page_size(), 63, "unresolved -");
	return NULL;
}

static const char *make_file_written(const char *name)
{
	char *va = file_pages(1, MAP_SHARED);

	if (!va)
		return refused("a scratch file");
	write_pages(va, 1);
	if (smaps_kib(va, "Rss") != kib_of(1) ||
	    smaps_kib(va, "Anonymous") != 0)
		return wrong("Rss", smaps_kib(va, "Rss"));
	claim(name, va, 1, "present file,exclusive");
	return NULL;
}

/* The kernel maps what it likes around a read fault: smaps tells how much. */
static const char *make_file_read(const char *name)
{
	char *va = file_pages(16, MAP_PRIVATE);

	if (!va)
		return refused("a scratch file");
	if (madvise(va, 16 * page_size(), MADV_POPULATE_READ))
		return refused("MADV_POPULATE_READ");
	if (smaps_kib(va, "Rss") != kib_of(16))
		return wrong("Rss", smaps_kib(va, "Rss"));
	if (smaps_kib(va, "Private_Clean") + smaps_kib(va, "Private_Dirty") !=
	    kib_of(16))
		return wrong("Private_Clean", smaps_kib(va, "Private_Clean"));
	claim(name, va, 16, "present file,exclusive");
	return NULL;
}

/* The second page is mapped, but an access is SIGBUS. */
static const char *make_beyond_eof(const char *name)
{
	int fd = scratch_file(1);
	int ends[2];
	char *va;

	if (fd < 0 || pipe2(ends, O_CLOEXEC))
		return refused("a scratch file");
	va = map_at_place(2 * page_size(), MAP_SHARED, fd);
	if (va == MAP_FAILED)
		return refused("mmap");
	write_pages(va, 1);
	if (write(ends[1], va + page_size(), 1) != -1 || errno != EFAULT)
		return "the page beyond the end of the file can be read";
	close(ends[0]);
	close(ends[1]);
	claim(name, va, 1, "present file,exclusive");
	claim(name, va + page_size(), 1, "unresolved -");
	return NULL;
}

static const struct act object_acts[] = {
	{ "shared-anonymous", make_shared_anonymous },
	{ "memfd", make_memfd },
	{ "memfd-twice", make_memfd_twice },
	{ "memfd-private", make_memfd_private },
	{ "file-copy", make_file_copy },
	{ "file-written", make_file_written },
	{ "file-read", make_file_read },
	{ "file-beyond-end", make_beyond_eof },
	{ NULL, NULL },
};

#endif
