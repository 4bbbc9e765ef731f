// SPDX-License-Identifier: LGPL-2.1-or-later
/* How memory of each shape is made. */
#include <err.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "workload.h"

#define BLOCK (16 * PAGE)

static char *map(uint64_t size, int flags)
{
	char *at = mmap(NULL, size, PROT_READ | PROT_WRITE,
			flags | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (at == MAP_FAILED)
		err(1, "mmap");
	return at;
}

char *map_aligned(uint64_t size, int advice)
{
	char *at = map(size + HUGE, MAP_PRIVATE);

	at += HUGE - (uintptr_t)at % HUGE;
	if (madvise(at, size, advice) != 0)
		err(1, "madvise");
	return at;
}

void touch(char *at, uint64_t size, uint64_t step)
{
	for (uint64_t i = 0; i < size; i += step)
		at[i] = 1;
}

void shape_dense(uint64_t size, uint64_t number)
{
	(void)number;
	touch(map_aligned(size, MADV_NOHUGEPAGE), size, PAGE);
	stay();
}

void shape_thp(uint64_t size, uint64_t number)
{
	(void)number;
	touch(map_aligned(size, MADV_HUGEPAGE), size, PAGE);
	stay();
}

/* A huge page that lost a part of it is mapped by small entries. */
void shape_halfthp(uint64_t size, uint64_t number)
{
	char *at = map_aligned(size, MADV_HUGEPAGE);

	(void)number;
	touch(at, size, PAGE);
	for (uint64_t i = 0; i < size; i += 2 * HUGE) {
		if (madvise(at + i, PAGE, MADV_DONTNEED) != 0)
			err(1, "madvise");
	}
	stay();
}

void shape_sparse(uint64_t size, uint64_t step)
{
	touch(map_aligned(size, MADV_NOHUGEPAGE), size,
	      step ? step * PAGE : SPARSE);
	stay();
}

void shape_random(uint64_t size, uint64_t number)
{
	char *at = map_aligned(size, MADV_NOHUGEPAGE);
	uint64_t seed = 1;

	/* The same pages each time. */
	for (uint64_t i = 0; i < number; i++) {
		seed = seed * 6364136223846793005u + 1442695040888963407u;
		at[(seed >> 16) % (size / PAGE) * PAGE] = 1;
	}
	stay();
}

/* Neighbours differ, so that they stay what they are. */
void shape_vmas(uint64_t size, uint64_t number)
{
	char *at = map(size * PAGE, MAP_PRIVATE);

	(void)number;
	touch(at, size * PAGE, PAGE);
	for (uint64_t i = 0; i < size; i += 2) {
		if (mprotect(at + i * PAGE, PAGE, PROT_READ) != 0)
			err(1, "mprotect");
	}
	stay();
}

static void wait_for_ever(void)
{
	for (;;)
		pause();
}

/* Each says when it has touched its pages. */
static void have_children(char *at, uint64_t size, uint64_t number)
{
	int ready[2];
	char byte = 0;

	if (pipe(ready) != 0)
		err(1, "pipe");
	for (uint64_t i = 0; i < number; i++) {
		if (fork_child() == 0) {
			if (at)
				touch(at, size, PAGE);
			if (write(ready[1], &byte, 1) != 1)
				err(1, "write");
			wait_for_ever();
		}
		if (read(ready[0], &byte, 1) != 1)
			err(1, "read");
	}
	stay();
}

void shape_shared(uint64_t size, uint64_t number)
{
	char *at = map(size, MAP_SHARED);

	touch(at, size, PAGE);
	have_children(at, size, number);
}

void shape_forked(uint64_t size, uint64_t number)
{
	touch(map_aligned(size, MADV_NOHUGEPAGE), size, PAGE);
	have_children(NULL, 0, number);
}

void shape_processes(uint64_t size, uint64_t number)
{
	(void)number;
	have_children(NULL, 0, size);
}

/* The other half of the frames is given back. */
void shape_scattered(uint64_t size, uint64_t number)
{
	char *kept = map_aligned(size, MADV_NOHUGEPAGE);
	char *other = map_aligned(size, MADV_NOHUGEPAGE);

	(void)number;
	for (uint64_t i = 0; i < size; i += PAGE)
		kept[i] = other[i] = 1;
	if (munmap(other, size) != 0)
		err(1, "munmap");
	stay();
}

void shape_swapped(uint64_t size, uint64_t number)
{
	char *at = map_aligned(size, MADV_NOHUGEPAGE);

	(void)number;
	touch(at, size, PAGE);
	for (uint64_t i = 0; i < size; i += 2 * BLOCK) {
		if (madvise(at + i, BLOCK, MADV_PAGEOUT) != 0)
			err(1, "madvise");
	}
	stay();
}

void shape_hugetlb(uint64_t size, uint64_t number)
{
	char *at = map(size, MAP_PRIVATE | MAP_HUGETLB);

	(void)number;
	touch(at, size, HUGE);
	stay();
}
