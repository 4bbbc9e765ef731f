/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* dma-segments.h - the scatter list: where segments end, and how many. */
#ifndef DMA_SEGMENTS_H
#define DMA_SEGMENTS_H

#include "dma.h"

/* What is said of a place; see struct vminfo_dma_finding. */
struct dma_place {
	uint64_t va;
	uint64_t pa;
	uint64_t expected;
	uint64_t bytes;
	uint32_t state;
};

/* Bytes from a physical address to that on the bus. */
uint64_t dma_bus_offset(const struct dma *dma);

/* A byte of a piece, whose addresses are of the bus. */
struct dma_place dma_place_in(const struct dma *dma,
			      const struct dma_piece *piece, uint64_t offset);

/* The worst verdict on a rule stays, with its first place. */
void dma_judge(struct dma *dma, enum vminfo_dma_rule rule,
	       enum vminfo_verdict verdict, const struct dma_place *place);

/* Whether an address of which some bits are known is a multiple. */
enum vminfo_verdict dma_multiple(uint64_t pa, uint64_t known, uint64_t of);

/* Where the piece before ends and this one starts, if they are not joined. */
void dma_judge_ends(struct dma *dma, const struct dma_piece *piece,
		    enum dma_joint joint, const struct dma_place *place);

/* There is one more for sure, from this place on. */
void dma_count_least(struct dma *dma, const struct dma_place *place);

void dma_go_on_with_segment(struct dma *dma, const struct dma_piece *piece,
			    enum dma_joint joint);
void dma_end_segments(struct dma *dma);

#endif
