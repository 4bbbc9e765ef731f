// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * sparse - an address space that is large and almost empty.
 *
 *   sparse reserve GIB PAGES     one reservation with that many pages written,
 *                                spread evenly
 *   sparse mappings COUNT        that many mappings of one page each
 *   sparse shared GIB PAGES      shared memory with that many pages written,
 *                                every second one of them paged out
 *
 * Prints "VA PAGES" of the area, then "ready", and ends at the end of its
 * input.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
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

/* It is in the page table still; a word that cannot be read is, too. */
static bool is_mapped(int pagemap, const char *va, uint64_t page)
{
	uint64_t word;
	off_t at = (off_t)((uintptr_t)va / page * sizeof(word));

	return pread(pagemap, &word, sizeof(word), at) != sizeof(word) || word;
}

/* A page that another processor keeps at hand goes a bit later. */
static int page_out(char *va, uint64_t page)
{
	int pagemap = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	bool mapped = true;

	for (int tries = 0; mapped && tries < 1000; tries++) {
		if (madvise(va, page, MADV_PAGEOUT))
			break;
		mapped = is_mapped(pagemap, va, page);
		if (mapped)
			usleep(1000);
	}
	close(pagemap);
	return mapped ? -1 : 0;
}

static int share(uint64_t length, uint64_t touched)
{
	uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
	uint64_t stride = length / touched / page * page;
	int fd = memfd_create("sparse", MFD_CLOEXEC);
	char *area;

	if (fd < 0 || ftruncate(fd, (off_t)length))
		return give_up("memfd_create");
	area = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (area == MAP_FAILED || madvise(area, length, MADV_RANDOM))
		return give_up("mmap");
	for (uint64_t i = 0; i < touched; i++)
		memcpy(area + i * stride, &i, sizeof(i));
	for (uint64_t i = 1; i < touched; i += 2)
		if (page_out(area + i * stride, page))
			return give_up("MADV_PAGEOUT");
	wait_for_the_end(area, length / page);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 4 && !strcmp(argv[1], "reserve"))
		return reserve(strtoull(argv[2], NULL, 10) << 30,
			       strtoull(argv[3], NULL, 10));
	if (argc == 3 && !strcmp(argv[1], "mappings"))
		return split(strtoull(argv[2], NULL, 10));
	if (argc == 4 && !strcmp(argv[1], "shared"))
		return share(strtoull(argv[2], NULL, 10) << 30,
			     strtoull(argv[3], NULL, 10));
	return 2;
}
