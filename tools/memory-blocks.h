/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The blocks of memory of this machine, which may be offline. */
#ifndef MEMORY_BLOCKS_H
#define MEMORY_BLOCKS_H

#include <stdbool.h>
#include <stdint.h>

#define MEMORY_BLOCKS_ROOT "/sys/devices/system/memory"

struct memory_blocks {
	const char *root;	/* the directory */
	uint64_t size;		/* bytes of a block; 0: there are none */
	uint64_t last;		/* number of the block that was asked for, */
	bool offline;		/* and what it is */
};

void memory_blocks_open(struct memory_blocks *blocks, const char *root);

/* Whether the block of an address is out of use; not where that is unknown. */
bool memory_blocks_are_offline(struct memory_blocks *blocks, uint64_t pa);

#endif
