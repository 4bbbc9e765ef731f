// SPDX-License-Identifier: LGPL-2.1-or-later
/* What smaps says of a process, where nobody asks for its mappings. */
#include "rows-rollup.h"

#include "rights.h"

/* A residual is the sum of those of the mappings; the sums of a part are those
 * of its mappings, too. */
void rows_rollup_start(struct rows *rows)
{
	const struct target *target = rows->visit->target;

	rows->sums_up_smaps = rows->group == CELLS_PROCESS &&
			      rows->wants & CELLS_SMAPS &&
			      !(rows->wants & CELLS_RESIDUAL) &&
			      !target_is_part(target) && !target->recorded;
	rows->visit->rights_later |= rows->sums_up_smaps && !target->only_sums;
}

void rows_rollup_read(struct rows *rows)
{
	struct vminfo_smaps smaps;

	rows->has_rollup = false;
	if (!rows->sums_up_smaps)
		return;
	/* With nothing but sums, they were read when it was opened. */
	if (!rows->visit->target->only_sums)
		rights_raise(RIGHTS_OPEN);
	rows->has_rollup = vminfo_process_smaps(rows->process, &smaps) == 0;
	if (!rows->visit->target->only_sums)
		rights_lower();
	if (rows->has_rollup)
		tally_take_smaps(&rows->rollup, &smaps);
}

void rows_rollup_sum_up(struct rows *rows)
{
	if (rows->has_rollup)
		rows->total.smaps = rows->rollup;
}
