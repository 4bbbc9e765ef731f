/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What smaps says of a process, where nobody asks for its mappings. */
#ifndef ROWS_ROLLUP_H
#define ROWS_ROLLUP_H

#include "rows.h"

/* Finds out whether smaps_rollup would do in the place of smaps. */
void rows_rollup_start(struct rows *rows);

/* Reads it, before the walk; without it, smaps is read, as ever. */
void rows_rollup_read(struct rows *rows);

/* Behind the walk: it stands for all mappings. */
void rows_rollup_sum_up(struct rows *rows);

#endif
