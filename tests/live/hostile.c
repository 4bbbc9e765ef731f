// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * hostile DIR - maps one page of each of some files in DIR, and of memory,
 * whose names are meant to break terminals, parsers and web pages.
 *
 * Prints "VA HEX" for each: the address, and the bytes of the name that the
 * kernel gives the mapping.  Then "ready"; ends at the end of its input.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const names[] = {
	"two  blanks and one at the end ",
	"new\nline",
	"back\\012lit",
	"tab\there",
	"escape\033[31mred\033]0;title\007",
	"<" "/script><img src=x onerror=alert(1)>",	/* a file in "<" */
	"double\"quote'single`back$(date)$HOME",
	"not\xff\xfe\xc3utf8",
	"good\xc3\xa9utf8",
	"c1\x9b" "31m",
	"\xc2\x9b" "31m in utf8",
	"really called so (deleted)",
	"-o",
	"[heap]",
	"del\177",
	"back\\slash\\",
	"null \"pa\": null, }{][",
	"carriage\rreturn",
};

/* Memory without a file has the name that its maker wants, too. */
static const char *const memory[] = {
	"x]]>",
	"::error::new\nline",
	"\033[31mred (deleted)",
	" \"quote' `id` $(id)",
};

static uint64_t map_open(int fd)
{
	char *va;

	if (fd < 0 || ftruncate(fd, sysconf(_SC_PAGESIZE))) {
		perror("hostile: file");
		exit(1);
	}
	va = mmap(NULL, 1, PROT_READ, MAP_PRIVATE, fd, 0);
	close(fd);
	if (va == MAP_FAILED) {
		perror("hostile: mmap");
		exit(1);
	}
	(void)*(volatile char *)va;
	return (uintptr_t)va;
}

static uint64_t map_file(const char *name)
{
	return map_open(open(name, O_CREAT | O_RDWR | O_CLOEXEC, 0600));
}

static void print_hex(const char *bytes)
{
	for (; *bytes; bytes++)
		printf("%02x", (unsigned char)*bytes);
}

static void report(uint64_t va, const char *directory, const char *name)
{
	printf("%" PRIx64 " ", va);
	print_hex(directory);
	print_hex("/");
	print_hex(name);
	putchar('\n');
}

static void map_deleted(const char *directory)
{
	uint64_t va = map_file("gone");

	unlink("gone");
	report(va, directory, "gone (deleted)");
}

static void map_memory(const char *name)
{
	uint64_t va = map_open(memfd_create(name, MFD_CLOEXEC));
	char whole[300];

	snprintf(whole, sizeof(whole), "memfd:%s (deleted)", name);
	report(va, "", whole);
}

/* Deeper than any path that open(2) takes at once. */
static void map_long_path(const char *directory)
{
	char step[240], path[6000];
	size_t length = (size_t)snprintf(path, sizeof(path), "%s", directory);

	memset(step, 'd', sizeof(step) - 1);
	step[sizeof(step) - 1] = '\0';
	while (length < 4900 - sizeof(step)) {
		if ((mkdir(step, 0700) && errno != EEXIST) || chdir(step)) {
			perror("hostile: mkdir");
			exit(1);
		}
		length += (size_t)snprintf(path + length,
					   sizeof(path) - length, "/%s", step);
	}
	report(map_file("at the end"), path, "at the end");
}

int main(int argc, char **argv)
{
	char directory[PATH_MAX];

	if (argc != 2 || chdir(argv[1]) || !realpath(".", directory))
		return 2;
	mkdir("<", 0700);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		report(map_file(names[i]), directory, names[i]);
	for (size_t i = 0; i < sizeof(memory) / sizeof(*memory); i++)
		map_memory(memory[i]);
	map_deleted(directory);
	map_long_path(directory);
	prctl(PR_SET_NAME, "\033[31m\n\"x) R 1");
	puts("ready");
	fflush(stdout);
	while (getchar() != EOF)
		;
	return 0;
}
