// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * A table without libsmartcols: a stream, whose columns are as wide as their
 * kinds and not as what is in them.
 */
#include "report-format.h"

static void begin_table(struct report *report)
{
	report_stream.begin(report);
}

static void row_of_table(struct report *report,
			 const struct report_cell *cells)
{
	report_stream.row(report, cells);
}

static void summary_of_table(struct report *report, const struct row *row,
			     const char *sentence)
{
	report_stream.summary(report, row, sentence);
}

static void end_of_table(struct report *report)
{
	report_stream.end(report);
}

const struct report_format report_table = {
	.style = FOREIGN_UTF8,
	.begin = begin_table,
	.row = row_of_table,
	.summary = summary_of_table,
	.end = end_of_table,
};
