// SPDX-License-Identifier: LGPL-2.1-or-later
/* What the columns say of the frame that a page is in. */
#include "cells.h"

/* Only frames of RAM have one. */
#define PLACE (VMINFO_FRAME_HAS_ZONE | VMINFO_FRAME_HAS_NODE)

/* States of pages that are in a frame, or may be in one that is hidden. */
static const uint32_t in_frames = 1u << VMINFO_PRESENT | 1u << VMINFO_ZERO |
	1u << VMINFO_MIGRATING | 1u << VMINFO_DEVICE | 1u << VMINFO_POISONED |
	1u << VMINFO_SPECIAL | 1u << VMINFO_NONPRESENT;

/* Of these it is not even certain that there is a frame. */
static const uint32_t perhaps = 1u << VMINFO_SPECIAL | 1u << VMINFO_NONPRESENT;

static bool is_state(const struct row *row, uint32_t states)
{
	return row->state < 32 && states >> row->state & 1;
}

/* A hole, or memory of a device: frames of RAM are in a zone, on a node. */
static bool is_no_page(const struct row *row)
{
	return row->has_zones && !(row->frame->known & PLACE);
}

/* What the files of /proc that have a word for each frame say nothing of. */
static enum report_known knows_no_word(const struct row *row, uint64_t member)
{
	uint64_t rights = vminfo_context_rights(row->context);

	if (row->recorded || !(rights & VMINFO_RIGHT_KPAGE))
		return REPORT_UNKNOWN;
	/* The frames around it do not tell how large its folio is. */
	if (member == VMINFO_FRAME_HAS_ORDER &&
	    row->frame->known & VMINFO_FRAME_HAS_FLAGS)
		return REPORT_UNKNOWN;
	/* They end before this frame: it is not RAM, unless others say so. */
	if (row->frame->known & PLACE && member != VMINFO_FRAME_HAS_MEMCG)
		return REPORT_UNKNOWN;
	return REPORT_NONE;
}

static enum report_known knows(const struct row *row, uint64_t member)
{
	const struct vminfo_frame *frame = row->frame;

	if (!frame || !is_state(row, in_frames))
		return REPORT_NONE;
	if (frame->varies & member)
		return REPORT_MIXED;
	if ((frame->hidden | frame->changed) & member)
		return REPORT_UNKNOWN;
	if (frame->known & member)
		return REPORT_KNOWN;
	if (frame->pfn == VMINFO_NONE)
		return is_state(row, perhaps) ? REPORT_UNKNOWN : REPORT_NONE;
	if (is_no_page(row) || row->state == VMINFO_DEVICE)
		return REPORT_NONE;
	if (member == VMINFO_FRAME_HAS_ZONE)
		return REPORT_UNKNOWN;
	return knows_no_word(row, member);
}

static struct report_cell number_of(const struct row *row, uint64_t member,
				    uint64_t number)
{
	return (struct report_cell){
		.known = knows(row, member),
		.number = number,
	};
}

static uint64_t flags_of(const struct row *row)
{
	return row->frame ? row->frame->flags : 0;
}

struct report_cell cells_flag_list(const char *names, uint64_t flags)
{
	static const char *const ksm[] = { "ksm", NULL };
	bool may_be = vminfo_frame_flags_valid(flags) >>
		      VMINFO_FRAME_MAYBE_KSM & 1;

	return (struct report_cell){
		.known = REPORT_KNOWN,
		.text = names,
		.may_be = may_be ? ksm : NULL,
	};
}

struct report_cell cells_flags(const struct row *row, uint64_t member)
{
	struct report_cell cell = { .known = knows(row, member) };

	if (cell.known != REPORT_KNOWN)
		return cell;
	return cells_flag_list(row->flags, flags_of(row));
}

const char *cells_flag_word(unsigned int number)
{
	return vminfo_frame_flag_name(number - 1);
}

struct report_cell cells_flags_raw(const struct row *row, uint64_t member)
{
	struct report_cell cell = number_of(row, member, flags_of(row));

	if (cell.known == REPORT_KNOWN && row->parts_differ)
		cell.known = REPORT_MIXED;
	return cell;
}

struct report_cell cells_mapcount(const struct row *row, uint64_t member)
{
	return number_of(row, member, row->frame ? row->frame->mapcount : 0);
}

struct report_cell cells_order(const struct row *row, uint64_t member)
{
	return number_of(row, member, row->frame ? row->frame->order : 0);
}

/* Nobody pays for a frame whose group is 0. */
struct report_cell cells_memcg_inode(const struct row *row, uint64_t member)
{
	struct report_cell cell = number_of(row, member,
					    row->frame ? row->frame->memcg : 0);

	if (cell.known == REPORT_KNOWN && cell.number == 0)
		cell.known = REPORT_NONE;
	return cell;
}

struct report_cell cells_memcg(const struct row *row, uint64_t member)
{
	struct report_cell cell = cells_memcg_inode(row, member);

	if (cell.known != REPORT_KNOWN)
		return cell;
	cell.text = row->memcg;
	if (!row->memcg)
		cell.known = REPORT_UNKNOWN;
	return cell;
}

struct report_cell cells_zone(const struct row *row, uint64_t member)
{
	struct report_cell cell = { .known = knows(row, member) };

	if (cell.known == REPORT_KNOWN)
		cell.text = vminfo_zone_name(row->frame->zone);
	return cell;
}

const char *cells_zone_word(unsigned int number)
{
	return vminfo_zone_name(number);
}

struct report_cell cells_region(const struct row *row)
{
	return (struct report_cell){
		.known = row->region.known,
		.text = row->region.name,
	};
}
