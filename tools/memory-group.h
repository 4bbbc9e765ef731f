/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The control group that a process' memory is charged to, and its limits. */
#ifndef MEMORY_GROUP_H
#define MEMORY_GROUP_H

#include <stdbool.h>
#include <stdint.h>

#define MEMORY_GROUP_UNLIMITED UINT64_MAX

struct memory_group {
	unsigned int version;	/* of the hierarchy: 1 or 2 */
	char path[4096];	/* in it, as /proc/PID/cgroup says: raw bytes */
	bool limited_known;	/* the next two: the least of the group's and of
				   those above it, as far as they are mounted */
	uint64_t memory;	/* bytes */
	uint64_t swap;		/* bytes; version 1: of memory and swap */
	bool swap_known;	/* there is such a limit */
};

/*
 * `process` is the directory /proc/PID, `own` is our own: where hierarchies are
 * mounted.  0; -ENODATA: the kernel has no such control groups; or negative
 * errno.
 */
int memory_group_find(int process, int own, struct memory_group *group);

#endif
