// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * pager - a target whose pages go out to swap and come back.
 *
 *   pager PAGES		own memory
 *   pager PAGES shared		shared anonymous memory
 *
 * It writes all of its pages, says where they are, "VA PAGES", and "ready".
 * Then it reads commands, and says "ready" when each is done:
 *
 *   out	all pages go out, as far as the kernel takes the advice
 *   in		all are written
 *   cycle	all are written, again and again, until the next command
 *   move	they are at another address (mremap)
 *   drop	they are given back (MADV_DONTNEED)
 *   unmap	they are mapped no more
 *   exec	it starts itself anew, with other memory
 *   exit	it ends
 */
#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static size_t page;
static size_t pages;
static bool shared;
static unsigned char *area;

static void *map(void)
{
	void *where = mmap(NULL, pages * page, PROT_READ | PROT_WRITE,
			   (shared ? MAP_SHARED : MAP_PRIVATE) | MAP_ANONYMOUS,
			   -1, 0);

	if (where == MAP_FAILED) {
		perror("mmap");
		exit(1);
	}
	madvise(where, pages * page, MADV_NOHUGEPAGE);
	return where;
}

/* No page has zeros alone, which swap would not keep. */
static void write_all(void)
{
	static unsigned char round = 1;

	round = (unsigned char)(round % 255 + 1);
	for (size_t i = 0; i < pages; i++)
		memset(area + i * page, round, page);
}

static void say(const char *word)
{
	puts(word);
	fflush(stdout);
}

static void say_ready(void)
{
	printf("%lx %zu\n", (unsigned long)(uintptr_t)area, pages);
	say("ready");
}

static bool has_input(void)
{
	struct pollfd in = { .fd = STDIN_FILENO, .events = POLLIN };

	return poll(&in, 1, 0) != 0;
}

static void cycle(void)
{
	write_all();
	say_ready();
	while (!has_input())
		write_all();
}

static void move(void)
{
	void *to = map();

	area = mremap(area, pages * page, pages * page,
		      MREMAP_MAYMOVE | MREMAP_FIXED, to);
	if (area == MAP_FAILED) {
		perror("mremap");
		exit(1);
	}
}

static void act(const char *command, char **argv)
{
	if (strcmp(command, "out") == 0)
		madvise(area, pages * page, MADV_PAGEOUT);
	else if (strcmp(command, "in") == 0)
		write_all();
	else if (strcmp(command, "move") == 0)
		move();
	else if (strcmp(command, "drop") == 0)
		madvise(area, pages * page, MADV_DONTNEED);
	else if (strcmp(command, "unmap") == 0)
		munmap(area, pages * page);
	else if (strcmp(command, "exec") == 0)
		execv("/proc/self/exe", argv);
	else if (strcmp(command, "exit") == 0)
		exit(0);
}

/* One line; nothing behind it is read, so that exec leaves it there. */
static bool read_command(char *command, size_t room)
{
	size_t used = 0;

	while (used + 1 < room) {
		ssize_t n = read(STDIN_FILENO, command + used, 1);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		if (command[used] == '\n')
			break;
		used++;
	}
	command[used] = '\0';
	return true;
}

int main(int argc, char **argv)
{
	char command[64];

	if (argc < 2)
		return 2;
	page = (size_t)sysconf(_SC_PAGESIZE);
	pages = strtoul(argv[1], NULL, 10);
	shared = argc > 2;
	area = map();
	write_all();
	say_ready();
	while (read_command(command, sizeof(command))) {
		if (strcmp(command, "cycle") == 0) {
			cycle();
			continue;
		}
		act(command, argv);
		say_ready();
	}
	return 0;
}
