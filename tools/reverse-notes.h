/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is said of a frame below the table of its pages. */
#ifndef REVERSE_NOTES_H
#define REVERSE_NOTES_H

#include <stdint.h>

#include "report.h"
#include "reverse-cells.h"

/* Of the frame of a row: `number` of them were told before. */
void reverse_note(struct report *report, const struct reverse_row *row,
		  uint64_t number);

#endif
