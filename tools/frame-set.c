// SPDX-License-Identifier: LGPL-2.1-or-later
/* A set of frames: stretches of consecutive ones, ascending. */
#include "frame-set.h"

#include <stdlib.h>

#include "complain.h"

static uint64_t end_of(const struct frame_stretch *stretch)
{
	return stretch->pfn + stretch->count;
}

void frame_set_add(struct frame_set *set, uint64_t pfn, uint64_t count)
{
	struct frame_stretch *list = set->list;

	if (!count)
		return;
	if (set->count == set->room) {
		set->room = set->room ? 2 * set->room : 1;
		list = reallocarray(list, set->room, sizeof(*list));
	}
	if (!list)
		complain_out_of_memory();
	list[set->count++] = (struct frame_stretch){ pfn, count };
	set->list = list;
}

void frame_set_include(struct frame_set *set, uint64_t pfn, uint64_t count)
{
	frame_set_add(set, pfn, count);
	if (set->count < 2 * set->joined + 1024)
		return;
	frame_set_join(set);
	set->joined = set->count;
}

static int by_frame(const void *a, const void *b)
{
	const struct frame_stretch *one = a, *other = b;

	return (one->pfn > other->pfn) - (one->pfn < other->pfn);
}

void frame_set_join(struct frame_set *set)
{
	struct frame_stretch *list = set->list;
	size_t n = 0;

	if (!set->count)
		return;
	qsort(list, set->count, sizeof(*list), by_frame);
	for (size_t i = 1; i < set->count; i++) {
		if (list[i].pfn > end_of(&list[n]))
			list[++n] = list[i];
		else if (end_of(&list[i]) > end_of(&list[n]))
			list[n].count = end_of(&list[i]) - list[n].pfn;
	}
	set->count = n + 1;
}

void frame_set_free(struct frame_set *set)
{
	free(set->list);
	*set = (struct frame_set){ 0 };
}

uint64_t frame_set_size(const struct frame_set *set)
{
	uint64_t size = 0;

	for (size_t i = 0; i < set->count; i++)
		size += set->list[i].count;
	return size;
}

/* The first stretch that ends behind a frame. */
static size_t find(const struct frame_set *set, uint64_t pfn)
{
	size_t low = 0, high = set->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (end_of(&set->list[middle]) > pfn)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

struct frame_stretch frame_set_first(const struct frame_set *set,
				     struct frame_stretch among)
{
	size_t i = find(set, among.pfn);
	uint64_t end = end_of(&among);
	struct frame_stretch first = { 0 };

	if (i == set->count || set->list[i].pfn >= end)
		return first;
	first.pfn = among.pfn > set->list[i].pfn ? among.pfn
						 : set->list[i].pfn;
	if (end > end_of(&set->list[i]))
		end = end_of(&set->list[i]);
	first.count = end - first.pfn;
	return first;
}

void frame_set_part(const struct frame_set *set, uint64_t from, uint64_t most,
		    struct frame_set *part)
{
	*part = (struct frame_set){ 0 };
	for (size_t i = find(set, from); i < set->count && most; i++) {
		struct frame_stretch next = set->list[i];

		if (next.pfn < from) {
			next.count -= from - next.pfn;
			next.pfn = from;
		}
		if (next.count > most)
			next.count = most;
		frame_set_add(part, next.pfn, next.count);
		most -= next.count;
	}
}
