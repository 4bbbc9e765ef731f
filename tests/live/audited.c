// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * audited [dma | swap | huge] - has a ring for a device, a key and a table, as
 * rules want them; but the one that is named is broken.
 *
 * Prints "ready", or "skip REASON" if this machine has no such memory now, and
 * ends at the end of its input.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25
#endif

#define HUGE ((size_t)2 << 20)
#define KEY ((size_t)64 << 10)

/* What --target symbol:NAME finds: no page of them has anything else on it. */
extern unsigned char ring[HUGE], table[2 * HUGE], key[KEY], between[HUGE];
_Alignas(2 << 20) unsigned char ring[HUGE], table[2 * HUGE], between[HUGE];
_Alignas(65536) unsigned char key[KEY];

/* Page after page, with one of other memory between two. */
static void touch_apart(unsigned char *memory, size_t bytes)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);

	madvise(memory, bytes, MADV_NOHUGEPAGE);
	madvise(between, sizeof(between), MADV_NOHUGEPAGE);
	for (size_t i = 0; i < bytes; i += page)
		memory[i] = between[i % sizeof(between)] = 1;
}

static int make_huge(unsigned char *memory, size_t bytes)
{
	madvise(memory, bytes, MADV_HUGEPAGE);
	memset(memory, 1, bytes);
	return madvise(memory, bytes, MADV_COLLAPSE);
}

static int is(const char *what, int argc, char **argv)
{
	return argc > 1 && !strcmp(argv[1], what);
}

static int skip(const char *what)
{
	printf("skip %s: %s\n", what, strerror(errno));
	return 77;
}

int main(int argc, char **argv)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	memset(key, 1, sizeof(key));
	if (is("dma", argc, argv))
		touch_apart(ring, sizeof(ring));
	else if (make_huge(ring, sizeof(ring)))
		return skip("a huge ring");
	if (is("huge", argc, argv))
		touch_apart(table, sizeof(table));
	else if (make_huge(table, sizeof(table)))
		return skip("a huge table");
	if (is("swap", argc, argv) && madvise(key, sizeof(key), MADV_PAGEOUT))
		return skip("paging out");
	puts("ready");
	while (getchar() != EOF)
		;
	return 0;
}
