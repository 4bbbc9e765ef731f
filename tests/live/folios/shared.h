/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Folios that a second process maps, too.  Each act takes its memory from later
 * children: they would count.
 */
#ifndef FOLIOS_SHARED_H
#define FOLIOS_SHARED_H

#include "own.h"

/* A process that has what we have, does something with it, and waits. */
static pid_t child_that(void (*act)(char *va), char *va)
{
	pid_t parent = getpid();
	int done[2];
	char byte;
	pid_t child;

	if (pipe2(done, O_CLOEXEC))
		return -1;
	fflush(stdout);
	child = fork();
	if (child == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		act(va);
		if (write(done[1], "", 1) != 1)
			_exit(1);
		while (getppid() == parent)
			pause();
		_exit(0);
	}
	close(done[1]);
	if (child > 0 && read(done[0], &byte, 1) != 1)
		child = -1;
	close(done[0]);
	return child;
}

static void leave_it(char *va)
{
	(void)va;
}

static void unmap_second_half(char *va)
{
	munmap(va + pmd_size() / 2, pmd_size() / 2);
}

static void touch(char *va)
{
	read_page(va);
}

/* The other process has the first half: we, all of it, by one entry. */
static const char *own_half_with_child(const char *name)
{
	size_t half = pmd_pages() / 2;
	char *va;
	const char *reason = huge_page(&va);
	pid_t child;

	(void)name;
	if (reason)
		return reason;
	child = child_that(unmap_second_half, va);
	madvise(va, pmd_size(), MADV_DONTFORK);
	if (child < 0)
		return refused("fork");
	if (smaps_kib(va, "AnonHugePages") * 1024 != (long)pmd_size())
		return wrong("AnonHugePages", smaps_kib(va, "AnonHugePages"));
	own(getpid(), va, half, "1 9 2 half-with-child");
	own(getpid(), va + half * page_size(), half, "1 9 1 half-with-child");
	own(child, va, half, "0 9 2 half-with-child");
	return NULL;
}

/* The other way round: it is we who have only the first half. */
static const char *own_half_of_child(const char *name)
{
	size_t half = pmd_pages() / 2;
	char *va;
	const char *reason = huge_page(&va);
	pid_t child;

	(void)name;
	if (reason)
		return reason;
	child = child_that(leave_it, va);
	madvise(va, pmd_size(), MADV_DONTFORK);
	if (child < 0)
		return refused("fork");
	unmap_second_half(va);
	if (smaps_kib(va, "Rss") != kib_of(half))
		return wrong("Rss", smaps_kib(va, "Rss"));
	own(getpid(), va, half, "0 9 2 half-of-child");
	own(child, va, half, "1 9 2 half-of-child");
	own(child, va + half * page_size(), half, "1 9 1 half-of-child");
	return NULL;
}

/* After fork, one page is written: it is a copy now, the rest is shared. */
static const char *own_copied_page(const char *name)
{
	char *va = small_pages(16);
	pid_t child;

	(void)name;
	if (!va)
		return refused("mmap");
	write_pages(va, 16);
	child = child_that(leave_it, va);
	madvise(va, 16 * page_size(), MADV_DONTFORK);
	if (child < 0)
		return refused("fork");
	write_pages(va + 3 * page_size(), 1);
	own(getpid(), va, 3, "0 0 2 copied-page");
	own(getpid(), va + 3 * page_size(), 1, "0 0 1 copied-page");
	own(getpid(), va + 4 * page_size(), 12, "0 0 2 copied-page");
	own(child, va + 3 * page_size(), 1, "0 0 1 copied-page");
	return NULL;
}

static const char *own_hugetlb_of_two(const char *name)
{
	char *va;
	const char *reason = hugetlb_pages(&va, MAP_SHARED);
	pid_t child;

	(void)name;
	if (reason)
		return reason;
	child = child_that(touch, va);
	madvise(va, 2 * pmd_size(), MADV_DONTFORK);
	if (child < 0)
		return refused("fork");
	if (smaps_kib(va, "Shared_Hugetlb") != kib_of(pmd_pages()))
		return wrong("Shared_Hugetlb", smaps_kib(va, "Shared_Hugetlb"));
	own(getpid(), va, pmd_pages(), "1 9 2 hugetlb-of-two");
	own(child, va, pmd_pages(), "1 9 2 hugetlb-of-two");
	return NULL;
}

static const struct act shared_acts[] = {
	{ "half-with-child", own_half_with_child },
	{ "half-of-child", own_half_of_child },
	{ "copied-page", own_copied_page },
	{ "hugetlb-of-two", own_hugetlb_of_two },
	{ NULL, NULL },
};

#endif
