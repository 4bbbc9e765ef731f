/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * dma-starts.h - where runs start in a block of pages.  Inline: these are in
 * loops that have no more cycles to spend than the kernel has.
 */
#ifndef DMA_STARTS_H
#define DMA_STARTS_H

#include "dma-runs.h"

enum dma_which {
	DMA_ALL_RUNS,
	DMA_LONG_RUNS,	/* those of more than one page */
};

/* The pages where runs start, from one page on, up to another. */
struct dma_starts {
	const struct dma_block *block;
	enum dma_which which;
	size_t end;
	size_t word;
	uint64_t left;		/* bits of it */
};

static inline uint64_t dma_bits_of(const struct dma_starts *s, size_t word)
{
	const uint64_t *starts = &s->block->starts[word];
	size_t first = word * DMA_WORD;
	uint64_t bits = starts[0];

	if (s->which == DMA_LONG_RUNS)
		bits &= ~(starts[0] >> 1 | starts[1] << (DMA_WORD - 1));
	if (s->end < first + DMA_WORD)
		bits &= ~(UINT64_MAX << (s->end - first));
	return bits;
}

/* From a page of the block on that is before the end. */
static inline struct dma_starts dma_starts_in(const struct dma_block *block,
					      enum dma_which which, size_t from,
					      size_t end)
{
	struct dma_starts s = { block, which, end, from / DMA_WORD, 0 };

	s.left = dma_bits_of(&s, s.word) & UINT64_MAX << from % DMA_WORD;
	return s;
}

static inline bool dma_next_start(struct dma_starts *s, size_t *page)
{
	while (!s->left) {
		if (++s->word * DMA_WORD >= s->end)
			return false;
		s->left = dma_bits_of(s, s->word);
	}
	*page = s->word * DMA_WORD + (size_t)__builtin_ctzll(s->left);
	s->left &= s->left - 1;
	return true;
}

/* The page behind a run: where the next one starts, or the block ends. */
static inline size_t dma_run_end(const struct dma_block *block, size_t start)
{
	size_t i = ++start / DMA_WORD;
	uint64_t starts = block->starts[i] >> start % DMA_WORD;

	if (starts)
		return start + (size_t)__builtin_ctzll(starts);
	while (!block->starts[++i])
		;
	return i * DMA_WORD + (size_t)__builtin_ctzll(block->starts[i]);
}

/* Where the run before starts; there is one. */
static inline size_t dma_run_before(const struct dma_block *block,
				    size_t start)
{
	size_t i = --start / DMA_WORD;
	uint64_t starts = block->starts[i]
			  << (DMA_WORD - 1 - start % DMA_WORD);

	if (starts)
		return start - (size_t)__builtin_clzll(starts);
	while (!block->starts[--i])
		;
	return i * DMA_WORD + (DMA_WORD - 1) -
	       (size_t)__builtin_clzll(block->starts[i]);
}

#endif
