// SPDX-License-Identifier: LGPL-2.1-or-later
/* Moves what changed between two looks into a report, and adds up. */
#include "change-rows.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "foreign.h"
#include "units.h"

/*
 * One row.
 */

static void set_place(struct row *row, const struct vminfo_run *run)
{
	row->va = run->va;
	row->pages = run->pages;
	row->value = run->value;
	row->state = run->state;
	row->swap_type = run->swap_type;
	row->attributes = run->all;
	row->doubts = run->any;
}

static void set_mapping(struct row *row, struct vminfo_mapping *copy,
			const struct look *look,
			const struct look_mapping *mapping)
{
	row->mapping = NULL;
	if (!mapping)
		return;
	*copy = mapping->is;
	copy->name = look_name(look, mapping);
	row->mapping = copy;
	snprintf(row->dev, sizeof(row->dev), "%02" PRIx32 ":%02" PRIx32,
		 copy->dev_major, copy->dev_minor);
}

static void set_mappings(struct change_rows *rows,
			 const struct diff_range *range)
{
	set_mapping(&rows->before, &rows->was, rows->diff.before.look,
		    range->was_in);
	set_mapping(&rows->row, &rows->is, rows->diff.after.look,
		    range->is_in);
}

/* The changes that are sure, and those that may be there beside them. */
static void set_changes(struct change_rows *rows, const struct changes *changes)
{
	const char **may_have = rows->may_have;

	for (unsigned int i = 0; i < DIFF_CHANGES; i++) {
		if (changes->any >> i & 1 || 1u << i & DIFF_UNKNOWN)
			continue;
		if (changes_may_be_more(changes, 1u << i))
			*may_have++ = diff_name(1u << i);
	}
	*may_have = NULL;
	rows->row.change = diff_names(changes->any, rows->names);
	rows->row.may_have = may_have > rows->may_have ? rows->may_have : NULL;
	rows->row.changes = changes;
}

/* Whether it is listed. */
static bool put_row(struct change_rows *rows)
{
	rows->row.look = rows->look;
	rows->row.time = rows->time;
	return report_row(rows->report, &rows->row);
}

/* With --where, sums are of what is listed. */
static bool is_filtered(const struct change_rows *rows)
{
	return report_has_where(rows->report);
}

/*
 * Pages and runs.
 */

static void put_range(struct change_rows *rows, const struct diff_range *range)
{
	struct changes changes = { .any = range->changes };

	set_mappings(rows, range);
	set_changes(rows, &changes);
	set_place(&rows->before, &range->before);
	set_place(&rows->row, &range->after);
	if (put_row(rows) && is_filtered(rows))
		changes_add(&rows->total, range);
}

static struct vminfo_run page_of(const struct vminfo_run *run, uint64_t index,
				 uint64_t page_size)
{
	struct vminfo_run page = *run;

	page.va += index * page_size;
	page.pages = 1;
	if (page.value != VMINFO_NONE)
		page.value += index;
	return page;
}

static void put_pages(struct change_rows *rows, const struct diff_range *range)
{
	struct diff_range page = *range;

	for (uint64_t i = 0; i < range->after.pages; i++) {
		page.before = page_of(&range->before, i, rows->diff.page_size);
		page.after = page_of(&range->after, i, rows->diff.page_size);
		put_range(rows, &page);
	}
}

/* Who has another name or other permissions is where it was. */
static void put_places(struct change_rows *rows, const struct diff_range *range)
{
	if (!(range->changes & ~(uint32_t)DIFF_IN_PLACE)) {
		rows->in_place += range->changes ? range->after.pages : 0;
		return;
	}
	if (rows->leave_out_unknown && !diff_is_proven(range->changes)) {
		rows->left_out += range->after.pages;
		return;
	}
	if (rows->group == CELLS_PAGE)
		put_pages(rows, range);
	else
		put_range(rows, range);
}

/*
 * Mappings, or the parts of them that were treated alike.
 */

static bool is_next_to(const struct diff_range *open,
		       const struct diff_range *range, uint64_t page_size)
{
	return open->after.pages && open->was_in == range->was_in &&
	       open->is_in == range->is_in &&
	       open->after.va + open->after.pages * page_size ==
	       range->after.va &&
	       !((open->changes ^ range->changes) & DIFF_OF_MAPPING);
}

static void finish_part(struct change_rows *rows)
{
	struct diff_range *open = &rows->open;

	if (!open->after.pages || !rows->part.any)
		return;
	if (rows->leave_out_unknown && !diff_is_proven(rows->part.any)) {
		rows->left_out += rows->part.unknown;
		return;
	}
	set_mappings(rows, open);
	set_changes(rows, &rows->part);
	rows->row.va = open->after.va;
	rows->row.pages = open->after.pages;
	if (put_row(rows) && is_filtered(rows))
		changes_join(&rows->total, &rows->part);
}

static void add_to_part(struct change_rows *rows,
			const struct diff_range *range)
{
	if (is_next_to(&rows->open, range, rows->diff.page_size)) {
		rows->open.after.pages += range->after.pages;
	} else {
		finish_part(rows);
		rows->open = *range;
		rows->part = (struct changes){ 0 };
	}
	changes_add(&rows->part, range);
}

/*
 * The process.
 */

static bool is_wanted(const struct change_rows *rows,
		      const struct diff_range *range)
{
	const struct target *target = rows->target;

	return (range->was_in &&
		target_wants_name(target, look_name(rows->diff.before.look,
						    range->was_in))) ||
	       (range->is_in &&
		target_wants_name(target, look_name(rows->diff.after.look,
						    range->is_in)));
}

static void note(struct change_rows *rows, uint64_t pages, const char *what)
{
	char line[128], *to = line;

	if (!pages)
		return;
	to = units_put_grouped(to, pages);
	to = stpcpy(to, pages == 1 ? " page " : " pages ");
	strcpy(to, what);
	report_note(rows->report, line);
}

/* "812 app: ..." */
static void say_sums(struct change_rows *rows)
{
	char counts[CHANGES_ROOM], sentence[CHANGES_ROOM + TALLY_ROOM + 32];
	char safe[TALLY_ROOM] = "?";

	if (foreign_room(rows->row.command) <= sizeof(safe))
		foreign_encode(FOREIGN_ASCII, rows->row.command, safe);
	changes_sentence(&rows->total, counts);
	snprintf(sentence, sizeof(sentence), "%d %s: %s", rows->row.pid, safe,
		 counts);
	report_summary(rows->report, &rows->row, sentence);
}

static void note_left_out(struct change_rows *rows)
{
	note(rows, rows->left_out, "cannot be compared (-v lists them)");
	note(rows, rows->in_place,
	     "only have other permissions or names (-g mapping lists them)");
}

static bool put_process(struct change_rows *rows)
{
	if (!rows->total.any)
		return false;
	if (rows->leave_out_unknown && !diff_is_proven(rows->total.any))
		return false;
	return put_row(rows);
}

static void sum_up(struct change_rows *rows)
{
	rows->row.mapping = rows->before.mapping = NULL;
	rows->row.pages = rows->total.pages;
	set_changes(rows, &rows->total);
	if (rows->group == CELLS_PROCESS && !put_process(rows) &&
	    is_filtered(rows))
		return;
	if (!rows->time) {
		note_left_out(rows);
		say_sums(rows);
	}
	changes_join(&rows->sum, &rows->total);
	rows->different |= diff_is_proven(rows->total.any);
	rows->unknown |= rows->total.unknown != 0;
}

/* Nothing may be known of it in one of them. */
static const char *name_of(const struct look *before, const struct look *after)
{
	return after && (after->command[0] || !before) ? after->command
						       : before->command;
}

static void introduce(struct change_rows *rows, const struct look *before,
		      const struct look *after)
{
	const struct look *look = after ? after : before;

	rows->row = (struct row){
		.context = rows->context,
		.page_size = look->page_size,
		.pid = look->pid,
		.command = name_of(before, after),
		.before = &rows->before,
	};
	rows->before = rows->row;
	rows->before.before = NULL;
	rows->open = (struct diff_range){ 0 };
	rows->total = (struct changes){ 0 };
	rows->left_out = rows->in_place = 0;
}

void change_rows_compare(struct change_rows *rows, const struct look *before,
			 const struct look *after)
{
	struct diff_range range;
	bool wanted = false;

	introduce(rows, before, after);
	diff_start(&rows->diff, before, after);
	rows->diff.other_frames = rows->other_frames;
	while (diff_next(&rows->diff, &range)) {
		if (!is_wanted(rows, &range))
			continue;
		rows->matched = wanted = true;
		rows->seen |= range.before.any | range.after.any;
		if (!is_filtered(rows) || rows->group == CELLS_PROCESS)
			changes_add(&rows->total, &range);
		if (rows->leave_out_whole && rows->diff.only)
			continue;
		if (rows->group & CELLS_PLACE)
			put_places(rows, &range);
		else if (rows->group == CELLS_MAPPING)
			add_to_part(rows, &range);
	}
	finish_part(rows);
	if (wanted)
		sum_up(rows);
}
