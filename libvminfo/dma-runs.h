/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* dma-runs.h - many pages at once, of which all frames are known. */
#ifndef DMA_RUNS_H
#define DMA_RUNS_H

#include <stddef.h>

#include "dma.h"
#include "pagemap-bits.h"

/* So many pages are divided into runs at a time. */
#define DMA_BLOCK 512u
#define DMA_WORD 64u

/* What the words of some pages say, and where runs of frames start. */
struct dma_block {
	uint64_t va;			/* of the first page */
	const uint64_t *words;		/* one for each page, borrowed */
	size_t n;			/* pages */
	uint64_t all;			/* flags that all words have */
	uint64_t any;			/* flags that any has */
	uint64_t highest;		/* no frame less 1 is above that; all
					   bits are set if some number is 0 */
	/* A bit for each page, from the lowest on; those behind are set. */
	uint64_t starts[DMA_BLOCK / DMA_WORD + 1];
};

/* Divides a block of n pages by their words of pagemap. */
void dma_divide(struct dma_block *block, uint64_t va, const uint64_t *words,
		size_t n);

/* The number of the frame of a page; inline, since it is in all the loops. */
static inline uint64_t dma_frame(const struct dma_block *block, size_t page)
{
	return block->words[page] & PAGEMAP_FRAME;
}

/* The first and the last address that matter. */
struct dma_range {
	uint64_t first;
	uint64_t last;
};

/*
 * The same as dma_add() of each page, in a fraction of the time.  All of them
 * are memory, and have addresses.
 */
void dma_add_block(struct dma *dma, const struct dma_block *block,
		   const struct dma_range *range);

#endif
