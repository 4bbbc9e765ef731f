// SPDX-License-Identifier: LGPL-2.1-or-later
/* Counts frames, one after the other, by what they are used for. */
#include "census.h"

#define BIT(flag) ((uint64_t)1 << (flag))

void census_add(struct census_counts *to, const struct census_counts *from)
{
	for (unsigned int use = 0; use < FRAME_USES; use++)
		to->frames[use] += from->frames[use];
	for (unsigned int use = 0; use < FRAME_USES; use++)
		to->large[use] += from->large[use];
	for (unsigned int use = 0; use < FRAME_USES; use++)
		to->folios[use] += from->folios[use];
}

/* The order of what has that many frames, if they are a power of two. */
static unsigned int order_of(uint64_t frames)
{
	unsigned int order = 0;

	while (order + 1 < FREE_BLOCKS_ORDERS && frames >> (order + 1))
		order++;
	return order;
}

/* Its frames are counted when it is known how many they are. */
static void end_folio(struct census *census)
{
	struct census_counts *folio = &census->folio;

	if (!census->folio_use)
		return;
	if (census->folio_frames > 1) {
		folio->large[census->folio_use] = census->folio_frames;
		folio->folios[census->folio_use] = 1;
	}
	census_add(&census->of_order[order_of(census->folio_frames)], folio);
	census_add(&census->zone->counts, folio);
	*folio = (struct census_counts){ .frames = { 0 } };
	census->folio_frames = 0;
	census->folio_use = 0;
}

static void end_free(struct census *census)
{
	free_blocks_add(&census->zone->seen, census->free_from,
			census->free_frames, census->largest);
	census->zone->counts.frames[FRAME_USE_FREE] += census->free_frames;
	census->free_frames = 0;
}

void census_end_piece(struct census *census)
{
	end_folio(census);
	end_free(census);
}

/* Frames of no compound page. */
static void count_single(struct census *census, enum frame_use use, uint64_t n)
{
	end_folio(census);
	census->of_order[0].frames[use] += n;
	census->zone->counts.frames[use] += n;
}

static void begin_folio(struct census *census, enum frame_use use)
{
	end_folio(census);
	census->folio_use = use;
	census->folio.frames[use] = 1;
	census->folio_frames = 1;
}

static void count_free(struct census *census, uint64_t pfn, uint64_t n)
{
	end_folio(census);
	if (!census->free_frames)
		census->free_from = pfn;
	census->free_frames += n;
}

void census_count(struct census *census, uint64_t pfn, uint64_t n,
		  uint64_t flags)
{
	uint64_t valid = vminfo_frame_flags_valid(flags);
	enum frame_use use = frame_use_of(flags, census->folio_use);

	if (use == FRAME_USE_FREE) {
		count_free(census, pfn, n);
		return;
	}
	end_free(census);
	if (valid & BIT(VMINFO_FRAME_COMPOUND_TAIL) && census->folio_use) {
		census->folio.frames[use] += n;
		census->folio_frames += n;
	} else if (valid & BIT(VMINFO_FRAME_COMPOUND_HEAD)) {
		/* Of heads in a row the last one may have tails. */
		if (n > 1)
			count_single(census, use, n - 1);
		begin_folio(census, use);
	} else {
		count_single(census, use, n);
	}
}

uint64_t census_frames(const struct census_counts *counts)
{
	uint64_t frames = 0;

	for (unsigned int use = 0; use < FRAME_USES; use++)
		frames += counts->frames[use];
	return frames;
}

static uint64_t smaller(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* Of those in use, what the allocator does not manage: they have a flag. */
static uint64_t not_managed(const struct census_counts *counts)
{
	return counts->frames[FRAME_USE_RESERVED] +
	       counts->frames[FRAME_USE_OFFLINE] +
	       counts->frames[FRAME_USE_ZERO];
}

/* None of them is in a compound page. */
static void move(struct census *census, struct census_zone *zone,
		 enum frame_use to, uint64_t n)
{
	struct census_counts *single = &census->of_order[0];

	n = smaller(n, zone->counts.frames[FRAME_USE_UNFLAGGED]);
	zone->counts.frames[FRAME_USE_UNFLAGGED] -= n;
	zone->counts.frames[to] += n;
	single->frames[FRAME_USE_UNFLAGGED] -= n;
	single->frames[to] += n;
}

/*
 * What is not managed and has no flag is what is left of those that are not
 * managed.  A balloon may have taken its frames from the managed ones or not:
 * then it is fewer.
 */
static void settle_zone(struct census *census, struct census_zone *zone)
{
	const struct vminfo_zone_span *span = &zone->span;
	uint64_t flagged = not_managed(&zone->counts);

	if (span->node == CENSUS_NO_NODE)
		return;
	if (span->present > span->managed &&
	    span->present - span->managed > flagged)
		move(census, zone, FRAME_USE_UNMANAGED,
		     span->present - span->managed - flagged);
	if (!zone->has_cpu_lists)
		return;
	move(census, zone, FRAME_USE_CPU_LIST, zone->on_cpu_lists);
	move(census, zone, FRAME_USE_KERNEL, UINT64_MAX);
}

static void add_free(struct census *census)
{
	for (unsigned int order = 0; order < FREE_BLOCKS_ORDERS; order++)
		census->of_order[order].frames[FRAME_USE_FREE] =
			census->seen.of_order[order] << order;
}

void census_settle(struct census *census)
{
	for (size_t i = 0; i < census->n_zones; i++) {
		struct census_zone *zone = &census->zones[i];

		if (!(census->lacks & CENSUS_NO_RAM))
			settle_zone(census, zone);
		census_add(&census->total, &zone->counts);
		free_blocks_join(&census->seen, &zone->seen);
		free_blocks_join(&census->listed, &zone->listed);
	}
	add_free(census);
}

bool census_knows(const struct census *census, enum frame_use use)
{
	if (census->lacks & CENSUS_NO_FLAGS)
		return false;
	switch (use) {
	case FRAME_USE_UNFLAGGED:
	case FRAME_USE_RESERVED:
	case FRAME_USE_OFFLINE:
		/* A hole has such words, too. */
		return !(census->lacks & CENSUS_NO_RAM);
	case FRAME_USE_ANON:
	case FRAME_USE_KSM:
		return !census->total.frames[FRAME_USE_MAYBE_KSM];
	case FRAME_USE_KERNEL:
	case FRAME_USE_CPU_LIST:
	case FRAME_USE_UNMANAGED:
		return !(census->lacks & CENSUS_NO_RAM) &&
		       !census->total.frames[FRAME_USE_UNFLAGGED];
	default:
		return true;
	}
}
