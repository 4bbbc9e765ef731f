// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * accessed FILE - pages of many kinds, to be read and written on demand.
 *
 * Prints "page NAME VA" for each, then "ready".  A line "read NAME" or "write
 * NAME" is done and answered by "did ok", "did SIGSEGV" or "did SIGBUS", then
 * "ready"; "pageout" asks for all of "swapped".  FILE is one of two pages.
 */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102
#endif

static size_t page;
static sigjmp_buf back;

static struct named {
	const char *name;
	volatile char *va;
} pages[32];
static size_t count;

static void add(const char *name, char *va)
{
	pages[count++] = (struct named){ name, va };
	printf("page %s %lx\n", name, (unsigned long)(uintptr_t)va);
}

static void give_up(const char *what)
{
	perror(what);
	_exit(1);
}

/* A page between two that nobody may touch, so that nothing merges. */
static char *make(int protection, int flags, int fd)
{
	char *around = mmap(NULL, 3 * page, PROT_NONE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	char *va;

	if (around == MAP_FAILED)
		give_up("mmap");
	va = mmap(around + page, page, protection, flags | MAP_FIXED, fd, 0);
	if (va == MAP_FAILED)
		give_up("mmap");
	return va;
}

static char *anonymous(void)
{
	return make(PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1);
}

static char *written(void)
{
	char *va = anonymous();

	memset(va, 'x', page);
	return va;
}

static char *protected(int protection)
{
	char *va = written();

	mprotect(va, page, protection);
	return va;
}

static void seen(char *va)
{
	(void)*(volatile char *)va;
}

/* A child that does nothing has this page as well, until we end. */
static void shared_with_child(void)
{
	char *va = written();
	int ends[2];
	char byte;

	if (pipe(ends) != 0)
		give_up("pipe");
	if (fork() == 0) {
		close(ends[1]);
		while (read(ends[0], &byte, 1) < 0 && errno == EINTR)
			;
		_exit(0);
	}
	close(ends[0]);
	add("inherited", va);
}

static void of_file(const char *path)
{
	int fd = open(path, O_RDWR);
	char *va;

	if (fd < 0)
		give_up(path);
	va = make(PROT_READ | PROT_WRITE, MAP_PRIVATE, fd);
	seen(va);
	add("private-file", va);
	add("untouched-file", make(PROT_READ | PROT_WRITE, MAP_PRIVATE, fd));
	va = make(PROT_READ | PROT_WRITE, MAP_SHARED, fd);
	*va = 'x';
	add("shared-file", va);
	add("readonly-file", make(PROT_READ, MAP_SHARED, fd));
}

static void make_all(const char *path)
{
	char *va;

	/* First, so that the child has no other. */
	shared_with_child();
	add("written", written());
	add("untouched", anonymous());
	va = anonymous();
	seen(va);
	add("zero", va);
	add("readonly", protected(PROT_READ));
	add("closed", protected(PROT_NONE));
	va = anonymous();
	if (madvise(va, page, MADV_GUARD_INSTALL) == 0)
		add("guard", va);
	va = anonymous();
	munmap(va, page);
	add("gap", va);
	of_file(path);
	add("swapped", written());
}

static void caught(int number)
{
	siglongjmp(back, number);
}

static const char *act(const char *how, volatile char *va)
{
	static volatile char kept;
	int number = sigsetjmp(back, 1);

	if (number)
		return number == SIGBUS ? "SIGBUS" : "SIGSEGV";
	if (strcmp(how, "read") == 0)
		kept = *va;
	else
		*va = kept;
	return "ok";
}

static bool is_out(uintptr_t va)
{
	int fd = open("/proc/self/pagemap", O_RDONLY);
	uint64_t word = 0;

	if (fd < 0)
		return false;
	if (pread(fd, &word, sizeof(word),
		  (off_t)(va / page * sizeof(word))) != sizeof(word))
		word = 0;
	close(fd);
	return word >> 62 == 1;
}

/* A page that another processor keeps at hand stays, and goes a bit later. */
static void page_out(uintptr_t va)
{
	for (int i = 0; i < 1000 && !is_out(va); i++) {
		if (madvise((void *)va, page, MADV_PAGEOUT) != 0)
			return;
		usleep(1000);
	}
}

static void obey(const char *line)
{
	char how[16], name[32];

	if (strcmp(line, "pageout\n") == 0) {
		for (size_t i = 0; i < count; i++)
			if (strcmp(pages[i].name, "swapped") == 0)
				page_out((uintptr_t)pages[i].va);
		return;
	}
	if (sscanf(line, "%15s %31s", how, name) != 2)
		return;
	for (size_t i = 0; i < count; i++)
		if (strcmp(pages[i].name, name) == 0)
			printf("did %s\n", act(how, pages[i].va));
}

int main(int argc, char **argv)
{
	const struct sigaction action = { .sa_handler = caught };
	char line[64];

	if (argc != 2)
		return 2;
	page = (size_t)sysconf(_SC_PAGESIZE);
	sigaction(SIGSEGV, &action, NULL);
	sigaction(SIGBUS, &action, NULL);
	make_all(argv[1]);
	puts("ready");
	fflush(stdout);
	while (fgets(line, sizeof(line), stdin)) {
		obey(line);
		puts("ready");
		fflush(stdout);
	}
	return 0;
}
