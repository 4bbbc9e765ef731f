// SPDX-License-Identifier: LGPL-2.1-or-later
/* How much lies in blocks that are consecutive and aligned on both sides. */
#include "tally-blocks.h"

static uint64_t bytes_in_blocks(const struct tally_stretch *stretch,
				uint64_t page_size, uint64_t size)
{
	uint64_t mask = size - 1, pa = stretch->pfn * page_size;
	uint64_t before = -stretch->va & mask;
	uint64_t length = stretch->pages * page_size;

	if ((stretch->va ^ pa) & mask || length < before)
		return 0;
	return (length - before) & ~mask;
}

static void close_stretch(struct parts *parts, struct tally_stretch *stretch,
			  uint64_t page_size, uint64_t size)
{
	if (stretch->pages)
		parts_add(parts, size,
			  bytes_in_blocks(stretch, page_size, size));
	stretch->pages = 0;
}

static bool goes_on(const struct tally_stretch *stretch,
		    const struct vminfo_run *run, uint64_t page_size)
{
	return stretch->pages &&
	       stretch->va + stretch->pages * page_size == run->va &&
	       stretch->pfn + stretch->pages == run->value;
}

/* Pages whose frames are not known may be in blocks or not. */
static bool is_placed(const struct vminfo_run *run)
{
	return run->value != VMINFO_NONE &&
	       !(run->any & (VMINFO_CHANGED | VMINFO_MAYBE_ZERO));
}

static void extend(struct tally_frames *tally, struct tally_stretch *stretch,
		   const struct vminfo_run *run)
{
	if (goes_on(stretch, run, tally->page_size))
		stretch->pages += run->pages;
	else
		*stretch = (struct tally_stretch){
			.va = run->va,
			.pfn = run->value,
			.pages = run->pages,
		};
}

static void add_any_block(struct tally_frames *tally,
			  struct tally_blocks *blocks,
			  const struct vminfo_run *run)
{
	if (!goes_on(&blocks->any, run, tally->page_size))
		close_stretch(&tally->any_blocks, &blocks->any,
			      tally->page_size, blocks->size);
	if (is_placed(run))
		extend(tally, &blocks->any, run);
}

/* A folio is aligned to its size, so that a block that is aligned lies in one
 * of those that are as large, and never across two. */
static void add_folio_block(struct tally_frames *tally,
			    struct tally_blocks *blocks,
			    const struct vminfo_run *run,
			    const struct vminfo_frame *frame)
{
	bool fits = is_placed(run) &&
		    tally_frames_know(frame, VMINFO_FRAME_HAS_ORDER) &&
		    tally->page_size << frame->order >= blocks->size;

	if (!fits || !goes_on(&blocks->folio, run, tally->page_size))
		close_stretch(&tally->folio_blocks, &blocks->folio,
			      tally->page_size, blocks->size);
	if (fits)
		extend(tally, &blocks->folio, run);
}

void tally_blocks_run(struct tally_frames *tally, const struct vminfo_run *run,
		      const struct vminfo_frame *frame)
{
	uint64_t bytes = run->pages * tally->page_size;

	if (!tally->block_count)
		return;
	for (size_t i = 0; i < tally->block_count; i++) {
		add_any_block(tally, &tally->blocks[i], run);
		add_folio_block(tally, &tally->blocks[i], run, frame);
	}
	if (!is_placed(run))
		parts_add_unknown(&tally->any_blocks, bytes);
	if (!is_placed(run) ||
	    !tally_frames_know(frame, VMINFO_FRAME_HAS_ORDER))
		parts_add_unknown(&tally->folio_blocks, bytes);
}

void tally_frames_interrupt(struct tally_frames *tally)
{
	for (size_t i = 0; i < tally->block_count; i++) {
		struct tally_blocks *blocks = &tally->blocks[i];

		close_stretch(&tally->any_blocks, &blocks->any,
			      tally->page_size, blocks->size);
		close_stretch(&tally->folio_blocks, &blocks->folio,
			      tally->page_size, blocks->size);
	}
}
