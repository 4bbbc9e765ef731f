/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* dma-list.h - what a stretch of runs adds to the numbers of a report. */
#ifndef DMA_LIST_H
#define DMA_LIST_H

#include "dma-stretch.h"

/* The runs that end in it: all but the last one, which are so many. */
void dma_count_runs(struct dma *dma, const struct dma_stretch *stretch,
		    size_t runs);

/* Their segments; that of the last one is open afterwards. */
void dma_list_segments(struct dma *dma, const struct dma_stretch *stretch,
		       size_t runs);

#endif
