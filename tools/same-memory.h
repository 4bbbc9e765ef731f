/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Which processes have one address space together, as between vfork(2) and
 * exec: the kernel counts what it maps once.
 */
#ifndef SAME_MEMORY_H
#define SAME_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * Sets first[i] to the first of the processes that has the memory of number i.
 * false: that could not be told of all of them.
 */
bool same_memory_find(const pid_t *pids, size_t count, uint32_t *first);

#endif
