// SPDX-License-Identifier: LGPL-2.1-or-later
/* Pages in swap, by the swap area that they are in. */
#include "swapped-area.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "complain.h"

void swapped_areas_start(struct swapped_areas *areas,
			 struct vminfo_context *context, bool here)
{
	int flags = O_PATH | O_DIRECTORY | O_CLOEXEC;
	int proc = here ? open("/proc", flags) : -1;

	*areas = (struct swapped_areas){
		.context = context,
		.page_size = vminfo_context_page_size(context),
		.sys = here ? open("/sys", flags) : -1,
	};
	swap_readahead_read(&areas->rules, proc, areas->sys);
	if (proc >= 0)
		close(proc);
	areas->shared.page_size = areas->page_size;
	for (unsigned int i = 0; i < SWAPPED_AREA_MOST; i++) {
		struct swapped_area_row *row = &areas->rows[i];

		*row = (struct swapped_area_row){
			.numbered = true,
			.number = i,
			.proven = -ENODATA,
			.page_size = areas->page_size,
		};
		slot_locality_start(&row->locality, areas->page_size,
				    areas->rules.cluster);
	}
}

static void forget_name(struct swapped_area_row *row)
{
	free((char *)row->told.name);
	row->told = (struct vminfo_swap_area){ .name = NULL };
}

void swapped_areas_free(struct swapped_areas *areas)
{
	for (size_t i = 0; i < SWAPPED_AREA_MOST; i++) {
		forget_name(&areas->rows[i]);
		frame_set_free(&areas->rows[i].slots);
	}
	if (areas->sys >= 0)
		close(areas->sys);
	areas->sys = -1;
}

/*
 * What was proven when the slot was seen stays so: it is the list that may have
 * changed since.  But numbers that are seen later refute a guess.
 */
static void ask(struct swapped_areas *areas, struct swapped_area_row *row)
{
	struct vminfo_swap_area told;
	int proven = vminfo_context_slot_area(areas->context, row->number,
					      row->highest, &told);

	if (row->proven == 1 && proven != 1) {
		row->told.used = VMINFO_NONE;
		return;
	}
	forget_name(row);
	row->proven = proven;
	if (proven < 0)
		return;
	row->told = told;
	row->told.name = strdup(told.name);
	if (!row->told.name)
		complain_out_of_memory();
	if (proven)
		swap_area_look(&row->on, &row->told, areas->sys);
}

void swapped_areas_see(struct swapped_areas *areas,
		       const struct vminfo_run *run)
{
	struct swapped_area_row *row =
		&areas->rows[run->swap_type % SWAPPED_AREA_MOST];
	uint64_t highest = run->value + run->pages - 1;

	row->seen = true;
	/* The further a slot is, the more areas are too small for it. */
	if (highest <= row->highest)
		return;
	row->highest = highest;
	ask(areas, row);
}

void swapped_areas_begin(const struct swapped_areas *areas,
			 struct swapped_area_part *parts)
{
	for (size_t i = 0; i < SWAPPED_AREA_MOST; i++) {
		parts[i].slots = (struct frame_set){ .list = NULL };
		slot_locality_start(&parts[i].locality, areas->page_size,
				    areas->rules.cluster);
	}
}

void swapped_areas_take(struct swapped_areas *areas,
			const struct swapped_area_part *parts)
{
	for (size_t i = 0; i < SWAPPED_AREA_MOST; i++) {
		struct swapped_area_row *row = &areas->rows[i];
		const struct frame_set *slots = &parts[i].slots;

		slot_locality_join(&row->locality, &parts[i].locality);
		for (size_t j = 0; j < slots->count; j++)
			frame_set_include(&row->slots, slots->list[j].pfn,
					  slots->list[j].count);
	}
}

/* Also of those areas that nothing was seen of. */
static void look_at_all(struct swapped_areas *areas)
{
	struct vminfo_swap_area told[SWAPPED_AREA_MOST];
	ssize_t n = vminfo_context_swap_areas(areas->context, told,
					      SWAPPED_AREA_MOST);

	if (n < 0 || n > SWAPPED_AREA_MOST)
		areas->rules.rotates = ANSWER_UNKNOWN;
	for (ssize_t i = 0; i < n && i < SWAPPED_AREA_MOST; i++) {
		struct swap_area area;

		swap_area_look(&area, &told[i], areas->sys);
		swap_readahead_add(&areas->rules, &area);
	}
}

/* Twice: each number that was seen says something of the others. */
static void ask_again(struct swapped_areas *areas)
{
	for (size_t i = 0; i < 2 * SWAPPED_AREA_MOST; i++) {
		struct swapped_area_row *row =
			&areas->rows[i % SWAPPED_AREA_MOST];

		if (row->seen)
			ask(areas, row);
	}
}

void swapped_areas_finish(struct swapped_areas *areas)
{
	look_at_all(areas);
	ask_again(areas);
	for (size_t i = 0; i < SWAPPED_AREA_MOST; i++) {
		struct swapped_area_row *row = &areas->rows[i];

		frame_set_join(&row->slots);
		row->pages = frame_set_size(&row->slots);
		row->readahead = swap_readahead_of(&areas->rules, &row->on);
		snprintf(row->priority, sizeof(row->priority), "%" PRId32,
			 row->told.priority);
	}
}

const struct swapped_area_row *
swapped_areas_next(const struct swapped_areas *areas, size_t *i)
{
	while (*i < SWAPPED_AREA_MOST) {
		const struct swapped_area_row *row = &areas->rows[(*i)++];

		if (row->pages)
			return row;
	}
	return NULL;
}

/* --- cells ---------------------------------------------------------------- */

static const struct report_cell unknown = { .known = REPORT_UNKNOWN };
static const struct report_cell none = { .known = REPORT_NONE };

static struct report_cell number(uint64_t n)
{
	return (struct report_cell){ .known = REPORT_KNOWN, .number = n };
}

/* NULL: it is not known. */
static struct report_cell text(const char *words)
{
	return (struct report_cell){
		.known = words ? REPORT_KNOWN : REPORT_UNKNOWN, .text = words,
	};
}

static struct report_cell device(const struct swapped_area_row *row)
{
	struct report_cell cell = text(row->told.name);

	if (row->proven == 0)
		cell.known = REPORT_GUESS;
	return cell;
}

/* A number cannot be marked as a guess. */
static struct report_cell if_proven(const struct swapped_area_row *row,
				    struct report_cell cell)
{
	return row->proven == 1 ? cell : unknown;
}

static struct report_cell near(const struct swapped_area_row *row)
{
	uint64_t percent;

	switch (slot_locality_percent(&row->locality, &percent)) {
	case 0:
		return number(percent);
	case -ENOENT:
		return none;
	default:
		return unknown;
	}
}

static struct report_cell cell_of_area(const struct swapped_area_row *row,
				       enum swapped_area_cell cell)
{
	switch (cell) {
	case SWAPPED_AREA_NUMBER:
		return number(row->number);
	case SWAPPED_AREA_DEVICE:
		return device(row);
	case SWAPPED_AREA_KIND:
		return if_proven(row, text(swap_area_word(row->on.kind)));
	case SWAPPED_AREA_SIZE:
		return if_proven(row, number(row->told.size));
	case SWAPPED_AREA_USED:
		return row->told.used == VMINFO_NONE ? unknown :
		       if_proven(row, number(row->told.used));
	case SWAPPED_AREA_PRIORITY:
		return if_proven(row, text(row->priority));
	case SWAPPED_AREA_RUNS:
		return number(row->locality.address_runs);
	case SWAPPED_AREA_SLOT_RUNS:
		return number(row->locality.slot_runs);
	case SWAPPED_AREA_NEAR:
		return near(row);
	case SWAPPED_AREA_READAHEAD:
		return text(swap_readahead_word(row->readahead));
	default:
		return none;
	}
}

struct report_cell swapped_area_cell(const struct swapped_area_row *row,
				     enum swapped_area_cell cell)
{
	if (cell == SWAPPED_AREA_PAGES)
		return number(row->pages);
	if (cell == SWAPPED_AREA_BYTES)
		return number(row->pages * row->page_size);
	return row->numbered ? cell_of_area(row, cell) : none;
}
