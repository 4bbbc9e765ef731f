// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The verdict on hundreds of runs at once: each is of whole pages that are in
 * memory, and goes on from none.
 *
 * The kernel is done with a small page in some tens of cycles, and it may be a
 * run by itself.  So no rule looks at each run, unless it needs a list of them
 * or is about to be a no.
 */
#include "dma-stretch.h"

#include "dma-list.h"
#include "dma-parts.h"
#include "dma-starts.h"

/* The runs that end in a stretch: all but the last one. */
static size_t count_ended(const struct dma_stretch *s)
{
	struct dma_starts ended =
		dma_starts_in(s->block, DMA_ALL_RUNS, s->first, s->last);
	size_t n = (size_t)__builtin_popcountll(ended.left);

	while (++ended.word * DMA_WORD < s->last)
		n += (size_t)__builtin_popcountll(
			dma_bits_of(&ended, ended.word));
	return n;
}

static struct dma_place place_of_page(const struct dma *dma,
				      const struct dma_block *b, size_t page)
{
	return (struct dma_place){
		.va = b->va + page * dma->page_size,
		.pa = dma_frame(b, page) * dma->page_size,
		.expected = (dma_frame(b, page - 1) + 1) * dma->page_size,
		.state = VMINFO_PRESENT,
	};
}

/* --- rules ---------------------------------------------------------------- */

static void judge_min_run(struct dma *dma, const struct dma_stretch *s)
{
	struct dma_starts starts = dma_starts_in(s->block, DMA_ALL_RUNS,
						 s->first + 1, s->last + 1);
	uint64_t least = dma->constraints->min_run;
	size_t before = s->first, start;

	if (least <= dma->page_size)
		return;
	for (; dma_next_start(&starts, &start); before = start) {
		struct dma_place place;

		if ((start - before) * dma->page_size >= least)
			continue;
		place = place_of_page(dma, s->block, start);
		dma_judge(dma, VMINFO_DMA_MIN_RUN, VMINFO_NO, &place);
		return;
	}
}

/* The ends of pages are multiples of all that is not larger. */
static void judge_ends(struct dma *dma, const struct dma_stretch *s)
{
	struct dma_starts starts = dma_starts_in(s->block, DMA_ALL_RUNS,
						 s->first + 1, s->last + 1);
	uint64_t of = dma->constraints->virt_boundary;
	uint64_t offset = dma->bus_offset;
	size_t start;

	if (of <= dma->page_size)
		return;
	while (dma_next_start(&starts, &start)) {
		struct dma_place place = place_of_page(dma, s->block, start);

		if (!((place.pa + offset) & (of - 1)) &&
		    !((place.expected + offset) & (of - 1)))
			continue;
		dma_judge(dma, VMINFO_DMA_VIRT_BOUNDARY, VMINFO_NO, &place);
		return;
	}
}

/* Frames all of which the device can reach. */
struct reach {
	uint64_t first;
	uint64_t frames;	/* one less than there are */
};

static struct reach reach_of(const struct dma *dma)
{
	const struct vminfo_dma_constraints *c = dma->constraints;
	uint64_t mask = c->mask ? c->mask : UINT64_MAX;

	if (c->bus_offset < 0)
		return (struct reach){ (0 - dma->bus_offset) / dma->page_size,
				       mask / dma->page_size };
	return (struct reach){ 0, (mask - dma->bus_offset) / dma->page_size };
}

static bool is_outside(const struct reach *reach, uint64_t frame)
{
	return frame - reach->first > reach->frames;
}

static void judge_mask(struct dma *dma, const struct dma_stretch *s)
{
	const struct dma_block *b = s->block;
	const struct reach reach = reach_of(dma);
	size_t page = dma_run_end(b, s->first), end = dma_run_end(b, s->last);
	struct dma_place place;
	uint64_t n = 0;

	if (!reach.first && b->highest < reach.frames)
		return;
	for (size_t i = page; i < end; i++)
		n += is_outside(&reach, dma_frame(b, i));
	if (!n)
		return;
	while (!is_outside(&reach, dma_frame(b, page)))
		page++;
	place = place_of_page(dma, b, page);
	if (place.expected != place.pa)
		place.expected = VMINFO_NONE;
	place.bytes = n * dma->page_size;
	dma_judge(dma, VMINFO_DMA_MASK, VMINFO_NO, &place);
}

/* A segment more for each of so many runs. */
static void judge_max_segs(struct dma *dma, const struct dma_stretch *s,
			   size_t runs)
{
	struct vminfo_dma_report *report = dma->report;
	uint64_t most = dma->constraints->max_segs;
	uint64_t least = report->segments_least;
	size_t start = s->first;
	struct dma_place place;

	report->segments_least += runs;
	if (!most || report->segments_least <= most || least > most)
		return;
	for (; least <= most; least++)
		start = dma_run_end(s->block, start);
	place = place_of_page(dma, s->block, start);
	place.expected = VMINFO_NONE;
	dma_judge(dma, VMINFO_DMA_MAX_SEGS, VMINFO_NO, &place);
}

/* --- all of them ---------------------------------------------------------- */

static void move_on(struct dma *dma, const struct dma_stretch *s)
{
	const struct vminfo_dma_segment *open = &dma->open;

	dma->report->pages_of_state[VMINFO_PRESENT] +=
		dma_run_end(s->block, s->last) -
		dma_run_end(s->block, s->first);
	dma->run_least = dma->run_most = open->length;
	dma->last.va = open->va;
	dma->last.pa = open->bus;
	dma->last.length = open->length;
}

void dma_add_stretch(struct dma *dma, const struct dma_stretch *s)
{
	size_t runs = count_ended(s);

	judge_min_run(dma, s);
	judge_ends(dma, s);
	judge_mask(dma, s);
	judge_max_segs(dma, s, runs);
	dma_count_runs(dma, s, runs);
	dma_list_segments(dma, s, runs);
	move_on(dma, s);
}

/* --- what is not for this file -------------------------------------------- */

/* What could cut a page, or tell it from the next one, is for dma_add(). */
bool dma_suits_stretch(const struct dma *dma)
{
	const struct vminfo_dma_constraints *c = dma->constraints;
	uint64_t mask = c->mask ? c->mask : UINT64_MAX, size = dma->page_size;

	if (c->node_words || dma->bus_offset % size || (mask + 1) % size)
		return false;
	if (c->bus_offset > 0 && dma->bus_offset > mask)
		return false;
	return (!c->boundary || c->boundary >= size) &&
	       (!c->seg_max || c->seg_max >= size);
}
