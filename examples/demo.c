// SPDX-License-Identifier: 0BSD
/*
 * A small program that owns memory of many kinds, says what it did, and has
 * vmwalk look at it.
 *
 *     demo VMWALK       (the path of the program)
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102	/* Linux 6.13 */
#endif

#define HUGE (2ul << 20)

static int map(char *va, size_t length, int flags, int fd)
{
	return mmap(va, length, PROT_READ | PROT_WRITE,
		    flags | MAP_FIXED | MAP_PRIVATE, fd, 0) == MAP_FAILED;
}

static int map_anonymous(char *va, size_t length)
{
	return map(va, length, MAP_ANONYMOUS | MAP_NORESERVE, -1);
}

static int map_small(char *va, size_t length)
{
	int failed = map_anonymous(va, length);

	madvise(va, length, MADV_NOHUGEPAGE);
	return failed;
}

static void read_pages(const volatile char *va, size_t length)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);

	for (size_t i = 0; i < length; i += page)
		(void)va[i];
}

static int make_written(char *va, size_t length)
{
	if (map_small(va, length))
		return 1;
	memset(va, 'v', length);
	return 0;
}

static int make_only_read(char *va, size_t length)
{
	if (map_small(va, length))
		return 1;
	read_pages(va, length);
	return 0;
}

static int make_guard(char *va, size_t length)
{
	return make_written(va, length) ||
	       madvise(va, length, MADV_GUARD_INSTALL);
}

static int make_closed(char *va, size_t length)
{
	return make_written(va, length) || mprotect(va, length, PROT_NONE);
}

/* Pages of this program's own file; of the last one, a copy. */
static int make_file(char *va, size_t length)
{
	size_t last = length - (size_t)sysconf(_SC_PAGESIZE);
	int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	int failed = fd < 0 || map(va, length, 0, fd);

	if (fd >= 0)
		close(fd);
	if (failed)
		return 1;
	read_pages(va, length);
	va[last] = 'v';
	return 0;
}

static int make_huge(char *va, size_t length)
{
	if (map_anonymous(va, length))
		return 1;
	madvise(va, length, MADV_HUGEPAGE);
	memset(va, 'v', length);
	return 0;
}

/* At `huge` huge pages and `page` pages from the start; so many of them. */
static const struct piece {
	size_t huge, page;
	size_t n_huge, n_pages;
	int (*make)(char *va, size_t length);
	const char *what;
} pieces[] = {
	{ 0, 0, 0, 16, make_written, "written: memory of our own" },
	{ 0, 16, 0, 4, make_only_read, "only read: all are the one zero page" },
	{ 0, 20, 0, 4, map_small, "mapped and not touched: no memory yet" },
	{ 0, 24, 0, 2, make_guard, "guard pages: an access is SIGSEGV" },
	{ 0, 26, 0, 2, make_closed, "PROT_NONE, yet still in memory" },
	{ 0, 32, 0, 3, make_file, "our program's file; of the last, a copy" },
	{ 1, 0, 1, 0, make_huge, "written, as one huge page if there is one" },
	{ 2, 0, 512, 0, map_anonymous, "1 GiB reserved and not touched" },
};

#define ROOM (516 * HUGE)

static char *make_pieces(void)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	char *room = mmap(NULL, ROOM, PROT_NONE,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	char *start = room + HUGE - (uintptr_t)room % HUGE;

	if (room == MAP_FAILED)
		return NULL;
	munmap(room, ROOM);
	for (size_t i = 0; i < sizeof(pieces) / sizeof(*pieces); i++) {
		const struct piece *p = &pieces[i];
		char *va = start + p->huge * HUGE + p->page * page;
		size_t length = p->n_huge * HUGE + p->n_pages * page;
		int failed = p->make(va, length);

		printf("  %" PRIxPTR "  %s%s\n", (uintptr_t)va, p->what,
		       failed ? " (not possible here)" : "");
	}
	return start;
}

static int run(char **command)
{
	int status = 0;
	pid_t child;

	printf("\n$");
	for (char **word = command; *word; word++)
		printf(" %s", word == command ? "vmwalk" : *word);
	printf("\n");
	fflush(stdout);
	child = fork();
	if (child == 0) {
		execv(command[0], command);
		perror(command[0]);
		_exit(127);
	}
	if (child < 0 || waitpid(child, &status, 0) != child)
		return 1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

int main(int argc, char **argv)
{
	char pid[32], range[64];
	char *start;

	if (argc != 2) {
		fprintf(stderr, "usage: demo VMWALK\n");
		return 2;
	}
	printf("This is process %d. It owns, at the address\n", (int)getpid());
	start = make_pieces();
	if (!start)
		return 1;
	snprintf(pid, sizeof(pid), "%d", (int)getpid());
	snprintf(range, sizeof(range), "%" PRIxPTR "+1028M", (uintptr_t)start);

	printf("\nWhere each piece is, one row for pages that follow each "
	       "other.\nPA is the physical address; only root sees it.\n");
	if (run((char *[]){ argv[1], "-A", range, pid, NULL }))
		return 1;
	printf("\nThe whole process, one row a mapping:\n");
	return run((char *[]){ argv[1], pid, NULL });
}
