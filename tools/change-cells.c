// SPDX-License-Identifier: LGPL-2.1-or-later
/* What the columns say of a row that tells what changed. */
#include "change-cells.h"

#include "cells.h"
#include "diff.h"

const char *const change_row_names[] = {
	"page-change", "run-change", "mapping-change", "process-change",
	"look", NULL
};

static const struct report_cell none = { .known = REPORT_NONE };

/* The words that may stand in the list; the last is "unknown". */
static const char *change_word(unsigned int number)
{
	uint32_t change = 1u << (number - 1);

	return change & DIFF_UNKNOWN && change != DIFF_FRAME_UNKNOWN
		? NULL : diff_name(change);
}

static struct report_cell cells_change(const struct row *row)
{
	return (struct report_cell){
		.known = row->may_have ? REPORT_VAGUE : REPORT_KNOWN,
		.text = row->change,
		.may_be = row->may_have,
	};
}

static struct report_cell cells_time(const struct row *row)
{
	return row->time ? (struct report_cell){ .known = REPORT_KNOWN,
						 .text = row->time } : none;
}

static struct report_cell cells_look(const struct row *row)
{
	return row->time ? (struct report_cell){ .known = REPORT_KNOWN,
						 .number = row->look } : none;
}

/* The name, also of a mapping that is there no more. */
static struct report_cell cells_name(const struct row *row)
{
	return cells_mapping(row->mapping ? row : row->before);
}

static cells_get *const of_before[] = {
	cells_state, cells_pa, cells_pfn, cells_swaptype, cells_swapoff,
	cells_huge, cells_file, cells_perms, cells_mapping,
};

enum { STATE, PA, PFN, SWAPTYPE, SWAPOFF, HUGE, FILE_PAGE, PERMS, NAME };

static struct report_cell cells_was(const struct row *row, uint64_t arg)
{
	return of_before[arg](row->before);
}

static struct report_cell cells_changed(const struct row *row, uint64_t arg)
{
	const struct changes *changes = row->changes;
	bool more = changes_may_be_more(changes, (enum diff_change)arg);

	return (struct report_cell){
		.known = more ? REPORT_UNKNOWN : REPORT_KNOWN,
		.number = more ? 0 : changes->of[__builtin_ctz((uint32_t)arg)],
	};
}

static struct report_cell cells_same(const struct row *row)
{
	return (struct report_cell){ .known = REPORT_KNOWN,
				     .number = row->changes->same };
}

static struct report_cell cells_compared_in_vain(const struct row *row)
{
	return (struct report_cell){ .known = REPORT_KNOWN,
				     .number = row->changes->unknown };
}

#define ANY (CELLS_ANY | (unsigned int)CHANGE_LOOK)
#define SUM (CELLS_TOTAL | (unsigned int)CHANGE_LOOK)

#define COUNT_OF(change) \
	.groups = SUM, .kind = REPORT_COUNT, \
	.get_of = cells_changed, .arg = (change)

/* name, kind, rows that have it, what it says; see report.h and cells.h */
const struct report_column change_columns[] = {
	{ "LOOK", REPORT_NUMBER, ANY, cells_look,
	  .text = "number of the look that saw it; the first is 0" },
	{ "TIME", REPORT_TIME, ANY, cells_time,
	  .text = "when that was" },
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
	{ "PAGES", REPORT_COUNT, ANY, cells_pages,
	  .text = "pages" },
	{ "CHANGE", REPORT_LIST, CELLS_ANY, cells_change,
	  .text = "what changed", .wants = CELLS_FRAMES,
	  .word = change_word },
	{ "WAS-STATE", REPORT_WORD, CELLS_PLACE, NULL,
	  .text = "where it was", .wants = CELLS_ENTRIES,
	  .get_of = cells_was, .arg = STATE, .word = cells_state_word },
	{ "WAS-PA", REPORT_FRAME, CELLS_PLACE, NULL,
	  .text = "its physical address before; in tables the slot, too",
	  .wants = CELLS_FRAMES, .get_of = cells_was, .arg = PA },
	{ "WAS-PFN", REPORT_FRAME, CELLS_PLACE, NULL,
	  .text = "number of its frame before", .wants = CELLS_FRAMES,
	  .get_of = cells_was, .arg = PFN },
	{ "WAS-SWAPTYPE", REPORT_NUMBER, CELLS_PLACE, NULL,
	  .text = "number of its swap area before", .wants = CELLS_FRAMES,
	  .get_of = cells_was, .arg = SWAPTYPE },
	{ "WAS-SWAPOFF", REPORT_COUNT, CELLS_PLACE, NULL,
	  .text = "its slot before, in pages", .wants = CELLS_FRAMES,
	  .get_of = cells_was, .arg = SWAPOFF },
	{ "WAS-HUGE", REPORT_FLAG, CELLS_PLACE, NULL,
	  .text = "was mapped as a huge page", .get_of = cells_was,
	  .arg = HUGE },
	{ "WAS-FILE", REPORT_FLAG, CELLS_PLACE, NULL,
	  .text = "was a page of a file or of shared memory",
	  .get_of = cells_was, .arg = FILE_PAGE },
	{ "STATE", REPORT_WORD, CELLS_PLACE, cells_state,
	  .text = "where it is", .wants = CELLS_ENTRIES,
	  .word = cells_state_word },
	{ "PA", REPORT_FRAME, CELLS_PLACE, cells_pa,
	  .text = "physical address; in tables the slot of swapped pages too",
	  .wants = CELLS_FRAMES },
	{ "PFN", REPORT_FRAME, CELLS_PLACE, cells_pfn,
	  .text = "number of the frame", .wants = CELLS_FRAMES },
	{ "SWAPTYPE", REPORT_NUMBER, CELLS_PLACE, cells_swaptype,
	  .text = "number of the swap area", .wants = CELLS_FRAMES },
	{ "SWAPOFF", REPORT_COUNT, CELLS_PLACE, cells_swapoff,
	  .text = "slot in the swap area, in pages", .wants = CELLS_FRAMES },
	{ "HUGE", REPORT_FLAG, CELLS_PLACE, cells_huge,
	  .text = "mapped as a huge page" },
	{ "FILE", REPORT_FLAG, CELLS_PLACE, cells_file,
	  .text = "page of a file or of shared memory" },
	{ "MOVED", COUNT_OF(DIFF_MOVED), .wants = CELLS_FRAMES,
	  .text = "pages in another frame" },
	{ "SWAPPED-OUT", COUNT_OF(DIFF_SWAPPED_OUT), .head = "OUT",
	  .text = "pages that are in swap and were not" },
	{ "SWAPPED-IN", COUNT_OF(DIFF_SWAPPED_IN), .head = "IN",
	  .text = "pages that came back from swap" },
	{ "SWAP-MOVED", COUNT_OF(DIFF_SWAP_MOVED), .wants = CELLS_FRAMES,
	  .text = "swapped pages in another slot" },
	{ "CAME", COUNT_OF(DIFF_CAME),
	  .text = "pages mapped that were not" },
	{ "WENT", COUNT_OF(DIFF_WENT),
	  .text = "pages that were in memory or swap and are no more" },
	{ "WRITTEN", COUNT_OF(DIFF_WRITTEN),
	  .text = "pages of the zero page that have their own frame now" },
	{ "COPIED", COUNT_OF(DIFF_COPIED),
	  .text = "pages of a file that have a copy of their own now" },
	{ "DROPPED", COUNT_OF(DIFF_DROPPED),
	  .text = "copies that gave way to the page of the file" },
	{ "ZEROED", COUNT_OF(DIFF_ZEROED),
	  .text = "pages that are the zero page now" },
	{ "HUGE-SPLIT", COUNT_OF(DIFF_HUGE_SPLIT),
	  .text = "pages that were parts of huge ones" },
	{ "HUGE-MERGED", COUNT_OF(DIFF_HUGE_MERGED),
	  .text = "pages that are parts of huge ones now" },
	{ "OTHER", COUNT_OF(DIFF_OTHER),
	  .text = "pages with another change of state" },
	{ "MAPPED", COUNT_OF(DIFF_MAPPED),
	  .text = "pages of a new mapping" },
	{ "UNMAPPED", COUNT_OF(DIFF_UNMAPPED),
	  .text = "pages of a mapping that is there no more" },
	{ "GREW", COUNT_OF(DIFF_GREW),
	  .text = "pages by which a mapping grew" },
	{ "SHRANK", COUNT_OF(DIFF_SHRANK),
	  .text = "pages by which a mapping shrank" },
	{ "REPLACED", COUNT_OF(DIFF_REPLACED),
	  .text = "pages where something else is mapped now" },
	{ "RENAMED", COUNT_OF(DIFF_RENAMED),
	  .text = "pages whose mapping has another name" },
	{ "PROTECTED", COUNT_OF(DIFF_PROTECTED),
	  .text = "pages whose mapping has other permissions" },
	{ "NEW", COUNT_OF(DIFF_NEW),
	  .text = "pages of a process that was not there before" },
	{ "GONE", COUNT_OF(DIFF_GONE),
	  .text = "pages of a process that is there no more" },
	{ "SAME", REPORT_COUNT, SUM, cells_same,
	  .text = "pages that are proven to be the same" },
	{ "UNKNOWN", REPORT_COUNT, SUM, cells_compared_in_vain,
	  .text = "pages of which a change could not be told" },
	{ "WAS-PERMS", REPORT_WORD, CELLS_RANGE, NULL,
	  .text = "permissions before", .get_of = cells_was, .arg = PERMS,
	  .word = cells_perms_word },
	{ "PERMS", REPORT_WORD, CELLS_RANGE, cells_perms,
	  .text = "as in maps", .word = cells_perms_word },
	{ "OFFSET", REPORT_ADDRESS, CELLS_RANGE, cells_offset,
	  .text = "of the first byte in the file" },
	{ "DEV", REPORT_WORD, CELLS_RANGE, cells_dev,
	  .text = "device of the file" },
	{ "INODE", REPORT_INODE, CELLS_RANGE, cells_inode,
	  .text = "inode of the file" },
	{ "WAS-MAPPING", REPORT_NAME, CELLS_RANGE, NULL,
	  .text = "name of the mapping before", .get_of = cells_was,
	  .arg = NAME },
	{ "MAPPING", REPORT_NAME, CELLS_RANGE, cells_name,
	  .text = "name of the mapping, also of one that is there no more" },
	{ .name = NULL },
};
