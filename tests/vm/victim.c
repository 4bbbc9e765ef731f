// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * victim - the only program of a guest: its init, and the owner of memory whose
 * content the host knows.  It trusts no file about memory and reads none.
 *
 * Lines with a verb come from a virtio port; each is answered by lines
 * "@@= DATA" and then "@@OK NUMBER" or "@@ERR REASON".  The verbs are in the
 * tables of the other files.
 */
#include "victim.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/reboot.h>
#include <sys/wait.h>
#include <unistd.h>

void machine_start(void);

static const struct verb *const tables[] = {
	memory_verbs,  place_verbs, uffd_verbs,
	machine_verbs, swap_verbs,  device_verbs,
};

void victim_say(const char *format, ...)
{
	va_list rest;

	va_start(rest, format);
	fputs("@@= ", stdout);
	vprintf(format, rest);
	putchar('\n');
	va_end(rest);
}

uint64_t victim_number(const char *word)
{
	return word ? strtoull(word, NULL, 0) : 0;
}

size_t victim_count(const char *word)
{
	return (size_t)victim_number(word);
}

size_t victim_page(void)
{
	return (size_t)sysconf(_SC_PAGESIZE);
}

static const struct verb *find_verb(const char *name)
{
	for (size_t i = 0; i < sizeof(tables) / sizeof(*tables); i++)
		for (const struct verb *v = tables[i]; v->name; v++)
			if (!strcmp(v->name, name))
				return v;
	return NULL;
}

static void answer(char *line)
{
	char *words[WORDS + 1] = { 0 }, *rest;
	const struct verb *verb;
	int n = 0, ret = -EINVAL;

	for (char *w = strtok_r(line, " ", &rest); w && n < WORDS;
	     w = strtok_r(NULL, " ", &rest))
		words[n++] = w;
	verb = words[0] ? find_verb(words[0]) : NULL;
	if (verb)
		ret = verb->act(words + 1);
	if (ret < 0)
		printf("@@ERR %s\n", strerror(-ret));
	else
		printf("@@OK %d\n", ret);
	fflush(stdout);
}

static void listen_to_host(void)
{
	static char line[4096];

	printf("@@READY %zu %d\n", victim_page(), getpid());
	fflush(stdout);
	while (fgets(line, sizeof(line), stdin)) {
		line[strcspn(line, "\r\n")] = '\0';
		if (!strcmp(line, "quit"))
			break;
		answer(line);
	}
}

/* MADV_HWPOISON sends this to the caller; the page is not touched, so go on. */
static void ignore(int number)
{
	(void)number;
}

/* Its name has the number of the device, which are found in any order. */
static int open_port(void)
{
	glob_t found;
	int fd;

	if (glob("/dev/vport*p1", 0, NULL, &found))
		return -1;
	fd = open(found.gl_pathv[0], O_RDWR);
	globfree(&found);
	return fd;
}

/*
 * The kernel writes its own lines on the console, in the middle of others; the
 * port is ours alone.  It appears a while after its driver, on a busy machine a
 * long one: it is the host that loses patience.
 */
static void open_line_to_host(void)
{
	int fd;

	while ((fd = open_port()) < 0)
		usleep(10000);
	dup2(fd, 0);
	dup2(fd, 1);
	close(fd);
}

int main(void)
{
	pid_t child;

	if (getpid() != 1) {
		fputs("victim: is the init of a guest of tests/vm\n", stderr);
		return 2;
	}
	machine_start();
	open_line_to_host();
	/* The owner of the memory is no init, to which other rules apply. */
	child = fork();
	if (child == 0) {
		signal(SIGBUS, ignore);
		listen_to_host();
		_exit(0);
	}
	while (child > 0 && wait(NULL) != child)
		;
	puts("@@BYE");
	fflush(stdout);
	reboot(RB_POWER_OFF);
	return 1;
}
