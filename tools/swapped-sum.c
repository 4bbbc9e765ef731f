// SPDX-License-Identifier: LGPL-2.1-or-later
/* What processes have in swap together, each page once. */
#include "swapped-parts.h"

static void take_slots(struct swapped *s)
{
	struct swapped_process *at = &s->at;
	struct swap_bounds unseen = swap_bounds_beyond(&at->sum.counts.own,
					    at->sum.seen_slots);

	swapped_areas_take(&s->areas, at->areas);
	if (at->sum.counts.own.most)
		swap_object_add_pid(&s->owners,
				    vminfo_process_pid(at->process));
	s->seen_slots += at->sum.seen_slots;
	/* Processes that forked may have the same. */
	if (unseen.least > s->unseen_slots.least)
		s->unseen_slots.least = unseen.least;
	s->unseen_slots.most += unseen.most;
}

/* Of the process, each page once. */
static void count_once(struct swapped_process *at)
{
	at->once.own = at->sum.counts.own;
	at->once.shmem = swap_objects_bounds(&at->objects);
	at->once.all = at->once.own;
	swap_bounds_add(&at->once.all, &at->once.shmem);
	if (at->once.all.least < at->least)
		at->once.all.least = at->least;
}

/* Pages in slots that others of its pages have, too: KSM merged them. */
static uint64_t pages_merged(struct swapped_process *at)
{
	uint64_t slots = 0;

	for (size_t i = 0; i < SWAPPED_AREAS; i++) {
		frame_set_join(&at->areas[i].slots);
		slots += frame_set_size(&at->areas[i].slots);
	}
	return at->sum.seen_slots - slots;
}

/* In sums each slot counts once. */
static void note_least(struct swapped *s)
{
	uint64_t least = s->at.once.all.least;
	uint64_t merged = s->several ? pages_merged(&s->at) : 0;

	if (least > merged && least - merged > s->least)
		s->least = least - merged;
}

void swapped_take_process(struct swapped *s)
{
	struct swapped_process *at = &s->at;

	count_once(at);
	s->judged += !at->walked || at->sum.pages;
	s->with_swap += at->once.all.least != 0;
	note_least(s);
	swapped_put_process(s);
	take_slots(s);
	swap_objects_take(&s->objects, &at->objects,
			  vminfo_process_pid(at->process));
}

/* In slots of the processes' own. */
struct swap_bounds swapped_own_in_all(struct swapped *s)
{
	struct swap_bounds own = s->unseen_slots;
	uint64_t slots = 0;

	for (size_t i = 0; s->several && i < SWAPPED_AREAS; i++) {
		struct frame_set *set = &s->areas.rows[i].slots;

		frame_set_join(set);
		slots += frame_set_size(set);
	}
	if (!s->several)
		slots = s->seen_slots;
	own.least += slots;
	own.most += slots;
	return own;
}

struct swap_bounds swapped_in_all(struct swapped *s)
{
	struct swap_bounds all = swap_objects_bounds(&s->objects);
	struct swap_bounds own = swapped_own_in_all(s);

	swap_bounds_add(&all, &own);
	/* What is known of both kinds together may be more. */
	if (all.least < s->least)
		all.least = s->least;
	return all;
}
