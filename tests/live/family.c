// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * family CHILDREN PAGES - a process with that many written pages, and children
 * that were forked after that.
 *
 * Prints "PID VA PAGES" for each of them, itself first, then "ready".  Each
 * line of input is answered by "ready":
 *
 *   half      it writes the first half of its pages: these are copies then
 *   rest      it writes the others, too
 *
 * It ends at the end of its input, and its children with it.
 */
#include <inttypes.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

/* Above what other mappings are next to. */
#define PLACE ((void *)(uintptr_t)0x100000000000ULL)

static size_t page;

static void write_pages(char *va, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		memset(va + i * page, (int)(i % 250) + 1, page);
}

static void introduce(pid_t pid, const char *va, size_t pages)
{
	printf("%d %" PRIx64 " %zu\n", (int)pid, (uint64_t)(uintptr_t)va,
	       pages);
}

static pid_t bear(void)
{
	pid_t parent = getpid();
	pid_t child;

	fflush(stdout);
	child = fork();
	if (child != 0)
		return child;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	while (getppid() == parent)
		pause();
	_exit(0);
}

static void obey(const char *command, char *va, size_t pages)
{
	if (!strcmp(command, "half\n"))
		write_pages(va, 0, pages / 2);
	else if (!strcmp(command, "rest\n"))
		write_pages(va, pages / 2, pages);
	puts("ready");
}

int main(int argc, char **argv)
{
	size_t children = argc > 2 ? strtoul(argv[1], NULL, 10) : 0;
	size_t pages = argc > 2 ? strtoul(argv[2], NULL, 10) : 0;
	char command[64];
	char *va;

	page = (size_t)sysconf(_SC_PAGESIZE);
	va = mmap(PLACE, pages * page, PROT_READ | PROT_WRITE,
		  MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
	if (va == MAP_FAILED || madvise(va, pages * page, MADV_NOHUGEPAGE)) {
		perror("mmap");
		return 1;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	write_pages(va, 0, pages);
	introduce(getpid(), va, pages);
	for (size_t i = 0; i < children; i++)
		introduce(bear(), va, pages);
	puts("ready");
	while (fgets(command, sizeof(command), stdin))
		obey(command, va, pages);
	return 0;
}
