/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the columns that are shown or compared ask for. */
#ifndef ROWS_SHOWN_H
#define ROWS_SHOWN_H

#include "rows.h"

/* Finds out where runs end and what is read of frames. */
void rows_shown_start(struct rows *rows);

#endif
