/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The columns of rows that say why memory is not huge. */
#ifndef HUGE_CELLS_H
#define HUGE_CELLS_H

#include "huge-neighbours.h"
#include "huge-sums.h"
#include "report.h"

/* What such a row has beside its process, its mapping and its range. */
struct huge_row {
	uint64_t blocks;
	const struct huge_words *words;
	/* Blocks. */
	const struct huge_answer *answer;
	bool has_neighbour;
	struct huge_neighbour neighbour;
	/* Mappings and processes. */
	const struct huge_sums *sums;
};

extern const struct report_column huge_columns[];

/* "block", in the order of cells_groups. */
extern const char *const huge_row_names[];

#endif
