/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* lies.h - answers of the kernel that cannot be; see fault.h. */
#ifndef LIES_H
#define LIES_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "procfs.h"

/* After the system has found so many regions; how many it says there are. */
int lies_scan(struct procfs_scan *scan, int n);

/* After it has answered. */
void lies_query(struct procfs_query *query);

/* After so many bytes of pagemap were read; what the call gives. */
ssize_t lies_pagemap(uint64_t offset, size_t asked, ssize_t got);

/* The text of maps, as another, read with a call that reads the real one. */
typedef ssize_t lies_read_call(int fd, void *buffer, size_t size);
ssize_t lies_read_maps(int fd, lies_read_call *read, void *buffer, size_t size);

/* It is closed, or read from its start again. */
void lies_forget_maps(int fd);

#endif
