// SPDX-License-Identifier: LGPL-2.1-or-later
/* What the columns say of one row: of its process, mapping, page or run. */
#include "cells.h"

#include "colour.h"
#include "node.h"

const char *const cells_groups[] = {
	"page", "run", "mapping", "process", NULL
};

static const struct report_cell none = { .known = REPORT_NONE };
static const struct report_cell unknown = { .known = REPORT_UNKNOWN };
static const struct report_cell mixed = { .known = REPORT_MIXED };

static struct report_cell number(uint64_t n)
{
	return (struct report_cell){ .known = REPORT_KNOWN, .number = n };
}

static struct report_cell text(const char *words)
{
	return (struct report_cell){ .known = REPORT_KNOWN, .text = words };
}

/*
 * The process.
 */

struct report_cell cells_pid(const struct row *row)
{
	return number((uint64_t)row->pid);
}

struct report_cell cells_nspid(const struct row *row)
{
	if (row->namespace_pid < 0)
		return unknown;
	return number((uint64_t)row->namespace_pid);
}

struct report_cell cells_command(const struct row *row)
{
	/* Every process has a name: "" is one that could not be read. */
	return *row->command ? text(row->command) : unknown;
}

/*
 * The range, and the mapping that it is in.
 */

struct report_cell cells_va(const struct row *row)
{
	return number(row->va);
}

/* Wraps to 0 where it is 2^64. */
struct report_cell cells_end(const struct row *row)
{
	return number(row->va + row->pages * row->page_size);
}

struct report_cell cells_size(const struct row *row)
{
	uint64_t bytes;

	if (__builtin_mul_overflow(row->pages, row->page_size, &bytes))
		bytes = UINT64_MAX;
	return number(bytes);
}

struct report_cell cells_pages(const struct row *row)
{
	return number(row->pages);
}

static bool has_object(const struct row *row)
{
	const struct vminfo_mapping *mapping = row->mapping;

	return mapping && (mapping->inode || mapping->dev_major ||
			   mapping->dev_minor);
}

/* Of the row's first byte. */
struct report_cell cells_offset(const struct row *row)
{
	if (!has_object(row))
		return none;
	return number(row->mapping->offset + (row->va - row->mapping->va));
}

const char *cells_perms_word(unsigned int number)
{
	static const char words[16][5] = {
		"---p", "r--p", "-w-p", "rw-p", "--xp", "r-xp", "-wxp", "rwxp",
		"---s", "r--s", "-w-s", "rw-s", "--xs", "r-xs", "-wxs", "rwxs",
	};

	return number - 1 < 16 ? words[number - 1] : NULL;
}

struct report_cell cells_perms(const struct row *row)
{
	if (!row->mapping)
		return none;
	return text(cells_perms_word((row->mapping->permissions & 15) + 1));
}

struct report_cell cells_dev(const struct row *row)
{
	return has_object(row) ? text(row->dev) : none;
}

struct report_cell cells_inode(const struct row *row)
{
	return has_object(row) ? number(row->mapping->inode) : none;
}

struct report_cell cells_mapping(const struct row *row)
{
	return row->mapping ? text(row->mapping->name) : none;
}

struct report_cell cells_locked(const struct row *row)
{
	if (!row->mapping)
		return none;
	return row->locked < 0 ? unknown : number((uint64_t)row->locked);
}

/*
 * The page or run.
 */

/* What an entry that is not present may be where its type is hidden. */
static const char *const behind_nonpresent[] = {
	"swapped", "guard", "marker", "poisoned", "migrating", "device",
	"special", NULL
};
static const char *const behind_maybe_zero[] = { "present", "zero", NULL };

/* A state that only privilege or a newer kernel could tell from others. */
struct report_cell cells_state(const struct row *row)
{
	struct report_cell cell = text(vminfo_state_name(row->state));

	cell.colour = colour_of_state(row->state);
	if (row->state == VMINFO_NONPRESENT)
		cell.may_be = behind_nonpresent;
	else if (row->doubts & VMINFO_MAYBE_ZERO)
		cell.may_be = behind_maybe_zero;
	else if (row->state == VMINFO_UNRESOLVED)
		cell.may_be = row->unresolved;
	if (cell.may_be)
		cell.known = REPORT_VAGUE;
	return cell;
}

const char *cells_state_word(unsigned int number)
{
	return vminfo_state_name(number);
}

/* States that have a frame, or may have one that is hidden. */
static bool may_have_frame(const struct row *row)
{
	static const uint32_t states = 1u << VMINFO_PRESENT |
		1u << VMINFO_MIGRATING | 1u << VMINFO_DEVICE |
		1u << VMINFO_SPECIAL | 1u << VMINFO_NONPRESENT;

	return row->state < 32 && states >> row->state & 1;
}

static struct report_cell frame(const struct row *row, uint64_t unit)
{
	if (row->value != VMINFO_NONE)
		return number(row->value * unit);
	return may_have_frame(row) || row->doubts & VMINFO_HIDDEN ? unknown
								  : none;
}

/* In a table, the slot stands where there is no frame. */
struct report_cell cells_pa(const struct row *row)
{
	if (row->state == VMINFO_SWAPPED && row->value != VMINFO_NONE)
		return (struct report_cell){
			.known = REPORT_SLOT,
			.number = row->value,
			.area = row->swap_type,
		};
	if (row->state == VMINFO_SWAPPED)
		return none;
	return frame(row, row->page_size);
}

struct report_cell cells_pfn(const struct row *row)
{
	return row->state == VMINFO_SWAPPED ? none : frame(row, 1);
}

struct report_cell cells_word(const struct row *row)
{
	return row->mapping ? number(row->word) : none;
}

/* The largest power of two that the physical address is a multiple of. */
struct report_cell cells_align(const struct row *row)
{
	struct report_cell cell = cells_pfn(row);
	uint64_t pa = cell.number * row->page_size;

	if (cell.known == REPORT_KNOWN)
		cell.number = pa ? pa & -pa : UINT64_C(1) << 63;
	return cell;
}

static bool may_be_swapped(const struct row *row)
{
	return row->state == VMINFO_SWAPPED || row->state == VMINFO_NONPRESENT;
}

static bool has_slot(const struct row *row)
{
	return row->state == VMINFO_SWAPPED && row->value != VMINFO_NONE;
}

struct report_cell cells_swaptype(const struct row *row)
{
	if (has_slot(row))
		return number(row->swap_type);
	return may_be_swapped(row) ? unknown : none;
}

struct report_cell cells_swapoff(const struct row *row)
{
	if (has_slot(row))
		return number(row->value);
	return may_be_swapped(row) ? unknown : none;
}

struct report_cell cells_swapdev(const struct row *row)
{
	struct report_cell cell = may_be_swapped(row) ? unknown : none;
	struct vminfo_swap_area area;
	int proven;

	if (!has_slot(row))
		return cell;
	proven = vminfo_context_slot_area(row->context, row->swap_type,
					  row->value, &area);
	if (proven < 0)
		return cell;
	cell = text(area.name);
	if (!proven)
		cell.known = REPORT_GUESS;
	return cell;
}

struct report_cell cells_node(const struct row *row)
{
	if (row->state != VMINFO_PRESENT)
		return none;
	if (row->node == NODE_MIXED)
		return mixed;
	return row->node < 0 ? unknown : number((uint64_t)row->node);
}
