/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* blocks.h - the pieces in which a machine can get and lose memory. */
#ifndef BLOCKS_H
#define BLOCKS_H

#include <stdint.h>

#define BLOCKS_ROOT "/sys/devices/system/memory"

/* Bytes of a block.  0, or negative errno. */
int blocks_size(const char *root, uint64_t *size);

/*
 * Whether the block that a physical address is in is there and online.  1, 0,
 * or negative errno if this cannot be told.
 */
int blocks_is_online(const char *root, uint64_t pa);

/*
 * Whether the block of memory that a physical address is in has frames of that
 * node.  1, 0, or negative errno if this cannot be told.
 */
int blocks_are_on_node(const char *root, uint64_t pa, unsigned int node);

#endif
