/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* dma-parts.h - how the files of the verdict work on one struct dma. */
#ifndef DMA_PARTS_H
#define DMA_PARTS_H

#include "dma.h"

/* The length of an entry of a scatter list has 32 bits. */
#define DMA_NATURAL_END ((uint64_t)1 << 32)

/* What is said of a place; see struct vminfo_dma_finding. */
struct dma_place {
	uint64_t va;
	uint64_t pa;
	uint64_t expected;
	uint64_t bytes;
	uint32_t state;
};

/* A byte of a piece, whose addresses are of the bus. */
struct dma_place dma_place_in(const struct dma *dma,
			      const struct dma_piece *piece, uint64_t offset);

/* The worst verdict on a rule stays, with its first place. */
void dma_judge(struct dma *dma, enum vminfo_dma_rule rule,
	       enum vminfo_verdict verdict, const struct dma_place *place);

/* Whether an address of which some bits are known is a multiple. */
enum vminfo_verdict dma_multiple(uint64_t pa, uint64_t known, uint64_t of);

/* Where the first byte of a piece is on the bus, whose addresses have 64 bits
   and no sign. */
enum dma_wrap {
	DMA_ON_BUS,
	DMA_BELOW_0,
	DMA_ABOVE_ALL,
};

/* What a piece says by itself; the joint is that to the one before. */
void dma_judge_piece(struct dma *dma, const struct dma_piece *piece,
		     enum dma_wrap wrap, enum dma_joint joint);

/* What it says after the piece before it. */
void dma_judge_joint(struct dma *dma, const struct dma_piece *piece,
		     enum dma_joint joint);

/* What follows from its length, and that of all before it, alone. */
void dma_judge_length(struct dma *dma, const struct dma_piece *piece);

/* There is one more segment for sure, from this place on. */
void dma_count_least(struct dma *dma, const struct dma_place *place);

/* The segment that may go on, as it is listed. */
struct vminfo_dma_segment dma_listed(const struct dma *dma);

void dma_go_on_with_segment(struct dma *dma, const struct dma_piece *piece,
			    enum dma_joint joint);
void dma_end_segments(struct dma *dma);

#endif
