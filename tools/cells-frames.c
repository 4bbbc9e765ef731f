// SPDX-License-Identifier: LGPL-2.1-or-later
/* What the columns say of sums that stand on frames. */
#include "cells.h"

static struct report_cell bytes_unless(bool doubt, uint64_t bytes)
{
	return (struct report_cell){
		.known = doubt ? REPORT_UNKNOWN : REPORT_KNOWN,
		.number = doubt ? 0 : bytes,
	};
}

struct report_cell cells_uss(const struct row *row)
{
	return bytes_unless(row->frames->own_unknown,
			    row->frames->own * row->page_size);
}

struct report_cell cells_pss(const struct row *row)
{
	return bytes_unless(row->frames->pss_unknown,
			    row->frames->pss >> TALLY_PSS_SHIFT);
}

/* Pages that may be of that kind, too. */
static uint64_t doubtful(const struct tally_frames *tally, uint64_t kind)
{
	if (kind == TALLY_FILE || kind == TALLY_SHMEM)
		return tally->kind_unknown + tally->file_or_shmem;
	return tally->kind_unknown + tally->anon_or_hugetlb;
}

struct report_cell cells_kind(const struct row *row, uint64_t kind)
{
	return bytes_unless(row->tally->maybe_zero ||
			    doubtful(row->frames, kind),
			    row->frames->of_kind[kind] * row->page_size);
}

/* With nothing but bytes of no key there is nothing to print. */
static struct report_cell cell_of(struct parts *parts)
{
	struct report_cell cell = { .known = REPORT_KNOWN };

	if (parts->unknown && !parts->count)
		cell.known = REPORT_UNKNOWN;
	else if (parts->unknown)
		cell.known = REPORT_VAGUE;
	if (cell.known != REPORT_UNKNOWN)
		cell.text = parts_text(parts);
	return cell;
}

struct report_cell cells_orders(const struct row *row)
{
	return cell_of(&row->frames->orders);
}

struct report_cell cells_nodes(const struct row *row)
{
	return cell_of(&row->frames->nodes);
}

/* A page in a frame that is not known may be in blocks of each size. */
static struct report_cell blocks_of(struct parts *parts)
{
	if (parts->unknown)
		return (struct report_cell){ .known = REPORT_UNKNOWN };
	return cell_of(parts);
}

struct report_cell cells_contpte(const struct row *row)
{
	return blocks_of(&row->frames->any_blocks);
}

struct report_cell cells_contpte_folio(const struct row *row)
{
	return blocks_of(&row->frames->folio_blocks);
}
