// SPDX-License-Identifier: LGPL-2.1-or-later
/* Whether memory is fit for a device: pieces, joints, runs, and the verdict. */
#include "dma.h"

#include <errno.h>

#include "dma-parts.h"

#define ALL_BITS UINT64_MAX
#define LARGEST_CUT ((uint64_t)1 << 31)

static bool is_power_of_two(uint64_t n)
{
	return (n & (n - 1)) == 0;
}

int dma_check_constraints(const struct vminfo_dma_constraints *c)
{
	if (!is_power_of_two(c->align) || !is_power_of_two(c->boundary) ||
	    !is_power_of_two(c->virt_boundary))
		return -EINVAL;
	if (c->single > 1 || c->reserved)
		return -EINVAL;
	for (size_t i = 0; i < c->base_count; i++)
		if (!c->bases[i].length)
			return -EINVAL;
	return c->node_words && !c->nodes ? -EINVAL : 0;
}

enum vminfo_verdict dma_state_verdict(uint32_t state, uint16_t attributes)
{
	/* Only a frame that is the page's own holds what a device writes. */
	static const uint32_t unknown = 1u << VMINFO_MIGRATING |
		1u << VMINFO_SPECIAL | 1u << VMINFO_PFNMAP |
		1u << VMINFO_NONPRESENT;

	if (state < 32 && unknown >> state & 1)
		return VMINFO_UNKNOWN;
	if (state != VMINFO_PRESENT)
		return VMINFO_NO;
	return attributes & (VMINFO_MAYBE_ZERO | VMINFO_CHANGED) ?
		       VMINFO_UNKNOWN :
		       VMINFO_YES;
}

/* From physical addresses to those of the bus. */
static enum dma_wrap to_bus(const struct dma *dma, struct dma_piece *piece)
{
	uint64_t pa = piece->pa, bus = pa + dma->bus_offset;

	piece->pa = bus & piece->known;
	if (piece->known != ALL_BITS)
		return DMA_ON_BUS;
	if (dma->constraints->bus_offset < 0)
		return bus > pa ? DMA_BELOW_0 : DMA_ON_BUS;
	return bus < pa ? DMA_ABOVE_ALL : DMA_ON_BUS;
}

/* --- runs ----------------------------------------------------------------- */

static enum dma_joint joint_of(const struct dma_piece *last,
			       const struct dma_piece *piece)
{
	uint64_t both = last->known & piece->known;

	if (last->memory == VMINFO_NO || piece->memory == VMINFO_NO)
		return last->memory == piece->memory ? DMA_JOINED : DMA_BROKEN;
	if (((last->pa + last->length) ^ piece->pa) & both)
		return DMA_BROKEN;
	return both == ALL_BITS ? DMA_JOINED : DMA_UNSURE;
}

static unsigned int order_of(uint64_t bytes)
{
	return 63u - (unsigned int)__builtin_clzll(bytes);
}

/* The run before a break: it is no longer than run_most. */
static void end_run(struct dma *dma)
{
	struct vminfo_dma_report *report = dma->report;

	if (!dma->any || dma->last.memory == VMINFO_NO)
		return;
	if (report->runs == VMINFO_NONE)
		return;
	report->runs++;
	report->runs_of_order[order_of(dma->run_most)]++;
	if (dma->run_most > report->longest)
		report->longest = dma->run_most;
}

static void forget_runs(struct dma *dma)
{
	struct vminfo_dma_report *report = dma->report;

	report->runs = report->longest = VMINFO_NONE;
	for (size_t i = 0; i < 64; i++)
		report->runs_of_order[i] = VMINFO_NONE;
}

/*
 * Each of its pages may be anywhere, and is cut by the boundary unless that can
 * only be where pages start.
 */
static void count_unknown_pages(struct dma *dma, const struct dma_piece *piece)
{
	uint64_t boundary = dma->constraints->boundary, size = dma->page_size;
	uint64_t last = piece->va + (piece->length - 1);
	uint64_t borders = last / size - piece->va / size;
	uint64_t *most = &dma->report->segments_most;

	if (piece->known || piece->memory == VMINFO_NO)
		return;
	forget_runs(dma);
	*most += borders;
	if (boundary && (boundary < size || dma->bus_offset % size))
		*most += (piece->length - 1) / boundary + borders + 1;
}

static void go_on_with_run(struct dma *dma, const struct dma_piece *piece,
			   enum dma_joint joint)
{
	if (joint == DMA_BROKEN) {
		end_run(dma);
		dma->run_least = dma->run_most = 0;
	} else if (joint == DMA_UNSURE) {
		forget_runs(dma);
		dma->run_least = 0;
	}
	dma->run_least += piece->length;
	dma->run_most += piece->length;
}

static void move_anchor(struct dma *dma, const struct dma_piece *piece,
			enum dma_joint joint)
{
	if (joint == DMA_BROKEN)
		dma->anchored = false;
	if (piece->known != ALL_BITS)
		return;
	dma->anchor_va = piece->va;
	dma->anchor_pa = piece->pa;
	dma->anchored = true;
}

/* --- all of it ------------------------------------------------------------ */

void dma_begin(struct dma *dma,
	       const struct vminfo_dma_constraints *constraints,
	       uint64_t page_size, struct vminfo_dma_report *report)
{
	uint64_t alignment = constraints->virt_boundary;
	uint64_t longest = constraints->seg_max;

	/* No entry of the list could be as long as that. */
	if (alignment > LARGEST_CUT)
		alignment = 0;
	if (alignment < page_size)
		alignment = page_size;
	/* Entries end before it, so that it splits nothing. */
	if (longest > DMA_NATURAL_END - alignment)
		longest = 0;
	if (!longest || (constraints->boundary &&
			 constraints->boundary < longest))
		longest = constraints->boundary;

	*dma = (struct dma){
		.constraints = constraints,
		.report = report,
		.page_size = page_size,
		.bus_offset = (uint64_t)constraints->bus_offset,
		.alignment = alignment,
		.longest = longest,
	};
	report->segments_needed = 0;
	report->segments_least = report->segments_most = 0;
	report->runs = report->longest = 0;
	for (size_t i = 0; i < 64; i++)
		report->runs_of_order[i] = 0;
	for (size_t i = 0; i < 32; i++)
		report->pages_of_state[i] = 0;
	report->inferred = 0;
	for (size_t i = 0; i < VMINFO_DMA_RULES; i++)
		report->findings[i] = (struct vminfo_dma_finding){
			.va = VMINFO_NONE,
			.pa = VMINFO_NONE,
			.expected = VMINFO_NONE,
			.verdict = VMINFO_YES,
		};
}

static void count_pages(struct dma *dma, const struct dma_piece *piece)
{
	uint64_t last = piece->va + (piece->length - 1);
	uint64_t pages = last / dma->page_size - piece->va / dma->page_size + 1;

	if (piece->state < 32)
		dma->report->pages_of_state[piece->state] += pages;
	dma->report->inferred |= piece->inferred;
}

void dma_add(struct dma *dma, const struct dma_piece *physical)
{
	struct dma_piece piece = *physical;
	enum dma_wrap wrap = to_bus(dma, &piece);
	enum dma_joint joint = dma->any ? joint_of(&dma->last, &piece) :
					  DMA_BROKEN;

	dma_judge_piece(dma, &piece, wrap, joint);
	if (dma->any)
		dma_judge_joint(dma, &piece, joint);
	else
		dma->first_va = piece.va;
	count_pages(dma, &piece);
	go_on_with_run(dma, &piece, joint);
	count_unknown_pages(dma, &piece);
	dma_go_on_with_segment(dma, &piece, joint);
	dma_judge_length(dma, &piece);
	move_anchor(dma, &piece, joint);
	dma->last = piece;
	dma->any = true;
}

/* Nothing is proven of memory that is not there, or perhaps is not. */
static void doubt(struct vminfo_dma_report *report)
{
	const struct vminfo_dma_finding *memory =
		&report->findings[VMINFO_DMA_MEMORY];

	if (memory->verdict == VMINFO_YES)
		return;
	for (size_t i = 0; i < VMINFO_DMA_RULES; i++) {
		struct vminfo_dma_finding *finding = &report->findings[i];

		if (finding->verdict != VMINFO_YES)
			continue;
		*finding = *memory;
		finding->verdict = VMINFO_UNKNOWN;
		if (i != VMINFO_DMA_MASK && i != VMINFO_DMA_NODES)
			finding->bytes = 0;
	}
}

void dma_end(struct dma *dma)
{
	struct vminfo_dma_report *report = dma->report;

	end_run(dma);
	dma_end_segments(dma);
	doubt(report);
	report->verdict = dma->any ? VMINFO_YES : VMINFO_UNKNOWN;
	for (size_t i = 0; i < VMINFO_DMA_RULES; i++) {
		uint32_t verdict = report->findings[i].verdict;

		if (verdict == VMINFO_NO ||
		    (verdict == VMINFO_UNKNOWN &&
		     report->verdict != VMINFO_NO))
			report->verdict = verdict;
	}
}
