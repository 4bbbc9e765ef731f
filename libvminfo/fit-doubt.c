// SPDX-License-Identifier: LGPL-2.1-or-later
/* How large a window may be that nobody can judge. */
#include "fit-doubt.h"

#define ALL_BITS UINT64_MAX

static uint64_t bits_below(uint64_t power)
{
	return power ? power - 1 : 0;
}

void fit_doubt_begin(struct fit_doubt *doubt,
		     const struct vminfo_dma_constraints *c)
{
	*doubt = (struct fit_doubt){
		.single = c->single,
		.joints = c->single || c->min_run || c->max_segs ||
			  c->virt_boundary > 1,
		.bits = bits_below(c->align) | bits_below(c->virt_boundary),
		.end_bits = bits_below(c->virt_boundary),
	};
}

void fit_doubt_wall(struct fit_doubt *doubt, uint64_t va)
{
	if (doubt->open && doubt->unknown && va - doubt->va > doubt->most)
		doubt->most = va - doubt->va;
	doubt->open = doubt->unknown = doubt->anchored = false;
}

/* Whether this joint is in no window, whatever the rest may be. */
static bool is_wall(const struct fit_doubt *doubt,
		    const struct dma_piece *last,
		    const struct dma_piece *piece)
{
	uint64_t end = (last->pa + last->length) & last->known;

	return fit_piece_joint(last, piece) == FIT_BROKEN &&
	       (doubt->single || (end | piece->pa) & doubt->end_bits);
}

/* Two addresses are known, and no single run has them both. */
static bool has_drifted(const struct fit_doubt *doubt,
			const struct dma_piece *piece)
{
	return doubt->single && doubt->anchored && piece->known == ALL_BITS &&
	       piece->pa - doubt->next_pa != piece->va - doubt->next_va;
}

static bool is_unknown(const struct fit_doubt *doubt,
		       const struct dma_piece *last,
		       const struct dma_piece *piece)
{
	if (doubt->bits & ~piece->known)
		return true;
	return doubt->joints && last &&
	       fit_piece_joint(last, piece) == FIT_UNSURE;
}

static void move_anchor(struct fit_doubt *doubt, const struct dma_piece *piece)
{
	if (piece->known != ALL_BITS)
		return;
	doubt->anchored = true;
	doubt->next_va = piece->va + piece->length;
	doubt->next_pa = piece->pa + piece->length;
}

void fit_doubt_add(struct fit_doubt *doubt, const struct dma_piece *last,
		   const struct dma_piece *piece, enum vminfo_verdict verdict)
{
	if (last && is_wall(doubt, last, piece))
		fit_doubt_wall(doubt, piece->va);
	if (!doubt->open)
		doubt->va = piece->va;
	doubt->open = true;
	if (has_drifted(doubt, piece)) {
		uint64_t va = doubt->next_va;

		fit_doubt_wall(doubt, piece->va);
		doubt->va = va;
		doubt->open = doubt->unknown = true;
	}
	if (verdict == VMINFO_UNKNOWN || is_unknown(doubt, last, piece))
		doubt->unknown = true;
	move_anchor(doubt, piece);
}
