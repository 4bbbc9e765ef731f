/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* dma-zero.h - whether frames that a walk found are of the zero page. */
#ifndef DMA_ZERO_H
#define DMA_ZERO_H

#include "walk.h"

/*
 * Whether it is certain that no page of a run of frames was the zero page when
 * its word was read.  It is of the mapping that the walk is in.
 */
bool dma_is_no_zero_page(const struct vminfo_walk *walk,
			 const struct vminfo_run *run);

#endif
