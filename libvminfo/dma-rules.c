// SPDX-License-Identifier: LGPL-2.1-or-later
/* What a piece of a buffer, or the joint of two, says of each rule. */
#include "dma-parts.h"

#define ALL_BITS UINT64_MAX

void dma_judge(struct dma *dma, enum vminfo_dma_rule rule,
	       enum vminfo_verdict verdict, const struct dma_place *place)
{
	struct vminfo_dma_finding *finding = &dma->report->findings[rule];

	if (verdict != VMINFO_YES && finding->verdict == verdict)
		finding->bytes += place->bytes;
	if (verdict == VMINFO_YES || finding->verdict == VMINFO_NO ||
	    finding->verdict == verdict)
		return;
	*finding = (struct vminfo_dma_finding){
		.verdict = verdict,
		.va = place->va,
		.pa = place->pa,
		.expected = place->expected,
		.bytes = place->bytes,
		.state = place->state,
	};
}

struct dma_place dma_place_in(const struct dma *dma,
			      const struct dma_piece *piece, uint64_t offset)
{
	uint64_t pa = VMINFO_NONE;

	if (piece->known == ALL_BITS)
		pa = piece->pa + offset - dma->bus_offset;
	return (struct dma_place){
		.va = piece->va + offset,
		.pa = pa,
		.expected = offset ? pa : VMINFO_NONE,
		.state = piece->state,
	};
}

enum vminfo_verdict dma_multiple(uint64_t pa, uint64_t known, uint64_t of)
{
	if (pa & known & (of - 1))
		return VMINFO_NO;
	return (of - 1) & ~known ? VMINFO_UNKNOWN : VMINFO_YES;
}

/* --- what each piece says of itself --------------------------------------- */

static void judge_memory(struct dma *dma, const struct dma_piece *piece)
{
	struct dma_place place;

	if (piece->memory == VMINFO_YES)
		return;
	place = dma_place_in(dma, piece, 0);
	place.bytes = piece->length;
	dma_judge(dma, VMINFO_DMA_MEMORY, piece->memory, &place);
}

enum vminfo_verdict
dma_node_verdict(const struct vminfo_dma_constraints *c, int node)
{
	if (!c->node_words)
		return VMINFO_YES;
	if (node < 0)
		return VMINFO_UNKNOWN;
	if ((size_t)node / 64 < c->node_words &&
	    c->nodes[node / 64] >> node % 64 & 1)
		return VMINFO_YES;
	return VMINFO_NO;
}

static void judge_node(struct dma *dma, const struct dma_piece *piece)
{
	struct dma_place place;

	if (!dma->constraints->node_words)
		return;
	place = dma_place_in(dma, piece, 0);
	place.bytes = piece->length;
	dma_judge(dma, VMINFO_DMA_NODES,
		  dma_node_verdict(dma->constraints, piece->node), &place);
}

static void judge_align(struct dma *dma, const struct dma_piece *piece)
{
	uint64_t align = dma->constraints->align;
	struct dma_place place = dma_place_in(dma, piece, 0);

	if (align)
		dma_judge(dma, VMINFO_DMA_ALIGN,
			  dma_multiple(piece->pa, piece->known, align), &place);
}

/* Bytes of a piece that a device cannot reach, and where they begin. */
struct outside {
	uint64_t first;
	uint64_t bytes;
};

/*
 * Those below 0 come first, in a piece that is known; those above the mask are
 * its last ones.  Of what is not known at all nothing follows.
 */
static struct outside outside_of(const struct dma_piece *piece, uint64_t mask,
				 enum dma_wrap wrap)
{
	uint64_t below = 0, good, pa = piece->pa, length = piece->length;

	if (wrap == DMA_ABOVE_ALL)
		return (struct outside){ 0, length };
	if (!piece->known)
		return (struct outside){ .bytes = 0 };
	if (wrap == DMA_BELOW_0) {
		below = length < 0 - pa ? length : 0 - pa;
		length -= below;
		pa = 0;
	}
	good = pa > mask ? 0 : length;
	if (good && length - 1 > mask - pa)
		good = mask - pa + 1;
	return (struct outside){ below ? 0 : good, below + length - good };
}

static void judge_mask(struct dma *dma, const struct dma_piece *piece,
		       enum dma_wrap wrap, enum dma_joint joint)
{
	const struct vminfo_dma_constraints *c = dma->constraints;
	struct outside outside = outside_of(
		piece, c->mask ? c->mask : UINT64_MAX, wrap);
	enum vminfo_verdict verdict = VMINFO_YES;
	struct dma_place place;

	if (outside.bytes)
		verdict = VMINFO_NO;
	else if (piece->known != ALL_BITS && (c->mask || c->bus_offset))
		verdict = VMINFO_UNKNOWN;
	if (verdict == VMINFO_YES)
		return;
	if (verdict == VMINFO_UNKNOWN)
		outside = (struct outside){ 0, piece->length };
	place = dma_place_in(dma, piece, outside.first);
	if (joint == DMA_JOINED)
		place.expected = place.pa;
	place.bytes = outside.bytes;
	dma_judge(dma, VMINFO_DMA_MASK, verdict, &place);
}

void dma_judge_piece(struct dma *dma, const struct dma_piece *piece,
		     enum dma_wrap wrap, enum dma_joint joint)
{
	judge_memory(dma, piece);
	if (piece->memory == VMINFO_NO)
		return;
	judge_node(dma, piece);
	judge_mask(dma, piece, wrap, joint);
	if (!dma->any)
		judge_align(dma, piece);
}

/* --- what two of them say ------------------------------------------------- */

/* It ends here, or may end here, and another one follows. */
static void judge_run(struct dma *dma, enum dma_joint joint,
		      const struct dma_place *place)
{
	uint64_t least = dma->constraints->min_run;

	if (dma->last.memory == VMINFO_NO || dma->run_least >= least)
		return;
	dma_judge(dma, VMINFO_DMA_MIN_RUN,
		  joint == DMA_BROKEN && dma->run_most < least ?
			  VMINFO_NO :
			  VMINFO_UNKNOWN,
		  place);
}

/*
 * Two addresses that are known, and so far from each other as no single run
 * has them: somewhere between them there is a break.
 */
static bool has_drifted(const struct dma *dma, const struct dma_piece *piece)
{
	return dma->anchored && piece->known == ALL_BITS &&
	       piece->pa - dma->anchor_pa != piece->va - dma->anchor_va;
}

static void judge_ends(struct dma *dma, const struct dma_piece *piece,
		       enum dma_joint joint, const struct dma_place *place)
{
	uint64_t of = dma->constraints->virt_boundary;
	const struct dma_piece *last = &dma->last;
	enum vminfo_verdict verdict, start;

	if (!of || last->memory == VMINFO_NO || piece->memory == VMINFO_NO)
		return;
	verdict = dma_multiple(last->pa + last->length, last->known, of);
	start = dma_multiple(piece->pa, piece->known, of);
	if (verdict != VMINFO_NO && start != VMINFO_YES)
		verdict = start;
	/* If they are joined after all, no segment ends here. */
	if (verdict == VMINFO_NO && joint == DMA_UNSURE)
		verdict = VMINFO_UNKNOWN;
	dma_judge(dma, VMINFO_DMA_VIRT_BOUNDARY, verdict, place);
}

static struct dma_place place_of_joint(const struct dma *dma,
				       const struct dma_piece *piece)
{
	struct dma_place place = dma_place_in(dma, piece, 0);

	if (dma->last.known == ALL_BITS)
		place.expected = dma->last.pa + dma->last.length -
				 dma->bus_offset;
	return place;
}

void dma_judge_joint(struct dma *dma, const struct dma_piece *piece,
		     enum dma_joint joint)
{
	struct dma_place place;
	bool broken = joint == DMA_BROKEN;

	if (joint == DMA_JOINED)
		return;
	place = place_of_joint(dma, piece);
	if (joint == DMA_UNSURE && has_drifted(dma, piece)) {
		dma_count_least(dma, &place);
		broken = true;
	}
	if (dma->constraints->single)
		dma_judge(dma, VMINFO_DMA_SINGLE,
			  broken ? VMINFO_NO : VMINFO_UNKNOWN, &place);
	judge_run(dma, joint, &place);
	judge_ends(dma, piece, joint, &place);
}
