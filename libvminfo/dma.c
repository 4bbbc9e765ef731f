// SPDX-License-Identifier: LGPL-2.1-or-later
/* Whether memory is fit for a device: the verdict on each rule. */
#include "dma.h"

#include <errno.h>

#include "dma-segments.h"

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

void dma_judge(struct dma *dma, enum vminfo_dma_rule rule,
	       enum vminfo_verdict verdict, const struct dma_place *place)
{
	struct vminfo_dma_finding *finding = &dma->report->findings[rule];

	if (verdict != VMINFO_YES && finding->verdict == (uint32_t)verdict)
		finding->bytes += place->bytes;
	if (verdict == VMINFO_YES || finding->verdict == VMINFO_NO ||
	    finding->verdict == (uint32_t)verdict)
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

uint64_t dma_bus_offset(const struct dma *dma)
{
	return (uint64_t)dma->constraints->bus_offset;
}

struct dma_place dma_place_in(const struct dma *dma,
			      const struct dma_piece *piece, uint64_t offset)
{
	uint64_t pa = VMINFO_NONE;

	if (piece->known == ALL_BITS)
		pa = piece->pa + offset - dma_bus_offset(dma);
	return (struct dma_place){
		.va = piece->va + offset,
		.pa = pa,
		.expected = offset ? pa : VMINFO_NONE,
		.state = piece->state,
	};
}

/* --- what each piece says of itself --------------------------------------- */

static void judge_memory(struct dma *dma, const struct dma_piece *piece)
{
	struct dma_place place = dma_place_in(dma, piece, 0);

	place.bytes = piece->length;
	dma_judge(dma, VMINFO_DMA_MEMORY, piece->memory, &place);
}

static enum vminfo_verdict node_verdict(const struct vminfo_dma_constraints *c,
					int node)
{
	if (node < 0)
		return VMINFO_UNKNOWN;
	if ((size_t)node / 64 < c->node_words &&
	    c->nodes[node / 64] >> node % 64 & 1)
		return VMINFO_YES;
	return VMINFO_NO;
}

static void judge_node(struct dma *dma, const struct dma_piece *piece)
{
	struct dma_place place = dma_place_in(dma, piece, 0);

	place.bytes = piece->length;
	if (dma->constraints->node_words)
		dma_judge(dma, VMINFO_DMA_NODES,
			  node_verdict(dma->constraints, piece->node), &place);
}

static void judge_align(struct dma *dma, const struct dma_piece *piece)
{
	uint64_t align = dma->constraints->align;
	struct dma_place place = dma_place_in(dma, piece, 0);

	if (align > 1)
		dma_judge(dma, VMINFO_DMA_ALIGN,
			  dma_multiple(piece->pa, piece->known, align), &place);
}

/* Where the first byte is that no address of the bus is for. */
static bool is_above(const struct dma_piece *piece, uint64_t mask,
		     uint64_t *offset)
{
	*offset = piece->pa > mask ? 0 : mask - piece->pa + 1;
	return piece->pa > mask || piece->length - 1 > mask - piece->pa;
}

static void judge_mask(struct dma *dma, const struct dma_piece *piece,
		       bool wraps)
{
	const struct vminfo_dma_constraints *c = dma->constraints;
	uint64_t mask = c->mask ? c->mask : UINT64_MAX, offset = 0;
	enum vminfo_verdict verdict = VMINFO_YES;
	struct dma_place place;

	if (wraps || is_above(piece, mask, &offset))
		verdict = VMINFO_NO;
	else if (piece->known != ALL_BITS && (c->mask || c->bus_offset))
		verdict = VMINFO_UNKNOWN;
	if (wraps || verdict != VMINFO_NO)
		offset = 0;
	place = dma_place_in(dma, piece, offset);
	place.bytes = piece->length - offset;
	dma_judge(dma, VMINFO_DMA_MASK, verdict, &place);
}

/* From physical addresses to those of the bus.  Whether there are none. */
static bool to_bus(const struct vminfo_dma_constraints *c,
		   struct dma_piece *piece)
{
	uint64_t pa = piece->pa, offset = (uint64_t)c->bus_offset;
	bool wraps;

	piece->pa = (pa + offset) & piece->known;
	if (piece->known != ALL_BITS || !c->bus_offset)
		return false;
	wraps = c->bus_offset < 0 ? pa + offset > pa : pa + offset < pa;
	return wraps;
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

static void forget_runs(struct dma *dma)
{
	struct vminfo_dma_report *report = dma->report;

	report->runs = report->longest = VMINFO_NONE;
	for (size_t i = 0; i < 64; i++)
		report->runs_of_order[i] = VMINFO_NONE;
}

/* Each of its pages may be anywhere. */
static void count_unknown_pages(struct dma *dma, const struct dma_piece *piece)
{
	if (piece->known || piece->memory == VMINFO_NO)
		return;
	forget_runs(dma);
	dma->report->segments_most += (piece->length - 1) / dma->page_size + 1;
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

/*
 * Two addresses that are known, and so far from each other as no single run
 * has them: somewhere between them there is a break.
 */
static bool has_drifted(const struct dma *dma, const struct dma_piece *piece)
{
	return dma->anchored && dma->drifting && piece->known == ALL_BITS &&
	       piece->pa - dma->anchor_pa != piece->va - dma->anchor_va;
}

static void move_anchor(struct dma *dma, const struct dma_piece *piece,
			enum dma_joint joint)
{
	if (joint == DMA_BROKEN)
		dma->anchored = false;
	else if (joint == DMA_UNSURE)
		dma->drifting = true;
	if (piece->known != ALL_BITS || piece->memory == VMINFO_NO)
		return;
	dma->anchor_va = piece->va;
	dma->anchor_pa = piece->pa;
	dma->anchored = true;
	dma->drifting = false;
}

static struct dma_place place_of_joint(const struct dma *dma,
				       const struct dma_piece *piece)
{
	struct dma_place place = dma_place_in(dma, piece, 0);

	if (dma->last.known == ALL_BITS)
		place.expected = dma->last.pa + dma->last.length -
				 dma_bus_offset(dma);
	return place;
}

static void judge_joint(struct dma *dma, const struct dma_piece *piece,
			enum dma_joint joint)
{
	struct dma_place place = place_of_joint(dma, piece);
	bool broken = joint == DMA_BROKEN;

	if (joint == DMA_UNSURE && has_drifted(dma, piece)) {
		dma_count_least(dma, &place);
		broken = true;
	}
	if (dma->constraints->single && joint != DMA_JOINED)
		dma_judge(dma, VMINFO_DMA_SINGLE,
			  broken ? VMINFO_NO : VMINFO_UNKNOWN, &place);
	if (joint == DMA_JOINED)
		return;
	judge_run(dma, joint, &place);
	dma_judge_ends(dma, piece, joint, &place);
}

/* --- all of it ------------------------------------------------------------ */

void dma_begin(struct dma *dma,
	       const struct vminfo_dma_constraints *constraints,
	       uint64_t page_size, struct vminfo_dma_report *report)
{
	uint64_t alignment = constraints->virt_boundary;

	/* No entry of the list could be as long as that. */
	if (alignment > LARGEST_CUT)
		alignment = 0;

	*dma = (struct dma){
		.constraints = constraints,
		.report = report,
		.page_size = page_size,
		.alignment = alignment > page_size ? alignment : page_size,
	};
	report->segments_needed = 0;
	report->segments_least = report->segments_most = 0;
	report->runs = report->longest = 0;
	report->verdict = VMINFO_UNKNOWN;
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
	bool wraps = to_bus(dma->constraints, &piece);
	enum dma_joint joint = dma->any ? joint_of(&dma->last, &piece) :
					  DMA_BROKEN;

	judge_memory(dma, &piece);
	if (piece.memory != VMINFO_NO) {
		judge_node(dma, &piece);
		judge_mask(dma, &piece, wraps);
	}
	if (!dma->any && piece.memory != VMINFO_NO)
		judge_align(dma, &piece);
	if (dma->any)
		judge_joint(dma, &piece, joint);
	count_pages(dma, &piece);
	go_on_with_run(dma, &piece, joint);
	count_unknown_pages(dma, &piece);
	dma_go_on_with_segment(dma, &piece, joint);
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
