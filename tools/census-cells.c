// SPDX-License-Identifier: LGPL-2.1-or-later
/* What the columns say of one row of a census. */
#include "census-cells.h"

static const struct report_cell none = { .known = REPORT_NONE };
static const struct report_cell unknown = { .known = REPORT_UNKNOWN };

static struct report_cell number(uint64_t n)
{
	return (struct report_cell){ .known = REPORT_KNOWN, .number = n };
}

static struct report_cell number_if(bool known, uint64_t n)
{
	return known ? number(n) : unknown;
}

static struct report_cell text_or(const char *words, struct report_cell other)
{
	if (!words)
		return other;
	return (struct report_cell){ .known = REPORT_KNOWN, .text = words };
}

static struct report_cell bytes_if(bool known, const struct row *row,
				   uint64_t frames)
{
	return number_if(known, frames * row->census->page_size);
}

const char *census_use_word(unsigned int use)
{
	return frame_use_name(use);
}

const char *census_zone_word(unsigned int zone)
{
	return vminfo_zone_name(zone);
}

/*
 * What the row is.
 */

struct report_cell census_use(const struct row *row)
{
	return text_or(frame_use_name(row->use), unknown);
}

struct report_cell census_node(const struct row *row)
{
	return number_if(row->part->span.node != CENSUS_NO_NODE,
			 row->part->span.node);
}

struct report_cell census_zone(const struct row *row)
{
	return text_or(census_zone_word(row->part->span.zone), unknown);
}

struct report_cell census_order(const struct row *row)
{
	return number(row->order);
}

struct report_cell census_block(const struct row *row)
{
	return number(row->census->page_size << row->order);
}

/*
 * Frames, by their flags.
 */

static bool knows_all(const struct census *census)
{
	return !(census->lacks & (CENSUS_NO_FLAGS | CENSUS_NO_RAM));
}

static bool knows(const struct row *row)
{
	return row->use ? census_knows(row->census, row->use)
			: knows_all(row->census);
}

static uint64_t frames_of(const struct row *row)
{
	if (row->use)
		return row->census->total.frames[row->use];
	return census_frames(row->counts);
}

struct report_cell census_frames_cell(const struct row *row)
{
	return number_if(knows(row), frames_of(row));
}

struct report_cell census_size(const struct row *row)
{
	return bytes_if(knows(row), row, frames_of(row));
}

struct report_cell census_percent(const struct row *row)
{
	uint64_t all = census_frames(&row->census->total);

	if (!knows(row) || !knows_all(row->census))
		return unknown;
	return all ? number(frames_of(row) * 100 / all) : none;
}

static uint64_t sum_of(const struct row *row, const uint64_t of_use[])
{
	uint64_t sum = 0;

	for (unsigned int use = 0; use < FRAME_USES; use++)
		if (!row->use || use == row->use)
			sum += of_use[use];
	return sum;
}

static const struct census_counts *counts_of(const struct row *row)
{
	return row->use ? &row->census->total : row->counts;
}

struct report_cell census_folios(const struct row *row)
{
	return number_if(!(row->census->lacks & CENSUS_NO_FLAGS),
			 sum_of(row, counts_of(row)->folios));
}

struct report_cell census_large(const struct row *row)
{
	return bytes_if(!(row->census->lacks & CENSUS_NO_FLAGS), row,
			sum_of(row, counts_of(row)->large));
}

struct report_cell census_of_use(const struct row *row, uint64_t use)
{
	return bytes_if(census_knows(row->census, (enum frame_use)use), row,
			row->counts->frames[use]);
}

/*
 * By zoneinfo.
 */

static bool has_span(const struct row *row)
{
	return !(row->census->lacks & CENSUS_NO_ZONES) &&
	       row->part->span.node != CENSUS_NO_NODE;
}

struct report_cell census_present_cell(const struct row *row)
{
	return number_if(has_span(row), row->part->span.present);
}

struct report_cell census_managed_cell(const struct row *row)
{
	return number_if(has_span(row), row->part->span.managed);
}

struct report_cell census_residual(const struct row *row)
{
	uint64_t present = row->part->span.present;
	uint64_t frames = census_frames(row->counts);

	return bytes_if(has_span(row) && knows_all(row->census), row,
			frames > present ? frames - present
					 : present - frames);
}

/*
 * Free blocks.
 */

static bool has_lists(const struct row *row)
{
	return !(row->census->lacks & CENSUS_NO_LISTS);
}

struct report_cell census_free_blocks(const struct row *row)
{
	return number_if(has_lists(row),
			 row->census->listed.of_order[row->order]);
}

struct report_cell census_seen_blocks(const struct row *row)
{
	return number_if(!(row->census->lacks & CENSUS_NO_FLAGS),
			 row->census->seen.of_order[row->order]);
}

static struct report_cell share(const struct free_blocks *blocks,
				unsigned int order)
{
	uint64_t all = free_blocks_frames(blocks, 0);

	/* Of nothing there is no share. */
	if (!all)
		return none;
	return number(free_blocks_frames(blocks, order) * 100 / all);
}

struct report_cell census_fit(const struct row *row)
{
	return has_lists(row) ? share(&row->census->listed, row->order)
			      : unknown;
}

struct report_cell census_listed(const struct row *row)
{
	return bytes_if(has_lists(row), row,
			free_blocks_frames(&row->part->listed, 0));
}

unsigned int census_request_order(const struct census *census,
				  enum census_request request)
{
	const uint64_t bytes[] = {
		[CENSUS_FIT_64K] = 64 * 1024,
		[CENSUS_FIT_HUGE] = census->pmd_size,
		[CENSUS_FIT_LARGEST] = census->page_size << census->largest,
	};
	unsigned int order = 0;

	while (order < FREE_BLOCKS_ORDERS &&
	       census->page_size << order < bytes[request])
		order++;
	return order;
}

struct report_cell census_fit_of(const struct row *row, uint64_t request)
{
	const struct census *census = row->census;
	unsigned int order;

	if (request == CENSUS_FIT_HUGE && !census->pmd_size)
		return none;
	if (!has_lists(row))
		return unknown;
	order = census_request_order(census, (enum census_request)request);
	return share(&row->part->listed, order);
}
