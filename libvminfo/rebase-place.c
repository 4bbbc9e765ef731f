// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Puts islands to random places, so that none touches another: in rounds, each
 * of which places most of those that are left.
 */
#include <errno.h>
#include <string.h>

#include "rebase.h"

/* Islands that are in the way of all others stay, and all is done once more. */
#define TRIES 8u
#define ROUNDS 32u
#define DRAWS 16u

/* So many places are looked at for islands that had no luck. */
#define MOST_LOOKS ((uint64_t)1 << 26)

/* Frames that are taken, and one behind them that stays free. */
struct spot {
	uint64_t first;
	uint64_t end;
	size_t island;
};

struct placing {
	struct rebase *rebase;
	struct growing spots;	/* struct spot, ascending */
	struct growing merged;	/* what they will be */
	struct growing wanted;	/* struct spot of islands that have none yet */
	uint64_t looks;
};

static struct island *island_of(const struct placing *p, size_t i)
{
	return (struct island *)p->rebase->islands.rows + i;
}

/* The segments of a class: the first, and behind the last. */
static void find_class(const struct rebase *rebase, uint64_t class,
		       const struct segment **first, const struct segment **end)
{
	const struct segment *all = rebase->segments.rows;
	size_t low = 0, high = rebase->segments.n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (all[middle].class < class)
			low = middle + 1;
		else
			high = middle;
	}
	*first = *end = &all[low];
	while (*end < all + rebase->segments.n && (*end)->class == class)
		++*end;
}

/* The first place for an island from a frame on. */
static uint64_t aligned(const struct island *island, uint64_t from)
{
	uint64_t rest = (island->first - from) % island->unit;

	return from + rest;
}

/* --- at random ------------------------------------------------------------ */

/* 1: *place is one in the segments; 0: it was none; negative errno. */
static int draw_place(const struct placing *p, const struct island *island,
		      uint64_t *place)
{
	const struct segment *segment, *end;
	uint64_t number, slots, room;
	int ret = p->rebase->draw(p->rebase->data, &number);

	if (ret < 0)
		return ret;
	find_class(p->rebase, island->class, &segment, &end);
	room = end[-1].room + (end[-1].end - end[-1].first);
	number %= room;
	while (segment + 1 < end && segment[1].room <= number)
		segment++;
	*place = aligned(island, segment->first);
	if (*place >= segment->end || segment->end - *place < island->count)
		return 0;
	slots = (segment->end - *place - island->count) / island->unit + 1;
	ret = p->rebase->draw(p->rebase->data, &number);
	*place += number % slots * island->unit;
	return ret < 0 ? ret : *place != island->first;
}

static struct spot spot_at(const struct island *island, uint64_t place,
			   size_t i)
{
	return (struct spot){ .first = place,
			      .end = place + island->count + 1,
			      .island = i };
}

/* A place for each that has none. */
static int draw_all(struct placing *p)
{
	struct spot *wanted = p->wanted.rows;
	int ret;

	for (size_t i = 0; i < p->wanted.n; i++) {
		const struct island *island = island_of(p, wanted[i].island);
		uint64_t place = island->first;

		for (unsigned int draw = 0; draw < DRAWS; draw++) {
			ret = draw_place(p, island, &place);
			if (ret < 0)
				return ret;
			if (ret > 0)
				break;
			place = island->first;
		}
		wanted[i] = spot_at(island, place, wanted[i].island);
	}
	return 0;
}

static bool is_before(const void *one, const void *other)
{
	const struct spot *a = one, *b = other;

	return a->first < b->first;
}

static bool is_free(const struct placing *p, const struct spot *spot,
		    uint64_t from, const struct spot *next)
{
	return spot->first >= from && (!next || spot->end <= next->first) &&
	       spot->first != island_of(p, spot->island)->first;
}

/* Takes those that are in nobody's way; what is left is wanted still. */
static int take_free(struct placing *p)
{
	const struct spot *old = p->spots.rows, *end = old + p->spots.n;
	struct spot *wanted = p->wanted.rows, *to;
	struct growing merged = p->merged;
	uint64_t from = 0;
	size_t left = 0;

	merged.n = 0;
	if (!growing_add(&merged, p->spots.n + p->wanted.n, sizeof(*to)))
		return -ENOMEM;
	to = merged.rows;
	for (size_t i = 0; i < p->wanted.n; i++) {
		for (; old < end && old->first <= wanted[i].first; old++) {
			*to++ = *old;
			from = old->end;
		}
		if (is_free(p, &wanted[i], from, old < end ? old : NULL)) {
			*to++ = wanted[i];
			from = wanted[i].end;
		} else {
			wanted[left++] = wanted[i];
		}
	}
	while (old < end)
		*to++ = *old++;
	merged.n = (size_t)(to - (struct spot *)merged.rows);
	p->wanted.n = left;
	p->merged = p->spots;
	p->spots = merged;
	return 0;
}

static int place_at_random(struct placing *p)
{
	int ret = 0;

	for (unsigned int i = 0; ret == 0 && i < ROUNDS && p->wanted.n; i++) {
		ret = draw_all(p);
		if (ret < 0)
			return ret;
		growing_sort(&p->wanted, sizeof(struct spot), is_before);
		ret = take_free(p);
	}
	return ret;
}

/* --- by looking ----------------------------------------------------------- */

/* The first spot that ends above a frame, or behind the last. */
static size_t spot_above(const struct placing *p, uint64_t frame)
{
	const struct spot *spots = p->spots.rows;
	size_t low = 0, high = p->spots.n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (spots[middle].end <= frame)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* A place in a segment that is free; its spot comes before *next. */
static bool find_in(struct placing *p, const struct segment *segment,
		    size_t island, struct spot *found, size_t *next)
{
	const struct island *it = island_of(p, island);
	const struct spot *spots = p->spots.rows;
	uint64_t from = segment->first;

	for (*next = spot_above(p, from); from < segment->end; ++*next) {
		bool last = *next == p->spots.n;
		uint64_t place = aligned(it, from);

		if (place == it->first)
			place += it->unit;
		*found = spot_at(it, place, island);
		if (place >= segment->end ||
		    segment->end - place < it->count)
			return false;
		if (is_free(p, found, from, last ? NULL : &spots[*next]))
			return true;
		if (last || ++p->looks > MOST_LOOKS)
			return false;
		from = spots[*next].end;
	}
	return false;
}

static bool find_place(struct placing *p, size_t island, struct spot *found,
		       size_t *next)
{
	const struct segment *segment, *end;

	find_class(p->rebase, island_of(p, island)->class, &segment, &end);
	for (; segment < end; segment++) {
		if (find_in(p, segment, island, found, next))
			return true;
	}
	return false;
}

/* Who finds none stays where it is, and is reckoned with from the start. */
static int place_by_looking(struct placing *p)
{
	const struct spot *wanted = p->wanted.rows;
	struct spot found, *spots;
	size_t next;

	for (size_t i = 0; i < p->wanted.n; i++) {
		if (!find_place(p, wanted[i].island, &found, &next)) {
			island_of(p, wanted[i].island)->fixed = true;
			continue;
		}
		if (!growing_add(&p->spots, 1, sizeof(*spots)))
			return -ENOMEM;
		spots = p->spots.rows;
		memmove(&spots[next + 1], &spots[next],
			(p->spots.n - 1 - next) * sizeof(*spots));
		spots[next] = found;
	}
	return 0;
}

/* --- all ------------------------------------------------------------------ */

/* Those that stay, and those that want a place. */
static int start(struct placing *p)
{
	p->spots.n = p->wanted.n = 0;
	for (size_t i = 0; i < p->rebase->islands.n; i++) {
		const struct island *island = island_of(p, i);
		struct spot *spot = growing_add(
			island->fixed ? &p->spots : &p->wanted, 1,
			sizeof(*spot));

		if (!spot)
			return -ENOMEM;
		*spot = spot_at(island, island->first, i);
	}
	return 0;
}

static size_t count_fixed(const struct placing *p)
{
	size_t n = 0;

	for (size_t i = 0; i < p->rebase->islands.n; i++)
		n += island_of(p, i)->fixed;
	return n;
}

/* 1: each has its place; 0: more of them have to stay; negative errno. */
static int place_all(struct placing *p)
{
	size_t fixed = count_fixed(p);
	int ret = start(p);

	if (ret == 0)
		ret = place_at_random(p);
	if (ret == 0)
		ret = place_by_looking(p);
	return ret < 0 ? ret : count_fixed(p) == fixed;
}

static void keep_places(const struct placing *p)
{
	const struct spot *spots = p->spots.rows;

	for (size_t i = 0; i < p->spots.n; i++)
		island_of(p, spots[i].island)->to = spots[i].first;
}

int rebase_place(struct rebase *rebase)
{
	struct placing p = { .rebase = rebase };
	int ret = 0;

	for (unsigned int i = 0; ret == 0 && i < TRIES; i++)
		ret = place_all(&p);
	if (ret > 0)
		keep_places(&p);
	growing_free(&p.spots);
	growing_free(&p.merged);
	growing_free(&p.wanted);
	return ret < 0 ? ret : 0;
}
