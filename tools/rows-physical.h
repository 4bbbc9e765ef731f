/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What rows say of frames beside numbers: flags, groups, regions of memory. */
#ifndef ROWS_PHYSICAL_H
#define ROWS_PHYSICAL_H

#include "rows.h"

void rows_physical_start(struct rows *rows);
void rows_physical_end(struct rows *rows);

/* Says of the row what is shown of the frame, which must stay. */
void rows_physical_set(struct rows *rows, const struct vminfo_frame *frame);

/* The region of memory that a page or the first of a run is in. */
struct cells_region rows_physical_region(const struct rows *rows, uint8_t state,
				      uint64_t pfn);

/* How many pages from the first of a run on are in the same region. */
uint64_t rows_physical_extent(const struct rows *rows,
			   const struct vminfo_run *run,
			   const struct cells_region *region);

/* Whether it is the same. */
bool rows_physical_is_region(const struct cells_region *a,
			  const struct cells_region *b);

/* Columns that want these are hidden, as bits of enum cells_want. */
unsigned int rows_physical_hidden(const struct vminfo_context *context);

/* The notes on why columns are unknown that want these; frames are visible. */
void rows_physical_explain(const struct visit *visit, unsigned int unknown);

/* The same on control groups whose paths were not found. */
void rows_physical_explain_groups(const struct rows *rows);

/* How many are the same part of their folios: head, tail or neither. */
uint64_t rows_physical_parts(const struct rows *rows,
			  const struct vminfo_run *run,
			  struct vminfo_frame *frame);

#endif
