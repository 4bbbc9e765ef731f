/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * dma.h - whether memory is fit for a device.  Pure arithmetic, byte by byte:
 * pieces of a buffer come in the order of their addresses, without a hole.
 *
 * Of an address only some low bits may be known: of a page whose frame is
 * hidden those inside the page, of a huge page more.  So much can be proved.
 */
#ifndef DMA_H
#define DMA_H

#include <stdbool.h>
#include <stdint.h>

#include "vminfo.h"

/*
 * Bytes that are consecutive in pa, too.  What is known in part lies between
 * two multiples of known + 1.  Of what is not known at all nothing follows.
 */
struct dma_piece {
	uint64_t va;
	uint64_t length;	/* bytes, at least 1 */
	uint64_t pa;		/* of the first byte: those bits of it */
	uint64_t known;		/* that are known: all, or 2^n - 1 */
	enum vminfo_verdict memory;	/* whether a frame is all its own */
	uint32_t state;		/* enum vminfo_state */
	int node;		/* of memory; negative: not known */
	bool inferred;		/* pa is what somebody else knows */
};

/* How a piece goes on from the one before. */
enum dma_joint {
	DMA_JOINED = 1,
	DMA_BROKEN,
	DMA_UNSURE,
};

struct dma {
	const struct vminfo_dma_constraints *constraints;
	struct vminfo_dma_report *report;
	uint64_t page_size;
	uint64_t bus_offset;	/* is added to a physical address */
	uint64_t alignment;	/* of what a segment is cut to without need */
	uint64_t longest;	/* a segment that the constraints allow, or 0 */
	uint64_t first_va;
	struct dma_piece last;	/* the one before; its pa is of a bus */
	bool any;

	/* The segment that may go on. */
	struct vminfo_dma_segment open;
	bool open_hidden;	/* not all bits of its address are known */
	bool start_known;	/* where it starts is no guess */

	/* The run that may go on: it has between so many bytes. */
	uint64_t run_least;
	uint64_t run_most;

	/* The last piece whose address is known, and no broken joint since. */
	uint64_t anchor_va;
	uint64_t anchor_pa;
	bool anchored;
};

/* 0, or -EINVAL: these are no constraints. */
int dma_check_constraints(const struct vminfo_dma_constraints *constraints);

/* What the state of a page says: whether a device can be given it. */
enum vminfo_verdict dma_state_verdict(uint32_t state, uint16_t attributes);

/* Whether memory on a node may be used; negative: the node is not known. */
enum vminfo_verdict
dma_node_verdict(const struct vminfo_dma_constraints *constraints, int node);

/* The constraints and the report are borrowed until dma_end(). */
void dma_begin(struct dma *dma,
	       const struct vminfo_dma_constraints *constraints,
	       uint64_t page_size, struct vminfo_dma_report *report);
void dma_add(struct dma *dma, const struct dma_piece *piece);
void dma_end(struct dma *dma);

#endif
