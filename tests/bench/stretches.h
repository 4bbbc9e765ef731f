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
};

/* Opens a file of /proc/PID, or of /proc if the pid is NULL; or exits. */
int open_proc(const char *pid, const char *name);

/* As much as there is, at most size bytes; or exits. */
size_t read_proc(int fd, void *buffer, size_t size);

/* The same from an offset on. */
size_t read_proc_at(int fd, void *buffer, size_t size, uint64_t offset);

void *allocate(size_t size);

/* A line of /proc/PID/maps, without its end; the numbers of its pages. */
typedef void take_mapping(void *data, struct stretch stretch, const char *rest,
			  size_t size);

/* Reads and understands all of /proc/PID/maps; the rest is behind numbers. */
void read_mappings(const char *pid, take_mapping *take, void *data);

/* The same, without [vsyscall]. */
struct stretches read_maps(const char *pid);

#endif
