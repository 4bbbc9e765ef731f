// SPDX-License-Identifier: LGPL-2.1-or-later
/* From mapping to mapping: what may be huge in it, and its row. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "complain.h"
#include "huge-rows.h"

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

static bool is_unlinked(const struct vminfo_mapping *mapping)
{
	static const char mark[] = " (deleted)";
	size_t length = strlen(mapping->name);

	return length >= sizeof(mark) - 1 &&
	       !strcmp(mapping->name + length - (sizeof(mark) - 1), mark);
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
	/*
	 * A file that had no name any more when it was mapped is like shared
	 * memory without one; it may have lost it later.
	 */
	if (is_unlinked(mapping) && mount->rule != rows->settings.shmem)
		owner->mount = HUGE_RULE_UNKNOWN;
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
		huge_rows_finish(rows, 1);
	rows->block.pages = 0;
	if (rows->group & CELLS_PLACE)
		huge_rows_put(rows);
	if (rows->group == CELLS_MAPPING && !rows->cut_short)
		counts = row_of_mapping(rows);
	if (counts)
		huge_sums_join(&rows->total, &rows->part);
	rows->row.mapping = NULL;
}
