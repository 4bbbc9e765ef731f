// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * buffers       owns buffers of every kind that a device may be given
 *
 * A line for each: "NAME VA BYTES" (VA is hexadecimal), or "skip NAME: REASON"
 * for what this kernel would not do.  Then "ready"; it ends at the end of its
 * input.  A line "ready" answers each of its input; "exchange" exchanges two
 * frames of the buffer `moved` before.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25
#endif
#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102
#endif

#define HUGE ((size_t)2 << 20)

/* What --symbol finds; none of it was touched. */
extern char never_touched[64 * 1024];
_Alignas(65536) char never_touched[64 * 1024];

static size_t page_size;

static char *map(size_t bytes, int flags)
{
	char *va = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS | flags, -1, 0);

	return va == MAP_FAILED ? NULL : va;
}

/* Behind and before it is nothing, so that no neighbour joins it. */
static char *map_apart(size_t bytes)
{
	char *va = map(bytes + 2 * HUGE, 0), *at;

	if (!va)
		return NULL;
	at = (char *)(((uintptr_t)va + HUGE - 1) & ~(uintptr_t)(HUGE - 1));
	if (at == va)
		at += HUGE;
	munmap(va, (size_t)(at - va));
	munmap(at + bytes, (size_t)(va + bytes + 2 * HUGE - (at + bytes)));
	return at;
}

static void own(const char *name, const void *va, size_t bytes)
{
	printf("%s %" PRIxPTR " %zu\n", name, (uintptr_t)va, bytes);
}

static void skip(const char *name, const char *why)
{
	printf("skip %s: %s\n", name, why);
}

static char *small_pages(size_t bytes)
{
	char *va = map_apart(bytes);

	if (va)
		madvise(va, bytes, MADV_NOHUGEPAGE);
	return va;
}

static char *one_huge(void)
{
	char *va = map_apart(HUGE);

	if (!va || madvise(va, HUGE, MADV_HUGEPAGE) != 0)
		return NULL;
	va[0] = 1;
	madvise(va, HUGE, MADV_COLLAPSE);
	return va;
}

/*
 * The pool gives its pages up or down in order, by how it was filled.  In this
 * order none of them is followed by its neighbour either way.
 */
static void hugetlb(void)
{
	static const size_t order[] = { 1, 3, 0, 2 };
	char *va = map(4 * HUGE, MAP_HUGETLB);

	if (!va) {
		skip("hugetlb", "no pages in the pool");
		return;
	}
	for (size_t i = 0; i < 4; i++)
		va[order[i] * HUGE] = 1;
	own("hugetlb", va, 4 * HUGE);
}

/* Two pages of a huge one change places: nothing else has as good a reason. */
static void exchange(char *va, size_t a, size_t b)
{
	char *aside = map(page_size, 0);
	const int flags = MREMAP_MAYMOVE | MREMAP_FIXED;

	mremap(va + a * page_size, page_size, page_size, flags, aside);
	mremap(va + b * page_size, page_size, page_size, flags,
	       va + a * page_size);
	mremap(aside, page_size, page_size, flags, va + b * page_size);
}

static void exchanged(void)
{
	char *va = one_huge();

	if (!va) {
		skip("exchanged", "no huge page");
		return;
	}
	exchange(va, 3, 200);
	own("exchanged", va, HUGE);
}

static void huge(const char *name)
{
	char *va = one_huge();

	if (va)
		own(name, va, HUGE);
	else
		skip(name, "no huge page");
}

/* Touched in an order of its own. */
static void scattered(void)
{
	const size_t pages = 512;
	char *va = small_pages(pages * page_size);

	for (size_t i = 0; i < pages; i++)
		va[i * 167 % pages * page_size] = 1;
	own("scattered", va, pages * page_size);
}

/* Of each kind one, between two good pages. */
static void states(void)
{
	char *va = small_pages(8 * page_size);

	va[0] = va[2 * page_size] = va[4 * page_size] = 1;
	va[6 * page_size] = va[7 * page_size] = 1;
	(void)*(volatile char *)(va + page_size);
	if (madvise(va + 5 * page_size, page_size, MADV_GUARD_INSTALL) != 0)
		skip("guard", "this kernel has no guard regions");
	else
		own("guard", va + 5 * page_size, page_size);
	own("zero", va + page_size, page_size);
	own("absent", va + 3 * page_size, page_size);
	own("good", va + 6 * page_size, page_size);
}

static void huge_zero(void)
{
	char *va = map_apart(HUGE);

	if (!va || madvise(va, HUGE, MADV_HUGEPAGE) != 0) {
		skip("huge-zero", "no huge pages");
		return;
	}
	(void)*(volatile char *)va;
	own("huge-zero", va, HUGE);
}

static bool is_out(const char *va)
{
	int fd = open("/proc/self/pagemap", O_RDONLY);
	uint64_t word = 0;

	if (fd < 0)
		return false;
	if (pread(fd, &word, sizeof(word), (off_t)((uintptr_t)va / page_size *
						   sizeof(word))) !=
	    sizeof(word))
		word = 0;
	close(fd);
	return word >> 62 == 1;
}

/* A page that another processor keeps at hand stays, and goes a bit later. */
static void swapped(void)
{
	char *va = small_pages(16 * page_size);

	memset(va, 1, 16 * page_size);
	for (int i = 0; i < 1000 && !is_out(va + 4 * page_size); i++) {
		madvise(va + 4 * page_size, 8 * page_size, MADV_PAGEOUT);
		usleep(1000);
	}
	own("swapped", va, 16 * page_size);
}

static void locked(void)
{
	char *va = small_pages(16 * page_size);

	memset(va, 1, 16 * page_size);
	if (mlock(va, 16 * page_size) != 0)
		skip("locked", "mlock is refused");
	else
		own("locked", va, 16 * page_size);
}

/* In the child, which is the one to look at, one page is a copy. */
static void be_child(char *va, int done)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	va[5 * page_size] = 2;
	printf("child %d 0\n", (int)getpid());
	own("copied", va, HUGE);
	close(done);
	for (;;)
		pause();
}

static void copied(void)
{
	char *va = one_huge(), byte;
	int done[2];

	if (!va || pipe(done) != 0) {
		skip("copied", "no huge page");
		return;
	}
	if (fork() == 0)
		be_child(va, done[1]);
	close(done[1]);
	while (read(done[0], &byte, 1) > 0)
		;
	close(done[0]);
}

int main(void)
{
	char line[64], *moved;

	page_size = (size_t)sysconf(_SC_PAGESIZE);
	setvbuf(stdout, NULL, _IOLBF, 0);
	moved = small_pages(4 * page_size);
	memset(moved, 1, 4 * page_size);
	hugetlb();
	exchanged();
	huge("huge");
	scattered();
	states();
	huge_zero();
	swapped();
	locked();
	copied();
	own("moved", moved, 4 * page_size);
	own("never", never_touched, sizeof(never_touched));
	puts("ready");
	while (fgets(line, sizeof(line), stdin)) {
		if (strcmp(line, "exchange\n") == 0)
			exchange(moved, 0, 2);
		puts("ready");
	}
	return 0;
}
