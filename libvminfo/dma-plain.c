// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Our own memory that is plainly there: every page is present, in a frame that
 * is visible and not that of a zero page.
 *
 * Such a page is memory whatever its mapping is, so that the words tell all,
 * each of one moment.  What may have changed between two looks is none of ours.
 */
#include "dma-plain.h"

#include "dma-starts.h"
#include "frames.h"
#include "kpageflags.h"
#include "pagemap-bits.h"

static bool has_frame(const struct dma_block *b, uint64_t frame)
{
	bool has = false;

	for (size_t i = 0; i < b->n; i++)
		has |= dma_frame(b, i) == frame;
	return has;
}

/*
 * Whether a huge page may be the zero page: one that is mapped by one entry has
 * frames in a row, in step with their addresses, as the words show that the
 * kernel took at once.  A process that had the huge zero page keeps it until it
 * ends, so that these would be frames of it still when they are asked for now.
 */
static bool may_be_huge_zero(const struct vminfo_walk *walk,
			     const struct dma_block *b)
{
	const uint64_t inside = walk->source.pmd_pages - 1;
	const uint64_t page = b->va / walk->source.page_size;

	for (size_t i = 0, end; i < b->n; i = end) {
		uint64_t left = inside + 1 - ((page + i) & inside);
		uint64_t frame = dma_frame(b, i);

		end = left < b->n - i ? i + (size_t)left : b->n;
		if (dma_run_end(b, i) >= end &&
		    !((frame ^ (page + i)) & inside) &&
		    frames_have(walk->source.kpageflags, frame,
				KPAGEFLAGS_ZERO_PAGE) != 0)
			return true;
	}
	return false;
}

/*
 * Whether all of them are memory.  No zero page is mapped once, for all that
 * the kernel says; but some kernels do say so of the huge one, and that it is
 * not anonymous.
 */
static bool are_plain(const struct vminfo_walk *walk, const struct dma_block *b)
{
	bool once = b->all & PAGEMAP_EXCLUSIVE;

	if (!(b->all & PAGEMAP_PRESENT) ||
	    b->highest >= UINT64_MAX / walk->source.page_size)
		return false;
	if (!once && has_frame(b, walk->process->context->probe.zero_frame))
		return false;
	return (once && !(b->any & PAGEMAP_FILE)) || !may_be_huge_zero(walk, b);
}

static bool add_words(struct dma *dma, const struct vminfo_walk *walk,
		      const struct dma_range *range, size_t n)
{
	uint64_t size = dma->page_size, va = range->first & ~(size - 1);
	const uint64_t *words = walk->window.words;
	struct dma_block block;

	for (; n; n -= block.n) {
		dma_divide(&block, va, words,
			   n < DMA_BLOCK ? n : DMA_BLOCK);
		if (!are_plain(walk, &block))
			return false;
		dma_add_block(dma, &block, range);
		va += block.n * size;
		words += block.n;
	}
	return true;
}

static bool read_words(const struct vminfo_walk *walk, uint64_t page, size_t n)
{
	uint64_t *words = walk->window.words;
	size_t bytes = n * sizeof(*words);

	return procfs_read_at(walk->source.pagemap, words, bytes,
			      page * sizeof(*words)) == (ssize_t)bytes;
}

bool dma_add_plain(struct dma *dma, struct vminfo_walk *walk,
		   const struct dma_range *range)
{
	struct dma_range rest = *range;
	uint64_t size = dma->page_size, page, left;
	size_t n;

	if (!walk->source.zero_by_frame)
		return false;
	for (;;) {
		page = rest.first / size;
		left = rest.last / size - page + 1;
		n = left < WINDOW_WORDS ? (size_t)left : WINDOW_WORDS;
		if (!read_words(walk, page, n) ||
		    !add_words(dma, walk, &rest, n))
			return false;
		if (left == n)
			return true;
		rest.first = (page + n) * size;
	}
}
