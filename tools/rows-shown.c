// SPDX-License-Identifier: LGPL-2.1-or-later
/* What the columns that are shown or compared ask for. */
#include "rows-shown.h"

/* Kernels without it never say "dirty". */
static int tracks_soft_dirty(const struct rows *rows)
{
	uint64_t features = vminfo_context_features(rows->visit->context);

	/* Another /proc may be of another kernel: nothing was tried. */
	if (!(features & VMINFO_FEATURE_PAGEMAP))
		return -1;
	return (features & VMINFO_FEATURE_SOFT_DIRTY) != 0;
}

static bool compares_parts(const struct rows *rows,
			   const struct report_column *column)
{
	return report_compares_word(rows->report, column, "compound-head") ||
	       report_compares_word(rows->report, column, "compound-tail");
}

/* Each folio would be two rows or more; but a comparison is exact. */
static void look_at_parts(struct rows *rows, const struct report_column *column,
			  bool splits)
{
	bool compared = column->wants & CELLS_PARTS &&
			compares_parts(rows, column);

	rows->shows_parts |= compared || column->wants & CELLS_WORDS;
	rows->splits_parts |= compared ||
			      (column->wants & CELLS_WORDS && splits);
}

static void look_at_column(struct rows *rows,
			   const struct report_column *column)
{
	bool splits = report_splits(rows->report, column);

	if (column->wants & CELLS_SPLIT) {
		rows->shown.attributes |= column->arg;
		rows->split.attributes |= splits ? column->arg : 0;
	}
	if (column->wants & CELLS_MEMBER) {
		rows->shown.members |= (uint8_t)column->arg;
		rows->split.members |= splits ? (uint8_t)column->arg : 0;
	}
	if (column->wants & CELLS_NODE)
		rows->splits_node = splits;
	if (column->wants & CELLS_REGION)
		rows->splits_region = splits;
	look_at_parts(rows, column, splits);
}

/* What no entry says, an object that is not asked might. */
static void look_at_states(struct rows *rows)
{
	const struct report_column *column = cells_columns;

	while (column->word != cells_state_word)
		column++;
	rows->doubts_unresolved =
		report_compares_word(rows->report, column, "cached") ||
		report_compares_word(rows->report, column, "shmem-swapped");
}

void rows_shown_start(struct rows *rows)
{
	const struct report_column *column;

	for (size_t i = 0; (column = report_shown(rows->report, i)); i++)
		look_at_column(rows, column);
	look_at_states(rows);
	rows->wants |= report_wants(rows->report);
	if (rows->wants & CELLS_SOFT_DIRTY)
		rows->row.soft_dirty = tracks_soft_dirty(rows);
	/* Frames of RAM are told from holes by their place. */
	if (rows->shown.members)
		rows->members = (uint8_t)(rows->shown.members |
					  VMINFO_FRAME_HAS_ZONE |
					  VMINFO_FRAME_HAS_NODE);
}
