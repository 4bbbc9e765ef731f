// SPDX-License-Identifier: LGPL-2.1-or-later
/* Rows of pages and of runs. */
#include "rows-place.h"

#include "frames-alike.h"
#include "node.h"
#include "rows-alike.h"
#include "rows-physical.h"
#include "rows-node.h"

/*
 * Pages.
 */

static void count_page(struct rows *rows, const struct vminfo_page *page,
		       bool listed)
{
	if (!rows->adds_up || !rows->row.mapping)
		return;
	if (listed)
		tally_page(&rows->part, page);
	else
		tally_interrupt(&rows->part);
}

static void row_of_page(struct rows *rows, const struct vminfo_page *page,
			size_t i)
{
	struct row *row = &rows->row;

	row->va = page->va;
	row->pages = 1;
	row->word = page->word;
	row->value = page->value;
	row->state = page->state;
	row->swap_type = page->swap_type;
	row->attributes = row->doubts = page->attributes;
	rows->seen |= page->attributes;
	row->node = rows->node[i];
	if (rows->place_frames)
		rows_physical_set(rows, &rows->place_frames[i]);
	if (rows->wants & CELLS_REGION)
		row->region = rows_physical_region(rows, page->state,
						   page->value);
	count_page(rows, page, report_row(rows->report, row));
}

void rows_of_pages(struct rows *rows, const struct vminfo_page *pages,
		   size_t n)
{
	if (rows->wants & CELLS_NODE)
		rows_node_of_pages(rows, pages, n);
	for (size_t i = 0; i < n; i = rows_alike_print(rows, pages, i, n))
		row_of_page(rows, &pages[i], i);
}

/*
 * Runs.
 */

/* Of runs that --where decides on, only those that are listed count. */
static void count_run(struct rows *rows, const struct vminfo_run *run,
		      bool listed)
{
	if (!rows->choosy || !rows->row.mapping)
		return;
	if (listed)
		tally_join(&rows->part, &rows->pieces, run);
	else
		tally_interrupt(&rows->part);
}

static void row_of_run(struct rows *rows, const struct rows_piece *piece)
{
	const struct vminfo_run *run = &piece->run;
	struct row *row = &rows->row;

	row->va = run->va;
	row->pages = run->pages;
	row->value = run->value;
	row->state = run->state;
	row->swap_type = run->swap_type;
	row->attributes = run->all;
	row->doubts = run->any;
	row->node = piece->node;
	row->region = piece->region;
	row->parts_differ = piece->parts_differ;
	if (rows->place_frames)
		rows_physical_set(rows, &piece->frame);
	count_run(rows, run, report_row(rows->report, row));
}

static bool parts_differ(const struct rows *rows,
			 const struct rows_piece *next)
{
	return rows->shows_parts &&
	       (rows->open.frame.flags ^ next->frame.flags) &
	       FRAMES_ALIKE_PARTS;
}

/* Whether there is no border between the two where runs end. */
static bool goes_on(const struct rows *rows, const struct rows_piece *next)
{
	const struct vminfo_run *open = &rows->open.run;
	uint64_t value = open->value;

	if (value != VMINFO_NONE)
		value += open->pages;
	return open->pages &&
	       open->va + open->pages * rows->row.page_size == next->run.va &&
	       open->state == next->run.state &&
	       open->swap_type == next->run.swap_type &&
	       value == next->run.value &&
	       !((open->all ^ next->run.all) & rows->split.attributes) &&
	       !(rows->splits_node && rows->open.node != next->node) &&
	       !(rows->splits_region &&
		 !rows_physical_is_region(&rows->open.region, &next->region)) &&
	       !(rows->splits_parts && parts_differ(rows, next)) &&
	       !frames_alike_but(&rows->open.frame, &next->frame,
				 rows->split.members);
}

static void extend(struct rows *rows, const struct rows_piece *next)
{
	struct rows_piece *open = &rows->open;

	open->run.pages += next->run.pages;
	open->run.all &= next->run.all;
	open->run.any |= next->run.any;
	if (open->node != next->node)
		open->node = NODE_MIXED;
	open->parts_differ |= parts_differ(rows, next);
	if (!rows_physical_is_region(&open->region, &next->region))
		open->region.known = REPORT_MIXED;
	frames_alike_join(&open->frame, &next->frame, rows->shown.members);
}

/* A run is shown when it is clear that it has ended. */
static void take_piece(struct rows *rows, const struct rows_piece *piece)
{
	if (goes_on(rows, piece)) {
		extend(rows, piece);
	} else {
		rows_finish_run(rows);
		rows->open = *piece;
		rows->pieces = (struct tally){ 0 };
	}
	if (rows->choosy)
		tally_run(&rows->pieces, &piece->run);
}

static void shorten(struct vminfo_run *run, uint64_t pages)
{
	if (pages < run->pages)
		run->pages = pages;
}

static void go_behind(struct vminfo_run *run, uint64_t pages,
		      uint64_t page_size)
{
	run->va += pages * page_size;
	run->pages -= pages;
	if (run->value != VMINFO_NONE)
		run->value += pages;
}

/* As much of a run as is on one node and so on, if that is shown. */
static struct rows_piece piece_of(struct rows *rows,
				  const struct vminfo_run *run,
				  const struct vminfo_frame *frame)
{
	struct rows_piece piece = { .run = *run, .node = NODE_UNKNOWN };

	if (frame)
		piece.frame = *frame;
	if (rows->wants & CELLS_NODE)
		shorten(&piece.run, rows_node_of_run(rows, &piece.run,
						     &piece.node));
	if (rows->wants & CELLS_REGION) {
		piece.region = rows_physical_region(rows, run->state,
						    run->value);
		shorten(&piece.run, rows_physical_extent(rows, &piece.run,
						      &piece.region));
	}
	if (rows->shows_parts)
		shorten(&piece.run, rows_physical_parts(rows, &piece.run,
						     &piece.frame));
	return piece;
}

static void take_run(struct rows *rows, const struct vminfo_run *run,
		     const struct vminfo_frame *frame)
{
	struct vminfo_run rest = *run;

	while (rest.pages) {
		struct rows_piece piece = piece_of(rows, &rest, frame);

		take_piece(rows, &piece);
		go_behind(&rest, piece.run.pages, rows->row.page_size);
	}
}

void rows_of_runs(struct rows *rows, const struct vminfo_run *runs, size_t n)
{
	for (size_t i = 0; i < n; i++)
		take_run(rows, &runs[i],
			 rows->place_frames ? &rows->place_frames[i] : NULL);
}

void rows_finish_run(struct rows *rows)
{
	if (rows->open.run.pages)
		row_of_run(rows, &rows->open);
	rows->open.run.pages = 0;
}
