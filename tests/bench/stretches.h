/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* stretches.h - what floors have in common: which addresses there are. */
#ifndef STRETCHES_H
#define STRETCHES_H

#include <stddef.h>
#include <stdint.h>

/* In pages; mappings that touch are one. */
struct stretch {
	uint64_t start, end;
};

struct stretches {
	struct stretch *list;
	size_t n, room;
	uint64_t mappings;
};

/* Opens a file of /proc/PID, or of /proc if the pid is NULL; or exits. */
int open_proc(const char *pid, const char *name);

/* As much as there is, at most size bytes; or exits. */
size_t read_proc(int fd, void *buffer, size_t size);

/* The same from an offset on. */
size_t read_proc_at(int fd, void *buffer, size_t size, uint64_t offset);

void *allocate(size_t size);

/* Reads and understands all of /proc/PID/maps, without [vsyscall]. */
struct stretches read_maps(const char *pid);

#endif
