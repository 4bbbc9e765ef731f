// SPDX-License-Identifier: LGPL-2.1-or-later
/* The columns of rows that say why memory is not huge. */
#include "huge-cells.h"

#include "cells.h"

const char *const huge_row_names[] = {
	"block", "block-run", "mapping-blocks", "process-blocks", NULL
};

static const struct report_cell none = { .known = REPORT_NONE };
static const struct report_cell unknown = { .known = REPORT_UNKNOWN };

static struct report_cell number(uint64_t n)
{
	return (struct report_cell){ .known = REPORT_KNOWN, .number = n };
}

static struct report_cell cells_blocks(const struct row *row)
{
	return number(row->huge->blocks);
}

static struct report_cell cells_is_huge(const struct row *row)
{
	enum answer huge = row->huge->answer->huge;

	return huge == ANSWER_UNKNOWN ? unknown : number(huge == ANSWER_YES);
}

static struct report_cell list(const struct row *row, const char *words)
{
	const struct huge_words *all = row->huge->words;

	return (struct report_cell){
		.known = all->may_be[0] ? REPORT_VAGUE : REPORT_KNOWN,
		.text = words,
		.may_be = all->may_be[0] ? all->may_be : NULL,
	};
}

static struct report_cell cells_reason(const struct row *row)
{
	return list(row, row->huge->words->reasons);
}

static struct report_cell cells_why(const struct row *row)
{
	return list(row, row->huge->words->why);
}

static struct report_cell cells_largest(const struct row *row)
{
	const struct huge_answer *answer = row->huge->answer;

	if (!answer->has_order)
		return none;
	return answer->order < 0 ? unknown : number((uint64_t)answer->order);
}

static struct report_cell cells_neighbour(const struct row *row)
{
	return row->huge->has_neighbour ? number(row->huge->neighbour.va)
					: none;
}

static struct report_cell cells_neighbour_perms(const struct row *row)
{
	uint32_t permissions = row->huge->neighbour.permissions & 15;

	if (!row->huge->has_neighbour)
		return none;
	return (struct report_cell){
		.known = REPORT_KNOWN,
		.text = cells_perms_word(permissions + 1),
	};
}

enum { OF_HUGE, OF_OTHER, OF_UNKNOWN };

static struct report_cell cells_sum(const struct row *row, uint64_t arg)
{
	const struct huge_sums *sums = row->huge->sums;

	if (arg == OF_HUGE)
		return number(sums->huge);
	return number(arg == OF_OTHER ? sums->other : sums->unknown);
}

/* name, kind, rows that have it, what it says; see report.h and cells.h */
const struct report_column huge_columns[] = {
	{ "PID", REPORT_PID, CELLS_ANY, cells_pid,
	  .text = "process" },
	{ "COMMAND", REPORT_NAME, CELLS_ANY, cells_command,
	  .text = "its name" },
	{ "VA", REPORT_ADDRESS, CELLS_RANGE, cells_va,
	  .text = "virtual address of the first byte" },
	{ "END", REPORT_END, CELLS_RANGE, cells_end,
	  .text = "virtual address behind the last byte" },
	{ "SIZE", REPORT_SIZE, CELLS_ANY, cells_size,
	  .text = "bytes" },
	{ "PAGES", REPORT_COUNT, CELLS_ANY, cells_pages,
	  .text = "pages" },
	{ "BLOCKS", REPORT_COUNT, CELLS_ANY, cells_blocks,
	  .text = "blocks as large as a huge page, or parts of such" },
	{ "HUGE", REPORT_FLAG, CELLS_PLACE, cells_is_huge,
	  .text = "each is one huge page" },
	{ "HUGE-BLOCKS", REPORT_COUNT, CELLS_TOTAL, NULL,
	  .text = "blocks that are one huge page",
	  .get_of = cells_sum, .arg = OF_HUGE },
	{ "OTHER-BLOCKS", REPORT_COUNT, CELLS_TOTAL, NULL,
	  .text = "blocks that are not",
	  .get_of = cells_sum, .arg = OF_OTHER },
	{ "UNKNOWN-BLOCKS", REPORT_COUNT, CELLS_TOTAL, NULL,
	  .text = "blocks of which it is not known",
	  .get_of = cells_sum, .arg = OF_UNKNOWN },
	{ "REASON", REPORT_LIST, CELLS_ANY, cells_reason,
	  .text = "why they are not, the decisive one first; of mappings and "
		  "processes only the decisive ones",
	  .wants = CELLS_FRAMES, .word = huge_reason_word },
	{ "WHY", REPORT_LIST, CELLS_ANY, cells_why,
	  .text = "the same, with the number of pages; of mappings and "
		  "processes, of blocks",
	  .wants = CELLS_FRAMES },
	{ "ORDER", REPORT_NUMBER, CELLS_PLACE, cells_largest,
	  .text = "order of the largest folio in them",
	  .wants = CELLS_FRAMES },
	{ "NEIGHBOUR", REPORT_ADDRESS, CELLS_PLACE, cells_neighbour,
	  .text = "mapping that would be one with this, and cuts the block" },
	{ "NEIGHBOUR-PERMS", REPORT_WORD, CELLS_PLACE, cells_neighbour_perms,
	  .text = "its permissions", .word = cells_perms_word },
	{ "PERMS", REPORT_WORD, CELLS_RANGE, cells_perms,
	  .text = "as in maps", .word = cells_perms_word },
	{ "OFFSET", REPORT_ADDRESS, CELLS_RANGE, cells_offset,
	  .text = "of the first byte in the file" },
	{ "DEV", REPORT_WORD, CELLS_RANGE, cells_dev,
	  .text = "device of the file" },
	{ "INODE", REPORT_INODE, CELLS_RANGE, cells_inode,
	  .text = "inode of the file" },
	{ "MAPPING", REPORT_NAME, CELLS_RANGE, cells_mapping,
	  .text = "name of the mapping" },
	{ .name = NULL },
};
