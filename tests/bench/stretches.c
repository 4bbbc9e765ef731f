// SPDX-License-Identifier: LGPL-2.1-or-later
/* What floors have in common: files of /proc, and the mappings of a process. */
#include "stretches.h"

#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PAGE_SHIFT 12
#define BUFFER 65536

int open_proc(const char *pid, const char *name)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/%s%s%s", pid ? pid : "",
		 pid ? "/" : "", name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		err(1, "%s", path);
	return fd;
}

size_t read_proc(int fd, void *buffer, size_t size)
{
	ssize_t n = read(fd, buffer, size);

	if (n < 0)
		err(1, "read");
	return (size_t)n;
}

size_t read_proc_at(int fd, void *buffer, size_t size, uint64_t offset)
{
	ssize_t n = pread(fd, buffer, size, (off_t)offset);

	if (n < 0)
		err(1, "pread");
	return (size_t)n;
}

void *allocate(size_t size)
{
	void *room = calloc(1, size);

	if (!room)
		err(1, "out of memory");
	return room;
}

static const char *take_hex(const char *text, uint64_t *number)
{
	*number = 0;
	for (;; text++) {
		if (*text >= '0' && *text <= '9')
			*number = *number << 4 | (uint64_t)(*text - '0');
		else if (*text >= 'a' && *text <= 'f')
			*number = *number << 4 | (uint64_t)(*text - 'a' + 10);
		else
			return text;
	}
}

static void add(struct stretches *all, struct stretch stretch)
{
	all->mappings++;
	/* That of [vsyscall] is of no process. */
	if (stretch.start >> (63 - PAGE_SHIFT))
		return;
	if (all->n && all->list[all->n - 1].end == stretch.start) {
		all->list[all->n - 1].end = stretch.end;
		return;
	}
	if (all->n == all->room) {
		all->room = all->room ? all->room * 2 : 64;
		all->list = realloc(all->list, all->room * sizeof(*all->list));
		if (!all->list)
			err(1, "out of memory");
	}
	all->list[all->n++] = stretch;
}

static void take_line(struct stretches *all, const char *line)
{
	struct stretch stretch;

	line = take_hex(line, &stretch.start);
	take_hex(line + 1, &stretch.end);
	stretch.start >>= PAGE_SHIFT;
	stretch.end >>= PAGE_SHIFT;
	add(all, stretch);
}

struct stretches read_maps(const char *pid)
{
	struct stretches all = { .list = NULL };
	char *buffer = allocate(BUFFER + 1), *line, *end;
	int fd = open_proc(pid, "maps");
	size_t kept = 0, n;

	while ((n = read_proc(fd, buffer + kept, BUFFER - kept)) > 0) {
		n += kept;
		for (line = buffer;
		     (end = memchr(line, '\n', n - (size_t)(line - buffer)));
		     line = end + 1)
			take_line(&all, line);
		kept = n - (size_t)(line - buffer);
		memmove(buffer, line, kept);
	}
	close(fd);
	free(buffer);
	return all;
}
