// SPDX-License-Identifier: LGPL-2.1-or-later
/* What the columns say of the attributes of a page or run. */
#include "cells.h"

static const struct report_cell none = { .known = REPORT_NONE };
static const struct report_cell unknown = { .known = REPORT_UNKNOWN };
static const struct report_cell mixed = { .known = REPORT_MIXED };

static struct report_cell number(uint64_t n)
{
	return (struct report_cell){ .known = REPORT_KNOWN, .number = n };
}

/* With --split, it may hold on some of a run and not on others. */
static bool is_mixed(const struct row *row, uint64_t arg)
{
	return row->doubts & arg && !(row->attributes & arg);
}

struct report_cell cells_attribute(const struct row *row, uint64_t arg)
{
	if (is_mixed(row, arg))
		return mixed;
	return number((row->attributes & arg) != 0);
}

static bool is_mapped(const struct row *row)
{
	return row->state == VMINFO_PRESENT || row->state == VMINFO_ZERO;
}

/* The kernel says this only of pages that are mapped. */
struct report_cell cells_excl(const struct row *row)
{
	return is_mapped(row) ? cells_attribute(row, VMINFO_EXCLUSIVE) : none;
}

struct report_cell cells_file(const struct row *row)
{
	return is_mapped(row) || row->doubts & VMINFO_FILE
		? cells_attribute(row, VMINFO_FILE) : none;
}

struct report_cell cells_huge(const struct row *row)
{
	if (row->attributes & VMINFO_HUGE)
		return number(1);
	if (row->doubts & VMINFO_HUGE_UNKNOWN)
		return unknown;
	if (is_mixed(row, VMINFO_HUGE))
		return mixed;
	return is_mapped(row) ? number(0) : none;
}

/* Kernels that do not track it say "no" to everything. */
struct report_cell cells_softdirty(const struct row *row)
{
	if (row->attributes & VMINFO_SOFT_DIRTY)
		return number(1);
	if (is_mixed(row, VMINFO_SOFT_DIRTY))
		return mixed;
	if (!row->mapping || row->soft_dirty == 0)
		return none;
	return row->soft_dirty > 0 ? number(0) : unknown;
}
