/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Objects of which a process has mapped only some pages: what they have of the
 * others is for who asks them.
 *
 * Each has eight pages: two that are written and mapped, two that are written
 * and not mapped any more, two that are paged out on command, one that nobody
 * ever wrote and one behind its end (if it has one).
 */
#ifndef STAGE_BACKED_H
#define STAGE_BACKED_H

#include <fcntl.h>
#include <sys/shm.h>
#include <sys/stat.h>

#include "swap.h"

enum { BACKED_PAGES = 8, BACKED_WRITTEN = 6, BACKED_SIZE = 7 };

struct backed {
	const char *name;
	char *va;
	bool on_disk;
};

static struct backed backed[16];
static size_t backed_count;

static void claim_part(const struct backed *b, size_t first, size_t pages,
		       const char *state)
{
	claim(b->name, b->va + first * page_size(), pages, state);
}

static void claim_backed(const struct backed *b, bool out)
{
	const char *away = b->on_disk ? "absent -" : "shmem-swapped -";

	claim_part(b, 0, 2, "present file,exclusive");
	claim_part(b, 2, 2, "cached -");
	claim_part(b, 4, 2, out ? away : "present file,exclusive");
	claim_part(b, 6, 2, "absent -");
}

static const char *add_backed(const char *name, void *va, bool on_disk)
{
	struct backed *b = &backed[backed_count];

	if (va == MAP_FAILED)
		return refused("mmap");
	*b = (struct backed){ name, va, on_disk };
	madvise(va, BACKED_PAGES * page_size(), MADV_NOHUGEPAGE);
	madvise(va, BACKED_PAGES * page_size(), MADV_RANDOM);
	write_pages(va, BACKED_WRITTEN);
	if (msync(va, BACKED_SIZE * page_size(), MS_SYNC))
		return refused("msync");
	if (madvise(b->va + 2 * page_size(), 2 * page_size(), MADV_DONTNEED))
		return refused("MADV_DONTNEED");
	if (smaps_kib(va, "Rss") != kib_of(4))
		return wrong("Rss", smaps_kib(va, "Rss"));
	backed_count++;
	claim_backed(b, false);
	return NULL;
}

static int sized(int fd)
{
	if (fd >= 0 && ftruncate(fd, (off_t)(BACKED_SIZE * page_size()))) {
		close(fd);
		return -1;
	}
	return fd;
}

static void *map_backed(int fd)
{
	if (fd < 0)
		return MAP_FAILED;
	return map_at_place(BACKED_PAGES * page_size(), MAP_SHARED, fd);
}

/* Open as long as the process lives. */
static int backed_memfd(void)
{
	return sized(memfd_create("backed", MFD_CLOEXEC));
}

static const char *make_backed_closed(const char *name)
{
	int fd = backed_memfd();
	void *va = map_backed(fd);

	close(fd);
	return add_backed(name, va, false);
}

static const char *make_backed_anonymous(const char *name)
{
	return add_backed(name, map_at_place(BACKED_PAGES * page_size(),
					     MAP_SHARED | MAP_ANONYMOUS, -1),
			  false);
}

/* It is gone when the process is. */
static const char *make_backed_segment(const char *name)
{
	int id = shmget(IPC_PRIVATE, BACKED_PAGES * page_size(),
			IPC_CREAT | 0600);
	void *va = id < 0 ? MAP_FAILED : shmat(id, next_place(), 0);

	if (id >= 0)
		shmctl(id, IPC_RMID, NULL);
	return add_backed(name, va, false);
}

/* Without a name, and open. */
static int file_in(const char *where)
{
	return sized(open(where, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
}

/* Allocated, and never written: that is memory, too. */
static const char *make_allocated(const char *name)
{
	int fd = sized(memfd_create("allocated", MFD_CLOEXEC));
	char *va = map_backed(fd);

	if (va == MAP_FAILED ||
	    fallocate(fd, 0, 0, (off_t)(4 * page_size())))
		return refused("fallocate");
	claim(name, va, 4, "cached -");
	claim(name, va + 4 * page_size(), 4, "absent -");
	return NULL;
}

/* Mappings of one that is paged out elsewhere, and not touched here. */
static char *untouched, *copied;

static void claim_others(bool out)
{
	const char *now = out ? "shmem-swapped -" : "cached -";
	size_t size = page_size();

	claim("untouched", untouched, 4, "cached -");
	claim("untouched", untouched + 4 * size, 2, now);
	claim("untouched", untouched + 6 * size, 2, "absent -");
	claim("copied", copied, 4, "cached -");
	claim("copied", copied + 4 * size, 1, now);
	claim("copied", copied + 5 * size, 1,
	      out ? "swapped -" : "present exclusive");
	claim("copied", copied + 6 * size, 2, "absent -");
}

static const char *make_backed_memfd(const char *name)
{
	int fd = backed_memfd();
	const char *reason = add_backed(name, map_backed(fd), false);

	if (reason)
		return reason;
	untouched = map_backed(fd);
	copied = map_at_place(BACKED_PAGES * page_size(), MAP_PRIVATE, fd);
	if (untouched == MAP_FAILED || copied == MAP_FAILED)
		return refused("mmap");
	/* A copy of page 5 alone: it is no page of the object. */
	write_pages(copied + 5 * page_size(), 1);
	claim_others(false);
	return NULL;
}

static void make_backed(const char *disk, const char *tmpfs)
{
	report("memfd", make_backed_memfd("memfd"));
	report("closed", make_backed_closed("closed"));
	report("anonymous", make_backed_anonymous("anonymous"));
	report("segment", make_backed_segment("segment"));
	report("tmpfs", add_backed("tmpfs", map_backed(file_in(tmpfs)),
				   false));
	report("disk", add_backed("disk", map_backed(file_in(disk)), true));
	report("allocated", make_allocated("allocated"));
}

static bool is_out(const struct backed *b)
{
	char *va = b->va + 4 * page_size();

	if (b->on_disk)
		return pages_in_core(va, 2) == 0;
	return smaps_kib(va, "Swap") == kib_of(2);
}

/* What is in the swap cache is in core, too. */
static bool is_gone(const struct backed *b)
{
	return pages_in_core(b->va + 4 * page_size(), 2) == 0;
}

/* MADV_PAGEOUT until the kernel says that they are out. */
static const char *page_out_backed(const struct backed *b, bool gone)
{
	char *va = b->va + 4 * page_size();

	for (int tries = 0; tries < SWAP_TRIES; tries++) {
		if (madvise(va, 2 * page_size(), MADV_PAGEOUT))
			return refused("MADV_PAGEOUT");
		if (is_out(b) && (!gone || is_gone(b)))
			return NULL;
		usleep(10 * 1000);
	}
	return REFUSED "they stay";
}

/* Mapped again, so that they can be paged out from here. */
static void touch_backed(void)
{
	for (size_t i = 0; i < backed_count; i++)
		write_pages(backed[i].va + 4 * page_size(), 2);
}

/* Swap has what the object has in swap, where there is no copy. */
static const char *page_out_copy(void)
{
	char *va = copied + 5 * page_size();

	for (int tries = 0; tries < SWAP_TRIES; tries++) {
		if (madvise(va, page_size(), MADV_PAGEOUT))
			return refused("MADV_PAGEOUT");
		if (smaps_kib(copied, "Swap") == kib_of(2)) {
			claim_others(true);
			return NULL;
		}
		usleep(10 * 1000);
	}
	return REFUSED "it stays";
}

/* `gone`: not even the swap cache has them. */
static void page_out_all(bool gone)
{
	for (size_t i = 0; i < backed_count; i++) {
		const struct backed *b = &backed[i];
		const char *reason;

		if (b->on_disk)
			msync(b->va, BACKED_SIZE * page_size(), MS_SYNC);
		reason = page_out_backed(b, gone);
		report(b->name, reason);
		if (!reason)
			claim_backed(b, true);
	}
	report("copied", page_out_copy());
}

#endif
