/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Memory of every kind that can be in swap, of which one half goes there: by
 * our own advice, or because a control group may not have more.  Each page has
 * memory before, so that what is missing later can be nowhere but in swap.
 */
#ifndef STAGE_PAGED_H
#define STAGE_PAGED_H

#include "backed.h"

enum { PAGED_PAGES = 512 };

/* Every second page, then whole runs. */
static bool is_leaving(size_t page)
{
	return page < PAGED_PAGES / 2 ? page % 2 : page >= PAGED_PAGES / 4 * 3;
}

/* Which pages are the process' own. */
enum paged_own { OWN_NONE, OWN_ALL, OWN_COPIES };

struct paged {
	const char *name;
	char *va;
	enum paged_own own;
};

/* Between the copies of the pages of an object are pages that are none. */
static bool is_own(const struct paged *p, size_t page)
{
	return p->own == OWN_ALL || (p->own == OWN_COPIES && page % 4 < 2);
}

static struct paged paged[8];
static size_t paged_count;

static char *paged_page(const struct paged *p, size_t page)
{
	return p->va + page * page_size();
}

/* KiB of an item of all the mappings in a piece of memory, or -1. */
static long piece_kib(const struct paged *p, const char *item)
{
	uint64_t start, end, va = (uintptr_t)p->va;
	long kib, sum = -1;
	bool inside = false;
	char line[8192], name[64];
	FILE *smaps = fopen("/proc/self/smaps", "re");

	while (smaps && fgets(line, sizeof(line), smaps)) {
		if (sscanf(line, "%" SCNx64 "-%" SCNx64 " ", &start, &end) == 2)
			inside = start >= va &&
				 end <= va + PAGED_PAGES * page_size();
		else if (inside && sscanf(line, "%63[^:]: %ld", name,
					  &kib) == 2 && !strcmp(name, item))
			sum = (sum < 0 ? 0 : sum) + kib;
	}
	if (smaps)
		fclose(smaps);
	return sum;
}

static size_t leaving_pages(void)
{
	size_t count = 0;

	for (size_t i = 0; i < PAGED_PAGES; i++)
		count += is_leaving(i);
	return count;
}

static const char *state_of_paged(const struct paged *p, size_t page, bool out)
{
	bool own = is_own(p, page);

	if (out && is_leaving(page))
		return own ? "swapped -" : "shmem-swapped -";
	return own ? "present exclusive" : "present file,exclusive";
}

static void claim_paged(const struct paged *p, bool out)
{
	size_t first = 0;

	for (size_t i = 1; i <= PAGED_PAGES; i++) {
		const char *state = state_of_paged(p, first, out);

		if (i < PAGED_PAGES && state_of_paged(p, i, out) == state)
			continue;
		claim(p->name, paged_page(p, first), i - first, state);
		first = i;
	}
}

/* A page that is to be no copy may only be read. */
static void touch_paged(const struct paged *p)
{
	for (size_t i = 0; i < PAGED_PAGES; i++) {
		if (p->own != OWN_COPIES || is_own(p, i))
			write_pages(paged_page(p, i), 1);
		else
			read_page(paged_page(p, i));
	}
}

static const char *add_paged(const char *name, void *va, enum paged_own own)
{
	struct paged *p = &paged[paged_count];

	if (va == MAP_FAILED)
		return refused("mmap");
	*p = (struct paged){ name, va, own };
	madvise(va, PAGED_PAGES * page_size(), MADV_NOHUGEPAGE);
	madvise(va, PAGED_PAGES * page_size(), MADV_RANDOM);
	touch_paged(p);
	if (piece_kib(p, "Rss") != kib_of(PAGED_PAGES))
		return wrong("Rss", piece_kib(p, "Rss"));
	paged_count++;
	claim_paged(p, false);
	return NULL;
}

static void *map_paged(int flags, int fd)
{
	if (fd < 0 && !(flags & MAP_ANONYMOUS))
		return MAP_FAILED;
	if (fd >= 0 && ftruncate(fd, (off_t)(PAGED_PAGES * page_size())))
		return MAP_FAILED;
	return map_at_place(PAGED_PAGES * page_size(), flags, fd);
}

static void *paged_segment(void)
{
	int id = shmget(IPC_PRIVATE, PAGED_PAGES * page_size(),
			IPC_CREAT | 0600);
	void *va = id < 0 ? MAP_FAILED : shmat(id, next_place(), 0);

	if (id >= 0)
		shmctl(id, IPC_RMID, NULL);
	return va;
}

/* The pages that nobody maps come from the object's own side. */
static void *paged_copies(void)
{
	int fd = memfd_create("copies", MFD_CLOEXEC);
	char *all = map_paged(MAP_SHARED, fd);
	void *va;

	if (all == MAP_FAILED)
		return MAP_FAILED;
	write_pages(all, PAGED_PAGES);
	va = map_paged(MAP_PRIVATE, fd);
	munmap(all, PAGED_PAGES * page_size());
	return va;
}

/* The memfd and the file stay open, for others to map them. */
static void make_paged(const char *tmpfs)
{
	int fd = memfd_create("paged", MFD_CLOEXEC);

	report("private", add_paged("private", map_paged(
			MAP_PRIVATE | MAP_ANONYMOUS, -1), OWN_ALL));
	report("anonymous", add_paged("anonymous", map_paged(
			MAP_SHARED | MAP_ANONYMOUS, -1), OWN_NONE));
	report("memfd", add_paged("memfd", map_paged(MAP_SHARED, fd),
				  OWN_NONE));
	report("segment", add_paged("segment", paged_segment(), OWN_NONE));
	report("tmpfs", add_paged("tmpfs", map_paged(MAP_SHARED,
			open(tmpfs, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600)),
				  OWN_NONE));
	report("copies", add_paged("copies", paged_copies(), OWN_COPIES));
}

/* What is not to leave is locked, as it is: nothing is copied for that. */
static const char *lock_staying(const struct paged *p)
{
	for (size_t i = 0; i < PAGED_PAGES; i++)
		if (!is_leaving(i) && mlock2(paged_page(p, i), page_size(),
					     MLOCK_ONFAULT))
			return refused("mlock2");
	return NULL;
}

static bool is_paged_out(const struct paged *p)
{
	return piece_kib(p, "Swap") == kib_of(leaving_pages());
}

static const char *send_leaving(const struct paged *p, bool mapped)
{
	for (size_t i = 0; i < PAGED_PAGES; i++) {
		if (!is_leaving(i))
			continue;
		if (!mapped)
			read_page(paged_page(p, i));
		if (madvise(paged_page(p, i), page_size(), MADV_PAGEOUT))
			return refused("MADV_PAGEOUT");
	}
	return NULL;
}

/* One that was unmapped, but not sent away, has to be mapped again for that. */
static const char *page_out_leaving(const struct paged *p)
{
	for (int tries = 0; tries < SWAP_TRIES && !is_paged_out(p); tries++) {
		const char *reason = send_leaving(p, tries % 10 != 9);

		if (reason)
			return reason;
		usleep(10 * 1000);
	}
	return is_paged_out(p) ? NULL : REFUSED "they stay";
}

/* What somebody else paged out. */
static const char *see_leaving(const struct paged *p)
{
	return is_paged_out(p) ? NULL : REFUSED "they stay";
}

/* "cached NAME N": so many that left are in the swap cache still. */
static const char *count_cached(const struct paged *p)
{
	long count = 0;

	for (size_t i = 0; i < PAGED_PAGES; i++)
		if (is_leaving(i))
			count += pages_in_core(paged_page(p, i), 1);
	printf("cached %s %ld\n", p->name, count);
	return NULL;
}

static const char *bring_back(const struct paged *p)
{
	touch_paged(p);
	return piece_kib(p, "Swap") ? wrong("Swap", piece_kib(p, "Swap")) :
				      NULL;
}

/* What leaves comes back, again and again. */
static const char *come_and_go(const struct paged *p)
{
	const char *reason = NULL;

	for (int i = 0; i < 20 && !reason; i++) {
		reason = page_out_leaving(p);
		if (!reason)
			reason = bring_back(p);
	}
	return reason;
}

/* A child has all of it, too. */
static void fork_paged(void)
{
	printf("child %d\n", (int)fork_holder());
}

static const struct paged_command {
	const char *word;
	const char *(*each)(const struct paged *p);
	bool claims, out;
} paged_commands[] = {
	{ "paged-lock\n", lock_staying, false, false },
	{ "paged-out\n", page_out_leaving, true, true },
	{ "paged-see\n", see_leaving, true, true },
	{ "paged-cached\n", count_cached, false, false },
	{ "paged-in\n", bring_back, true, false },
	{ "paged-restless\n", come_and_go, false, false },
};

static void obey_paged(const char *word)
{
	const struct paged_command *c = paged_commands;
	const struct paged_command *end = c + sizeof(paged_commands) /
					      sizeof(*paged_commands);

	while (c < end && strcmp(c->word, word))
		c++;
	if (c == end) {
		printf("broken %s", word);
		return;
	}
	for (size_t i = 0; i < paged_count; i++) {
		const char *reason = c->each(&paged[i]);

		report(paged[i].name, reason);
		if (!reason && c->claims)
			claim_paged(&paged[i], c->out);
	}
}

#endif
