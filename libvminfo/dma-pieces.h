/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* dma-pieces.h - the memory of a process as pieces of which something is known,
   in the order of their addresses. */
#ifndef DMA_PIECES_H
#define DMA_PIECES_H

#include "dma.h"
#include "walk.h"

/* Attributes that decide whether a page is memory, and how large its piece. */
#define DMA_TOLD_APART (VMINFO_HUGE | VMINFO_HIDDEN | VMINFO_CHANGED | \
			VMINFO_MAYBE_ZERO)

struct dma_source {
	struct vminfo_walk *walk;	/* of runs that these tell apart, with
					   gaps */
	const struct vminfo_dma_constraints *constraints;
	uint64_t first;			/* addresses of the first byte */
	uint64_t last;			/* and of the last */
	void (*put)(void *data, const struct dma_piece *piece);
	void *data;

	/* Ours: what our caller said last of nodes. */
	uint64_t told_va;
	uint64_t told_pages;
	int told_node;
};

/* All of it, without a hole.  0, or negative errno as vminfo_walk_runs(). */
int dma_pieces_each(struct dma_source *source);

/*
 * The constraints as this library knows them, checked; NULL stands for none.
 * 0, -E2BIG or -EINVAL.
 */
int dma_take_constraints(const struct vminfo_dma_constraints *given,
			 struct vminfo_dma_constraints *taken);

#endif
