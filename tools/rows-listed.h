/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Rows of which the list of mappings, and smaps, say all that is asked. */
#ifndef ROWS_LISTED_H
#define ROWS_LISTED_H

#include "rows.h"

/*
 * Whether rows of these columns stand on nothing but the sums of processes, so
 * that neither pages nor mappings are looked at.
 */
bool rows_need_only_sums(const struct report *report, enum cells_group group,
			 const struct target *target);

/* Finds out whether no page has to be looked at. */
void rows_listed_start(struct rows *rows);

/* All mappings of a process, in the place of a walk over its pages. */
void rows_listed_walk(struct rows *rows, struct vminfo_process *process);

#endif
