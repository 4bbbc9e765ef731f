// SPDX-License-Identifier: LGPL-2.1-or-later
/* The memory of a process, piece by piece, for the verdict on it. */
#include <errno.h>
#include <string.h>

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
	bool wants_node;
};

int process_prepare_dma(struct vminfo_process *process)
{
	const struct vminfo_walk_options options = {
		.size = sizeof(options),
		.want = VMINFO_WANT_GAPS | VMINFO_WANT_EXACT,
		.split = TOLD_APART,
	};

	if (process->dma)
		return 0;
	return vminfo_walk_new(process, &options, &process->dma);
}

static int node_of(const struct buffer *b, uint64_t pfn)
{
	struct vminfo_frame frame;

	if (frame_read(b->walk->process->context, pfn, VMINFO_FRAME_HAS_NODE,
		       &frame) < 0 ||
	    !(frame.known & VMINFO_FRAME_HAS_NODE))
		return -1;
	return frame.node;
}

/* Bits of an address that are known of a page whose frame is hidden. */
static uint64_t known_bits(const struct buffer *b, const struct vminfo_run *run)
{
	const struct vminfo_walk *walk = b->walk;
	uint64_t page_size = walk->source.page_size;

	if (run->state != VMINFO_PRESENT)
		return 0;
	if (walk->traits.hugetlb_pages)
		return walk->traits.hugetlb_pages * page_size - 1;
	if (run->all & VMINFO_HUGE && walk->process->context->pmd_size)
		return walk->process->context->pmd_size - 1;
	return page_size - 1;
}

static bool has_address(const struct vminfo_run *run)
{
	return run->state == VMINFO_PRESENT && run->value != VMINFO_NONE;
}

/* How many bytes from va on are one piece. */
static uint64_t length_of_piece(const struct buffer *b,
				const struct vminfo_run *run,
				const struct dma_piece *piece)
{
	uint64_t page_size = b->walk->source.page_size, unit;
	bool alike = piece->memory == VMINFO_NO || !piece->known;

	/* Each frame may be on another node. */
	if (!alike && piece->known == UINT64_MAX)
		alike = !b->wants_node;
	if (alike)
		return run->pages * page_size - (piece->va - run->va);
	unit = piece->known == UINT64_MAX ? page_size : piece->known + 1;
	return unit - (piece->va & (unit - 1));
}

static void add_run(struct buffer *b, const struct vminfo_run *run)
{
	uint64_t page_size = b->walk->source.page_size;
	uint64_t last = run->va + (run->pages * page_size - 1);
	uint64_t at = run->va > b->first ? run->va : b->first;
	struct dma_piece piece = {
		.state = run->state,
		.memory = dma_state_verdict(run->state, run->any),
		.known = has_address(run) ? UINT64_MAX : known_bits(b, run),
		.node = -1,
	};

	if (last > b->last)
		last = b->last;
	for (;;) {
		uint64_t inside = at - run->va, left = last - at;

		piece.va = at;
		piece.pa = at & piece.known;
		if (has_address(run))
			piece.pa = run->value * page_size + inside;
		if (b->wants_node && has_address(run))
			piece.node = node_of(b, piece.pa / page_size);
		piece.length = length_of_piece(b, run, &piece);
		if (piece.length - 1 >= left) {
			piece.length = left + 1;
			dma_add(&b->dma, &piece);
			return;
		}
		dma_add(&b->dma, &piece);
		at += piece.length;
	}
}

static int add_all(struct buffer *b)
{
	struct vminfo_run runs[BATCH];
	ssize_t n;

	while ((n = vminfo_walk_runs(b->walk, runs, NULL, BATCH)) > 0)
		for (ssize_t i = 0; i < n; i++)
			add_run(b, &runs[i]);
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

static int look(struct vminfo_process *process, struct buffer *b)
{
	uint64_t length = b->last - b->first + 1;
	int ret = process_prepare_dma(process);

	if (ret < 0)
		return ret;
	b->walk = process->dma;
	ret = walk_restart(b->walk, b->first, length);
	return ret < 0 ? ret : add_all(b);
}

int vminfo_dma_check(struct vminfo_process *process,
		     const struct vminfo_dma_buffer *buffer,
		     const struct vminfo_dma_constraints *constraints,
		     struct vminfo_dma_report *report)
{
	struct vminfo_context *context = process->context;
	struct vminfo_dma_report found = { .size = sizeof(found) };
	struct vminfo_dma_constraints taken;
	struct buffer b = { .first = context_untagged(context, buffer->va) };
	int ret = process_check(process);

	if (ret < 0)
		return ret;
	ret = take_constraints(constraints, &taken);
	if (ret == 0 && report->size != sizeof(*report))
		ret = -EINVAL;
	b.last = b.first + (buffer->length - 1);
	if (ret < 0 || !buffer->length || b.last < b.first)
		return context_fail(context, ret < 0 ? ret : -EINVAL, "buffer");
	found.segments = report->segments;
	found.room = report->room;
	b.wants_node = taken.node_words;
	dma_begin(&b.dma, &taken, context->page_size, &found);
	ret = look(process, &b);
	if (ret < 0)
		return ret;
	dma_end(&b.dma);
	*report = found;
	return 0;
}
