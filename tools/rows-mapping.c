// SPDX-License-Identifier: LGPL-2.1-or-later
/* From one mapping to the next: rows of mappings, and what they add up to. */
#include "rows-mapping.h"

#include <stdlib.h>
#include <string.h>

#include "complain.h"
#include "rows-frames.h"
#include "rows-place.h"
#include "units.h"

/* "08:02": at least two digits each. */
static char *put_number(char *to, uint32_t number)
{
	return number < 16 ? units_put_hex_digits(to, number, 2)
			   : units_put_hex(to, number);
}

static void put_device(char *to, const struct vminfo_mapping *mapping)
{
	to = put_number(to, mapping->dev_major);
	*to++ = ':';
	*put_number(to, mapping->dev_minor) = '\0';
}

/* Of what else there is, nobody asks for it. */
static void note_device(struct row *row, const struct vminfo_mapping *mapping)
{
	if (mapping->kind == VMINFO_OBJECT)
		put_device(row->dev, mapping);
}

static void copy_mapping(struct rows *rows, const struct vminfo_mapping *from)
{
	size_t room = strlen(from->name) + 1;

	if (room > rows->name_room) {
		free(rows->name);
		rows->name = malloc(room);
		if (!rows->name)
			complain_out_of_memory();
		rows->name_room = room;
	}
	memcpy(rows->name, from->name, room);
	rows->mapping = *from;
	rows->mapping.name = rows->name;
	rows->row.mapping = &rows->mapping;
	note_device(&rows->row, from);
}

static void ask_smaps(struct rows *rows)
{
	int ret;

	if (!(rows->wants & CELLS_SMAPS) || rows->has_rollup)
		return;
	ret = vminfo_walk_smaps(rows->walk, rows->mapping.va, &rows->smaps);
	rows->has_smaps = ret == 0;
	rows->row.locked = ret || rows->smaps.flags == VMINFO_NONE ? -1
		: (rows->smaps.flags & VMINFO_VM_LOCKED) != 0;
}

static void enter(struct rows *rows, const struct vminfo_mapping *mapping)
{
	copy_mapping(rows, mapping);
	rows->wanted = target_wants_name(rows->visit->target, rows->name);
	if (!rows->wanted)
		return;
	tally_start(&rows->part);
	rows_frames_enter(rows);
	ask_smaps(rows);
}

/* Whether it counts in the sums. */
static bool row_of_mapping(struct rows *rows)
{
	struct row *row = &rows->row;

	if (rows->leave_out_empty && tally_is_empty(&rows->part)) {
		rows->left_out++;
		rows->left_some_out = true;
		return true;
	}
	row->pages = rows->part.pages;
	row->tally = &rows->part;
	return report_row(rows->report, row);
}

/* Only all of a mapping can be set beside what smaps says of it. */
static bool is_whole(const struct rows *rows)
{
	return rows->part.pages * rows->row.page_size == rows->mapping.length;
}

/* With --where, what is not listed does not count. */
static void add_up(struct rows *rows)
{
	bool counts = rows->part.pages;

	if (rows->visit->target->backing)
		tally_ask(&rows->part, &rows->backing);
	if (rows->has_smaps && is_whole(rows))
		tally_verify(&rows->part, &rows->mapping, &rows->smaps,
			     rows->row.page_size);
	rows_frames_leave(rows);
	if (rows->group == CELLS_MAPPING && !rows->cut_short)
		counts = row_of_mapping(rows);
	if (!counts)
		return;
	tally_add(&rows->total, &rows->part);
	rows_frames_add(rows);
}

void rows_leave(struct rows *rows)
{
	rows_finish_run(rows);
	if (rows->row.mapping && rows->wanted)
		resolve_count(&rows->resolve, &rows->backing);
	if (rows->row.mapping && rows->wanted && rows->adds_up)
		add_up(rows);
	rows->row.mapping = NULL;
	rows->has_smaps = false;
}

/* Nothing is added up, and its name stays where it is meanwhile. */
static void row_of_listed(struct rows *rows,
			  const struct vminfo_mapping *mapping)
{
	struct row *row = &rows->row;

	rows->mapping.va = mapping->va;
	row->mapping = mapping;
	note_device(row, mapping);
	ask_smaps(rows);
	rows->part.smaps = (struct tally_smaps){ .unknown = UINT32_MAX };
	if (rows->has_smaps)
		tally_take_smaps(&rows->part.smaps, &rows->smaps);
	row->pages = rows->part.pages = mapping->length / row->page_size;
	row->tally = &rows->part;
	report_row(rows->report, row);
	row->mapping = NULL;
}

void rows_list(struct rows *rows, const struct vminfo_mapping *mapping)
{
	rows->row.va = mapping->va;
	if (rows->group == CELLS_MAPPING) {
		row_of_listed(rows, mapping);
		return;
	}
	enter(rows, mapping);
	rows->part.pages = mapping->length / rows->row.page_size;
	rows_leave(rows);
}

bool rows_is_same(const struct vminfo_mapping *then,
		  const struct vminfo_mapping *now)
{
	return now->va <= then->va && now->va + (now->length - 1) >= then->va;
}

/* Who answered for the batch that has just come. */
static void ask_backing(struct rows *rows)
{
	static const char *const never_asked[] = { "cached", "shmem-swapped",
						   NULL };
	struct row *row = &rows->row;

	rows->backing = (struct vminfo_backing){ 0 };
	row->unresolved = rows->doubts_unresolved ? never_asked : NULL;
	if (vminfo_walk_backing(rows->walk, &rows->backing) == 0)
		row->unresolved = resolve_may_be(&rows->backing);
}

void rows_meet(struct rows *rows, const struct vminfo_mapping *now,
	       uint64_t va)
{
	if (now && rows->row.mapping && rows_is_same(&rows->mapping, now))
		return;
	rows_leave(rows);
	rows->row.va = va;
	rows->wanted = true;
	if (now)
		enter(rows, now);
}

void rows_arrive(struct rows *rows, uint64_t va)
{
	rows_meet(rows, vminfo_walk_mapping(rows->walk), va);
	ask_backing(rows);
}
