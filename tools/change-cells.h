/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The columns of rows that say what changed, and of which kinds they are. */
#ifndef CHANGE_CELLS_H
#define CHANGE_CELLS_H

#include "report.h"

extern const struct report_column change_columns[];

/* Beside the groups of cells.h: what a look, or all of them, found. */
enum { CHANGE_LOOK = 1u << 4 };

/* "page-change", in the order of cells_groups. */
extern const char *const change_row_names[];

#endif
