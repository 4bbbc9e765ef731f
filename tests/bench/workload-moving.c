// SPDX-License-Identifier: LGPL-2.1-or-later
/* Processes that map, write and unmap, and how long each of that took. */
#include <err.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "workload.h"

#define SIZE (16 * PAGE)
#define MOST ((size_t)1 << 20)

enum { MAP, FAULT, UNMAP, KINDS };

static const char *const names[KINDS] = { "mmap", "fault", "munmap" };
static uint64_t *took[KINDS];
static size_t count;

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

static void once(void)
{
	uint64_t start = now_ns(), mapped, touched;
	char *at = mmap(NULL, SIZE, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (at == MAP_FAILED)
		err(1, "mmap");
	mapped = now_ns();
	*(volatile char *)at = 1;
	touched = now_ns();
	if (munmap(at, SIZE) != 0)
		err(1, "munmap");
	took[MAP][count] = mapped - start;
	took[FAULT][count] = touched - mapped;
	took[UNMAP][count] = now_ns() - touched;
	count++;
}

static int compare(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static void print(void)
{
	for (int i = 0; i < KINDS; i++) {
		uint64_t *all = took[i];

		qsort(all, count, sizeof(*all), compare);
		printf("%s %" PRIu64 " %" PRIu64 " %" PRIu64 "\n", names[i],
		       all[count / 2], all[count * 99 / 100], all[count - 1]);
	}
}

static void prepare(void)
{
	for (int i = 0; i < KINDS; i++) {
		took[i] = calloc(MOST, sizeof(*took[i]));
		if (!took[i])
			err(1, "out of memory");
	}
}

/* Beside memory that others take their time to look at. */
static void move(void)
{
	struct pollfd input = { .fd = STDIN_FILENO, .events = POLLIN };

	prepare();
	printf("%d\n", (int)getpid());
	fflush(stdout);
	while (poll(&input, 1, 0) == 0 && count < MOST) {
		for (int i = 0; i < 64 && count < MOST; i++)
			once();
		usleep(100);
	}
	if (count)
		print();
}

void shape_moving(uint64_t size, uint64_t number)
{
	(void)number;
	touch(map_aligned(size, MADV_NOHUGEPAGE), size, PAGE);
	move();
}

void shape_moving_thp(uint64_t size, uint64_t number)
{
	(void)number;
	touch(map_aligned(size, MADV_HUGEPAGE), size, PAGE);
	move();
}

void shape_moving_sparse(uint64_t size, uint64_t number)
{
	(void)number;
	touch(map_aligned(size, MADV_NOHUGEPAGE), size, SPARSE);
	move();
}

/* A page that is given back alone leaves the page table. */
void shape_moving_emptied(uint64_t size, uint64_t number)
{
	char *at = map_aligned(size, MADV_NOHUGEPAGE);

	(void)number;
	for (uint64_t i = 0; i < size; i += HUGE) {
		at[i] = 1;
		if (madvise(at + i, PAGE, MADV_DONTNEED) != 0)
			err(1, "madvise");
	}
	move();
}
