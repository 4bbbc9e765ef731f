// SPDX-License-Identifier: LGPL-2.1-or-later
/* Where the largest window may start, and how far each such start goes. */
#include "fit-starts.h"

#include <string.h>

#include "memory.h"

static uint64_t smaller(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static uint64_t larger(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

/* --- segments of a leg ---------------------------------------------------- */

/* Bytes of n segments, as long as they can be. */
static uint64_t reach(const struct fit_starts *s, uint64_t bus, uint64_t n)
{
	uint64_t pad = -bus & (s->grain - 1);

	if (n > (UINT64_MAX - pad) / s->step)
		return UINT64_MAX;
	return n * s->step + smaller(pad, n * s->slack);
}

/* From the byte `at` up to the end of a leg. */
static uint64_t count_from(const struct fit_starts *s,
			   const struct fit_leg *leg, uint64_t at)
{
	uint64_t pad = -(leg->bus + at) & (s->grain - 1);
	uint64_t bytes = leg->length - at;

	if (bytes <= s->step)
		return 1;
	return larger((bytes - 1 - pad) / s->step,
		      (bytes - 1) / (s->step + s->slack)) + 1;
}

/* The first byte that has no more than n up to the end of a leg with more; the
   end, if n is 0. */
static uint64_t back_from_end(const struct fit_starts *s,
			      const struct fit_leg *leg, uint64_t n)
{
	uint64_t at = leg->length - n * s->step;
	uint64_t pad = -(leg->bus + at) & (s->grain - 1);

	return at - smaller(n * s->slack, s->grain - 1 - pad);
}

/* --- the list ------------------------------------------------------------- */

static void record(struct fit_starts *s, uint64_t va, uint64_t length)
{
	if (length <= s->best_length)
		return;
	s->best_va = va;
	s->best_length = length;
}

static const struct fit_start *latest(const struct fit_starts *s)
{
	return &s->list[s->first + s->count - 1];
}

static bool make_room(struct fit_starts *s)
{
	size_t room = s->room ? 2 * s->room : 64;
	struct fit_start *list;

	if (s->first + s->count < s->room)
		return true;
	if (s->first > s->count) {
		memmove(s->list, s->list + s->first,
			s->count * sizeof(*s->list));
		s->first = 0;
		return true;
	}
	list = memory_resize(s->list, room * sizeof(*list));
	if (!list)
		return false;
	s->list = list;
	s->room = room;
	return true;
}

/* Where a run may have ended after a start, which it does for no later one. */
static bool is_unsure(const struct fit_starts *s, const struct fit_start *start)
{
	return s->unsure > larger(start->va, s->broken);
}

/*
 * One that has no more to spare than an earlier one is never better, unless
 * that one is unsure: then one more is kept, the latest.
 */
static void keep(struct fit_starts *s, struct fit_start start)
{
	if (s->count && latest(s)->last >= start.last) {
		if (!is_unsure(s, latest(s)))
			return;
		if (s->count > 1)
			s->count--;
	}
	if (!make_room(s)) {
		s->failed = true;
		return;
	}
	s->list[s->first + s->count++] = start;
}

/* --- starts in a leg ------------------------------------------------------ */

/* The first one from a byte on, or the end of the leg. */
static uint64_t first_of_kind(const struct fit_leg *leg,
			      const struct fit_kind *kind, uint64_t from)
{
	uint64_t up = (kind->beyond - leg->bus - from) & (kind->of - 1);

	return up < leg->length - from ? from + up : leg->length;
}

/*
 * Whether those with fewer segments are never better: they spare one for each
 * `step` bytes that they lose, and a segment has no more bytes anywhere else.
 * But the first one wastes what its segments had room for, and so may others
 * that are rounded up.
 */
static bool is_tight(const struct fit_starts *s, const struct fit_leg *leg,
		     const struct fit_kind *kind, uint64_t at)
{
	uint64_t both = kind->of | s->step;
	uint64_t n = count_from(s, leg, at);

	return s->grain == 1 &&
	       n * s->step - (leg->length - at) < (both & -both);
}

static void add_kind(struct fit_starts *s, const struct fit_leg *leg,
		     const struct fit_kind *kind)
{
	uint64_t at = first_of_kind(leg, kind, 0);

	if ((kind->of - 1) & ~leg->known)
		return;
	if (at < leg->length && count_from(s, leg, at) > kind->most) {
		record(s, leg->va + at, reach(s, leg->bus + at, kind->most));
		at = first_of_kind(leg, kind,
				   back_from_end(s, leg, kind->most));
	}
	while (at < leg->length) {
		uint64_t n = count_from(s, leg, at), spent = s->segments - n;

		if (n < kind->least)
			return;
		keep(s, (struct fit_start){
			.va = leg->va + at,
			.last = spent + smaller(s->max_segs,
						UINT64_MAX - spent),
		});
		if (is_tight(s, leg, kind, at))
			return;
		at = first_of_kind(leg, kind, back_from_end(s, leg, n - 1));
	}
}

/* --- ends in a leg -------------------------------------------------------- */

/*
 * Where a run may have ended, or not, nobody can tell where its segments end
 * once it has more bytes than one of them.
 */
static uint64_t unsure_room(const struct fit_starts *s,
			    const struct fit_start *start, uint64_t va)
{
	uint64_t used = va - larger(start->va, s->broken);

	if (!is_unsure(s, start))
		return UINT64_MAX;
	return used < s->step ? s->step - used : 0;
}

/* Bytes of a leg that the window of an earlier start may have. */
static uint64_t room_in(const struct fit_starts *s,
			const struct fit_start *start,
			const struct fit_leg *leg)
{
	uint64_t n = smaller(start->last - s->segments, s->leg_most);

	return smaller(unsure_room(s, start, leg->va),
		       smaller(reach(s, leg->bus, n), leg->length));
}

void fit_starts_add(struct fit_starts *s, const struct fit_leg *leg)
{
	while (s->count) {
		const struct fit_start *start = &s->list[s->first];
		uint64_t room = room_in(s, start, leg);

		if (room == leg->length)
			break;
		record(s, start->va, leg->va - start->va + room);
		s->first++;
		s->count--;
	}
	s->segments += count_from(s, leg, 0);
	for (size_t i = 0; i < s->kind_count; i++)
		add_kind(s, leg, &s->kinds[i]);
}

void fit_starts_wall(struct fit_starts *s, uint64_t va)
{
	if (s->count)
		record(s, s->list[s->first].va, va - s->list[s->first].va);
	s->count = 0;
}

void fit_starts_end_run(struct fit_starts *s, uint64_t run_va, uint64_t va,
			bool sure)
{
	if (s->count &&
	    va - larger(run_va, s->list[s->first].va) < s->min_run)
		fit_starts_wall(s, va);
	while (s->count && va - latest(s)->va < s->min_run)
		s->count--;
	if (sure)
		s->broken = va;
	else if (s->virt_boundary > 1)
		s->unsure = va;
}

void fit_starts_begin(struct fit_starts *s,
		      const struct vminfo_dma_constraints *c,
		      uint64_t page_size)
{
	*s = (struct fit_starts){
		.min_run = c->min_run,
		.virt_boundary = larger(c->virt_boundary, 1),
		.max_segs = c->max_segs ? c->max_segs : UINT64_MAX,
	};
	fit_kinds_choose(s, c, page_size);
}

void fit_starts_free(struct fit_starts *s)
{
	memory_free(s->list);
	s->list = NULL;
}
