/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* fit-piece.h - what a piece of memory says of itself, and where it joins the
   one before. */
#ifndef FIT_PIECE_H
#define FIT_PIECE_H

#include <stdbool.h>
#include <stdint.h>

#include "dma.h"

enum fit_joint {
	FIT_JOINED = 1,
	FIT_BROKEN,
	FIT_UNSURE,
};

enum fit_joint fit_piece_joint(const struct dma_piece *last,
			       const struct dma_piece *piece);

/* Whether it can be memory of a device, leaving out the mask of what is known
   in full. */
enum vminfo_verdict
fit_piece_verdict(const struct dma_piece *piece,
		  const struct vminfo_dma_constraints *constraints);

/* Its pa becomes an address of the bus; cut to the bytes that the bus and the
   mask have room for: length 0 if there are none. */
void fit_piece_put_on_bus(struct dma_piece *piece,
			  const struct vminfo_dma_constraints *constraints);

/* Whether it is sure that an address is a multiple of a power of two. */
bool fit_is_multiple(uint64_t bus, uint64_t known, uint64_t of);

#endif
