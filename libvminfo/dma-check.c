// SPDX-License-Identifier: LGPL-2.1-or-later
/* The memory of a process, piece by piece, for the verdict on it. */
#include <errno.h>
#include <string.h>

#include "dma-plain.h"
#include "dma-zero.h"
#include "dma.h"
#include "frame.h"
#include "walk.h"

#define BATCH 16u

/* What decides whether a page is memory, and how large its piece is. */
#define TOLD_APART (VMINFO_HUGE | VMINFO_HIDDEN | VMINFO_CHANGED | \
		    VMINFO_MAYBE_ZERO)

struct buffer {
	struct vminfo_walk *walk;
	struct dma dma;
	uint64_t first;		/* addresses of its first and last byte */
	uint64_t last;
	/* What our caller said last of nodes. */
	uint64_t told_va;
	uint64_t told_pages;
	int told_node;
};

int process_prepare_dma(struct vminfo_process *process)
{
	const struct vminfo_walk_options options = {
		.size = sizeof(options),
		.want = VMINFO_WANT_GAPS | VMINFO_WANT_EXACT,
		.split = TOLD_APART,
	};

	int ret;

	if (process->dma)
		return 0;
	ret = vminfo_walk_new(process, &options, &process->dma);
	if (ret < 0 || !process->self)
		return ret;
	/* We run while we look, so that how long we ran proves nothing. */
	process->dma->mappings.clock_pid = 0;
	ret = walk_reserve(process->dma);
	return ret < 0 ? context_fail(process->context, ret, "walk") : 0;
}

/* Of what changed nobody knows which of its frames it has, or how large. */
static bool has_address(const struct vminfo_run *run)
{
	return run->state == VMINFO_PRESENT && run->value != VMINFO_NONE &&
	       !(run->any & VMINFO_CHANGED);
}

/* --- nodes ---------------------------------------------------------------- */

static int node_of_frame(const struct buffer *b, uint64_t pfn)
{
	struct vminfo_frame frame;

	if (frame_read(b->walk->process->context, pfn, VMINFO_FRAME_HAS_NODE,
		       &frame) < 0 ||
	    !(frame.known & VMINFO_FRAME_HAS_NODE))
		return -1;
	return frame.node;
}

/* What our caller says, who is asked once for pages that are on one. */
static int node_of_page(struct buffer *b, const struct vminfo_run *run,
			uint64_t index)
{
	const struct vminfo_dma_constraints *c = b->dma.constraints;
	struct vminfo_run rest = *run;
	uint64_t page_size = b->walk->source.page_size, pages;
	int node = -1;

	rest.va += index * page_size;
	rest.pages -= index;
	if (rest.value != VMINFO_NONE)
		rest.value += index;
	if (b->told_pages && rest.va - b->told_va < b->told_pages * page_size)
		return b->told_node;
	if (!c->node)
		return -1;
	pages = c->node(c->data, b->walk->process, &rest, &node);
	b->told_va = rest.va;
	b->told_pages = pages;
	b->told_node = node;
	return node;
}

static int node_at(struct buffer *b, const struct vminfo_run *run,
		   uint64_t index)
{
	int node = -1;

	if (!b->dma.constraints->node_words || run->state != VMINFO_PRESENT)
		return -1;
	if (has_address(run))
		node = node_of_frame(b, run->value + index);
	return node < 0 ? node_of_page(b, run, index) : node;
}

/* --- pieces --------------------------------------------------------------- */

/* Bits of an address that are known of a page whose frame is hidden. */
static uint64_t known_bits(const struct buffer *b, const struct vminfo_run *run)
{
	const struct vminfo_walk *walk = b->walk;
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
static uint64_t length_of(const struct buffer *b, const struct vminfo_run *run,
			  const struct dma_piece *piece)
{
	uint64_t page_size = b->walk->source.page_size;
	uint64_t rest = run->pages * page_size - (piece->va - run->va), unit;
	bool alike = piece->memory == VMINFO_NO || !piece->known;

	/* Each frame may be on another node. */
	if (!alike && piece->known == UINT64_MAX)
		alike = !b->dma.constraints->node_words;
	if (alike)
		return rest;
	unit = piece->known == UINT64_MAX ? page_size : piece->known + 1;
	return unit - (piece->va & (unit - 1));
}

static struct dma_piece piece_of_run(struct buffer *b,
				     const struct vminfo_run *run, uint64_t va)
{
	uint64_t page_size = b->walk->source.page_size;
	struct dma_piece piece = {
		.va = va,
		.state = run->state,
		.memory = dma_state_verdict(run->state, run->any),
		.known = has_address(run) ? UINT64_MAX : known_bits(b, run),
	};

	piece.pa = va & piece.known;
	if (has_address(run))
		piece.pa = run->value * page_size + (va - run->va);
	piece.node = node_at(b, run, (va - run->va) / page_size);
	piece.length = length_of(b, run, &piece);
	return piece;
}

/* What a base says of a piece, or that none does, and how far that goes. */
static void apply_base(const struct buffer *b, struct dma_piece *piece,
		       const struct vminfo_dma_base *base)
{
	uint64_t start = context_untagged(b->walk->process->context, base->va);
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

static struct dma_piece piece_at(struct buffer *b, const struct vminfo_run *run,
				 uint64_t va)
{
	const struct vminfo_dma_constraints *c = b->dma.constraints;
	struct dma_piece piece = piece_of_run(b, run, va);

	if (run->state != VMINFO_PFNMAP)
		return piece;
	for (size_t i = 0; i < c->base_count && !piece.inferred; i++)
		apply_base(b, &piece, &c->bases[i]);
	return piece;
}

static void add_run(struct buffer *b, const struct vminfo_run *run)
{
	uint64_t page_size = b->walk->source.page_size;
	uint64_t last = run->va + (run->pages * page_size - 1);
	uint64_t at = run->va > b->first ? run->va : b->first;

	if (last > b->last)
		last = b->last;
	for (;;) {
		struct dma_piece piece = piece_at(b, run, at);

		if (piece.length - 1 >= last - at) {
			piece.length = last - at + 1;
			dma_add(&b->dma, &piece);
			return;
		}
		dma_add(&b->dma, &piece);
		at += piece.length;
	}
}

static void add_found(struct buffer *b, struct vminfo_run *run)
{
	if (has_address(run) && !dma_is_no_zero_page(b->walk, run))
		run->any |= VMINFO_CHANGED;
	add_run(b, run);
}

static int add_all(struct buffer *b)
{
	struct vminfo_run runs[BATCH];
	ssize_t n;

	while ((n = vminfo_walk_runs(b->walk, runs, NULL, BATCH)) > 0)
		for (ssize_t i = 0; i < n; i++)
			add_found(b, &runs[i]);
	return (int)n;
}

static int take_constraints(const struct vminfo_dma_constraints *given,
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

/* Who has to be asked for nodes is asked for runs. */
static bool add_plain(struct buffer *b)
{
	const struct dma_range range = { b->first, b->last };

	return b->walk->process->self && !b->dma.constraints->node_words &&
	       dma_add_plain(&b->dma, b->walk, &range);
}

static int look(struct buffer *b, const struct vminfo_dma_constraints *c,
		struct vminfo_dma_report *report)
{
	int ret;

	dma_begin(&b->dma, c, b->walk->source.page_size, report);
	if (add_plain(b))
		return 0;
	dma_begin(&b->dma, c, b->walk->source.page_size, report);
	ret = walk_restart(b->walk, b->first, b->last - b->first + 1);
	return ret < 0 ? ret : add_all(b);
}

int vminfo_dma_check(struct vminfo_process *process,
		     const struct vminfo_dma_buffer *buffer,
		     const struct vminfo_dma_constraints *constraints,
		     struct vminfo_dma_report *report)
{
	struct vminfo_context *context = process->context;
	struct buffer b = { .first = context_untagged(context, buffer->va) };
	struct vminfo_dma_constraints taken;
	struct vminfo_dma_report found;
	int ret = process_check(process);

	if (ret < 0)
		return ret;
	ret = take_constraints(constraints, &taken);
	if (ret == 0 && report->size != sizeof(*report))
		ret = -EINVAL;
	b.last = b.first + (buffer->length - 1);
	if (ret < 0 || !buffer->length || b.last < b.first)
		return context_fail(context, ret < 0 ? ret : -EINVAL, "buffer");
	ret = process_prepare_dma(process);
	if (ret < 0)
		return ret;
	b.walk = process->dma;
	found.size = sizeof(found);
	found.segments = report->segments;
	found.room = report->room;
	ret = look(&b, &taken, &found);
	if (ret < 0)
		return ret;
	dma_end(&b.dma);
	*report = found;
	return 0;
}
