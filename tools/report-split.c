// SPDX-License-Identifier: LGPL-2.1-or-later
/* Where rows end: at a change of which columns. */
#include <stdlib.h>
#include <string.h>

#include "complain.h"
#include "report-format.h"

static int add_split(struct report *report, const char *word, size_t length)
{
	const struct report_column *column = NULL;
	int ret = report_need_column(report->plan, word, length, &column);

	if (ret)
		return ret;
	if (column->wants & report->plan->unsplit)
		return complain_usage("--split: no %s ends by %s, which is of "
				      "each page another",
				      report_group_name(report->plan),
				      column->name);
	report->splits[report->split_count++] = column;
	return 0;
}

static size_t count_words(const char *list)
{
	size_t n = 1;

	while ((list = strchr(list, ',')))
		list++, n++;
	return n;
}

int report_choose_splits(struct report *report)
{
	const char *list = report->options->split;
	int ret = 0;

	if (!list)
		return 0;
	if (!(report->plan->group & report->plan->split_group))
		return complain_usage("--split is for run rows, not for those "
				      "of a %s (try --group run)",
				      report_group_name(report->plan));
	report->splits = calloc(count_words(list), sizeof(*report->splits));
	if (!report->splits)
		complain_out_of_memory();
	while (*list && ret == 0) {
		size_t length = strcspn(list, ",");

		ret = add_split(report, list, length);
		list += length;
		list += *list == ',';
	}
	return ret;
}

static bool is_compared(const struct report *report,
			const struct report_column *column)
{
	for (size_t i = 0; i < report->condition_count; i++)
		if (report->conditions[i].column == column)
			return true;
	return false;
}

bool report_splits(const struct report *report,
		   const struct report_column *column)
{
	if (!report->options->split || is_compared(report, column))
		return true;
	for (size_t i = 0; i < report->split_count; i++)
		if (report->splits[i] == column)
			return true;
	return false;
}

bool report_compares_word(const struct report *report,
			  const struct report_column *column, const char *word)
{
	for (size_t i = 0; i < report->condition_count; i++)
		if (report->conditions[i].column == column &&
		    where_fits(&report->conditions[i].where, word))
			return true;
	return false;
}
