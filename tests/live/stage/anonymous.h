/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Small private anonymous pages, and those that have no memory any more. */
#ifndef STAGE_ANONYMOUS_H
#define STAGE_ANONYMOUS_H

#include <signal.h>
#include <sys/prctl.h>
#include <sys/types.h>

#include "claim.h"

#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102
#endif

static long kib_of(size_t pages)
{
	return (long)(pages * page_size() / 1024);
}

static const char *make_written(const char *name)
{
	char *va = small_pages(4);

	if (!va)
		return refused("mmap");
	write_pages(va, 4);
	if (smaps_kib(va, "Private_Dirty") != kib_of(4))
		return wrong("Private_Dirty", smaps_kib(va, "Private_Dirty"));
	claim(name, va, 4, "present exclusive");
	return NULL;
}

static const char *make_untouched(const char *name)
{
	char *va = small_pages(3);

	if (!va)
		return refused("mmap");
	write_pages(va + page_size(), 1);
	if (smaps_kib(va, "Rss") != kib_of(1))
		return wrong("Rss", smaps_kib(va, "Rss"));
	claim(name, va, 1, "absent -");
	claim(name, va + page_size(), 1, "present exclusive");
	claim(name, va + 2 * page_size(), 1, "absent -");
	return NULL;
}

static const char *make_given_back(const char *name)
{
	char *va = small_pages(2);

	if (!va)
		return refused("mmap");
	write_pages(va, 2);
	if (madvise(va, page_size(), MADV_DONTNEED))
		return refused("MADV_DONTNEED");
	if (pages_in_core(va, 1) != 0)
		return wrong("mincore", pages_in_core(va, 1));
	claim(name, va, 1, "absent -");
	claim(name, va + page_size(), 1, "present exclusive");
	return NULL;
}

static const char *make_zero(const char *name)
{
	char *va = small_pages(3);

	if (!va)
		return refused("mmap");
	for (size_t i = 0; i < 3; i++)
		read_page(va + i * page_size());
	if (smaps_kib(va, "Rss") != 0)
		return wrong("Rss", smaps_kib(va, "Rss"));
	if (pages_in_core(va, 3) != 3)
		return wrong("mincore", pages_in_core(va, 3));
	if (page_node(va) != -EFAULT)
		return wrong("move_pages", page_node(va));
	claim(name, va, 3, "zero -");
	return NULL;
}

/* A child that holds the same pages until we end; -1 if refused. */
static pid_t fork_holder(void)
{
	pid_t parent = getpid();
	pid_t child;

	fflush(stdout);
	child = fork();
	if (child != 0)
		return child;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	while (getppid() == parent)
		pause();
	_exit(0);
}

static const char *make_shared_by_fork(const char *name)
{
	char *va = small_pages(2);

	if (!va)
		return refused("mmap");
	write_pages(va, 2);
	if (fork_holder() < 0)
		return refused("fork");
	if (smaps_kib(va, "Shared_Dirty") != kib_of(2))
		return wrong("Shared_Dirty", smaps_kib(va, "Shared_Dirty"));
	claim(name, va, 2, "present -");
	return NULL;
}

static const char *make_prot_none(const char *name)
{
	char *va = small_pages(2);

	if (!va)
		return refused("mmap");
	write_pages(va, 2);
	if (mprotect(va, 2 * page_size(), PROT_NONE))
		return refused("mprotect");
	if (smaps_kib(va, "Rss") != kib_of(2))
		return wrong("Rss", smaps_kib(va, "Rss"));
	claim(name, va, 2, "present exclusive");
	return NULL;
}

static const char *make_locked(const char *name)
{
	char *va = small_pages(1);

	if (!va)
		return refused("mmap");
	write_pages(va, 1);
	if (mlock(va, page_size()))
		return refused("mlock");
	if (smaps_kib(va, "Locked") != kib_of(1))
		return wrong("Locked", smaps_kib(va, "Locked"));
	claim(name, va, 1, "present exclusive");
	return NULL;
}

/* smaps' LazyFree may lag behind: the return code has to do. */
static const char *make_lazily_freed(const char *name)
{
	char *va = small_pages(2);

	if (!va)
		return refused("mmap");
	write_pages(va, 2);
	if (madvise(va, 2 * page_size(), MADV_FREE))
		return refused("MADV_FREE");
	if (smaps_kib(va, "Rss") != kib_of(2))
		return wrong("Rss", smaps_kib(va, "Rss"));
	claim(name, va, 2, "present exclusive");
	return NULL;
}

static const char *guard_pages(const char *name, size_t written)
{
	char *va = small_pages(4);

	if (!va)
		return refused("mmap");
	write_pages(va, written);
	if (madvise(va + page_size(), 2 * page_size(), MADV_GUARD_INSTALL))
		return refused("MADV_GUARD_INSTALL");
	if (smaps_kib(va, "Rss") != kib_of(written ? 2 : 0))
		return wrong("Rss", smaps_kib(va, "Rss"));
	claim(name, va, 1, written ? "present exclusive" : "absent -");
	claim(name, va + page_size(), 2, "guard -");
	claim(name, va + 3 * page_size(), 1,
	      written ? "present exclusive" : "absent -");
	return NULL;
}

static const char *make_guard_untouched(const char *name)
{
	return guard_pages(name, 0);
}

static const char *make_guard_populated(const char *name)
{
	return guard_pages(name, 4);
}

/* Same bytes on two pages; the caller has switched KSM on. */
static const char *make_ksm_pair(const char *name)
{
	char *va = small_pages(2);

	if (number_in("/sys/kernel/mm/ksm/run") != 1)
		return REFUSED "KSM is not switched on";
	if (!va)
		return refused("mmap");
	write_pages(va, 1);
	memcpy(va + page_size(), va, page_size());
	if (madvise(va, 2 * page_size(), MADV_MERGEABLE))
		return refused("MADV_MERGEABLE");
	for (int tries = 0; tries < 400; tries++) {
		if (smaps_kib(va, "KSM") == kib_of(2)) {
			claim(name, va, 2, "present -");
			return NULL;
		}
		usleep(50 * 1000);
	}
	return REFUSED "KSM did not merge the pair in 20 s";
}

/* A hole with memory on both sides. */
static const char *make_gap(const char *name)
{
	char *va = small_pages(5);

	if (!va)
		return refused("mmap");
	write_pages(va, 5);
	if (munmap(va + page_size(), 3 * page_size()))
		return refused("munmap");
	if (pages_in_core(va + page_size(), 3) != -1 || errno != ENOMEM)
		return "something is mapped in the gap";
	claim(name, va, 1, "present exclusive");
	claim(name, va + page_size(), 3, "unmapped -");
	claim(name, va + 4 * page_size(), 1, "present exclusive");
	return NULL;
}

static const struct act anonymous_acts[] = {
	/* First: a child would share the pages of every act before it. */
	{ "shared-by-fork", make_shared_by_fork },
	{ "written", make_written },
	{ "untouched", make_untouched },
	{ "given-back", make_given_back },
	{ "zero-page", make_zero },
	{ "prot-none", make_prot_none },
	{ "locked", make_locked },
	{ "lazily-freed", make_lazily_freed },
	{ "guard-untouched", make_guard_untouched },
	{ "guard-populated", make_guard_populated },
	{ "ksm-pair", make_ksm_pair },
	{ "gap", make_gap },
	{ NULL, NULL },
};

#endif
