/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The words of the stage: places for the acts, and the lines that say what was
 * made there.
 */
#ifndef STAGE_CLAIM_H
#define STAGE_CLAIM_H

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "seen.h"

/*
 * An act makes its memory, checks it and claims it.  It returns NULL, or the
 * reason why there is nothing to see: "refused: ..." if the kernel would not,
 * anything else is a defect of the stage.
 */
struct act {
	const char *name;
	const char *(*make)(const char *name);
};

#define REFUSED "refused: "

/* "refused: WHAT: strerror"; static storage. */
static const char *refused(const char *what)
{
	static char reason[128];

	snprintf(reason, sizeof(reason), REFUSED "%s: %s", what,
		 strerror(errno));
	return reason;
}

/* What is there is not what was to be made; static storage. */
static const char *wrong(const char *what, long seen)
{
	static char reason[128];

	snprintf(reason, sizeof(reason), "%s is %ld", what, seen);
	return reason;
}

/* One line: "VA PAGES STATE ATTRIBUTES NAME". */
static void claim(const char *name, const void *va, size_t pages,
		  const char *state_and_attributes)
{
	printf("%" PRIx64 " %zu %s %s\n", (uint64_t)(uintptr_t)va, pages,
	       state_and_attributes, name);
}

/* What became of an act. */
static void report(const char *name, const char *reason)
{
	if (reason)
		printf("%s %s %s\n", strncmp(reason, REFUSED, strlen(REFUSED)) ?
		       "broken" : "skip", name, reason);
}

#define STAGE_FIRST 0x100000000000ULL	/* far below where mmap(2) looks */
#define STAGE_STEP (8ULL << 20)		/* mappings of two acts never touch */

/*
 * The next free place: aligned to a huge page, and with nothing mapped on
 * either side, so that it is a mapping of its own and a hole in it stays one.
 */
static void *next_place(void)
{
	static uint64_t next = STAGE_FIRST;
	void *place = (void *)(uintptr_t)next;

	next += STAGE_STEP;
	return place;
}

static void *map_at_place(size_t length, int flags, int fd)
{
	return mmap(next_place(), length, PROT_READ | PROT_WRITE,
		    flags | MAP_FIXED_NOREPLACE, fd, 0);
}

/* Private anonymous pages that never become huge; NULL if refused. */
static char *small_pages(size_t pages)
{
	char *va = map_at_place(pages * page_size(),
				MAP_PRIVATE | MAP_ANONYMOUS, -1);

	if (va == MAP_FAILED)
		return NULL;
	/* -EINVAL without transparent huge pages in the kernel: as good. */
	madvise(va, pages * page_size(), MADV_NOHUGEPAGE);
	return va;
}

/* Not one byte repeated: those are stored without a slot by some kernels. */
static void write_pages(char *va, size_t pages)
{
	static uint64_t serial;

	for (size_t i = 0; i < pages; i++) {
		uint64_t *words = (uint64_t *)(void *)(va + i * page_size());

		for (size_t j = 0; j < page_size() / sizeof(*words); j++)
			words[j] = ++serial * 0x9e3779b97f4a7c15ULL;
	}
}

static void read_page(const volatile char *va)
{
	(void)*va;
}

#endif
