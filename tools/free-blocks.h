/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Blocks of free frames, in sizes that are powers of two. */
#ifndef FREE_BLOCKS_H
#define FREE_BLOCKS_H

#include <stdint.h>

#define FREE_BLOCKS_ORDERS 32

/* Of one zone, or of several. */
struct free_blocks {
	uint64_t of_order[FREE_BLOCKS_ORDERS];
};

/*
 * Adds the blocks that consecutive free frames of one zone are.  In kpageflags
 * they have no borders, but the allocator joins two free neighbours whenever
 * they make a larger block, up to the largest order.
 */
void free_blocks_add(struct free_blocks *blocks, uint64_t pfn, uint64_t frames,
		     unsigned int largest);

/* A line of /proc/buddyinfo: "Node 0, zone   Normal     5     3". */
struct free_blocks_line {
	unsigned int node;
	char zone[16];
	unsigned int orders;	/* how many it has */
	struct free_blocks blocks;
};

/* 0, or -EINVAL: it is no such line. */
int free_blocks_read(const char *text, struct free_blocks_line *line);

/* Frames in blocks of that order, and of larger ones. */
uint64_t free_blocks_frames(const struct free_blocks *blocks,
			    unsigned int order);

void free_blocks_join(struct free_blocks *blocks,
		      const struct free_blocks *others);

#endif
