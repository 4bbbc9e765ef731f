// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The scatter list, as a driver would build it: where segments end, and how
 * many there are.
 *
 * Where it is not known whether pieces are joined, the list is that of a break
 * there: the most segments that there may be.  Fewer cannot be than those that
 * start inside of what is joined for sure.
 */
#include "dma-parts.h"

/* --- the list ------------------------------------------------------------- */

struct vminfo_dma_segment dma_listed(const struct dma *dma)
{
	struct vminfo_dma_segment segment = dma->open;

	/* The bits that are known look like an address. */
	if (dma->open_hidden)
		segment.pa = segment.bus = VMINFO_NONE;
	return segment;
}

static void put_out(struct dma *dma)
{
	struct vminfo_dma_report *report = dma->report;

	if (!dma->open.length)
		return;
	if (report->segments && report->segments_most < report->room)
		report->segments[report->segments_most] = dma_listed(dma);
	report->segments_most++;
}

void dma_count_least(struct dma *dma, const struct dma_place *place)
{
	uint64_t most = dma->constraints->max_segs;

	dma->report->segments_least++;
	if (most && dma->report->segments_least > most)
		dma_judge(dma, VMINFO_DMA_MAX_SEGS, VMINFO_NO, place);
}

static void start_segment(struct dma *dma, const struct dma_piece *piece,
			  uint64_t offset)
{
	put_out(dma);
	dma->open = (struct vminfo_dma_segment){
		.va = piece->va + offset,
		.pa = piece->pa + offset - dma->bus_offset,
		.bus = piece->pa + offset,
	};
	dma->open_hidden = piece->known != UINT64_MAX;
}

/* --- where a segment has to end ------------------------------------------- */

struct limit {
	uint64_t length;	/* of the segment; UINT64_MAX: none */
	bool forced;		/* by a constraint */
	bool counted;		/* from its start, not by an address */
};

static void lower(struct limit *limit, uint64_t length, bool forced,
		  bool counted)
{
	if (length >= limit->length)
		return;
	*limit = (struct limit){ length, forced, counted };
}

/* A piece that is known in part lies between two of such multiples. */
static uint64_t up_to_boundary(const struct dma *dma,
			       const struct dma_piece *piece)
{
	uint64_t boundary = dma->constraints->boundary;

	if (!boundary || (boundary - 1) & ~piece->known)
		return UINT64_MAX;
	return boundary - (dma->open.bus & (boundary - 1));
}

static struct limit limit_of(const struct dma *dma,
			     const struct dma_piece *piece)
{
	uint64_t inside = dma->open.bus & (dma->alignment - 1);
	uint64_t most = dma->constraints->seg_max;
	struct limit limit = { .length = UINT64_MAX };

	lower(&limit, up_to_boundary(dma, piece), true, false);
	/* What no length can say more of splits nothing. */
	if (most && most < DMA_NATURAL_END - 1)
		lower(&limit, most, true, true);
	/* As large as its length can say, and no multiple lost. */
	lower(&limit, ((DMA_NATURAL_END - 1 + inside) & ~(dma->alignment - 1)) -
		      inside, false, true);
	return limit;
}

/* A segment ends inside of a piece. */
static void judge_cut(struct dma *dma, const struct dma_piece *piece,
		      const struct limit *limit, uint64_t offset)
{
	struct dma_place place = dma_place_in(dma, piece, offset);
	uint64_t of = dma->constraints->virt_boundary;
	enum vminfo_verdict verdict = VMINFO_YES;

	/* It goes on, even if it is where this piece starts. */
	place.expected = place.pa;
	dma_count_least(dma, &place);
	if (dma->constraints->single && limit->forced)
		dma_judge(dma, VMINFO_DMA_SINGLE, VMINFO_NO, &place);
	if (of)
		verdict = dma_multiple(piece->pa + offset, piece->known, of);
	/* Counted from a start that may be another one. */
	if (of > 1 && limit->counted && !dma->start_known)
		verdict = VMINFO_UNKNOWN;
	dma_judge(dma, VMINFO_DMA_VIRT_BOUNDARY, verdict, &place);
	if (!limit->counted)
		dma->start_known = true;
}

static void take_piece(struct dma *dma, const struct dma_piece *piece)
{
	uint64_t done = 0;

	for (;;) {
		struct limit limit = limit_of(dma, piece);
		uint64_t left = piece->length - done;

		if (left <= limit.length - dma->open.length) {
			dma->open.length += left;
			return;
		}
		done += limit.length - dma->open.length;
		dma->open.length = limit.length;
		judge_cut(dma, piece, &limit, done);
		start_segment(dma, piece, done);
	}
}

/*
 * If it is joined after all, the largest segment may end anywhere in what
 * follows, where nobody can tell.
 */
static void judge_unsure(struct dma *dma, const struct dma_piece *piece)
{
	const struct vminfo_dma_constraints *c = dma->constraints;
	struct dma_place place;

	if (c->virt_boundary <= 1 || !c->seg_max ||
	    dma->run_most <= c->seg_max || dma->run_least == dma->run_most)
		return;
	place = dma_place_in(dma, piece, 0);
	dma_judge(dma, VMINFO_DMA_VIRT_BOUNDARY, VMINFO_UNKNOWN, &place);
}

/*
 * On a bus that is shifted by less than its size, a page may lie across a
 * boundary: where that would be is known, but not whether it is one.
 */
static void judge_crossing(struct dma *dma, const struct dma_piece *piece)
{
	uint64_t boundary = dma->constraints->boundary;
	uint64_t up = piece->known + 1 - (piece->pa & piece->known);
	struct dma_place place;

	if (!boundary || !piece->known || !((boundary - 1) & ~piece->known) ||
	    piece->length <= up)
		return;
	place = dma_place_in(dma, piece, up);
	dma->report->segments_most++;
	dma->start_known = false;
	if (dma->constraints->single)
		dma_judge(dma, VMINFO_DMA_SINGLE, VMINFO_UNKNOWN, &place);
	/* It is a multiple of all that is not larger. */
	if (dma->constraints->virt_boundary > boundary)
		dma_judge(dma, VMINFO_DMA_VIRT_BOUNDARY, VMINFO_UNKNOWN,
			  &place);
}

void dma_go_on_with_segment(struct dma *dma, const struct dma_piece *piece,
			    enum dma_joint joint)
{
	struct dma_place place;

	if (piece->memory == VMINFO_NO)
		return;
	if (joint != DMA_JOINED) {
		start_segment(dma, piece, 0);
		dma->start_known = joint == DMA_BROKEN;
	}
	if (joint == DMA_BROKEN) {
		place = dma_place_in(dma, piece, 0);
		dma_count_least(dma, &place);
	}
	if (piece->known != UINT64_MAX)
		dma->report->segments_needed = VMINFO_NONE;
	judge_unsure(dma, piece);
	judge_crossing(dma, piece);
	take_piece(dma, piece);
}

/* The byte that is too many for so many segments, if this piece has it. */
static void judge_byte(struct dma *dma, enum vminfo_dma_rule rule,
		       const struct dma_piece *piece, uint64_t segments)
{
	uint64_t before = piece->va - dma->first_va, most;
	struct dma_place place;

	if (__builtin_mul_overflow(segments, dma->longest, &most) ||
	    before + (piece->length - 1) < most)
		return;
	place = dma_place_in(dma, piece, most > before ? most - before : 0);
	dma_judge(dma, rule, VMINFO_NO, &place);
}

/* If some of it is no memory, that is the answer already. */
static bool has_longest(const struct dma *dma)
{
	return dma->longest && dma->report->findings[VMINFO_DMA_MEMORY]
					       .verdict != VMINFO_NO;
}

void dma_judge_length(struct dma *dma, const struct dma_piece *piece)
{
	const struct vminfo_dma_constraints *c = dma->constraints;

	if (!has_longest(dma))
		return;
	if (c->single)
		judge_byte(dma, VMINFO_DMA_SINGLE, piece, 1);
	if (c->max_segs)
		judge_byte(dma, VMINFO_DMA_MAX_SEGS, piece, c->max_segs);
}

/* However pieces are joined, each segment is no longer than that. */
static void count_least_by_length(struct dma *dma)
{
	uint64_t last = dma->last.va - dma->first_va + (dma->last.length - 1);
	uint64_t *least = &dma->report->segments_least;

	if (has_longest(dma) && *least < last / dma->longest + 1)
		*least = last / dma->longest + 1;
}

void dma_end_segments(struct dma *dma)
{
	struct vminfo_dma_report *report = dma->report;
	uint64_t most = dma->constraints->max_segs;
	struct dma_place place = dma_place_in(dma, &dma->last, 0);

	put_out(dma);
	if (dma->any)
		count_least_by_length(dma);
	if (report->segments_needed != VMINFO_NONE)
		report->segments_needed = report->segments_most;
	/* If there are too many for sure, it is a no already. */
	if (most && report->segments_most > most)
		dma_judge(dma, VMINFO_DMA_MAX_SEGS, VMINFO_UNKNOWN, &place);
}
