// SPDX-License-Identifier: LGPL-2.1-or-later
/* What a piece of memory says of itself, and where it joins the one before. */
#include "fit-piece.h"

#define ALL_BITS UINT64_MAX

enum fit_joint fit_piece_joint(const struct dma_piece *last,
			       const struct dma_piece *piece)
{
	uint64_t both = last->known & piece->known;

	if (((last->pa + last->length) ^ piece->pa) & both)
		return FIT_BROKEN;
	return both == ALL_BITS ? FIT_JOINED : FIT_UNSURE;
}

bool fit_is_multiple(uint64_t bus, uint64_t known, uint64_t of)
{
	return !((bus | ~known) & (of - 1));
}

enum vminfo_verdict
fit_piece_verdict(const struct dma_piece *piece,
		  const struct vminfo_dma_constraints *c)
{
	enum vminfo_verdict node = dma_node_verdict(c, piece->node);

	if (piece->memory == VMINFO_NO || node == VMINFO_NO)
		return VMINFO_NO;
	if (piece->memory == VMINFO_UNKNOWN || !piece->known)
		return VMINFO_UNKNOWN;
	/* The bits that are hidden may be beyond the mask, or the bus. */
	if (piece->known != ALL_BITS && (c->mask || c->bus_offset))
		return VMINFO_UNKNOWN;
	return node;
}

/* Cuts off what is at negative addresses.  Whether something is left. */
static bool lift_to_0(struct dma_piece *piece, int64_t offset)
{
	uint64_t below = 0 - (uint64_t)offset;

	if (offset >= 0 || piece->pa >= below)
		return true;
	below -= piece->pa;
	if (below >= piece->length)
		return false;
	piece->va += below;
	piece->pa += below;
	piece->length -= below;
	return true;
}

void fit_piece_put_on_bus(struct dma_piece *piece,
			  const struct vminfo_dma_constraints *c)
{
	uint64_t mask = c->mask ? c->mask : UINT64_MAX;
	uint64_t offset = (uint64_t)c->bus_offset;
	bool fits = true;

	if (piece->known != ALL_BITS) {
		piece->pa = (piece->pa + offset) & piece->known;
		return;
	}
	if (!lift_to_0(piece, c->bus_offset))
		fits = false;
	if (c->bus_offset > 0 && piece->pa > UINT64_MAX - offset)
		fits = false;
	piece->pa += offset;
	if (!fits || piece->pa > mask)
		piece->length = 0;
	else if (piece->length - 1 > mask - piece->pa)
		piece->length = mask - piece->pa + 1;
}
