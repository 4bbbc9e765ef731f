// SPDX-License-Identifier: LGPL-2.1-or-later
/* Moves what is known of memory in swap into a report. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "complain.h"
#include "swapped-parts.h"

static struct swapped_row row_of(const struct swapped *s)
{
	struct vminfo_process *process = s->at.process;

	return (struct swapped_row){
		.row = {
			.context = s->visit.context,
			.page_size = s->page_size,
			.pid = vminfo_process_pid(process),
			.command = vminfo_process_name(process),
			.soft_dirty = -1,
		},
		.swapped = s,
	};
}

static void set_mapping(struct row *row, const struct swapped *s)
{
	row->mapping = &s->mapping;
	snprintf(row->dev, sizeof(row->dev), "%02x:%02x",
		 s->mapping.dev_major, s->mapping.dev_minor);
}

/* What smaps settled has no slot that could be seen. */
void swapped_put_run(struct swapped *s, const struct vminfo_run *run,
		     enum swap_kind kind)
{
	struct swapped_row row;

	if (s->silent || s->group != SWAPPED_RANGE)
		return;
	row = row_of(s);
	set_mapping(&row.row, s);
	row.row.va = run->va;
	row.row.pages = run->pages;
	row.row.value = run->value;
	row.row.swap_type = run->swap_type;
	row.row.attributes = run->all;
	row.row.doubts = run->any;
	row.row.state = run->state;
	if (kind == SWAP_OWN)
		row.row.state = VMINFO_SWAPPED;
	else if (kind == SWAP_SHMEM)
		row.row.state = VMINFO_SHMEM_SWAPPED;
	row.row.unresolved = resolve_may_be(&s->backing);
	report_row(s->report, &row.row);
}

static bool is_left_out(struct swapped *s, const struct swap_counts *counts)
{
	if (!s->leaves_out || counts->all.most)
		return false;
	s->left_out++;
	return true;
}

void swapped_put_mapping(struct swapped *s)
{
	struct swapped_row row;

	if (s->silent || s->group != SWAPPED_MAPPING ||
	    is_left_out(s, &s->part.counts))
		return;
	row = row_of(s);
	set_mapping(&row.row, s);
	row.row.va = s->part.va;
	row.row.pages = s->part.pages;
	row.sum = &s->part;
	row.counts = s->part.counts;
	report_row(s->report, &row.row);
}

void swapped_put_process(struct swapped *s)
{
	struct swapped_row row;

	if (s->silent || (s->at.walked && !s->at.sum.pages))
		return;
	row = row_of(s);
	row.process = &s->at;
	row.sum = &s->at.sum;
	row.counts = s->at.once;
	if (s->group == SWAPPED_PROCESS && !is_left_out(s, &s->at.once))
		report_row(s->report, &row.row);
	swapped_tell_process(s, &row);
}

/* --- objects -------------------------------------------------------------- */

static char *list_pids(const struct swap_object *object)
{
	char *list = NULL;
	size_t length = 0;
	FILE *out = open_memstream(&list, &length);

	if (!out)
		complain_out_of_memory();
	for (size_t i = 0; i < object->pid_count; i++)
		fprintf(out, "%s%d", i ? "," : "", (int)object->pids[i]);
	if (fclose(out) != 0)
		complain_out_of_memory();
	return list;
}

static void put_object(struct swapped *s, const struct swap_object *object,
		       const struct swap_bounds *bounds)
{
	char *pids = list_pids(object);
	struct vminfo_mapping is = object->is;
	struct swapped_row row = {
		.row = {
			.context = s->visit.context,
			.page_size = s->page_size,
			.soft_dirty = -1,
			.mapping = &is,
		},
		.swapped = s,
		.counts.all = *bounds,
		.object = object,
		.pids = pids,
	};

	is.name = object->name;
	snprintf(row.row.dev, sizeof(row.row.dev), "%02x:%02x", is.dev_major,
		 is.dev_minor);
	report_row(s->report, &row.row);
	free(pids);
}

/* What processes have in slots of their own is one row. */
static void put_private(struct swapped *s, const struct swap_bounds *bounds)
{
	static char nothing[] = "";
	const struct swap_object none = { .kind = SWAP_OBJECT_PRIVATE,
					  .name = nothing,
					  .pids = s->owners.pids,
					  .pid_count = s->owners.pid_count };

	if (bounds->most)
		put_object(s, &none, bounds);
}

void swapped_put_objects(struct swapped *s)
{
	struct swap_bounds bounds = swapped_own_in_all(s);

	if (s->group != SWAPPED_OBJECT)
		return;
	put_private(s, &bounds);
	for (size_t i = 0; i < s->objects.count; i++) {
		bounds = swap_object_bounds(&s->objects.list[i]);
		if (bounds.most)
			put_object(s, &s->objects.list[i], &bounds);
	}
}

/* --- areas ---------------------------------------------------------------- */

static void put_area(struct swapped *s, const struct swapped_area_row *area,
		     const struct swap_bounds *bounds)
{
	const struct swapped_row row = {
		.row = {
			.context = s->visit.context,
			.page_size = s->page_size,
			.soft_dirty = -1,
		},
		.swapped = s,
		.counts.all = *bounds,
		.area = area,
	};

	if (bounds->most)
		report_row(s->report, &row.row);
}

void swapped_put_areas(struct swapped *s)
{
	const struct swapped_area_row *area;
	struct swap_bounds bounds;
	size_t i = 0;

	if (s->group != SWAPPED_AREA)
		return;
	while ((area = swapped_areas_next(&s->areas, &i))) {
		bounds = (struct swap_bounds){ area->pages, area->pages };
		put_area(s, area, &bounds);
	}
	put_area(s, NULL, &s->unseen_slots);
	bounds = swap_objects_bounds(&s->objects);
	put_area(s, &s->areas.shared, &bounds);
}
