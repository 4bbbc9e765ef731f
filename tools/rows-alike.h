/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Rows of pages that differ from the one before in their numbers alone. */
#ifndef ROWS_ALIKE_H
#define ROWS_ALIKE_H

#include <stdint.h>

#include <vminfo.h>

#include "report-repeat.h"

struct rows;

/* What a column says of a page that the next one says otherwise. */
enum rows_number { ROWS_VA, ROWS_PFN, ROWS_PA, ROWS_WORD };

struct rows_alike {
	bool possible;		/* all columns are such, or the same */
	uint64_t differs;	/* bit by column */
	size_t count;
	enum rows_number number[REPORT_REPEAT_NUMBERS];	/* in their order */
	struct report_repeat repeat;
};

/* Finds out whether what is shown allows for it. */
void rows_alike_start(struct rows *rows);

/*
 * Prints those of the n pages of a batch that are like the `first`, which was
 * printed as any other, and follow it.  Which is the next behind them.
 */
size_t rows_alike_print(struct rows *rows, const struct vminfo_page *pages,
			size_t first, size_t n);

#endif
