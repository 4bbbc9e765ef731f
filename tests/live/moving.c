// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * moving SECONDS - a mapping whose pages get other frames all the time, each of
 * them mapped once as long as it is there, and free before and after.
 *
 * A page is given back, and another one, which was made long ago, is moved to
 * its place (UFFDIO_MOVE).  No frame ever comes back while this goes on: a
 * record with the number of one frame and the flags of another moment has a
 * mapcount of 0, or is no anonymous memory.
 *
 * Prints "VA PAGES", then "ready", and begins to move when it is told to by a
 * line; "ready" again after that many seconds, or "skip ..." instead.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/userfaultfd.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* Linux 6.8; the headers here may be older. */
#ifndef UFFDIO_MOVE
#define UFFD_FEATURE_MOVE (1 << 16)
struct uffdio_move {
	__u64 dst;
	__u64 src;
	__u64 len;
	__u64 mode;
	__s64 move;
};
#define UFFDIO_MOVE _IOWR(UFFDIO, 0x05, struct uffdio_move)
#endif

enum { SLOTS = 64, SPARE = 32768 };

static size_t page;

static char *small_pages(size_t pages)
{
	char *va = mmap(NULL, pages * page, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (va != MAP_FAILED)
		madvise(va, pages * page, MADV_NOHUGEPAGE);
	return va;
}

static int watch(char *va, size_t pages)
{
	struct uffdio_api api = { .api = UFFD_API,
				  .features = UFFD_FEATURE_MOVE };
	struct uffdio_register area = {
		.range = { .start = (uintptr_t)va, .len = pages * page },
		.mode = UFFDIO_REGISTER_MODE_MISSING,
	};
	int fd = (int)syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK);

	if (fd < 0 || ioctl(fd, UFFDIO_API, &api) ||
	    ioctl(fd, UFFDIO_REGISTER, &area))
		return -1;
	return fd;
}

static int move(int fd, char *to, char *from)
{
	struct uffdio_move one = {
		.dst = (uintptr_t)to,
		.src = (uintptr_t)from,
		.len = page,
	};

	while (ioctl(fd, UFFDIO_MOVE, &one)) {
		/* Somebody looks at the page, or drains it to a list. */
		if (errno != EAGAIN && errno != EBUSY)
			return -1;
		one.move = 0;
	}
	return 0;
}

/* A spare page each time, evenly over the seconds. */
static int go_on(int fd, char *slots, char *spare, double seconds)
{
	long pause_ns = (long)(seconds * 1e9 / SPARE);
	const struct timespec pause = { .tv_nsec = pause_ns };

	for (size_t i = 0; i < SPARE; i++) {
		char *slot = slots + i * 7 % SLOTS * page;

		if (madvise(slot, page, MADV_DONTNEED) ||
		    move(fd, slot, spare + i * page))
			return -1;
		if (pause_ns > 0)
			nanosleep(&pause, NULL);
	}
	return 0;
}

int main(int argc, char **argv)
{
	double seconds = argc > 1 ? strtod(argv[1], NULL) : 1;
	char *slots, *spare;
	int fd;

	page = (size_t)sysconf(_SC_PAGESIZE);
	setvbuf(stdout, NULL, _IOLBF, 0);
	spare = small_pages(SPARE);
	slots = small_pages(SLOTS);
	if (slots == MAP_FAILED || spare == MAP_FAILED)
		return 1;
	memset(spare, 1, SPARE * page);
	memset(slots, 2, SLOTS * page);
	fd = watch(slots, SLOTS);
	if (fd < 0 || move(fd, slots, spare) != -1 || errno != EEXIST)
		printf("skip UFFDIO_MOVE: %s\n", strerror(errno));
	printf("%" PRIx64 " %d\nready\n", (uint64_t)(uintptr_t)slots, SLOTS);
	if (getchar() == EOF)
		return 0;
	if (fd < 0 || go_on(fd, slots, spare, seconds))
		printf("skip moving: %s\n", strerror(errno));
	puts("ready");
	while (getchar() != EOF)
		;
	return 0;
}
