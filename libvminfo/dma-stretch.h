/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* dma-stretch.h - runs of whole pages, all of which are known. */
#ifndef DMA_STRETCH_H
#define DMA_STRETCH_H

#include "dma-runs.h"

/*
 * Some runs of a block, by the pages where they start.  The first one was added
 * already; the last one may go on.
 */
struct dma_stretch {
	const struct dma_block *block;
	size_t first;
	size_t last;
};

/* Whether the pages of a buffer can be judged like this at all. */
bool dma_suits_stretch(const struct dma *dma);

/*
 * The first run behind the first one that some constraint cuts into segments,
 * or the one behind the last.
 */
size_t dma_find_cut(const struct dma *dma, const struct dma_stretch *stretch);

/* The same as dma_add() of each run, none of which is cut. */
void dma_add_stretch(struct dma *dma, const struct dma_stretch *stretch);

#endif
