// SPDX-License-Identifier: LGPL-2.1-or-later
/* Sums of a mapping that was counted in chunks. */
#include "tally-chunk.h"

void tally_chunk_start(struct tally_chunk *chunk)
{
	*chunk = (struct tally_chunk){ .one = false };
	tally_start(&chunk->tally);
}

void tally_chunk_run(struct tally_chunk *chunk, const struct vminfo_run *run)
{
	const struct vminfo_run *open = &chunk->tally.open;

	tally_run(&chunk->tally, run);
	chunk->one = !chunk->first.pages || chunk->first.va == open->va;
	if (chunk->one)
		chunk->first = *open;
}

/* A run on both sides of the border was counted twice. */
static void join_runs(struct tally *tally, const struct tally_chunk *chunk,
		      struct vminfo_run *whole)
{
	whole->pages += chunk->first.pages;
	tally->runs -= whole->state == VMINFO_PRESENT;
	tally->slot_runs -= whole->state == VMINFO_SWAPPED;
	if (whole->state == VMINFO_PRESENT && whole->pages > tally->longest)
		tally->longest = whole->pages;
}

void tally_chunk_join(struct tally *tally, const struct tally_chunk *chunk)
{
	struct tally sums = chunk->tally;
	struct vminfo_run open = tally->open;
	bool goes_on = tally_continues(&open, &chunk->first);

	if (!chunk->first.pages)
		return;
	sums.mappings = 0;
	tally_add(tally, &sums);
	if (goes_on)
		join_runs(tally, chunk, &open);
	tally->open = goes_on && chunk->one ? open : chunk->tally.open;
}
