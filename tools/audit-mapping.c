// SPDX-License-Identifier: LGPL-2.1-or-later
/* From one mapping to the next: which views it belongs to, and what it adds. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audit-scan.h"
#include "complain.h"
#include "name-glob.h"

/* --- which views ---------------------------------------------------------- */

static bool is_named(const struct audit_scan *scan,
		     const struct audit_target *target)
{
	if (target->kind == AUDIT_TARGET_ALL)
		return true;
	return target->kind == AUDIT_TARGET_MAPPING &&
	       name_glob_matches(target->glob, scan->mapping.name);
}

static uint64_t last_of(uint64_t start, uint64_t length)
{
	return start + (length - 1);
}

static enum audit_part part_in(const struct audit_scan *scan,
			       const struct span *span)
{
	uint64_t low = scan->mapping.va;
	uint64_t high = last_of(low, scan->mapping.length);
	uint64_t end = last_of(span->start, span->length);

	if (span->start <= low && end >= high)
		return AUDIT_ALL_OF_IT;
	return span->start <= high && end >= low ? AUDIT_SOME_OF_IT
						 : AUDIT_NONE_OF_IT;
}

static enum where_answer judge_where(const struct audit_scan *scan,
				     const struct audit_rule *rule)
{
	enum where_answer all = WHERE_YES;
	struct row row = {
		.page_size = scan->page_size,
		.mapping = &scan->mapping,
		.va = scan->mapping.va,
		.pages = scan->mapping.length / scan->page_size,
		.locked = -1,
	};

	snprintf(row.dev, sizeof(row.dev), "%02" PRIx32 ":%02" PRIx32,
		 scan->mapping.dev_major, scan->mapping.dev_minor);
	if (scan->has_smaps && scan->smaps.flags != VMINFO_NONE)
		row.locked = (scan->smaps.flags & VMINFO_VM_LOCKED) != 0;
	for (size_t i = 0; i < rule->where_count; i++) {
		struct report_cell cell = rule->where[i].column->get(&row);
		enum where_answer answer = where_judge(&rule->where[i].is,
						       &cell);

		if (answer == WHERE_NO)
			return WHERE_NO;
		if (answer == WHERE_UNKNOWN)
			all = WHERE_UNKNOWN;
	}
	return all;
}

static enum audit_part part_of(const struct audit_scan *scan,
			       struct audit_view *view)
{
	enum audit_part part = AUDIT_ALL_OF_IT;
	enum where_answer answer;

	if (scan->is_gap)
		return view->has_span && !view->rule->where_count ?
		       AUDIT_SOME_OF_IT : AUDIT_NONE_OF_IT;
	if (view->has_span)
		part = part_in(scan, &view->span);
	else if (!is_named(scan, &view->rule->target))
		return AUDIT_NONE_OF_IT;
	if (part == AUDIT_NONE_OF_IT)
		return part;
	answer = judge_where(scan, view->rule);
	view->doubtful |= answer == WHERE_UNKNOWN;
	return answer == WHERE_YES ? part : AUDIT_NONE_OF_IT;
}

static void choose_views(struct audit_scan *scan)
{
	const struct vminfo_mapping *mapping = scan->is_gap ? NULL
							    : &scan->mapping;

	scan->counts_all = false;
	for (size_t i = 0; i < scan->count; i++) {
		struct audit_view *view = &scan->views[i];

		view->part = part_of(scan, view);
		scan->counts_all |= view->part == AUDIT_ALL_OF_IT;
		if (view->part == AUDIT_SOME_OF_IT)
			audit_sum_start(&view->here, mapping);
	}
	audit_sum_start(&scan->all, mapping);
}

/* --- from one to the next ------------------------------------------------- */

static void copy_mapping(struct audit_scan *scan,
			 const struct vminfo_mapping *from)
{
	size_t room = strlen(from->name) + 1;

	if (room > scan->name_room) {
		free(scan->name);
		scan->name = malloc(room);
		if (!scan->name)
			complain_out_of_memory();
		scan->name_room = room;
	}
	memcpy(scan->name, from->name, room);
	scan->mapping = *from;
	scan->mapping.name = scan->name;
}

static void enter(struct audit_scan *scan, const struct vminfo_mapping *mapping)
{
	scan->inside = true;
	scan->is_gap = !mapping;
	scan->has_doubt = scan->has_smaps = false;
	if (mapping)
		copy_mapping(scan, mapping);
	if (mapping && scan->wants_smaps)
		scan->has_smaps = vminfo_walk_smaps(scan->walk, mapping->va,
						    &scan->smaps) == 0;
	choose_views(scan);
}

/* Neighbours are one piece of memory. */
static void add_stretch(struct spans *spans, const struct span *next)
{
	struct span *last = spans->count ? &spans->list[spans->count - 1]
					 : NULL;

	if (last && last->start + last->length == next->start)
		last->length += next->length;
	else
		spans_add(spans, next->start, next->length);
}

static void note_stretch(struct audit_scan *scan, struct audit_view *view)
{
	struct span all = { .start = scan->mapping.va,
			    .length = scan->mapping.length };
	uint64_t end;

	if (!view->rule->device.name || scan->is_gap)
		return;
	if (view->part == AUDIT_SOME_OF_IT) {
		uint64_t high = last_of(all.start, all.length);

		end = last_of(view->span.start, view->span.length);
		if (view->span.start > all.start)
			all.start = view->span.start;
		all.length = (end < high ? end : high) - all.start + 1;
	}
	add_stretch(&view->stretches, &all);
}

void audit_leave(struct audit_scan *scan)
{
	static const struct swap_doubt none = { .known = false };
	const struct swap_doubt *doubt = scan->has_doubt ? &scan->doubt : &none;
	const struct vminfo_smaps *smaps = scan->has_smaps ? &scan->smaps
							   : NULL;

	if (!scan->inside)
		return;
	scan->inside = false;
	if (scan->counts_all)
		audit_sum_end(&scan->all, smaps, doubt);
	for (size_t i = 0; i < scan->count; i++) {
		struct audit_view *view = &scan->views[i];

		if (view->part == AUDIT_NONE_OF_IT)
			continue;
		if (view->part == AUDIT_SOME_OF_IT)
			audit_sum_end(&view->here, smaps, doubt);
		audit_sum_add(&view->sum, view->part == AUDIT_ALL_OF_IT ?
			      &scan->all : &view->here);
		note_stretch(scan, view);
	}
}

/* It may have grown or shrunk since the batch before. */
static bool is_same(const struct audit_scan *scan,
		    const struct vminfo_mapping *now)
{
	const struct vminfo_mapping *then = &scan->mapping;

	if (!scan->inside || scan->is_gap || !now)
		return scan->inside && scan->is_gap && !now;
	return now->va <= then->va && last_of(now->va, now->length) >= then->va;
}

void audit_arrive(struct audit_scan *scan)
{
	const struct vminfo_mapping *now = vminfo_walk_mapping(scan->walk);

	if (!is_same(scan, now)) {
		audit_leave(scan);
		enter(scan, now);
	}
	scan->backing = (struct vminfo_backing){ .object = 0 };
	vminfo_walk_backing(scan->walk, &scan->backing);
}
