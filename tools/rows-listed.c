// SPDX-License-Identifier: LGPL-2.1-or-later
/* Rows of which the list of mappings, and smaps, say all that is asked. */
#include "rows-listed.h"

#include "rows-mapping.h"

#define BATCH 64

static bool stand_on_pages(const struct report *report)
{
	const struct report_column *column;

	for (size_t i = 0; (column = report_shown(report, i)); i++) {
		if (!(column->wants & CELLS_LISTED))
			return true;
	}
	return false;
}

bool rows_need_only_sums(const struct report *report, enum cells_group group,
			 const struct target *target)
{
	unsigned int wants = report_wants(report);

	return group == CELLS_PROCESS && !report_has_summary(report) &&
	       wants & CELLS_SMAPS && !(wants & CELLS_MAPPINGS) &&
	       !target_is_part(target) && !target->backing &&
	       !stand_on_pages(report);
}

/*
 * Summaries, mappings that are left out, and parts of mappings stand on pages;
 * and whoever asks objects wants to hear of theirs.
 */
void rows_listed_start(struct rows *rows)
{
	const struct target *target = rows->visit->target;

	rows->listed = rows->group & CELLS_TOTAL &&
		       !report_has_summary(rows->report) &&
		       !(rows->group == CELLS_MAPPING &&
			 rows->leave_out_empty) &&
		       !(rows->wants & CELLS_RESIDUAL) &&
		       !target_is_part(target) && !target->backing &&
		       !stand_on_pages(rows->report);
}

/* That smaps_rollup could be read proves as much as the end of the list. */
static bool is_summed_up(const struct rows *rows)
{
	return rows->has_rollup && !(rows->wants & CELLS_MAPPINGS);
}

void rows_listed_walk(struct rows *rows, struct vminfo_process *process)
{
	struct vminfo_walk_options options = { .size = sizeof(options) };
	struct vminfo_mapping mappings[BATCH];
	ssize_t n;

	if (is_summed_up(rows)) {
		/* The kernel has sums of those that have a mapping alone. */
		rows->total.mappings = 1;
		return;
	}
	n = vminfo_walk_new(process, &options, &rows->walk);
	if (n != 0) {
		rows->cut_short = true;
		visit_failed(rows->visit, (int)n);
		return;
	}
	while ((n = vminfo_walk_mappings(rows->walk, mappings, BATCH)) > 0) {
		for (ssize_t i = 0; i < n; i++)
			rows_list(rows, &mappings[i]);
	}
	rows->cut_short |= n < 0;
	visit_check_walk(rows->visit, rows->row.pid, rows->walk, n);
	vminfo_walk_free(rows->walk);
	rows->walk = NULL;
}
