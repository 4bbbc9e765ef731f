/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* demand.h - which call fails how, by the words of VMINFO_FAULT. */
#ifndef DEMAND_H
#define DEMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "procfs.h"

/* Counts a call that opens, reads or asks.  0, or the errno to give. */
int demand_fail(void);

/* Before and after a file is opened.  0, or the errno to give. */
int demand_open(int at);
void demand_opened(int fd, int at, const char *path);
void demand_copied(int from, int to);
void demand_closed(int fd);

/*
 * Counts a look at the target, if that is what is behind the descriptor.
 * Whether its address space is gone.
 */
bool demand_is_gone(int fd);

/* The bytes to read of those that were asked for. */
size_t demand_size(size_t size, size_t unit);

/* Hides the frames in words of a pagemap. */
void demand_hide(int fd, void *words, ssize_t size);

/* True: *ret is the answer; false: the system is to be asked. */
bool demand_scan(int fd, struct procfs_scan *scan, int *ret);
bool demand_query(int fd, int *ret);

bool demand_no_cachestat(void);

/* Lies: whether all of maps is to be one, and what others make of answers. */
bool demand_lies_in_maps(int fd);
void demand_lie_of_scan(int fd, struct procfs_scan *scan, int *n);
ssize_t demand_words(int fd, uint64_t offset, size_t asked, ssize_t got);

/* After the system was asked. */
void demand_change(struct procfs_query *query);

#endif
