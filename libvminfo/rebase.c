// SPDX-License-Identifier: LGPL-2.1-or-later
/* Finds the frames of a recording, moves them, and writes them back. */
#include "rebase.h"

#include <errno.h>

#include "pagemap-bits.h"
#include "pagemap.h"

/* A special entry names a frame, but for markers, and if it is not hidden. */
static bool has_special_frame(const struct recorded_machine *machine,
			      uint64_t word)
{
	return (word & (PAGEMAP_PRESENT | PAGEMAP_NOT_PRESENT |
			PAGEMAP_GUARD)) == PAGEMAP_NOT_PRESENT &&
	       pagemap_type(word) >= machine->special_start &&
	       pagemap_type(word) != machine->marker_type;
}

uint64_t rebase_frame(const struct recorded_machine *machine,
		      const struct recorded_pages *pages)
{
	if (pages->word & PAGEMAP_PRESENT)
		return pages->word & PAGEMAP_FRAME;
	if (has_special_frame(machine, pages->word))
		return pagemap_special_frame(pages->word);
	return 0;
}

static void write_back(struct rebase *rebase)
{
	struct recording *r = rebase->recording;
	struct recorded_frames *frames = r->frames.rows;
	struct recorded_pages *pages = r->pages.rows;
	const struct island *island;

	for (size_t i = 0; i < r->pages.n; i++) {
		uint64_t frame = rebase_frame(&r->machine, &pages[i]);

		if (!frame)
			continue;
		island = rebase_island(rebase, frame);
		frame = island->to - island->first;
		if (!(pages[i].word & PAGEMAP_PRESENT))
			frame *= PAGEMAP_SLOT;
		pages[i].word += frame;
	}
	for (size_t i = 0; i < r->frames.n; i++) {
		island = rebase_island(rebase, frames[i].frame);
		frames[i].frame += island->to - island->first;
	}
	recording_sort_frames(r);
	/* Some may be behind it now. */
	r->frames_end = 0;
	r->machine.rebased = true;
}

static uint64_t count_kept(const struct rebase *rebase)
{
	const struct island *islands = rebase->islands.rows;
	uint64_t kept = 0;

	for (size_t i = 0; i < rebase->islands.n; i++) {
		if (islands[i].to == islands[i].first)
			kept += islands[i].count;
	}
	return kept;
}

int rebase_recording(struct rebase *rebase, uint64_t *kept)
{
	int ret = rebase_find_islands(rebase);

	if (ret == 0)
		ret = rebase_find_segments(rebase);
	if (ret == 0)
		ret = rebase_place(rebase);
	if (ret == 0) {
		write_back(rebase);
		*kept = count_kept(rebase);
	}
	growing_free(&rebase->islands);
	growing_free(&rebase->segments);
	return ret;
}
