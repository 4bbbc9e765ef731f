// SPDX-License-Identifier: LGPL-2.1-or-later
/* What the columns say of the sums over a mapping or a process. */
#include "cells.h"

static struct report_cell number_unless(bool doubt, uint64_t n)
{
	return (struct report_cell){
		.known = doubt ? REPORT_UNKNOWN : REPORT_KNOWN,
		.number = doubt ? 0 : n,
	};
}

static struct report_cell bytes_unless(bool doubt, const struct row *row,
				       uint64_t pages)
{
	return number_unless(doubt, pages * row->page_size);
}

/* What stands against the number of pages in a state. */
static bool is_doubtful(const struct tally *tally, uint64_t state)
{
	switch (state) {
	case VMINFO_PRESENT:
	case VMINFO_ZERO:
		return tally->maybe_zero;
	case VMINFO_SWAPPED:
	case VMINFO_MARKER:
	case VMINFO_POISONED:
	case VMINFO_MIGRATING:
	case VMINFO_DEVICE:
	case VMINFO_SPECIAL:
		return tally->of_state[VMINFO_NONPRESENT];
	default:
		return false;
	}
}

/* States that only an object that was asked can tell. */
struct report_cell cells_backed(const struct row *row, uint64_t state)
{
	const struct tally *tally = row->tally;
	uint64_t doubt = state == VMINFO_SHMEM_SWAPPED ?
				 tally->maybe_shmem :
				 tally->maybe_cached;

	if (!tally->asked)
		return (struct report_cell){ .known = REPORT_NONE };
	return number_unless(doubt, tally->of_state[state]);
}

struct report_cell cells_count(const struct row *row, uint64_t state)
{
	return number_unless(is_doubtful(row->tally, state),
			     row->tally->of_state[state]);
}

struct report_cell cells_mappings(const struct row *row)
{
	return number_unless(false, row->tally->mappings);
}

struct report_cell cells_unknown(const struct row *row)
{
	return number_unless(false, row->tally->unknown);
}

struct report_cell cells_rss(const struct row *row)
{
	return bytes_unless(row->tally->maybe_zero, row,
			    row->tally->of_state[VMINFO_PRESENT]);
}

struct report_cell cells_swap(const struct row *row)
{
	return bytes_unless(tally_may_be_swapped(row->tally), row,
			    tally_swapped(row->tally));
}

struct report_cell cells_huge_pages(const struct row *row)
{
	return number_unless(row->tally->huge_unknown, row->tally->huge);
}

/* Rounded down: 100 is all of them. */
struct report_cell cells_huge_percent(const struct row *row)
{
	const struct tally *tally = row->tally;
	uint64_t present = tally->of_state[VMINFO_PRESENT];

	if (!present)
		return (struct report_cell){ .known = REPORT_NONE };
	return number_unless(tally->huge_unknown ||
			     (tally->maybe_zero && tally->huge),
			     tally->huge * 100 / present);
}

struct report_cell cells_runs(const struct row *row)
{
	return number_unless(row->tally->hidden || row->tally->maybe_zero,
			     row->tally->runs);
}

struct report_cell cells_slotruns(const struct row *row)
{
	return number_unless(row->tally->slots_hidden, row->tally->slot_runs);
}

struct report_cell cells_longest(const struct row *row)
{
	return bytes_unless(row->tally->hidden || row->tally->maybe_zero, row,
			    row->tally->longest);
}

struct report_cell cells_smaps(const struct row *row, uint64_t item)
{
	return number_unless(!tally_knows(row->tally, (enum tally_item)item),
			     row->tally->smaps.bytes[item]);
}
