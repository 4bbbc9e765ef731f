/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Rows of pages and of runs. */
#ifndef ROWS_PLACE_H
#define ROWS_PLACE_H

#include "rows.h"

#define ROWS_BATCH 1024	/* pages or runs that are moved at once */

void rows_of_pages(struct rows *rows, const struct vminfo_page *pages,
		   size_t n);

/* Joins what was cut only to be counted, or because it is shown. */
void rows_of_runs(struct rows *rows, const struct vminfo_run *runs, size_t n);

/* The last run of a mapping or gap ends here. */
void rows_finish_run(struct rows *rows);

#endif
