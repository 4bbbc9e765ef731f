// SPDX-License-Identifier: LGPL-2.1-or-later
/* From block to block of a mapping: their rows. */
#include <string.h>

#include "huge-rows.h"

/*
 * Rows.
 */

/*
 * Blocks that nobody wonders about: without pages, or in a mapping that has no
 * room for a huge page and would have none with its neighbours either.
 */
static bool is_dull(const struct huge_rows *rows,
		    const struct huge_answer *answer)
{
	const uint64_t cut = HUGE_BIT(HUGE_PROTECTION) | HUGE_BIT(HUGE_SPLIT);

	if (answer->sure & HUGE_BIT(HUGE_EMPTY))
		return true;
	return !rows->has_room && answer->huge == ANSWER_NO &&
	       !(answer->sure & cut);
}

void huge_rows_put(struct huge_rows *rows)
{
	struct huge_row *huge = &rows->huge;
	struct row *row = &rows->row;

	if (!huge->blocks)
		return;
	huge_words_of(&rows->words, &rows->open);
	huge->answer = &rows->open;
	huge->words = &rows->words;
	if (rows->leave_out_dull && rows->dull) {
		rows->left_out += huge->blocks;
		rows->left_some_out = true;
	} else if (!report_row(rows->report, row) &&
		   report_has_where(rows->report)) {
		huge->blocks = 0;
		return;
	}
	huge_sums_add(&rows->part, &rows->open, huge->blocks, row->pages);
	huge->blocks = 0;
}

static bool is_alike(const struct huge_rows *rows,
		     const struct huge_answer *answer,
		     const struct huge_row *next)
{
	const struct huge_answer *open = &rows->open;
	const struct huge_row *huge = &rows->huge;

	return huge->blocks && rows->group == CELLS_RUN &&
	       rows->row.va + rows->row.pages * rows->row.page_size ==
	       rows->from &&
	       open->huge == answer->huge && open->sure == answer->sure &&
	       open->maybe == answer->maybe &&
	       open->beyond == answer->beyond &&
	       open->has_order == answer->has_order &&
	       huge->has_neighbour == next->has_neighbour &&
	       (!huge->has_neighbour ||
		huge->neighbour.va == next->neighbour.va);
}

static void extend(struct huge_answer *open, const struct huge_answer *answer,
		   uint64_t blocks)
{
	for (size_t i = 0; i < HUGE_REASONS; i++)
		open->pages[i] += answer->pages[i] * blocks;
	if (open->order < 0 || answer->order < 0)
		open->order = -1;
	else if (answer->order > open->order)
		open->order = answer->order;
}

/* So many blocks of the same kind, of which the first is `next`. */
static void add_to_row(struct huge_rows *rows,
		       const struct huge_answer *answer,
		       const struct huge_row *next)
{
	uint64_t pages = rows->block.pages * next->blocks;

	if (is_alike(rows, answer, next)) {
		extend(&rows->open, answer, next->blocks);
		rows->huge.blocks += next->blocks;
		rows->row.pages += pages;
		return;
	}
	huge_rows_put(rows);
	rows->huge = *next;
	rows->open = *answer;
	rows->open.order = 0;
	memset(rows->open.pages, 0, sizeof(rows->open.pages));
	extend(&rows->open, answer, next->blocks);
	rows->dull = is_dull(rows, answer);
	rows->row.va = rows->from;
	rows->row.pages = pages;
}

/*
 * Blocks.
 */

static void put_blocks(struct huge_rows *rows,
		       const struct huge_answer *answer,
		       struct huge_row *next)
{
	uint64_t count = next->blocks;
	uint64_t length = rows->block.pages * rows->row.page_size;

	if (rows->group & CELLS_TOTAL) {
		huge_sums_add(&rows->part, answer, count,
			      rows->block.pages * count);
		if (is_dull(rows, answer))
			rows->dull_blocks += count;
		return;
	}
	if (rows->group == CELLS_RUN) {
		add_to_row(rows, answer, next);
		return;
	}
	next->blocks = 1;
	for (uint64_t i = 0; i < count; i++) {
		add_to_row(rows, answer, next);
		rows->from += length;
	}
}

/* So many that are all like this one. */
void huge_rows_finish(struct huge_rows *rows, uint64_t count)
{
	struct huge_block *block = &rows->block;
	const struct huge_neighbour *who = NULL;
	struct huge_row next = { .blocks = count };
	struct huge_answer answer;
	enum huge_cut cut = HUGE_WHOLE;

	if (!block->pages)
		return;
	if (rows->is.backing != HUGE_OF_HUGETLB)
		cut = huge_neighbours_cut(&rows->neighbours, &rows->mapping,
					  block, &who);
	huge_judge(block, cut, &rows->is, &answer);
	if (who) {
		next.has_neighbour = true;
		next.neighbour = *who;
	}
	put_blocks(rows, &answer, &next);
	block->pages = 0;
}

static void begin_block(struct huge_rows *rows, uint64_t va)
{
	struct huge_block *block = &rows->block;

	block->va = va - va % (block->size * block->page_size);
	rows->from = va;
	if (rows->group == CELLS_MAPPING && !rows->part.blocks)
		rows->row.va = va;
	huge_block_start(block);
}

static void skip(struct vminfo_run *run, uint64_t pages, uint64_t page_size)
{
	run->va += pages * page_size;
	run->pages -= pages;
	if (run->value != VMINFO_NONE)
		run->value += pages;
}

/* Adds as much as is in one block, or whole ones that are alike. */
static void take(struct huge_rows *rows, struct vminfo_run *run,
		 const struct vminfo_frame *frame)
{
	struct huge_block *block = &rows->block;
	uint64_t index = (run->va - block->va) / block->page_size;
	struct vminfo_run piece = *run;
	uint64_t count = 1;

	if (!index && !block->pages && run->pages > block->size)
		count = run->pages / block->size;
	if (piece.pages > block->size - index)
		piece.pages = block->size - index;
	huge_block_add(block, &piece, frame);
	skip(run, piece.pages * count, block->page_size);
	if (count > 1)
		huge_rows_finish(rows, count);
}

void huge_rows_add(struct huge_rows *rows, struct vminfo_run run,
		   const struct vminfo_frame *frame)
{
	struct huge_block *block = &rows->block;
	uint64_t size = block->size * block->page_size;

	while (run.pages) {
		if (block->pages && run.va - block->va >= size)
			huge_rows_finish(rows, 1);
		if (!block->pages)
			begin_block(rows, run.va);
		take(rows, &run, frame);
	}
}
