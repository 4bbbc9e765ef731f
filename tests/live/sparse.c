// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * sparse - an address space that is large and almost empty.
 *
 *   sparse reserve GIB PAGES     one reservation with that many pages written,
 *                                spread evenly
 *   sparse mappings COUNT        that many mappings of one page each
 *
 * Prints "VA PAGES" of the area, then "ready", and ends at the end of its
 * input.
 */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static int give_up(const char *what)
{
	perror(what);
	return 1;
}

static char *area_of(uint64_t length)
{
	char *area = mmap(NULL, length, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (area != MAP_FAILED)
		madvise(area, length, MADV_NOHUGEPAGE);
	return area;
}

static void wait_for_the_end(const char *area, uint64_t pages)
{
	printf("%" PRIx64 " %" PRIu64 "\nready\n", (uint64_t)(uintptr_t)area,
	       pages);
	fflush(stdout);
	while (getchar() != EOF)
		;
}

static int reserve(uint64_t length, uint64_t touched)
{
	uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
	uint64_t stride = length / touched / page * page;
	char *area = area_of(length);

	if (area == MAP_FAILED)
		return give_up("mmap");
	for (uint64_t i = 0; i < touched; i++)
		area[i * stride] = 'v';
	wait_for_the_end(area, length / page);
	return 0;
}

/* Neighbours with other rights never become one mapping. */
static int split(uint64_t count)
{
	uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
	char *area = area_of(count * page);

	if (area == MAP_FAILED)
		return give_up("mmap");
	for (uint64_t i = 0; i < count; i += 2) {
		area[i * page] = 'v';
		if (mprotect(area + i * page, page, PROT_READ))
			return give_up("mprotect");
	}
	wait_for_the_end(area, count);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 4 && !strcmp(argv[1], "reserve"))
		return reserve(strtoull(argv[2], NULL, 10) << 30,
			       strtoull(argv[3], NULL, 10));
	if (argc == 3 && !strcmp(argv[1], "mappings"))
		return split(strtoull(argv[2], NULL, 10));
	return 2;
}
