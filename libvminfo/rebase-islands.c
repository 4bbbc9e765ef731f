// SPDX-License-Identifier: LGPL-2.1-or-later
/* Which frames a recording names, and which of them follow each other. */
#include <errno.h>

#include "rebase.h"

#define LARGEST_ALIGNMENT ((uint64_t)1 << 30) /* bytes */

static bool add(struct rebase *rebase, uint64_t first, uint64_t count)
{
	struct island *island = growing_add(&rebase->islands, 1,
					    sizeof(*island));

	if (!island)
		return false;
	island->first = first;
	island->count = count;
	return true;
}

static bool add_pages(struct rebase *rebase)
{
	const struct recording *r = rebase->recording;
	const struct recorded_pages *pages = r->pages.rows;

	for (size_t i = 0; i < r->pages.n; i++) {
		uint64_t frame = rebase_frame(&r->machine, &pages[i]);

		if (frame && !add(rebase, frame,
				  pages[i].step ? pages[i].count : 1))
			return false;
	}
	return true;
}

static bool add_frames(struct rebase *rebase)
{
	const struct recorded_frames *f = rebase->recording->frames.rows;

	for (size_t i = 0; i < rebase->recording->frames.n; i++) {
		if (!add(rebase, f[i].frame, f[i].count))
			return false;
	}
	return true;
}

static bool is_before(const void *one, const void *other)
{
	const struct island *a = one, *b = other;

	return a->first < b->first;
}

/* Islands that overlap, or follow each other, are one. */
static void join(struct growing *islands)
{
	struct island *all = islands->rows;
	size_t n = 0;

	for (size_t i = 1; i < islands->n; i++) {
		struct island *last = &all[n];
		uint64_t behind = all[i].first - last->first;

		if (behind > last->count) {
			all[++n] = all[i];
			continue;
		}
		if (behind + all[i].count > last->count)
			last->count = behind + all[i].count;
	}
	islands->n = islands->n ? n + 1 : 0;
}

/*
 * By twice the largest alignment in it an island can move, and the alignment of
 * all of its frames is what it was.
 */
static uint64_t unit_of(const struct island *island, uint64_t largest)
{
	uint64_t last = island->first + (island->count - 1);
	uint64_t alignment = largest;

	while (alignment > 1 && last / alignment * alignment < island->first)
		alignment /= 2;
	return alignment == largest ? largest : 2 * alignment;
}

int rebase_find_islands(struct rebase *rebase)
{
	uint64_t page_size = rebase->recording->machine.page_size;
	uint64_t largest = LARGEST_ALIGNMENT / page_size;
	struct island *islands;

	if (!add_pages(rebase) || !add_frames(rebase))
		return -ENOMEM;
	growing_sort(&rebase->islands, sizeof(struct island), is_before);
	join(&rebase->islands);
	islands = rebase->islands.rows;
	for (size_t i = 0; i < rebase->islands.n; i++) {
		islands[i].unit = unit_of(&islands[i], largest ? largest : 1);
		islands[i].to = islands[i].first;
	}
	return 0;
}

struct island *rebase_island(const struct rebase *rebase, uint64_t frame)
{
	struct island *islands = rebase->islands.rows;
	size_t low = 0, high = rebase->islands.n - 1;

	while (low < high) {
		size_t middle = low + (high - low + 1) / 2;

		if (islands[middle].first > frame)
			high = middle - 1;
		else
			low = middle;
	}
	return &islands[low];
}
