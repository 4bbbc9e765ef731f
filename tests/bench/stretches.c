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

static void take_line(const char *line, const char *end, take_mapping *take,
		      void *data)
{
	struct stretch stretch;

	line = take_hex(line, &stretch.start);
	line = take_hex(line + 1, &stretch.end);
	stretch.start >>= PAGE_SHIFT;
	stretch.end >>= PAGE_SHIFT;
	take(data, stretch, line, (size_t)(end - line));
}

void read_mappings(const char *pid, take_mapping *take, void *data)
{
	char *buffer = allocate(BUFFER + 1), *line, *end;
	int fd = open_proc(pid, "maps");
	size_t kept = 0, n;

	while ((n = read_proc(fd, buffer + kept, BUFFER - kept)) > 0) {
		n += kept;
		for (line = buffer;
		     (end = memchr(line, '\n', n - (size_t)(line - buffer)));
		     line = end + 1)
			take_line(line, end, take, data);
		kept = n - (size_t)(line - buffer);
		memmove(buffer, line, kept);
	}
	close(fd);
	free(buffer);
}

static void add(void *data, struct stretch stretch, const char *rest,
		size_t size)
{
	struct stretches *all = data;

	(void)rest;
	(void)size;
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

struct stretches read_maps(const char *pid)
{
	struct stretches all = { .list = NULL };

	read_mappings(pid, add, &all);
	return all;
}
