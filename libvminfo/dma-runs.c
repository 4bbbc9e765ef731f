// SPDX-License-Identifier: LGPL-2.1-or-later
/* Pages that are all in memory, divided into runs. */
#include "dma-runs.h"

#include "dma-starts.h"
#include "dma-stretch.h"

/* --- where they start ----------------------------------------------------- */

/* Whether all of these have the same flags, and are one run. */
static bool are_one_run(const uint64_t *words, size_t n)
{
	uint64_t others = (words[0] ^ words[n - 1]) & ~PAGEMAP_FRAME;

	if (words[n - 1] != words[0] + (n - 1))
		return false;
	for (size_t i = 0; i < n; i++)
		others |= words[i] ^ (words[0] + i);
	return !others;
}

/*
 * A bit for each of these pages, the last one first.  Nobody could predict a
 * branch for each.
 */
static uint64_t find_starts(struct dma_block *b, const uint64_t *words,
			    size_t n, uint64_t before)
{
	uint64_t word = words[n - 1], frame = word & PAGEMAP_FRAME;
	uint64_t all = word, any = word, highest = frame - 1, starts = 0;

	if (are_one_run(words, n)) {
		frame -= n - 1;
		n = 1;
	}
	while (--n) {
		uint64_t last = frame - 1;

		word = words[n - 1];
		frame = word & PAGEMAP_FRAME;
		all &= word;
		any |= word;
		highest |= frame - 1;
		starts = starts * 2 + (last != frame);
	}
	b->all &= all;
	b->any |= any;
	b->highest |= highest | (frame - 1);
	return starts * 2 + (frame - 1 != before);
}

void dma_divide(struct dma_block *block, uint64_t va, const uint64_t *words,
		size_t n)
{
	uint64_t before = words[0], starts;

	block->va = va;
	block->words = words;
	block->n = n;
	block->all = UINT64_MAX;
	block->any = block->highest = 0;
	for (size_t i = 0; i <= DMA_BLOCK / DMA_WORD; i++)
		block->starts[i] = UINT64_MAX;
	for (size_t done = 0, few; done < n; done += few) {
		few = n - done < DMA_WORD ? n - done : DMA_WORD;
		starts = find_starts(block, words + done, few,
				     before & PAGEMAP_FRAME);
		if (few < DMA_WORD)
			starts |= UINT64_MAX << few;
		block->starts[done / DMA_WORD] = starts;
		before = words[done + few - 1];
	}
}

/* --- into the verdict ----------------------------------------------------- */

struct adding {
	struct dma *dma;
	const struct dma_block *block;
	const struct dma_range *range;
};

/* A run, without what of its first and last page does not matter. */
static void add_run(const struct adding *a, size_t start)
{
	const struct dma_block *b = a->block;
	uint64_t size = a->dma->page_size;
	uint64_t last = b->va + (dma_run_end(b, start) * size - 1);
	struct dma_piece piece = {
		.va = b->va + start * size,
		.pa = dma_frame(b, start) * size,
		.known = UINT64_MAX,
		.memory = VMINFO_YES,
		.state = VMINFO_PRESENT,
		.node = -1,
	};

	if (last > a->range->last)
		last = a->range->last;
	if (piece.va < a->range->first) {
		piece.pa += a->range->first - piece.va;
		piece.va = a->range->first;
	}
	piece.length = last - piece.va + 1;
	dma_add(a->dma, &piece);
}

/*
 * All but the first one, which may go on from the block before, the one that
 * the others come after, and the last one, which may go on in the next block.
 */
static void add_most_at_once(const struct adding *a, size_t second, size_t last)
{
	struct dma_stretch stretch = { .block = a->block, .first = second };
	size_t cut = second;

	add_run(a, 0);
	add_run(a, second);
	while (cut < last) {
		stretch.last = dma_run_before(a->block, last);
		cut = dma_find_cut(a->dma, &stretch);
		stretch.last = dma_run_before(a->block, cut);
		if (stretch.last > stretch.first)
			dma_add_stretch(a->dma, &stretch);
		add_run(a, cut);
		stretch.first = cut;
	}
}

void dma_add_block(struct dma *dma, const struct dma_block *block,
		   const struct dma_range *range)
{
	const struct adding a = { dma, block, range };
	size_t last = dma_run_before(block, block->n);
	size_t second = dma_run_end(block, 0);

	if (second < last && dma_suits_stretch(dma)) {
		add_most_at_once(&a, second, last);
		return;
	}
	for (size_t at = 0; at < block->n; at = dma_run_end(block, at))
		add_run(&a, at);
}
