// SPDX-License-Identifier: LGPL-2.1-or-later
/* Where frames of the same kind are: RAM or not, and of the same zones. */
#include <errno.h>

#include "rebase.h"
#include "vminfo.h"

/* Without zones, what devices with few address lines can reach. */
#define REACH_OF_ISA ((uint64_t)16 << 20)
#define REACH_OF_32_BITS ((uint64_t)1 << 32)

/* Where something begins or ends: frames from here on are of other kinds. */
struct border {
	uint64_t frame;
	uint64_t kind;		/* which, by a number without pattern */
};

/* A sum of them is as good as a list of them. */
static uint64_t scattered(uint64_t number)
{
	number += 0x9e3779b97f4a7c15;
	number = (number ^ number >> 30) * 0xbf58476d1ce4e5b9;
	number = (number ^ number >> 27) * 0x94d049bb133111eb;
	return number ^ number >> 31;
}

static bool add_kind(struct growing *borders, uint64_t first, uint64_t end,
		     uint64_t number)
{
	struct border *border;

	if (first >= end)
		return true;
	border = growing_add(borders, 2, sizeof(*border));
	if (!border)
		return false;
	border[0] = (struct border){ first, scattered(number) };
	border[1] = (struct border){ end, -scattered(number) };
	return true;
}

/* Far from the small numbers of what has no name. */
static uint64_t hash(const char *name)
{
	uint64_t number = UINT64_MAX;

	while (*name)
		number = scattered(number + (unsigned char)*name++);
	return number;
}

/* A frame is RAM if its first byte is. */
static bool add_ram(const struct recording *r, struct growing *borders)
{
	const struct recorded_range *ram = r->ram.rows;
	uint64_t size = r->machine.page_size;
	bool all = true;

	for (size_t i = 0; all && i < r->ram.n; i++)
		all = add_kind(borders,
			       ram[i].va / size + (ram[i].va % size != 0),
			       ram[i].last / size + 1, 0);
	return all;
}

/* A frame has the names of all regions that its first byte is in. */
static bool add_regions(const struct recording *r, struct growing *borders)
{
	const struct recorded_region *region = r->regions.rows;
	uint64_t size = r->machine.page_size;
	bool all = true;

	for (size_t i = 0; all && i < r->regions.n; i++, region++) {
		uint64_t first = region->range.va / size;
		const char *name = recording_text(r, region->name);

		all = add_kind(borders,
			       first + (region->range.va % size != 0),
			       region->range.last / size + 1, hash(name));
	}
	return all;
}

static bool add_zones(const struct recording *r, struct growing *borders)
{
	const struct recorded_zone *zones = r->zones.rows;
	uint64_t size = r->machine.page_size;
	bool all = true, any = false;

	for (size_t i = 0; all && i < r->zones.n; i++) {
		if (!zones[i].has_start ||
		    zones[i].spanned > UINT64_MAX - zones[i].start)
			continue;
		any = true;
		all = add_kind(borders, zones[i].start,
			       zones[i].start + zones[i].spanned, i + 1);
	}
	if (any || !all)
		return all;
	return add_kind(borders, 1, REACH_OF_ISA / size, 1) &&
	       add_kind(borders, 1, REACH_OF_32_BITS / size, 2);
}

static bool is_before(const void *one, const void *other)
{
	const struct border *a = one, *b = other;

	return a->frame < b->frame;
}

/* A power of two above all numbers that the recording has. */
static uint64_t end_of_all(const struct rebase *rebase,
			   const struct growing *borders)
{
	const struct island *islands = rebase->islands.rows;
	const struct border *border = borders->rows;
	uint64_t last = 0, end = 1;

	if (rebase->islands.n) {
		const struct island *highest = &islands[rebase->islands.n - 1];

		last = highest->first + (highest->count - 1);
	}
	if (borders->n && border[borders->n - 1].frame > last)
		last = border[borders->n - 1].frame;
	while (end <= last && end << 1)
		end <<= 1;
	return end;
}

static bool add_segment(struct rebase *rebase, uint64_t first, uint64_t end,
			uint64_t class)
{
	struct segment *segment;

	if (first >= end)
		return true;
	segment = growing_add(&rebase->segments, 1, sizeof(*segment));
	if (!segment)
		return false;
	*segment = (struct segment){ .first = first, .end = end,
				     .class = class };
	return true;
}

/* Frame 0 is what hidden ones have, so it is never given. */
static bool cut(struct rebase *rebase, struct growing *borders)
{
	const struct border *border = borders->rows;
	uint64_t first = 1, class = 0;
	bool all = true;

	growing_sort(borders, sizeof(*border), is_before);
	for (size_t i = 0; border && all && i < borders->n; i++) {
		all = add_segment(rebase, first, border[i].frame, class);
		if (border[i].frame > first)
			first = border[i].frame;
		class += border[i].kind;
	}
	return all && add_segment(rebase, first, end_of_all(rebase, borders),
				  class);
}

/* Who is in two segments has frames of two kinds, and stays. */
static void assign(struct rebase *rebase)
{
	const struct segment *segment = rebase->segments.rows;
	struct island *islands = rebase->islands.rows;

	for (size_t i = 0; i < rebase->islands.n; i++) {
		while (segment->end <= islands[i].first)
			segment++;
		islands[i].class = segment->class;
		islands[i].fixed = segment->end - islands[i].first <
				   islands[i].count;
	}
}

static bool is_of_lower_class(const void *one, const void *other)
{
	const struct segment *a = one, *b = other;

	return a->class < b->class ||
	       (a->class == b->class && a->first < b->first);
}

static void add_up(struct growing *segments)
{
	struct segment *all = segments->rows;

	for (size_t i = 1; i < segments->n; i++) {
		const struct segment *last = &all[i - 1];

		if (all[i].class == last->class)
			all[i].room = last->room + (last->end - last->first);
	}
}

int rebase_find_segments(struct rebase *rebase)
{
	struct growing borders = { 0 };
	bool all = add_ram(rebase->recording, &borders) &&
		   add_regions(rebase->recording, &borders) &&
		   add_zones(rebase->recording, &borders) &&
		   cut(rebase, &borders);

	growing_free(&borders);
	if (!all)
		return -ENOMEM;
	assign(rebase);
	growing_sort(&rebase->segments, sizeof(struct segment),
		     is_of_lower_class);
	add_up(&rebase->segments);
	return 0;
}
