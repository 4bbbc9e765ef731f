/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where the hierarchies of control groups are mounted. */
#ifndef CGROUP_MOUNTS_H
#define CGROUP_MOUNTS_H

#include <stdbool.h>
#include <stddef.h>

struct cgroup_mount {
	char *root;		/* the group that is mounted: "/", "/a/b" */
	char *point;		/* the directory where it is */
	unsigned int dev_major;	/* of its file system */
	unsigned int dev_minor;
};

/* true: this one was enough. */
typedef bool cgroup_mount_look(void *data, const struct cgroup_mount *mount);

/*
 * Each mount of the hierarchy that has the memory, of version 1 or 2; `own` is
 * our own /proc/PID.
 */
void cgroup_mounts_of_memory(int own, unsigned int version,
			     cgroup_mount_look *look, void *data);

/* Whether `word` is one of a list with commas between. */
bool cgroup_list_has(const char *list, size_t length, const char *word);

#endif
