// SPDX-License-Identifier: LGPL-2.1-or-later
/* Rows of pages that differ from the one before in their numbers alone. */
#include "rows-alike.h"

#include <string.h>

#include "cells.h"
#include "rows.h"

/* What a column may stand on and still say the same of all of them. */
#define SAME (CELLS_ENTRIES | CELLS_SPLIT | CELLS_SOFT_DIRTY | CELLS_NSPID | \
	      CELLS_SMAPS | CELLS_LISTED)

/* Beside CELLS_MEMBER: the same if the same is known of their frames. */
#define OF_FRAME (SAME | CELLS_MEMBER | CELLS_FRAMES | CELLS_KPAGE | \
		  CELLS_MEMCG | CELLS_PARTS | CELLS_WORDS)

static const struct {
	struct report_cell (*get)(const struct row *row);
	enum rows_number number;
} numbers[] = {
	{ cells_va, ROWS_VA },
	{ cells_pfn, ROWS_PFN },
	{ cells_pa, ROWS_PA },
	{ cells_word, ROWS_WORD },
};

static bool says_the_same(const struct report_column *column)
{
	unsigned int same = column->wants & CELLS_MEMBER ? OF_FRAME : SAME;

	return !(column->wants & ~same);
}

/* false: nothing is known of this column. */
static bool take_column(struct rows_alike *alike, size_t i,
			const struct report_column *column)
{
	for (size_t j = 0; j < sizeof(numbers) / sizeof(*numbers); j++) {
		if (column->get != numbers[j].get)
			continue;
		if (alike->count == REPORT_REPEAT_NUMBERS)
			return false;
		alike->number[alike->count++] = numbers[j].number;
		alike->differs |= UINT64_C(1) << i;
		return true;
	}
	return says_the_same(column);
}

void rows_alike_start(struct rows *rows)
{
	struct rows_alike *alike = &rows->alike;
	const struct report_column *column;

	*alike = (struct rows_alike){ 0 };
	if (rows->group != CELLS_PAGE || rows->adds_up ||
	    !report_may_repeat(rows->report))
		return;
	for (size_t i = 0; (column = report_shown(rows->report, i)); i++) {
		if (!take_column(alike, i, column))
			return;
	}
	alike->possible = true;
}

/* All that is known of the frames but their numbers. */
static bool has_alike_frame(const struct vminfo_frame *frames, size_t first,
			    size_t i)
{
	struct vminfo_frame frame;

	if (!frames)
		return true;
	frame = frames[i];
	frame.pfn = frames[first].pfn;
	return !memcmp(&frame, &frames[first], sizeof(frame));
}

/* All but its frame, and with it its word and its address. */
static bool is_alike(const struct rows *rows, const struct vminfo_page *pages,
		     size_t first, size_t i)
{
	return pages[i].state == VMINFO_PRESENT &&
	       pages[i].value != VMINFO_NONE &&
	       pages[i].attributes == pages[first].attributes &&
	       has_alike_frame(rows->place_frames, first, i);
}

static void print(struct rows_alike *alike, const struct vminfo_page *page,
		  uint64_t page_size)
{
	const uint64_t of_page[] = {
		[ROWS_VA] = page->va,
		[ROWS_PFN] = page->value,
		[ROWS_PA] = page->value * page_size,
		[ROWS_WORD] = page->word,
	};
	uint64_t words[REPORT_REPEAT_NUMBERS];

	for (size_t i = 0; i < alike->count; i++)
		words[i] = of_page[alike->number[i]];
	report_repeat_row(&alike->repeat, words);
}

size_t rows_alike_print(struct rows *rows, const struct vminfo_page *pages,
			size_t first, size_t n)
{
	struct rows_alike *alike = &rows->alike;
	size_t i = first + 1;

	if (!alike->possible || i >= n || !rows->row.mapping ||
	    !is_alike(rows, pages, first, first) ||
	    !is_alike(rows, pages, first, i) ||
	    !report_repeat_begin(&alike->repeat, rows->report, alike->differs))
		return i;
	for (; i < n && is_alike(rows, pages, first, i); i++)
		print(alike, &pages[i], rows->row.page_size);
	return i;
}
