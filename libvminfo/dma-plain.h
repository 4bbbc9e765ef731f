/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* dma-plain.h - our own memory that is plainly there. */
#ifndef DMA_PLAIN_H
#define DMA_PLAIN_H

#include <stdbool.h>

#include "dma-runs.h"
#include "walk.h"

/*
 * Adds the pages of a range by one look at their words: a read for each 16 Ki
 * of them.  False: some are not plain, and only a walk can tell what they are;
 * then what was added is of no use.
 */
bool dma_add_plain(struct dma *dma, struct vminfo_walk *walk,
		   const struct dma_range *range);

#endif
