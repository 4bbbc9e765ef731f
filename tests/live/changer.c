// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * changer - changes pages in each way that can be told, and says which.
 *
 * First "area VA-VA" (all that it changes is there), then "ready".  Each line
 * of its input names an act; it answers with lines "VA PAGES CHANGE", hex and
 * decimal, or "skip REASON", and "ready".
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25
#endif
#ifndef MADV_PAGEOUT
#define MADV_PAGEOUT 21
#endif

enum { PAGES = 64, HUGE = 2 << 20 };

static size_t page;
static char *area;	/* grows by the regions that are made */
static char *small;	/* written pages, never huge */
static char *zeros;	/* read pages */
static char *file;	/* read pages of a private file */
static char *huge;	/* written, one by one */
static char *many;	/* written, many */

enum { MANY = 96 << 20, AREA = 160 << 20 };

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

static char *make(size_t length, int fd)
{
	int flags = MAP_PRIVATE | MAP_FIXED | (fd < 0 ? MAP_ANONYMOUS : 0);
	char *va = mmap(area, length, PROT_READ | PROT_WRITE, flags, fd, 0);

	if (va == MAP_FAILED)
		fail("mmap");
	/* A gap, so that neighbours stay mappings of their own. */
	area += length + page;
	return va;
}

static void write_pages(char *va, size_t length)
{
	for (size_t i = 0; i < length; i += page)
		va[i] = (char)(i / page + 1);
}

static char read_pages(const char *va, size_t length)
{
	const volatile char *bytes = va;
	char sum = 0;

	for (size_t i = 0; i < length; i += page)
		sum = (char)(sum + bytes[i]);
	return sum;
}

static char *make_file(void)
{
	char name[] = "/var/tmp/vminfo-changer.XXXXXX";
	int fd = mkstemp(name);
	char *va;

	if (fd < 0 || ftruncate(fd, (off_t)(PAGES * page)) != 0)
		fail("a file in /var/tmp");
	unlink(name);
	for (size_t i = 0; i < PAGES; i++)
		if (pwrite(fd, "x", 1, (off_t)(i * page)) != 1)
			fail("pwrite");
	va = make(PAGES * page, fd);
	close(fd);
	read_pages(va, PAGES * page);
	return va;
}

static void make_all(void)
{
	char *start = mmap(NULL, AREA, PROT_NONE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (start == MAP_FAILED || munmap(start, AREA) != 0)
		fail("mmap");
	area = (char *)(((uintptr_t)start + HUGE - 1) & -(uintptr_t)HUGE);
	huge = make(HUGE, -1);
	write_pages(huge, HUGE);
	small = make(PAGES * page, -1);
	madvise(small, PAGES * page, MADV_NOHUGEPAGE);
	write_pages(small, PAGES * page);
	zeros = make(PAGES * page, -1);
	madvise(zeros, PAGES * page, MADV_NOHUGEPAGE);
	read_pages(zeros, PAGES * page);
	file = make_file();
	many = make(MANY, -1);
	madvise(many, MANY, MADV_NOHUGEPAGE);
	write_pages(many, MANY);
	printf("area %lx-%lx\n", (unsigned long)(uintptr_t)huge,
	       (unsigned long)(uintptr_t)area);
}

static void claim(const char *va, size_t pages, const char *change)
{
	printf("%lx %zu %s\n", (unsigned long)(uintptr_t)va, pages, change);
}

/* The sum over all mappings, in pages. */
static size_t pages_in_smaps(const char *item)
{
	FILE *smaps = fopen("/proc/self/smaps_rollup", "r");
	char line[256];
	size_t kib = 0;

	while (smaps && fgets(line, sizeof(line), smaps))
		if (strncmp(line, item, strlen(item)) == 0)
			sscanf(line + strlen(item), "%zu", &kib);
	if (smaps)
		fclose(smaps);
	return kib * 1024 / page;
}

/*
 * Acts.
 */

static void page_out(void)
{
	char *va = small + 3 * page;
	size_t before = pages_in_smaps("Swap:");

	for (int i = 0; i < 100; i++) {
		if (madvise(va, 8 * page, MADV_PAGEOUT) != 0)
			break;
		if (pages_in_smaps("Swap:") == before + 8) {
			claim(va, 8, "swapped-out");
			return;
		}
		usleep(10000);
	}
	printf("skip nothing went to swap\n");
}

static void page_in(void)
{
	read_pages(small + 3 * page, 8 * page);
	claim(small + 3 * page, 8, "swapped-in");
}

static pid_t child;

/* It keeps the old pages, until something else is to be done. */
static void end_child(void)
{
	if (child == 0)
		return;
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	child = 0;
}

static void fork_write(void)
{
	pid_t parent = getpid();

	child = fork();
	if (child < 0)
		fail("fork");
	if (child == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		while (getppid() == parent)
			pause();
		_exit(0);
	}
	write_pages(small + 20 * page, 7 * page);
	claim(small + 20 * page, 7, "moved");
}

static void write_zeros(void)
{
	write_pages(zeros + 5 * page, 3 * page);
	claim(zeros + 5 * page, 3, "written");
}

static void write_file(void)
{
	write_pages(file + 9 * page, 2 * page);
	claim(file + 9 * page, 2, "copied");
}

static void drop_copy(void)
{
	madvise(file + 10 * page, page, MADV_DONTNEED);
	read_pages(file + 10 * page, page);
	claim(file + 10 * page, 1, "dropped");
}

static void collapse(void)
{
	if (madvise(huge, HUGE, MADV_COLLAPSE) != 0)
		printf("skip MADV_COLLAPSE: %s\n", strerror(errno));
	else
		claim(huge, HUGE / page, "moved,huge-merged");
}

static void split(void)
{
	if (madvise(huge + 7 * page, page, MADV_DONTNEED) != 0)
		fail("MADV_DONTNEED");
	claim(huge, 7, "huge-split");
	claim(huge + 7 * page, 1, "went");
	claim(huge + 8 * page, HUGE / page - 8, "huge-split");
}

static void unmap(void)
{
	if (munmap(small + 40 * page, 5 * page) != 0)
		fail("munmap");
	claim(small + 40 * page, 5, "went,shrank");
}

/* Holes, into which compaction can move what lies elsewhere. */
static void make_holes(void)
{
	for (size_t i = 0; i < MANY; i += 2 * page)
		if (madvise(many + i, page, MADV_DONTNEED) != 0)
			fail("MADV_DONTNEED");
	for (size_t i = 0; i < MANY; i += 2 * page)
		claim(many + i, 1, "went");
}

static const struct {
	const char *name;
	void (*act)(void);
} acts[] = {
	{ "pageout\n", page_out }, { "pagein\n", page_in },
	{ "fork-write\n", fork_write }, { "write-zeros\n", write_zeros },
	{ "write-file\n", write_file }, { "drop-copy\n", drop_copy },
	{ "collapse\n", collapse }, { "split\n", split },
	{ "munmap\n", unmap }, { "holes\n", make_holes },
	{ "nothing\n", NULL },
};

static void obey(const char *command)
{
	for (size_t i = 0; i < sizeof(acts) / sizeof(acts[0]); i++)
		if (strcmp(acts[i].name, command) == 0) {
			end_child();
			if (acts[i].act)
				acts[i].act();
			return;
		}
	printf("broken %s", command);
}

int main(void)
{
	char command[64];

	page = (size_t)sysconf(_SC_PAGESIZE);
	setvbuf(stdout, NULL, _IOLBF, 0);
	make_all();
	puts("ready");
	while (fgets(command, sizeof(command), stdin)) {
		obey(command);
		puts("ready");
	}
	return 0;
}
