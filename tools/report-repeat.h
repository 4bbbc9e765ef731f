/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Many rows of raw words that differ in some numbers alone: the row before is
 * printed once more, with these.
 */
#ifndef REPORT_REPEAT_H
#define REPORT_REPEAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "report.h"

#define REPORT_REPEAT_NUMBERS 8u
#define REPORT_REPEAT_TEXT 512u

struct report_repeat {
	struct report *report;
	size_t numbers;		/* that differ */
	struct {
		unsigned int digits;	/* 0: as many as it has */
		const char *end;	/* of the text in front of it */
	} number[REPORT_REPEAT_NUMBERS];
	const char *end;	/* of all text */
	char text[REPORT_REPEAT_TEXT];
};

/* Whether rows of a report are printed at once, and as they are, so that it
 * makes no difference. */
bool report_may_repeat(const struct report *report);

/*
 * Takes the row that was printed last; a bit of `differs` for each column whose
 * number will be another one.  These are hexadecimal.  false: there are too
 * many, or the text is too long.
 */
bool report_repeat_begin(struct report_repeat *repeat, struct report *report,
			 uint64_t differs);

/* A row: the numbers in the order of their columns. */
void report_repeat_row(struct report_repeat *repeat, const uint64_t *numbers);

#endif
