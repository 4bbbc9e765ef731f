// SPDX-License-Identifier: LGPL-2.1-or-later
/* What the pages of a block of memory are. */
#include "huge-block.h"

#include <stddef.h>

void huge_block_start(struct huge_block *block)
{
	*block = (struct huge_block){
		.va = block->va,
		.page_size = block->page_size,
		.size = block->size,
		.of_object = block->of_object,
		.base = VMINFO_NONE,
	};
}

/* Whether frames follow each other from the start of the block on. */
static void add_frames(struct huge_block *block, uint64_t index,
		       uint64_t pfn)
{
	uint64_t base = pfn - index;

	if (pfn == VMINFO_NONE)
		return;
	if (pfn < index || base % block->size ||
	    (block->base != VMINFO_NONE && block->base != base))
		block->scattered = true;
	block->base = base;
}

static void add_folio(struct huge_block *block, const struct vminfo_run *run,
		      const struct vminfo_frame *frame, uint64_t index)
{
	if (!(frame->known & VMINFO_FRAME_HAS_ORDER)) {
		block->folio_unknown += run->pages;
		return;
	}
	if (frame->order > block->order)
		block->order = frame->order;
	if (!frame->order)
		block->single += run->pages;
	else if (frame->order < 64 &&
		 UINT64_C(1) << frame->order < block->size)
		block->large += run->pages;
	else if ((run->value - index) % block->size)
		block->displaced += run->pages;
	else
		block->in_place += run->pages;
}

/* What several map may be KSM's, or come from a fork. */
static void add_sharing(struct huge_block *block, const struct vminfo_run *run,
			const struct vminfo_frame *frame)
{
	bool shared = !(run->all & VMINFO_EXCLUSIVE);
	bool knows_ksm = frame->known & VMINFO_FRAME_HAS_FLAGS &&
			 !(frame->flags >> VMINFO_FRAME_MAYBE_KSM & 1);

	if (frame->known & VMINFO_FRAME_HAS_MAPCOUNT)
		shared = frame->mapcount > 1;
	if (knows_ksm && frame->flags >> VMINFO_FRAME_KSM & 1) {
		block->ksm += run->pages;
		return;
	}
	/* Of a page of KSM the kernel never says that it is exclusive. */
	if (!knows_ksm && !(run->all & VMINFO_EXCLUSIVE))
		block->perhaps_ksm += run->pages;
	if (shared)
		block->shared += run->pages;
}

static void add_present(struct huge_block *block, const struct vminfo_run *run,
			const struct vminfo_frame *frame)
{
	uint64_t index = (run->va - block->va) / block->page_size;

	add_frames(block, index, run->value);
	add_folio(block, run, frame, index);
	if (run->any & VMINFO_MAYBE_ZERO)
		block->maybe_zero += run->pages;
	if (run->any & VMINFO_FILE)
		return;
	if (block->of_object)
		block->copied += run->pages;
	add_sharing(block, run, frame);
}

void huge_block_add(struct huge_block *block, const struct vminfo_run *run,
		    const struct vminfo_frame *frame)
{
	block->pages += run->pages;
	block->of_state[run->state] += run->pages;
	if (run->any & VMINFO_CHANGED)
		block->changed += run->pages;
	if (run->any & VMINFO_UFFD_WP && run->state != VMINFO_MARKER)
		block->protected += run->pages;
	if (run->all & VMINFO_HUGE)
		block->huge += run->pages;
	else if (run->any & VMINFO_HUGE_UNKNOWN)
		block->huge_unknown += run->pages;
	if (run->state == VMINFO_PRESENT)
		add_present(block, run, frame);
}

bool huge_block_is_empty(const struct huge_block *block)
{
	static const uint8_t empty[] = {
		VMINFO_ABSENT, VMINFO_UNRESOLVED, VMINFO_CACHED,
		VMINFO_SHMEM_SWAPPED, VMINFO_UNMAPPED,
	};
	uint64_t pages = 0;

	for (size_t i = 0; i < sizeof(empty); i++)
		pages += block->of_state[empty[i]];
	return pages == block->pages;
}
