/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The paths of the control groups that memory is charged to.  The kernel tells
 * the inode of the directory (/proc/kpagecgroup), which is then looked for
 * below the mounts of the hierarchy that has the memory.
 */
#ifndef MEMCG_PATHS_H
#define MEMCG_PATHS_H

#include <stdint.h>

struct memcg_paths;

/*
 * `own` is our own /proc/PID, borrowed until it is freed, for where hierarchies
 * are mounted; AT_FDCWD: "/proc/self".
 */
struct memcg_paths *memcg_paths_new(int own);
void memcg_paths_free(struct memcg_paths *paths);

/*
 * The path of the group in its hierarchy, as in /proc/PID/cgroup: raw bytes,
 * borrowed until the next call.  NULL: none that we can see has that inode.
 */
const char *memcg_paths_find(struct memcg_paths *paths, uint64_t inode);

#endif
