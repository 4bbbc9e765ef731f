// SPDX-License-Identifier: LGPL-2.1-or-later
/* What has to be seen of pages and frames for the sums that are wanted. */
#include "rows-frames.h"

#include <stdlib.h>

#include "complain.h"
#include "node.h"
#include "rows-place.h"

/* What a sum stands on.  Pages of a huge page differ in how they are mapped. */
static const struct {
	unsigned int want;
	uint64_t members;	/* of frames */
	uint64_t attributes;	/* of pages */
	uint64_t how;		/* enum vminfo_want */
} needs[] = {
	{ CELLS_SHARES, VMINFO_FRAME_HAS_MAPCOUNT, VMINFO_EXCLUSIVE,
	  VMINFO_WANT_EXACT },
	{ CELLS_KINDS, VMINFO_FRAME_HAS_FLAGS, VMINFO_FILE, 0 },
	{ CELLS_ORDERS, VMINFO_FRAME_HAS_ORDER, 0, 0 },
	{ CELLS_NODES, VMINFO_FRAME_HAS_NODE, 0, 0 },
};

/* What is hidden, smaps may tell of all of a mapping. */
static bool needs_smaps(const struct rows *rows)
{
	const uint64_t all = VMINFO_RIGHT_FRAMES | VMINFO_RIGHT_KPAGE;
	const struct visit *visit = rows->visit;

	if (!(rows->wants & CELLS_SHARES))
		return false;
	return visit->target->recorded ||
	       (vminfo_context_rights(visit->context) & all) != all;
}

static void make_tallies(struct rows *rows)
{
	for (size_t i = 0; i < 2; i++) {
		struct tally_frames *tally = &rows->frame_tallies[i];

		tally->page_size = rows->row.page_size;
		tally->block_count = rows->block_count;
		for (size_t b = 0; b < rows->block_count; b++)
			tally->blocks[b].size = rows->block_sizes[b];
	}
}

static struct tally_frames *part_of(const struct rows *rows)
{
	return &rows->frame_tallies[0];
}

static struct tally_frames *total_of(const struct rows *rows)
{
	return &rows->frame_tallies[1];
}

void rows_frames_start(struct rows *rows)
{
	if (!(rows->wants & CELLS_SUMS) || !(rows->group & CELLS_TOTAL))
		return;
	for (size_t i = 0; i < sizeof(needs) / sizeof(needs[0]); i++) {
		if (!(rows->wants & needs[i].want))
			continue;
		rows->sum_members |= needs[i].members;
		rows->cut |= needs[i].attributes;
		rows->sum_how |= needs[i].how;
	}
	if (needs_smaps(rows))
		rows->wants |= CELLS_SMAPS;
	rows->frames = calloc(ROWS_BATCH, sizeof(*rows->frames));
	rows->frame_tallies = calloc(2, sizeof(*rows->frame_tallies));
	if (!rows->frames || !rows->frame_tallies)
		complain_out_of_memory();
	make_tallies(rows);
}

void rows_frames_end(struct rows *rows)
{
	for (size_t i = 0; rows->frame_tallies && i < 2; i++)
		tally_frames_free(&rows->frame_tallies[i]);
	free(rows->frame_tallies);
	free(rows->frames);
}

void rows_frames_ask(const struct rows *rows,
		     struct vminfo_walk_options *options)
{
	options->want |= rows->sum_how;
	if (!rows->sum_members)
		return;
	options->want |= VMINFO_WANT_FRAMES;
	options->members |= rows->sum_members;
	options->split |= VMINFO_SPLIT_FRAME(rows->sum_members);
}

struct vminfo_frame *rows_frames_room(const struct rows *rows)
{
	return rows->sum_members ? rows->frames : NULL;
}

void rows_frames_introduce(struct rows *rows)
{
	if (rows->frame_tallies)
		tally_frames_start(total_of(rows), NULL);
}

void rows_frames_enter(struct rows *rows)
{
	if (rows->frame_tallies)
		tally_frames_start(part_of(rows), &rows->mapping);
}

static void skip(struct vminfo_run *run, uint64_t pages, uint64_t page_size)
{
	run->va += pages * page_size;
	run->pages -= pages;
	if (run->value != VMINFO_NONE)
		run->value += pages;
}

/* Where frames do not tell, the kernel can be asked, as of any process. */
static void count_nodes(struct rows *rows, const struct vminfo_run *run,
			const struct vminfo_frame *frame)
{
	struct tally_frames *part = part_of(rows);
	struct vminfo_run rest = *run;
	int node = NODE_UNKNOWN;

	if (run->state != VMINFO_PRESENT)
		return;
	if (frame && frame->known & VMINFO_FRAME_HAS_NODE) {
		tally_frames_node(part, run->pages, frame->node);
		return;
	}
	/* Numbers in another /proc are not numbers of processes here. */
	while (rest.pages && !rows->visit->target->procfs) {
		uint64_t n;

		node_of_pages(rows->process, &rest.va, 1, &node);
		n = node_extent(rows->process, &rest, rows->row.page_size,
				node);
		tally_frames_node(part, n, node);
		skip(&rest, n, rows->row.page_size);
	}
	tally_frames_node(part, rest.pages, NODE_UNKNOWN);
}

void rows_frames_count(struct rows *rows, const struct vminfo_run *runs,
		       size_t n)
{
	const struct vminfo_frame *frames = rows_frames_room(rows);

	if (!rows->frame_tallies || !rows->row.mapping)
		return;
	for (size_t i = 0; i < n; i++) {
		tally_frames_run(part_of(rows), &runs[i],
				 frames ? &frames[i] : NULL);
		if (rows->wants & CELLS_NODES)
			count_nodes(rows, &runs[i],
				    frames ? &frames[i] : NULL);
	}
}

void rows_frames_join(struct rows *rows, const struct tally_frames *part)
{
	if (rows->frame_tallies)
		tally_frames_add(part_of(rows), part);
}

static void verify_shares(struct rows *rows)
{
	const struct tally_frames *part = part_of(rows);

	if (!(rows->wants & CELLS_SHARES) || part->pss_unknown ||
	    part->own_unknown)
		return;
	tally_verify_shares(&rows->part, &(struct tally_shares){
		.pss = part->pss >> TALLY_PSS_SHIFT,
		.uss = part->own * rows->row.page_size,
	}, rows->row.page_size);
}

/*
 * What is shared with others, where that is hidden, smaps says of all of a
 * mapping; but not who shares hugetlb.
 */
static void ask_smaps(struct tally_frames *frames,
		      const struct tally *tally)
{
	const uint64_t *theirs = tally->smaps.bytes;
	uint64_t own_hugetlb = theirs[TALLY_SMAPS_OWN_HUGETLB];

	if (frames->own_unknown && tally_knows(tally, TALLY_SMAPS_USS)) {
		frames->own = (theirs[TALLY_SMAPS_USS] + own_hugetlb) /
			      frames->page_size;
		frames->own_unknown = 0;
	}
	if (frames->pss_unknown && tally_knows(tally, TALLY_SMAPS_PSS) &&
	    theirs[TALLY_SMAPS_HUGETLB] == own_hugetlb) {
		frames->pss = (theirs[TALLY_SMAPS_PSS] + own_hugetlb)
			      << TALLY_PSS_SHIFT;
		frames->pss_unknown = 0;
	}
}

void rows_frames_leave(struct rows *rows)
{
	if (!rows->frame_tallies)
		return;
	tally_frames_interrupt(part_of(rows));
	verify_shares(rows);
	ask_smaps(part_of(rows), &rows->part);
	rows->row.frames = part_of(rows);
}

void rows_frames_add(struct rows *rows)
{
	if (rows->frame_tallies)
		tally_frames_add(total_of(rows), part_of(rows));
}

void rows_frames_sum_up(struct rows *rows)
{
	if (!rows->frame_tallies)
		return;
	if (rows->has_rollup)
		ask_smaps(total_of(rows), &rows->total);
	rows->row.frames = total_of(rows);
}
