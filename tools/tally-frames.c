// SPDX-License-Identifier: LGPL-2.1-or-later
/* What the frames of a mapping, or of a process, add up to. */
#include "tally-frames.h"

#include <string.h>

#include "tally-blocks.h"

#define FLAG(bit) (UINT64_C(1) << (bit))

static int is_hugetlb(const struct vminfo_mapping *mapping, uint64_t page_size)
{
	if (!mapping || mapping->kind != VMINFO_OBJECT)
		return 0;
	if (mapping->page_size == VMINFO_NONE)
		return -1;
	return mapping->page_size > page_size;
}

void tally_frames_start(struct tally_frames *tally,
			const struct vminfo_mapping *mapping)
{
	tally->hugetlb = is_hugetlb(mapping, tally->page_size);
	tally->own = tally->own_unknown = 0;
	tally->pss = tally->pss_unknown = 0;
	memset(tally->of_kind, 0, sizeof(tally->of_kind));
	tally->kind_unknown = 0;
	tally->file_or_shmem = tally->anon_or_hugetlb = 0;
	parts_clear(&tally->orders);
	parts_clear(&tally->nodes);
	parts_clear(&tally->any_blocks);
	parts_clear(&tally->folio_blocks);
	for (size_t i = 0; i < tally->block_count; i++) {
		tally->blocks[i].any.pages = tally->blocks[i].folio.pages = 0;
		/* That there is no such block is known. */
		parts_add(&tally->any_blocks, tally->blocks[i].size, 0);
		parts_add(&tally->folio_blocks, tally->blocks[i].size, 0);
	}
}

void tally_frames_free(struct tally_frames *tally)
{
	parts_free(&tally->orders);
	parts_free(&tally->nodes);
	parts_free(&tally->any_blocks);
	parts_free(&tally->folio_blocks);
}

bool tally_frames_know(const struct vminfo_frame *frame, uint8_t member)
{
	return frame && frame->known & member && !(frame->changed & member);
}

/*
 * By how many entries of page tables a page is mapped.
 */

#define MANY UINT32_MAX	/* at least two */

static bool may_be_hugetlb(const struct tally_frames *tally,
			   const struct vminfo_frame *frame)
{
	if (tally_frames_know(frame, VMINFO_FRAME_HAS_FLAGS))
		return frame->flags & FLAG(VMINFO_FRAME_HUGE);
	return tally->hugetlb;
}

/*
 * What the page table says: 1, MANY or 0 (unknown).  Where one entry maps a
 * huge page, the kernel says of all its pages what holds for the first.
 */
static uint32_t sharers_by_attribute(const struct tally_frames *tally,
				     const struct vminfo_run *run)
{
	bool huge = run->any & (VMINFO_HUGE | VMINFO_HUGE_UNKNOWN);

	if ((run->all ^ run->any) & VMINFO_EXCLUSIVE ||
	    (huge && tally->hugetlb <= 0))
		return 0;
	return run->all & VMINFO_EXCLUSIVE ? 1 : MANY;
}

static uint32_t sharers(const struct tally_frames *tally,
			const struct vminfo_run *run,
			const struct vminfo_frame *frame)
{
	if (run->any & VMINFO_CHANGED)
		return 0;
	if (!tally_frames_know(frame, VMINFO_FRAME_HAS_MAPCOUNT))
		return sharers_by_attribute(tally, run);
	/* Processes can share the page tables of hugetlb, so that what many
	 * use is mapped once. */
	if (frame->mapcount == 1 && !(run->all & VMINFO_EXCLUSIVE) &&
	    may_be_hugetlb(tally, frame))
		return MANY;
	return frame->mapcount;
}

static void add_share(struct tally_frames *tally, const struct vminfo_run *run,
		      const struct vminfo_frame *frame)
{
	uint32_t count = sharers(tally, run, frame);

	if (count == 0)
		tally->own_unknown += run->pages;
	if (count == 1)
		tally->own += run->pages;
	if (count == 0 || count == MANY)
		tally->pss_unknown += run->pages;
	else
		tally->pss += run->pages *
			      ((tally->page_size << TALLY_PSS_SHIFT) / count);
}

/*
 * Kinds, as the kernel counts them for /proc/PID/status.
 */

static enum tally_kind kind_of(uint64_t flags)
{
	if (flags & FLAG(VMINFO_FRAME_HUGE))
		return TALLY_HUGETLB;
	if (flags & FLAG(VMINFO_FRAME_ANON))
		return TALLY_ANON;
	return flags & FLAG(VMINFO_FRAME_SWAPBACKED) ? TALLY_SHMEM
						     : TALLY_FILE;
}

/* It was given back meanwhile, or is none. */
static bool is_no_users(uint64_t flags)
{
	return flags & (FLAG(VMINFO_FRAME_BUDDY) | FLAG(VMINFO_FRAME_SLAB) |
			FLAG(VMINFO_FRAME_PGTABLE) |
			FLAG(VMINFO_FRAME_OFFLINE) |
			FLAG(VMINFO_FRAME_NOPAGE));
}

/* What can be said without flags. */
static uint64_t *kind_by_attribute(struct tally_frames *tally,
				   const struct vminfo_run *run)
{
	bool file = run->all & VMINFO_FILE;

	if (tally->hugetlb > 0)
		return &tally->of_kind[TALLY_HUGETLB];
	if (file != ((run->any & VMINFO_FILE) != 0))
		return &tally->kind_unknown;
	if (file)
		return tally->hugetlb ? &tally->kind_unknown
				      : &tally->file_or_shmem;
	return tally->hugetlb ? &tally->anon_or_hugetlb
			      : &tally->of_kind[TALLY_ANON];
}

static void add_kind(struct tally_frames *tally, const struct vminfo_run *run,
		     const struct vminfo_frame *frame)
{
	uint64_t *count = &tally->kind_unknown;

	if (!tally_frames_know(frame, VMINFO_FRAME_HAS_FLAGS))
		count = kind_by_attribute(tally, run);
	else if (!is_no_users(frame->flags))
		count = &tally->of_kind[kind_of(frame->flags)];
	*count += run->pages;
}

static void add_order(struct tally_frames *tally, const struct vminfo_run *run,
		      const struct vminfo_frame *frame)
{
	uint64_t bytes = run->pages * tally->page_size;

	if (tally_frames_know(frame, VMINFO_FRAME_HAS_ORDER))
		parts_add(&tally->orders, frame->order, bytes);
	else
		parts_add_unknown(&tally->orders, bytes);
}

void tally_frames_run(struct tally_frames *tally, const struct vminfo_run *run,
		      const struct vminfo_frame *frame)
{
	if (run->state != VMINFO_PRESENT) {
		tally_frames_interrupt(tally);
		return;
	}
	add_share(tally, run, frame);
	add_kind(tally, run, frame);
	add_order(tally, run, frame);
	tally_blocks_run(tally, run, frame);
}

void tally_frames_node(struct tally_frames *tally, uint64_t pages, int node)
{
	if (node < 0)
		parts_add_unknown(&tally->nodes, pages * tally->page_size);
	else
		parts_add(&tally->nodes, (uint64_t)node,
			  pages * tally->page_size);
}

void tally_frames_add(struct tally_frames *total,
		      const struct tally_frames *part)
{
	total->own += part->own;
	total->own_unknown += part->own_unknown;
	total->pss += part->pss;
	total->pss_unknown += part->pss_unknown;
	for (size_t i = 0; i < TALLY_KINDS; i++)
		total->of_kind[i] += part->of_kind[i];
	total->kind_unknown += part->kind_unknown;
	total->file_or_shmem += part->file_or_shmem;
	total->anon_or_hugetlb += part->anon_or_hugetlb;
	parts_join(&total->orders, &part->orders);
	parts_join(&total->nodes, &part->nodes);
	parts_join(&total->any_blocks, &part->any_blocks);
	parts_join(&total->folio_blocks, &part->folio_blocks);
}
