// SPDX-License-Identifier: LGPL-2.1-or-later
/* What the memory of a target adds up to. */
#include "audit-sum.h"

#define FLAG(bit) (UINT64_C(1) << (bit))

void audit_sum_start(struct audit_sum *sum,
		     const struct vminfo_mapping *mapping)
{
	struct tally_frames frames = sum->frames;

	*sum = (struct audit_sum){
		.page_size = sum->page_size,
		.wants = sum->wants,
		.mappings = mapping != NULL,
		.frames = frames,
	};
	sum->frames.page_size = sum->page_size;
	tally_frames_start(&sum->frames, mapping);
}

void audit_sum_free(struct audit_sum *sum)
{
	tally_frames_free(&sum->frames);
}

/* --- a piece -------------------------------------------------------------- */

static void count_state(struct audit_sum *sum, const struct audit_piece *piece)
{
	const struct vminfo_run *run = &piece->run;

	sum->pages += run->pages;
	if (run->any & VMINFO_CHANGED) {
		sum->changed += run->pages;
		return;
	}
	if (run->state < TALLY_STATES)
		sum->of_state[run->state] += run->pages;
	if (run->any & VMINFO_MAYBE_ZERO)
		sum->maybe_zero += run->pages;
	if (run->state == VMINFO_UNRESOLVED && piece->backing &&
	    piece->backing->object != VMINFO_BACKED_BY_OTHER)
		sum->maybe_cached += run->pages;
}

static void count_huge(struct audit_sum *sum, const struct vminfo_run *run)
{
	if (run->all & VMINFO_HUGE)
		sum->huge.certain += run->pages;
	else if (run->any & (VMINFO_HUGE | VMINFO_HUGE_UNKNOWN))
		sum->huge.maybe += run->pages;
}

static void count_place(struct audit_sum *sum, const struct audit_piece *piece)
{
	const struct vminfo_run *run = &piece->run;

	if (run->value == VMINFO_NONE || run->any & VMINFO_HIDDEN) {
		sum->hidden += run->pages;
		return;
	}
	audit_runs_add(&sum->runs, &(struct audit_stretch){
		.va = run->va + piece->skip,
		.pa = run->value * sum->page_size + piece->skip,
		.bytes = piece->bytes,
	});
}

static bool knows(const struct vminfo_frame *frame, uint8_t member)
{
	return frame && frame->known & member && !(frame->changed & member);
}

static void count_ksm(struct audit_sum *sum, const struct audit_piece *piece)
{
	if (!knows(piece->frame, VMINFO_FRAME_HAS_FLAGS) ||
	    piece->frame->flags & FLAG(VMINFO_FRAME_MAYBE_KSM))
		sum->ksm.maybe += piece->run.pages;
	else if (piece->frame->flags & FLAG(VMINFO_FRAME_KSM))
		sum->ksm.certain += piece->run.pages;
}

static void count_mapcount(struct audit_sum *sum,
			   const struct audit_piece *piece)
{
	const struct vminfo_frame *frame = piece->frame;

	if (!knows(frame, VMINFO_FRAME_HAS_MAPCOUNT)) {
		sum->mapcount.unknown += piece->run.pages;
		return;
	}
	if (!sum->mapcount.pages || frame->mapcount < sum->mapcount.least)
		sum->mapcount.least = frame->mapcount;
	if (!sum->mapcount.pages || frame->mapcount > sum->mapcount.most)
		sum->mapcount.most = frame->mapcount;
	sum->mapcount.pages += piece->run.pages;
}

static void count_present(struct audit_sum *sum,
			  const struct audit_piece *piece)
{
	count_huge(sum, &piece->run);
	count_place(sum, piece);
	if (sum->wants & AUDIT_WANTS_FLAGS)
		count_ksm(sum, piece);
	if (sum->wants & AUDIT_WANTS_SHARES)
		count_mapcount(sum, piece);
	if (sum->wants & AUDIT_WANTS_FRAMES)
		tally_frames_run(&sum->frames, &piece->run, piece->frame);
}

/* Slots that are hidden may be of any area. */
static void count_swap(struct audit_sum *sum, const struct audit_piece *piece)
{
	const struct vminfo_run *run = &piece->run;
	unsigned int area = run->swap_type % AUDIT_AREAS;

	swap_pages_add(&sum->suspects, piece->swap, run->pages);
	if (piece->swap != SWAP_OWN || run->value == VMINFO_NONE)
		return;
	sum->of_area[area] += run->pages;
	sum->slot_of_area[area] = run->value;
}

void audit_sum_piece(struct audit_sum *sum, const struct audit_piece *piece)
{
	count_state(sum, piece);
	if (piece->run.state == VMINFO_PRESENT &&
	    !(piece->run.any & VMINFO_CHANGED))
		count_present(sum, piece);
	if (piece->swap != SWAP_NOT)
		count_swap(sum, piece);
}

void audit_sum_node(struct audit_sum *sum, uint64_t pages, int node)
{
	tally_frames_node(&sum->frames, pages, node);
}

/* --- a mapping, and several ----------------------------------------------- */

static void mark(struct audit_pages *pages, const struct audit_sum *sum,
		 const struct vminfo_smaps *smaps, uint64_t flag)
{
	if (!smaps || smaps->flags == VMINFO_NONE)
		pages->maybe = sum->pages;
	else if (smaps->flags & flag)
		pages->certain = sum->pages;
}

void audit_sum_end(struct audit_sum *sum, const struct vminfo_smaps *smaps,
		   const struct swap_doubt *doubt)
{
	sum->swap = swap_doubt_count(doubt, &sum->suspects);
	if (!(sum->wants & AUDIT_WANTS_SMAPS) || !sum->mappings)
		return;
	mark(&sum->locked, sum, smaps, VMINFO_VM_LOCKED);
	mark(&sum->dontdump, sum, smaps, VMINFO_VM_DONTDUMP);
}

static void add_pages(struct audit_pages *total, const struct audit_pages *part)
{
	total->certain += part->certain;
	total->maybe += part->maybe;
}

static void add_states(struct audit_sum *total, const struct audit_sum *part)
{
	total->mappings += part->mappings;
	total->pages += part->pages;
	for (size_t i = 0; i < TALLY_STATES; i++)
		total->of_state[i] += part->of_state[i];
	total->changed += part->changed;
	total->maybe_zero += part->maybe_zero;
	total->maybe_cached += part->maybe_cached;
	total->hidden += part->hidden;
	add_pages(&total->huge, &part->huge);
	add_pages(&total->ksm, &part->ksm);
	add_pages(&total->locked, &part->locked);
	add_pages(&total->dontdump, &part->dontdump);
}

static void add_swap(struct audit_sum *total, const struct audit_sum *part)
{
	swap_bounds_add(&total->swap.own, &part->swap.own);
	swap_bounds_add(&total->swap.shmem, &part->swap.shmem);
	swap_bounds_add(&total->swap.all, &part->swap.all);
	for (size_t i = 0; i < AUDIT_AREAS; i++) {
		if (!part->of_area[i])
			continue;
		total->of_area[i] += part->of_area[i];
		total->slot_of_area[i] = part->slot_of_area[i];
	}
}

static void add_mapcounts(struct audit_sum *total, const struct audit_sum *part)
{
	total->mapcount.unknown += part->mapcount.unknown;
	if (!part->mapcount.pages)
		return;
	if (!total->mapcount.pages ||
	    part->mapcount.least < total->mapcount.least)
		total->mapcount.least = part->mapcount.least;
	if (part->mapcount.most > total->mapcount.most)
		total->mapcount.most = part->mapcount.most;
	total->mapcount.pages += part->mapcount.pages;
}

void audit_sum_add(struct audit_sum *total, const struct audit_sum *part)
{
	add_states(total, part);
	add_swap(total, part);
	add_mapcounts(total, part);
	audit_runs_join(&total->runs, &part->runs);
	if (total->wants & (AUDIT_WANTS_FRAMES | AUDIT_WANTS_NODES))
		tally_frames_add(&total->frames, &part->frames);
}

uint64_t audit_sum_present(const struct audit_sum *sum)
{
	return sum->of_state[VMINFO_PRESENT] - sum->maybe_zero;
}
