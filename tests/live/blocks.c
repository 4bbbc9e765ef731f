// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * blocks - owns blocks as large as a huge page, each of which is none for a
 * reason of its own.
 *
 *   blocks DIRECTORY [NAME...]    these, or all; a file of its own is there,
 *                                 which should not be on a tmpfs
 *   blocks --disabled             a process that wants no huge pages
 *
 * A line for each: "NAME VA", or "skip NAME REASON" for what this kernel would
 * not do; then "ready".  It ends at the end of its input.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102
#endif
#ifndef MADV_PAGEOUT
#define MADV_PAGEOUT 21
#endif
#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25
#endif

static const size_t block = 2 << 20;
static size_t page;
static const char *directory;

/* Where nothing else is, and nothing comes to be beside it. */
static char *place(size_t length)
{
	char *all = mmap(NULL, length + 3 * block, PROT_NONE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	uintptr_t at = ((uintptr_t)all + 2 * block - 1) & ~(block - 1);

	if (all == MAP_FAILED)
		return NULL;
	/* The kernel finds new places from above: this hole stays. */
	munmap((char *)at, length);
	return (char *)at;
}

static char *map(size_t length, int flags, int fd, off_t offset)
{
	char *at = place(length);
	char *va = mmap(at, length, PROT_READ | PROT_WRITE, flags | MAP_FIXED,
			fd, offset);

	return va == MAP_FAILED ? NULL : va;
}

static void touch(char *va, size_t from, size_t pages)
{
	for (size_t i = from; i < from + pages; i++)
		*(volatile uint32_t *)(va + i * page) = (uint32_t)i + 1;
}

static char *map_small(size_t from, size_t pages)
{
	char *va = map(block, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (!va || madvise(va, block, MADV_NOHUGEPAGE))
		return NULL;
	touch(va, from, pages);
	return va;
}

/* Single pages, which might be a huge one by now. */
static char *make_small(size_t from, size_t pages)
{
	char *va = map_small(from, pages);

	return va && !madvise(va, block, MADV_HUGEPAGE) ? va : NULL;
}

static char *make_huge(void)
{
	char *va = map(block, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (!va || madvise(va, block, MADV_HUGEPAGE))
		return NULL;
	touch(va, 0, block / page);
	madvise(va, block, MADV_COLLAPSE);
	return va;
}

static char *nohugepage(void)
{
	return map_small(0, block / page);
}

static char *unadvised(void)
{
	char *va = map(block, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (va)
		touch(va, 0, block / page);
	return va;
}

static char *empty(void)
{
	char *va = map(block, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return va && !madvise(va, block, MADV_HUGEPAGE) ? va : NULL;
}

static char *small(void)
{
	return make_small(0, block / page);
}

static char *hole(void)
{
	return make_small(12, block / page - 12);
}

static char *zero(void)
{
	char *va = map_small(10, block / page - 10);

	for (size_t i = 0; va && i < 10; i++)
		(void)*(volatile char *)(va + i * page);
	return va && !madvise(va, block, MADV_HUGEPAGE) ? va : NULL;
}

static char *guard(void)
{
	char *va = small();

	return va && !madvise(va + 5 * page, page, MADV_GUARD_INSTALL) ? va
								       : NULL;
}

/* The child waits until we end. */
static int fork_holder(void)
{
	pid_t pid = fork();

	if (pid < 0)
		return -1;
	if (pid)
		return 0;
	prctl(PR_SET_PDEATHSIG, 9);
	close(0);
	close(1);
	for (;;)
		pause();
}

static char *shared(void)
{
	return small();
}

static char *few_shared(void)
{
	return small();
}

static char *protection(void)
{
	char *va = small();

	return va && !mprotect(va + block / 2, block / 2, PROT_READ) ? va
								     : NULL;
}

static char *split(void)
{
	char *va = small();

	return va && !madvise(va + block / 2, block / 2, MADV_DONTFORK) ? va
									: NULL;
}

static char *edge(void)
{
	char *at = place(2 * block);
	char *va = mmap(at, block + block / 2, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);

	if (va == MAP_FAILED || madvise(va, block + block / 2, MADV_HUGEPAGE))
		return NULL;
	touch(va, 0, block / page);
	madvise(va, block, MADV_COLLAPSE);
	touch(va, block / page, 3);
	return va;
}

static int memory_file(size_t length)
{
	int fd = memfd_create("blocks", MFD_CLOEXEC);

	return fd < 0 || ftruncate(fd, (off_t)length) ? -1 : fd;
}

static char *of_memory_file(int flags, off_t offset)
{
	int fd = memory_file(2 * block);
	char *va = fd < 0 ? NULL : map(block, flags, fd, offset);

	if (va)
		touch(va, 0, block / page);
	return va;
}

static char *shmem(void)
{
	return of_memory_file(MAP_SHARED, 0);
}

static char *offset(void)
{
	return of_memory_file(MAP_SHARED, (off_t)(3 * page));
}

static char *copied(void)
{
	return of_memory_file(MAP_PRIVATE, 0);
}

static char *of_file_in(const char *where)
{
	char path[4096], *va;
	int fd;

	snprintf(path, sizeof(path), "%s/vminfo-blocks-XXXXXX", where);
	fd = mkostemp(path, O_CLOEXEC);
	if (fd < 0 || unlink(path) || ftruncate(fd, (off_t)block))
		return NULL;
	va = map(block, MAP_SHARED, fd, 0);
	if (va)
		touch(va, 0, block / page);
	return va;
}

static char *file(void)
{
	return of_file_in(directory);
}

static char *tmpfs(void)
{
	return of_file_in("/dev/shm");
}

static char *partial(void)
{
	char *va = make_huge();

	return va && !madvise(va + 7 * page, page, MADV_DONTNEED) ? va : NULL;
}

static char *pte_mapped(void)
{
	char *va = make_huge();

	if (!va || mprotect(va + 7 * page, page, PROT_READ) ||
	    mprotect(va + 7 * page, page, PROT_READ | PROT_WRITE))
		return NULL;
	return va;
}

static char *displaced(void)
{
	size_t length = block / 2;
	char *from = make_huge(), *to = place(block);

	if (!from || !to)
		return NULL;
	to = mremap(from + 16 * page, length, length,
		    MREMAP_MAYMOVE | MREMAP_FIXED, to);
	return to == MAP_FAILED ? NULL : to;
}

/* Each half is too small for a huge page when it is written. */
static char *mthp(void)
{
	const int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED;
	char *va = place(block);

	for (size_t half = 0; half < block; half += block / 2) {
		if (mmap(va + half, block / 2, PROT_READ | PROT_WRITE, flags,
			 -1, 0) == MAP_FAILED ||
		    madvise(va + half, block / 2, MADV_HUGEPAGE))
			return NULL;
		touch(va + half, 0, block / 2 / page);
	}
	return va;
}

static long smaps_kib(const char *va, const char *item)
{
	FILE *smaps = fopen("/proc/self/smaps", "re");
	unsigned long start, end;
	char line[4096];
	long kib = -1, n;
	int in = 0;

	while (smaps && fgets(line, sizeof(line), smaps)) {
		if (sscanf(line, "%lx-%lx ", &start, &end) == 2)
			in = start <= (uintptr_t)va && (uintptr_t)va < end;
		else if (in && !strncmp(line, item, strlen(item)) &&
			 sscanf(line + strlen(item), ": %ld", &n) == 1)
			kib = n;
	}
	if (smaps)
		fclose(smaps);
	return kib;
}

static char *ksm(void)
{
	char *va = map_small(0, block / page);

	for (size_t i = 0; va && i < block / page; i++)
		memset(va + i * page, 0x5a, page);
	if (!va || madvise(va, block, MADV_HUGEPAGE) ||
	    madvise(va, block, MADV_MERGEABLE))
		return NULL;
	for (int i = 0; i < 1000; i++) {
		if (smaps_kib(va, "KSM") * 1024 == (long)block)
			return va;
		usleep(20000);
	}
	errno = ETIME;
	return NULL;
}

static char *swapped(void)
{
	char *va = small();

	if (!va || madvise(va, 100 * page, MADV_PAGEOUT))
		return NULL;
	for (int i = 0; i < 500; i++) {
		if (smaps_kib(va, "Swap") * 1024 == (long)(100 * page))
			return va;
		madvise(va, 100 * page, MADV_PAGEOUT);
		usleep(20000);
	}
	errno = ETIME;
	return NULL;
}

static char *uffd(void)
{
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register all = { .mode = UFFDIO_REGISTER_MODE_MISSING };
	struct uffdio_copy copy = { .len = page };
	static char content[65536];
	char *va = empty();
	int fd = (int)syscall(SYS_userfaultfd, O_CLOEXEC | UFFD_USER_MODE_ONLY);

	if (!va || fd < 0 || ioctl(fd, UFFDIO_API, &api))
		return NULL;
	all.range.start = (uintptr_t)va;
	all.range.len = block;
	if (ioctl(fd, UFFDIO_REGISTER, &all))
		return NULL;
	copy.src = (uintptr_t)content;
	for (size_t i = 0; i < 200; i++) {
		copy.dst = (uintptr_t)va + i * page;
		if (ioctl(fd, UFFDIO_COPY, &copy))
			return NULL;
	}
	return va;
}

static char *hugetlb(void)
{
	char *va = map(block, MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB, -1,
		       0);

	if (va)
		touch(va, 0, 1);
	return va;
}

/*
 * khugepaged, told to look at one page and then to sleep for long, may not have
 * looked yet: it is given a block to find, and has two seconds for it.
 */
static void feed_khugepaged(void)
{
	char *va = small();

	for (int i = 0; va && i < 100 && smaps_kib(va, "AnonHugePages") == 0;
	     i++)
		usleep(20000);
}

static const struct act {
	const char *name;
	char *(*make)(void);
} acts[] = {
	/* These two are for the fork that comes behind them. */
	{ "shared", shared },
	{ "few-shared", few_shared },
	{ "huge", make_huge },
	{ "nohugepage", nohugepage },
	{ "unadvised", unadvised },
	{ "empty", empty },
	{ "small", small },
	{ "hole", hole },
	{ "zero", zero },
	{ "guard", guard },
	{ "protection", protection },
	{ "split", split },
	{ "edge", edge },
	{ "shmem", shmem },
	{ "offset", offset },
	{ "copied", copied },
	{ "file", file },
	{ "tmpfs", tmpfs },
	{ "partial", partial },
	{ "pte-mapped", pte_mapped },
	{ "displaced", displaced },
	{ "mthp", mthp },
	{ "ksm", ksm },
	{ "swapped", swapped },
	{ "uffd", uffd },
	{ "hugetlb", hugetlb },
	{ .name = NULL },
};

static int is_wanted(const char *name, char **names)
{
	if (!*names)
		return 1;
	for (; *names; names++) {
		if (!strcmp(*names, name))
			return 1;
	}
	return 0;
}

static void perform(const struct act *act)
{
	char *va = act->make();

	if (!va) {
		printf("skip %s %s\n", act->name, strerror(errno));
		return;
	}
	printf("%s %lx\n", act->name, (unsigned long)va);
	/* 300 of the second become our own again. */
	if (act->make == few_shared && !fork_holder())
		touch(va, 0, 300);
}

int main(int argc, char **argv)
{
	char command[64];

	page = (size_t)sysconf(_SC_PAGESIZE);
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc < 2)
		return 2;
	if (!strcmp(argv[1], "--disabled")) {
		prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0);
		perform(&(const struct act){ "disabled", small });
	} else {
		directory = argv[1];
		feed_khugepaged();
		for (const struct act *act = acts; act->name; act++) {
			if (is_wanted(act->name, argv + 2))
				perform(act);
		}
	}
	puts("ready");
	while (fgets(command, sizeof(command), stdin))
		puts("ready");
	return 0;
}
