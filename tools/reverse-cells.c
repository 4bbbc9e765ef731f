// SPDX-License-Identifier: LGPL-2.1-or-later
/* What the columns say of a frame, and of a page that it is in. */
#include "reverse-cells.h"

#include <string.h>

#include "cells.h"
#include "frame-use.h"

const char *const reverse_groups[] = { "page", "frame", NULL };

static const struct report_cell none = { .known = REPORT_NONE };
static const struct report_cell unknown = { .known = REPORT_UNKNOWN };

static struct report_cell number(uint64_t n)
{
	return (struct report_cell){ .known = REPORT_KNOWN, .number = n };
}

static struct report_cell text(const char *words)
{
	return (struct report_cell){ .known = REPORT_KNOWN, .text = words };
}

static const struct reverse_row *own(const struct row *row)
{
	return (const struct reverse_row *)row;
}

static const struct reverse_frame *frame_of(const struct row *row)
{
	return own(row)->frame;
}

/*
 * The frame.
 */

static struct report_cell pfn(const struct row *row)
{
	return number(frame_of(row)->is.pfn);
}

static struct report_cell pa(const struct row *row)
{
	return number(frame_of(row)->is.pfn * row->page_size);
}

/* A member that was another one later is neither. */
static bool is_known(const struct row *row, unsigned int member)
{
	const struct vminfo_frame *is = &frame_of(row)->is;

	return is->known & member && !(is->changed & member);
}

/* Where there is no RAM there is nothing to know. */
static struct report_cell lacking(const struct row *row, unsigned int member)
{
	const struct vminfo_frame *is = &frame_of(row)->is;

	return is->hidden & member || is->changed & member ||
	       frame_of(row)->ram != ANSWER_NO ? unknown : none;
}

static struct report_cell use(const struct row *row)
{
	const struct reverse_frame *frame = frame_of(row);

	if (!frame->use)
		return lacking(row, VMINFO_FRAME_HAS_FLAGS);
	if (!is_known(row, VMINFO_FRAME_HAS_FLAGS))
		return unknown;
	return text(frame_use_name(frame->use));
}

static struct report_cell flags(const struct row *row)
{
	if (!is_known(row, VMINFO_FRAME_HAS_FLAGS))
		return lacking(row, VMINFO_FRAME_HAS_FLAGS);
	return cells_flag_list(own(row)->flags, frame_of(row)->is.flags);
}

static struct report_cell flags_raw(const struct row *row)
{
	if (!is_known(row, VMINFO_FRAME_HAS_FLAGS))
		return lacking(row, VMINFO_FRAME_HAS_FLAGS);
	return number(frame_of(row)->is.flags);
}

static bool has_frame(const struct row *row)
{
	return frame_of(row)->use || frame_of(row)->ram == ANSWER_YES;
}

static struct report_cell order(const struct row *row)
{
	if (is_known(row, VMINFO_FRAME_HAS_ORDER) && has_frame(row))
		return number(frame_of(row)->is.order);
	/* A free block may be of any. */
	return frame_of(row)->use ? unknown
				  : lacking(row, VMINFO_FRAME_HAS_ORDER);
}

static struct report_cell mapcount(const struct row *row)
{
	if (is_known(row, VMINFO_FRAME_HAS_MAPCOUNT) && has_frame(row))
		return number(frame_of(row)->is.mapcount);
	return lacking(row, VMINFO_FRAME_HAS_MAPCOUNT);
}

static struct report_cell memcg(const struct row *row)
{
	if (!is_known(row, VMINFO_FRAME_HAS_MEMCG) || !has_frame(row))
		return lacking(row, VMINFO_FRAME_HAS_MEMCG);
	if (!frame_of(row)->is.memcg)
		return none;
	return own(row)->memcg ? text(own(row)->memcg) : unknown;
}

static struct report_cell memcg_inode(const struct row *row)
{
	if (!is_known(row, VMINFO_FRAME_HAS_MEMCG) || !has_frame(row))
		return lacking(row, VMINFO_FRAME_HAS_MEMCG);
	return frame_of(row)->is.memcg ? number(frame_of(row)->is.memcg)
				       : none;
}

static struct report_cell zone(const struct row *row)
{
	const struct vminfo_frame *is = &frame_of(row)->is;
	const char *name = NULL;

	if (is_known(row, VMINFO_FRAME_HAS_ZONE))
		name = vminfo_zone_name(is->zone);
	return name ? text(name) : lacking(row, VMINFO_FRAME_HAS_ZONE);
}

static struct report_cell node(const struct row *row)
{
	if (!is_known(row, VMINFO_FRAME_HAS_NODE))
		return lacking(row, VMINFO_FRAME_HAS_NODE);
	return number(frame_of(row)->is.node);
}

static struct report_cell region(const struct row *row)
{
	if (own(row)->region_hidden)
		return unknown;
	return own(row)->region ? text(own(row)->region) : none;
}

/*
 * Its pages.
 */

static bool is_complete(const struct row *row)
{
	return frame_of(row)->proof <= REVERSE_KNOWN;
}

/* More may be somewhere that could not be seen. */
static struct report_cell found(const struct row *row)
{
	if (frame_of(row)->proof == REVERSE_HIDDEN)
		return unknown;
	return number(frame_of(row)->found);
}

static struct report_cell missing(const struct row *row)
{
	const struct reverse_frame *frame = frame_of(row);
	struct report_cell cell = mapcount(row);

	if (cell.known != REPORT_KNOWN || !frame->use ||
	    frame->use == FRAME_USE_ZERO)
		return cell.known == REPORT_KNOWN ? none : cell;
	if (frame->proof == REVERSE_HIDDEN)
		return unknown;
	return number(cell.number > frame->found ? cell.number - frame->found
						 : 0);
}

static struct report_cell complete(const struct row *row)
{
	return is_complete(row) ? number(1) : unknown;
}

static const char *const proofs[] = {
	[REVERSE_SCAN] = "scan",
	[REVERSE_MAPCOUNT] = "mapcount",
	[REVERSE_NO_FRAME] = "no-frame",
};

static const char *proof_word(unsigned int number)
{
	return number <= REVERSE_KNOWN ? proofs[number] : NULL;
}

static struct report_cell proof(const struct row *row)
{
	return is_complete(row) ? text(proofs[frame_of(row)->proof]) : unknown;
}

static struct report_cell changed(const struct row *row)
{
	return number(frame_of(row)->changed);
}

static struct report_cell hidden(const struct row *row)
{
	return is_complete(row) ? none : unknown;
}

/* What the page's own columns are. */
static cells_get *const of_page[] = {
	cells_pid, cells_command, cells_va, cells_pages, cells_state,
	cells_excl, cells_perms, cells_offset, cells_dev, cells_inode,
	cells_mapping,
};

enum {
	PID, COMMAND, VA, PAGES, STATE, EXCL, PERMS, OFFSET, DEV, INODE,
	MAPPING,
};

/* Of a page, or of none: then it is known, or not, that there is none. */
static struct report_cell page(const struct row *row, uint64_t arg)
{
	return row->mapping ? of_page[arg](row) : hidden(row);
}

/* name, kind, rows that have it, what it says; see report.h */
const struct report_column reverse_columns[] = {
	{ "PFN", REPORT_FRAME, REVERSE_ANY, pfn,
	  .text = "number of the frame" },
	{ "PA", REPORT_FRAME, REVERSE_ANY, pa,
	  .text = "its physical address" },
	{ "USE", REPORT_WORD, REVERSE_ANY, use,
	  .text = "what it is used for", .word = frame_use_name,
	  .wants = REVERSE_WANTS_FLAGS },
	{ "FLAGS", REPORT_LIST, REVERSE_ANY, flags,
	  .text = "flags that mean what they say",
	  .wants = REVERSE_WANTS_FLAGS, .word = cells_flag_word },
	{ "FLAGS-RAW", REPORT_PAGEMAP_WORD, REVERSE_ANY, flags_raw,
	  .text = "all flags, as kpageflags has them",
	  .wants = REVERSE_WANTS_FLAGS },
	{ "ORDER", REPORT_NUMBER, REVERSE_ANY, order,
	  .text = "of its folio, which has 2^ORDER frames",
	  .wants = REVERSE_WANTS_FLAGS },
	{ "MAPCOUNT", REPORT_COUNT, REVERSE_ANY, mapcount,
	  .text = "entries of page tables that map it",
	  .wants = REVERSE_WANTS_FLAGS },
	{ "MEMCG", REPORT_NAME, REVERSE_ANY, memcg,
	  .text = "control group that is charged for it",
	  .wants = REVERSE_WANTS_FLAGS },
	{ "MEMCG-INODE", REPORT_INODE, REVERSE_ANY, memcg_inode,
	  .text = "the inode of that", .wants = REVERSE_WANTS_FLAGS },
	{ "ZONE", REPORT_WORD, REVERSE_ANY, zone,
	  .text = "zone of memory", .wants = REVERSE_WANTS_PLACE },
	{ "NODE", REPORT_NUMBER, REVERSE_ANY, node,
	  .text = "node of memory", .wants = REVERSE_WANTS_PLACE },
	{ "REGION", REPORT_NAME, REVERSE_ANY, region,
	  .text = "what iomem says of its address",
	  .wants = REVERSE_WANTS_PLACE },
	{ "FOUND", REPORT_COUNT, REVERSE_ANY, found,
	  .text = "entries of page tables that were found to map it",
	  .wants = REVERSE_WANTS_PAGES },
	{ "MISSING", REPORT_COUNT, REVERSE_ANY, missing,
	  .text = "those of MAPCOUNT that were not",
	  .wants = REVERSE_WANTS_PAGES | REVERSE_WANTS_FLAGS },
	{ "COMPLETE", REPORT_FLAG, REVERSE_ANY, complete,
	  .text = "all pages that it is in are listed",
	  .wants = REVERSE_WANTS_PAGES },
	{ "PROOF", REPORT_WORD, REVERSE_ANY, proof,
	  .text = "how that is known", .wants = REVERSE_WANTS_PAGES,
	  .word = proof_word },
	{ "CHANGED", REPORT_FLAG, REVERSE_ANY, changed,
	  .text = "it, or how often it is mapped, changed meanwhile" },
	{ "PID", REPORT_PID, REVERSE_PAGE, NULL,
	  .text = "process", .wants = REVERSE_WANTS_PAGES,
	  .get_of = page, .arg = PID },
	{ "COMMAND", REPORT_NAME, REVERSE_PAGE, NULL,
	  .text = "its name", .wants = REVERSE_WANTS_PAGES,
	  .get_of = page, .arg = COMMAND },
	{ "VA", REPORT_ADDRESS, REVERSE_PAGE, NULL,
	  .text = "virtual address of the page",
	  .wants = REVERSE_WANTS_PAGES,
	  .get_of = page, .arg = VA },
	{ "PAGES", REPORT_COUNT, REVERSE_PAGE, NULL,
	  .text = "from there on that it is in: 1, but of the zero page",
	  .wants = REVERSE_WANTS_PAGES,
	  .get_of = page, .arg = PAGES },
	{ "STATE", REPORT_WORD, REVERSE_PAGE, NULL,
	  .text = "where the page is", .word = cells_state_word,
	  .wants = REVERSE_WANTS_PAGES,
	  .get_of = page, .arg = STATE },
	{ "EXCL", REPORT_FLAG, REVERSE_PAGE, NULL,
	  .text = "mapped once (the kernel's opinion)",
	  .wants = REVERSE_WANTS_PAGES,
	  .get_of = page, .arg = EXCL },
	{ "PERMS", REPORT_WORD, REVERSE_PAGE, NULL,
	  .text = "as in maps", .word = cells_perms_word,
	  .wants = REVERSE_WANTS_PAGES,
	  .get_of = page, .arg = PERMS },
	{ "OFFSET", REPORT_ADDRESS, REVERSE_PAGE, NULL,
	  .text = "of the page in the file", .wants = REVERSE_WANTS_PAGES,
	  .get_of = page, .arg = OFFSET },
	{ "DEV", REPORT_WORD, REVERSE_PAGE, NULL,
	  .text = "device of the file", .wants = REVERSE_WANTS_PAGES,
	  .get_of = page, .arg = DEV },
	{ "INODE", REPORT_INODE, REVERSE_PAGE, NULL,
	  .text = "inode of the file", .wants = REVERSE_WANTS_PAGES,
	  .get_of = page, .arg = INODE },
	{ "MAPPING", REPORT_NAME, REVERSE_PAGE, NULL,
	  .text = "name of its mapping", .wants = REVERSE_WANTS_PAGES,
	  .get_of = page, .arg = MAPPING },
	{ .name = NULL },
};

void reverse_name_flags(struct reverse_row *row)
{
	uint64_t valid = vminfo_frame_flags_valid(row->frame->is.flags);
	char *to = row->flags, *end = to + sizeof(row->flags);

	*to = '\0';
	if (!(row->frame->is.known & VMINFO_FRAME_HAS_FLAGS))
		return;
	for (unsigned int bit = 0; bit < 64; bit++) {
		const char *name = vminfo_frame_flag_name(bit);

		if (!(valid >> bit & 1) ||
		    (size_t)(end - to) < strlen(name) + 2)
			continue;
		if (to != row->flags)
			*to++ = ',';
		to = stpcpy(to, name);
	}
}
