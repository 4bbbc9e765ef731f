// SPDX-License-Identifier: LGPL-2.1-or-later
/* The memory of a process as pieces of which something is known. */
#include "dma-pieces.h"

#include <errno.h>
#include <string.h>

#include "dma-zero.h"
#include "frame.h"

#define BATCH 16u

/* Of what changed nobody knows which of its frames it has, or how large. */
static bool has_address(const struct vminfo_run *run)
{
	return run->state == VMINFO_PRESENT && run->value != VMINFO_NONE &&
	       !(run->any & VMINFO_CHANGED);
}

/* --- nodes ---------------------------------------------------------------- */

static int node_of_frame(const struct dma_source *s, uint64_t pfn)
{
	struct vminfo_frame frame;

	if (frame_read(s->walk->process->context, pfn, VMINFO_FRAME_HAS_NODE,
		       &frame) < 0 ||
	    !(frame.known & VMINFO_FRAME_HAS_NODE))
		return -1;
	return frame.node;
}

/* What our caller says, who is asked once for pages that are on one. */
static int node_of_page(struct dma_source *s, const struct vminfo_run *run,
			uint64_t index)
{
	const struct vminfo_dma_constraints *c = s->constraints;
	struct vminfo_run rest = *run;
	uint64_t page_size = s->walk->source.page_size, pages;
	int node = -1;

	rest.va += index * page_size;
	rest.pages -= index;
	if (rest.value != VMINFO_NONE)
		rest.value += index;
	if (s->told_pages && rest.va - s->told_va < s->told_pages * page_size)
		return s->told_node;
	if (!c->node_of)
		return -1;
	pages = c->node_of(c->node_data, s->walk->process, &rest, &node);
	s->told_va = rest.va;
	s->told_pages = pages;
	s->told_node = node;
	return node;
}

static int node_at(struct dma_source *s, const struct vminfo_run *run,
		   uint64_t index)
{
	int node = -1;

	if (!s->constraints->node_words || run->state != VMINFO_PRESENT)
		return -1;
	if (has_address(run))
		node = node_of_frame(s, run->value + index);
	return node < 0 ? node_of_page(s, run, index) : node;
}

/* --- pieces --------------------------------------------------------------- */

/* Bits of an address that are known of a page whose frame is hidden. */
static uint64_t known_bits(const struct dma_source *s,
			   const struct vminfo_run *run)
{
	const struct vminfo_walk *walk = s->walk;
	uint64_t page_size = walk->source.page_size;

	if (run->state != VMINFO_PRESENT)
		return 0;
	if (run->any & VMINFO_CHANGED)
		return page_size - 1;
	if (walk->traits.hugetlb_pages)
		return walk->traits.hugetlb_pages * page_size - 1;
	if (run->all & VMINFO_HUGE && walk->process->context->pmd_size)
		return walk->process->context->pmd_size - 1;
	return page_size - 1;
}

/* Bytes from piece->va on, in a run, that are one piece. */
static uint64_t length_of(const struct dma_source *s,
			  const struct vminfo_run *run,
			  const struct dma_piece *piece)
{
	uint64_t page_size = s->walk->source.page_size;
	uint64_t rest = run->pages * page_size - (piece->va - run->va), unit;
	bool alike = piece->memory == VMINFO_NO || !piece->known;

	/* Each frame may be on another node. */
	if (!alike && piece->known == UINT64_MAX)
		alike = !s->constraints->node_words;
	if (alike)
		return rest;
	unit = piece->known == UINT64_MAX ? page_size : piece->known + 1;
	return unit - (piece->va & (unit - 1));
}

static struct dma_piece piece_of_run(struct dma_source *s,
				     const struct vminfo_run *run, uint64_t va)
{
	uint64_t page_size = s->walk->source.page_size;
	struct dma_piece piece = {
		.va = va,
		.state = run->state,
		.memory = dma_state_verdict(run->state, run->any),
		.known = has_address(run) ? UINT64_MAX : known_bits(s, run),
	};

	piece.pa = va & piece.known;
	if (has_address(run))
		piece.pa = run->value * page_size + (va - run->va);
	piece.node = node_at(s, run, (va - run->va) / page_size);
	piece.length = length_of(s, run, &piece);
	return piece;
}

/* What a base says of a piece, or that none does, and how far that goes. */
static void apply_base(const struct dma_source *s, struct dma_piece *piece,
		       const struct vminfo_dma_base *base)
{
	uint64_t start = context_untagged(s->walk->process->context, base->va);
	uint64_t inside = piece->va - start, until;

	if (piece->va >= start && inside < base->length) {
		piece->memory = VMINFO_YES;
		piece->known = UINT64_MAX;
		piece->inferred = true;
		piece->pa = base->pa + inside;
		until = base->length - inside;
	} else {
		until = start - piece->va;
	}
	if (until && until < piece->length)
		piece->length = until;
}

static struct dma_piece piece_at(struct dma_source *s,
				 const struct vminfo_run *run, uint64_t va)
{
	const struct vminfo_dma_constraints *c = s->constraints;
	struct dma_piece piece = piece_of_run(s, run, va);

	if (run->state != VMINFO_PFNMAP)
		return piece;
	for (size_t i = 0; i < c->base_count && !piece.inferred; i++)
		apply_base(s, &piece, &c->bases[i]);
	return piece;
}

static void add_run(struct dma_source *s, const struct vminfo_run *run)
{
	uint64_t page_size = s->walk->source.page_size;
	uint64_t last = run->va + (run->pages * page_size - 1);
	uint64_t at = run->va > s->first ? run->va : s->first;

	if (last > s->last)
		last = s->last;
	for (;;) {
		struct dma_piece piece = piece_at(s, run, at);

		if (piece.length - 1 >= last - at) {
			piece.length = last - at + 1;
			s->put(s->data, &piece);
			return;
		}
		s->put(s->data, &piece);
		at += piece.length;
	}
}

static void add_found(struct dma_source *s, struct vminfo_run *run)
{
	if (has_address(run) && !dma_is_no_zero_page(s->walk, run))
		run->any |= VMINFO_CHANGED;
	add_run(s, run);
}

int dma_pieces_each(struct dma_source *s)
{
	struct vminfo_run runs[BATCH];
	ssize_t n = walk_restart(s->walk, s->first, s->last - s->first + 1);

	if (n < 0)
		return (int)n;
	while ((n = vminfo_walk_runs(s->walk, runs, NULL, BATCH)) > 0)
		for (ssize_t i = 0; i < n; i++)
			add_found(s, &runs[i]);
	return (int)n;
}

int dma_take_constraints(const struct vminfo_dma_constraints *given,
			 struct vminfo_dma_constraints *taken)
{
	int ret;

	*taken = (struct vminfo_dma_constraints){ .size = sizeof(*taken) };
	if (!given)
		return 0;
	ret = context_check_size(given, given->size, sizeof(*taken));
	if (ret < 0)
		return ret;
	memcpy(taken, given,
	       given->size < sizeof(*taken) ? given->size : sizeof(*taken));
	return dma_check_constraints(taken);
}
