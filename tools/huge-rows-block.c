// SPDX-License-Identifier: LGPL-2.1-or-later
/* From mapping to mapping and from block to block: their rows. */
#include "huge-rows.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "complain.h"

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

static void put_row(struct huge_rows *rows)
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
	put_row(rows);
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
static void finish_blocks(struct huge_rows *rows, uint64_t count)
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
		finish_blocks(rows, count);
}

void huge_rows_add(struct huge_rows *rows, struct vminfo_run run,
		   const struct vminfo_frame *frame)
{
	struct huge_block *block = &rows->block;
	uint64_t size = block->size * block->page_size;

	while (run.pages) {
		if (block->pages && run.va - block->va >= size)
			finish_blocks(rows, 1);
		if (!block->pages)
			begin_block(rows, run.va);
		take(rows, &run, frame);
	}
}

/*
 * Mappings.
 */

static void copy_mapping(struct huge_rows *rows,
			 const struct vminfo_mapping *from)
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
	snprintf(rows->row.dev, sizeof(rows->row.dev), "%02" PRIx32
		 ":%02" PRIx32, from->dev_major, from->dev_minor);
}

static bool is_inside(const struct span *span,
		      const struct vminfo_mapping *mapping)
{
	uint64_t last = mapping->va + (mapping->length - 1);

	return span->start <= last &&
	       span->start + (span->length - 1) >= mapping->va;
}

static bool has_none(const struct huge_rows *rows,
		     const struct vminfo_smaps *smaps)
{
	if (rows->is.backing == HUGE_OF_ANONYMOUS)
		return smaps->anon_huge == 0;
	return smaps->anon_huge == 0 && smaps->shmem_huge == 0 &&
	       smaps->file_huge == 0;
}

static void find_owner(struct huge_rows *rows, struct huge_owner *owner)
{
	const struct vminfo_mapping *mapping = &rows->mapping;
	const struct huge_mount *mount;

	owner->backing = huge_backing_of(mapping, rows->row.page_size);
	if (owner->backing != HUGE_OF_UNKNOWN)
		return;
	mount = huge_mounts_of(&rows->mounts, mapping);
	if (!mount)
		return;
	owner->backing = mount->backing;
	owner->mount = mount->rule;
}

static void find_policy(struct huge_rows *rows)
{
	struct huge_owner owner = { .flags = VMINFO_NONE,
				    .eligible = VMINFO_NONE,
				    .thp_enabled = rows->thp_enabled };
	const bool has_room = rows->has_room && rows->is.congruent;
	struct vminfo_smaps smaps;
	bool has_smaps = vminfo_walk_smaps(rows->walk, rows->mapping.va,
					   &smaps) == 0;

	find_owner(rows, &owner);
	rows->is.backing = owner.backing;
	rows->is.has_none = has_smaps && has_none(rows, &smaps);
	rows->is.has_no_ksm = has_smaps && smaps.ksm == 0;
	rows->is.flags = has_smaps ? smaps.flags : VMINFO_NONE;
	owner.flags = rows->is.flags;
	/* Of one without room for any it says no, too. */
	if (has_smaps && has_room)
		owner.eligible = smaps.thp_eligible;
	rows->is.policy = huge_policy(&owner, &rows->settings);
	if (!has_room)
		rows->is.policy.maybe = 0;
}

static void find_geometry(struct huge_rows *rows)
{
	const struct vminfo_mapping *mapping = &rows->mapping;
	uint64_t size = rows->pmd_size;
	uint64_t before = -mapping->va & (size - 1);

	rows->has_room = mapping->length >= before &&
			 mapping->length - before >= size;
	rows->is.congruent = mapping->kind != VMINFO_OBJECT ||
			     !((mapping->va - mapping->offset) & (size - 1));
	rows->block = (struct huge_block){
		.page_size = rows->row.page_size,
		.size = size / rows->row.page_size,
		.of_object = mapping->kind == VMINFO_OBJECT,
	};
}

void huge_rows_enter(struct huge_rows *rows,
		     const struct vminfo_mapping *mapping)
{
	copy_mapping(rows, mapping);
	rows->wanted = target_wants_name(rows->visit->target, rows->name) &&
		       is_inside(&rows->span, mapping);
	if (!rows->wanted)
		return;
	find_geometry(rows);
	find_policy(rows);
	if (rows->is.backing == HUGE_OF_HUGETLB)
		rows->block.size = mapping->page_size / rows->row.page_size;
	rows->part = (struct huge_sums){ 0 };
	rows->dull_blocks = 0;
}

static bool row_of_mapping(struct huge_rows *rows)
{
	if (rows->leave_out_dull && rows->dull_blocks == rows->part.blocks) {
		rows->left_out++;
		rows->left_some_out = true;
		return true;
	}
	rows->row.pages = rows->part.pages;
	rows->huge = (struct huge_row){
		.blocks = rows->part.blocks,
		.sums = &rows->part,
		.words = &rows->words,
	};
	huge_words_of_sums(&rows->words, &rows->part);
	return report_row(rows->report, &rows->row);
}

void huge_rows_leave(struct huge_rows *rows)
{
	bool counts = true;

	if (!rows->row.mapping || !rows->wanted) {
		rows->row.mapping = NULL;
		return;
	}
	/* A block that was not read to its end is not judged. */
	if (!rows->cut_short)
		finish_blocks(rows, 1);
	rows->block.pages = 0;
	if (rows->group & CELLS_PLACE)
		put_row(rows);
	if (rows->group == CELLS_MAPPING && !rows->cut_short)
		counts = row_of_mapping(rows);
	if (counts)
		huge_sums_join(&rows->total, &rows->part);
	rows->row.mapping = NULL;
}
