// SPDX-License-Identifier: LGPL-2.1-or-later
/* Goes over two looks in step, range by range. */
#include "diff.h"

#include <string.h>

bool diff_is_proven(uint32_t changes)
{
	return (changes & ~(uint32_t)DIFF_UNKNOWN) != 0;
}

/* Page numbers are counted, because the end of the last page is 2^64. */
static uint64_t number_of(const struct look *look, uint64_t va)
{
	return va / look->page_size;
}

static const struct vminfo_run *run_of(const struct diff_side *side)
{
	return side->run < side->look->run_count ? &side->look->runs[side->run]
						 : NULL;
}

/* The first page of the run that the side is at, or the end of all. */
static uint64_t first_of(const struct diff_side *side)
{
	const struct vminfo_run *run = run_of(side);

	return run ? number_of(side->look, run->va) : UINT64_MAX;
}

static uint64_t end_of(const struct diff_side *side)
{
	const struct vminfo_run *run = run_of(side);

	return run ? number_of(side->look, run->va) + run->pages : UINT64_MAX;
}

static void advance(struct diff_side *side, uint64_t at)
{
	const struct look_mapping *mapping;

	while (run_of(side) && end_of(side) <= at)
		side->run++;
	while (side->mapping < side->look->mapping_count) {
		mapping = &side->look->mappings[side->mapping];
		if (side->run < mapping->first + mapping->count)
			break;
		side->mapping++;
	}
}

/* Where what is at `at` ends: a run, or the gap before the next one. */
static uint64_t limit_of(const struct diff_side *side, uint64_t at)
{
	uint64_t limit = first_of(side) <= at ? end_of(side) : first_of(side);

	if (at < side->look->seen_to && side->look->seen_to < limit)
		limit = side->look->seen_to;
	return limit;
}

static const struct look_mapping *mapping_of(const struct diff_side *side,
					     uint64_t at)
{
	return first_of(side) <= at ? &side->look->mappings[side->mapping]
				    : NULL;
}

/* The pages of the side from `at` on. */
static struct vminfo_run cut(const struct diff_side *side, uint64_t at,
			     uint64_t pages, uint64_t page_size)
{
	struct vminfo_run run = { .value = VMINFO_NONE,
				  .state = VMINFO_UNMAPPED };
	uint64_t first = first_of(side);

	if (first <= at) {
		run = *run_of(side);
		if (run.value != VMINFO_NONE)
			run.value += at - first;
	}
	run.va = at * page_size;
	run.pages = pages;
	return run;
}

/*
 * Mappings.
 */

static bool is_object(const struct vminfo_mapping *mapping)
{
	return mapping->inode || mapping->dev_major || mapping->dev_minor;
}

/* Whether the same thing is, or would be, mapped at each address of both. */
static bool is_same_thing(const struct vminfo_mapping *a,
			  const struct vminfo_mapping *b)
{
	return a->kind == b->kind && a->inode == b->inode &&
	       a->dev_major == b->dev_major && a->dev_minor == b->dev_minor &&
	       (!is_object(a) || a->offset - a->va == b->offset - b->va);
}

static bool overlap(const struct vminfo_mapping *a,
		    const struct vminfo_mapping *b)
{
	return a->va <= b->va + (b->length - 1) &&
	       b->va <= a->va + (a->length - 1);
}

/*
 * Whether a mapping that ends or begins here was, or is, there on the other
 * side too, but smaller.  That side is in the gap before one of its mappings.
 */
static bool is_part_of(const struct look_mapping *mapping,
		       const struct diff_side *side)
{
	const struct look_mapping *all = side->look->mappings;
	size_t i = side->mapping;

	while (i > 0 && overlap(&mapping->is, &all[i - 1].is))
		i--;
	for (; i < side->look->mapping_count; i++) {
		if (!overlap(&mapping->is, &all[i].is))
			return false;
		if (is_same_thing(&mapping->is, &all[i].is))
			return true;
	}
	return false;
}

static uint32_t compare_mappings(const struct diff *diff,
				 const struct diff_range *range)
{
	const struct look_mapping *was = range->was_in, *is = range->is_in;
	uint32_t changes = 0;

	if (!was)
		return is_part_of(is, &diff->before) ? DIFF_GREW : DIFF_MAPPED;
	if (!is)
		return is_part_of(was, &diff->after) ? DIFF_SHRANK
						     : DIFF_UNMAPPED;
	if (!is_same_thing(&was->is, &is->is))
		return DIFF_REPLACED;
	if (strcmp(look_name(diff->before.look, was),
		   look_name(diff->after.look, is)) != 0)
		changes |= DIFF_RENAMED;
	if (was->is.permissions != is->is.permissions)
		changes |= DIFF_PROTECTED;
	return changes;
}

/*
 * Ranges.
 */

void diff_start(struct diff *diff, const struct look *before,
		const struct look *after)
{
	static const struct look nothing = { .page_size = 1,
					     .seen_to = UINT64_MAX };

	*diff = (struct diff){
		.before = { .look = before ? before : &nothing },
		.after = { .look = after ? after : &nothing },
	};
	diff->page_size = before ? before->page_size
				 : diff->after.look->page_size;
	if (!before)
		diff->only = DIFF_NEW;
	if (!after)
		diff->only = DIFF_GONE;
}

static bool is_seen(const struct diff *diff)
{
	return diff->at < diff->before.look->seen_to &&
	       diff->at < diff->after.look->seen_to;
}

static uint32_t compare_places(const struct diff *diff,
			       const struct diff_range *range)
{
	struct vminfo_run before = range->before;

	if (diff->other_frames && before.state != VMINFO_SWAPPED)
		before.value = VMINFO_NONE;
	return diff_places(&before, &range->after);
}

static uint32_t compare(const struct diff *diff,
			const struct diff_range *range)
{
	uint32_t changes;

	if (!is_seen(diff))
		return DIFF_NOT_SEEN;
	if (diff->only)
		return diff->only;
	changes = compare_mappings(diff, range);
	/* What is at the same address by chance is no page that moved. */
	if (changes & DIFF_REPLACED)
		return changes;
	return changes | compare_places(diff, range);
}

static uint64_t lesser(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

bool diff_next(struct diff *diff, struct diff_range *range)
{
	struct diff_side *before = &diff->before, *after = &diff->after;
	uint64_t first, pages;

	advance(before, diff->at);
	advance(after, diff->at);
	if (!run_of(before) && !run_of(after))
		return false;
	first = lesser(first_of(before), first_of(after));
	if (first > diff->at)
		diff->at = first;
	pages = lesser(limit_of(before, diff->at), limit_of(after, diff->at)) -
		diff->at;
	*range = (struct diff_range){
		.before = cut(before, diff->at, pages, diff->page_size),
		.after = cut(after, diff->at, pages, diff->page_size),
		.was_in = mapping_of(before, diff->at),
		.is_in = mapping_of(after, diff->at),
	};
	range->changes = compare(diff, range);
	diff->at += pages;
	return true;
}
