// SPDX-License-Identifier: LGPL-2.1-or-later
/* Runs of whole pages, counted and listed, and those that are cut. */
#include "dma-list.h"

#include "dma-parts.h"
#include "dma-starts.h"

static unsigned int log2_of(uint64_t n)
{
	return 63u - (unsigned int)__builtin_clzll(n);
}

/* Sums of one kind that are used in turn: each has to wait for its last one. */
#define WAYS 2u
#define ORDERS 10u	/* of as many pages as a block has */

void dma_count_runs(struct dma *dma, const struct dma_stretch *s, size_t runs)
{
	struct dma_starts starts =
		dma_starts_in(s->block, DMA_LONG_RUNS, s->first, s->last);
	struct vminfo_dma_report *report = dma->report;
	uint64_t *of_order = &report->runs_of_order[log2_of(dma->page_size)];
	uint32_t orders[ORDERS][WAYS] = { 0 };
	size_t longest = 1, n = 0, start;

	if (report->runs == VMINFO_NONE)
		return;
	for (; dma_next_start(&starts, &start); n++) {
		size_t pages = dma_run_end(s->block, start) - start;

		orders[log2_of(pages)][n % WAYS]++;
		longest = pages > longest ? pages : longest;
	}
	report->runs += runs;
	of_order[0] += runs - n;
	for (size_t i = 1; i < ORDERS; i++)
		of_order[i] += orders[i][0] + orders[i][1];
	if (longest * dma->page_size > report->longest)
		report->longest = longest * dma->page_size;
}

/* Where the pages of a block are. */
struct places {
	uint64_t size;		/* of a page */
	uint64_t va;
	uint64_t bus_offset;
	const uint64_t *words;
};

static struct places places_of(const struct dma *dma, const struct dma_block *b)
{
	return (struct places){ dma->page_size, b->va, dma->bus_offset,
				b->words };
}

/* The run of the pages from one on, up to another. */
static void fill_segment(const struct places *p, size_t start, size_t end,
			 struct vminfo_dma_segment *segment)
{
	uint64_t va = p->va + start * p->size;
	uint64_t pa = (p->words[start] & PAGEMAP_FRAME) * p->size;

	segment->va = va;
	segment->pa = pa;
	segment->bus = pa + p->bus_offset;
	segment->length = (end - start) * p->size;
}

/* All but the last one, which may go on; before them the one that was open. */
void dma_list_segments(struct dma *dma, const struct dma_stretch *s,
		       size_t runs)
{
	struct dma_starts starts = dma_starts_in(s->block, DMA_ALL_RUNS,
						 s->first + 1, s->last + 1);
	const struct places places = places_of(dma, s->block);
	struct vminfo_dma_report *report = dma->report;
	struct vminfo_dma_segment *segments = report->segments;
	uint64_t at = report->segments_most, room = report->room;
	size_t start = 0, end;

	report->segments_most += runs;
	if (segments && at < room) {
		segments[at++] = dma_listed(dma);
		dma_next_start(&starts, &start);
		for (; at < room && dma_next_start(&starts, &end); start = end)
			fill_segment(&places, start, end, &segments[at++]);
	}
	fill_segment(&places, s->last, dma_run_end(s->block, s->last),
		     &dma->open);
	dma->open_hidden = false;
}

/* Without a constraint none is: a block is far shorter than 4 GiB. */
static bool is_cut(const struct dma *dma, const struct dma_block *b,
		   size_t start)
{
	const struct vminfo_dma_constraints *c = dma->constraints;
	const struct places places = places_of(dma, b);
	struct vminfo_dma_segment all;
	uint64_t last;

	fill_segment(&places, start, dma_run_end(b, start), &all);
	last = all.bus + (all.length - 1);
	return (c->seg_max && all.length > c->seg_max) ||
	       (c->boundary && (all.bus ^ last) & ~(c->boundary - 1));
}

size_t dma_find_cut(const struct dma *dma, const struct dma_stretch *s)
{
	struct dma_starts starts = dma_starts_in(s->block, DMA_LONG_RUNS,
						 s->first + 1, s->last + 1);
	size_t start;

	if (dma->constraints->boundary || dma->constraints->seg_max)
		while (dma_next_start(&starts, &start))
			if (is_cut(dma, s->block, start))
				return start;
	return dma_run_end(s->block, s->last);
}
