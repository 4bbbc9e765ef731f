// SPDX-License-Identifier: LGPL-2.1-or-later
/* Which columns of a tool's table a report shows, and in which order. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "complain.h"
#include "nearest.h"
#include "report-format.h"

/* huge_percent and Huge-Percent are HUGE-PERCENT too; so is HUGE%. */
static bool is_same(const char *name, const char *word, size_t length)
{
	if (strlen(name) != length)
		return false;
	for (size_t i = 0; i < length; i++) {
		char c = word[i] == '_' ? '-' : word[i];

		if (toupper((unsigned char)c) != name[i])
			return false;
	}
	return true;
}

const struct report_column *
report_find_column(const struct report_column *columns, const char *word,
		   size_t length)
{
	for (; columns->name; columns++)
		if (is_same(columns->name, word, length) ||
		    is_same(report_head(columns), word, length))
			return columns;
	return NULL;
}

static int unknown_column(const struct report_plan *plan, const char *word,
			  size_t length)
{
	const struct report_column *column;
	struct nearest nearest;
	char wrong[NEAREST_ROOM];

	snprintf(wrong, sizeof(wrong), "%.*s", (int)length, word);
	if (plan->others && report_find_column(plan->others, word, length))
		return complain_usage("column %s is for %s", wrong,
				      plan->others_are_of);
	nearest_start(&nearest, wrong);
	for (column = plan->columns; column->name; column++)
		nearest_consider(&nearest, column->name);
	if (nearest.best[0])
		return complain_usage("unknown column %s (did you mean %s?)",
				      wrong, nearest.best);
	return complain_usage("unknown column '%s' (-H lists them)", wrong);
}

static const char *name_in(const char *const *names, unsigned int group)
{
	while (!(group & 1u)) {
		group >>= 1;
		names++;
	}
	return *names;
}

const char *report_group_name(const struct report_plan *plan)
{
	return name_in(plan->group_names, plan->group);
}

const char *report_row_name(const struct report_plan *plan)
{
	return name_in(plan->row_names ? plan->row_names : plan->group_names,
		       plan->group);
}

/* "page or run" */
static void name_groups(const struct report_plan *plan, unsigned int groups,
			char *names, size_t room)
{
	size_t used = 0;

	names[0] = '\0';
	for (size_t i = 0; plan->group_names[i] && used < room; i++)
		if (groups & 1u << i)
			used += (size_t)snprintf(names + used, room - used,
						 "%s%s", used ? " or " : "",
						 plan->group_names[i]);
}

static int no_such_column(const struct report_plan *plan,
			  const struct report_column *column)
{
	char names[128];

	name_groups(plan, column->groups, names, sizeof(names));
	return complain_usage("%s rows have no column %s (try --group %s)",
			      report_group_name(plan), column->name, names);
}

int report_need_column(const struct report_plan *plan, const char *word,
		       size_t length, const struct report_column **column)
{
	const struct report_column *found;

	found = report_find_column(plan->columns, word, length);
	if (!found)
		return unknown_column(plan, word, length);
	if (!(found->groups & plan->group))
		return no_such_column(plan, found);
	*column = found;
	return 0;
}

static struct report_shown *find_shown(struct report *report,
				       const struct report_column *column)
{
	for (size_t i = 0; i < report->count; i++)
		if (report->shown[i].column == column)
			return &report->shown[i];
	return NULL;
}

size_t report_need_cell(struct report *report,
			const struct report_column *column)
{
	size_t i = 0;

	while (i < report->count + report->keys) {
		if (report->shown[i].column == column)
			return i;
		i++;
	}
	report->keys++;
	report->shown[i].column = column;
	return i;
}

static int show(struct report *report, const struct report_column *column,
		bool asked)
{
	struct report_shown *shown = find_shown(report, column);

	if (shown) {
		shown->asked |= asked;
		return 0;
	}
	report->shown[report->count++] = (struct report_shown){
		.column = column,
		.asked = asked,
	};
	return 0;
}

/* Each name of a list; a '+' that stands before it was already taken off. */
static int show_list(struct report *report, const char *list, bool asked)
{
	while (*list) {
		size_t length = strcspn(list, ",");
		const struct report_column *column = NULL;
		int ret = report_need_column(report->plan, list, length,
					     &column);

		if (ret)
			return ret;
		show(report, column, asked);
		list += length;
		list += *list == ',';
	}
	return 0;
}

static int show_all(struct report *report)
{
	const struct report_column *column;

	for (column = report->plan->columns; column->name; column++)
		if (column->groups & report->plan->group)
			show(report, column, true);
	return 0;
}

static size_t count_columns(const struct report_column *columns)
{
	size_t n = 0;

	while (columns[n].name)
		n++;
	return n;
}

int report_choose_columns(struct report *report)
{
	const struct report_options *options = report->options;
	const char *list = options->output;
	int ret;

	report->shown = calloc(count_columns(report->plan->columns),
			       sizeof(*report->shown));
	if (!report->shown)
		complain_out_of_memory();
	if (list && *list != '+' && !options->output_all)
		return *list ? show_list(report, list, true)
			     : complain_usage("-o needs names of columns");
	ret = options->output_all
		? show_all(report)
		: show_list(report, report->plan->defaults, false);
	if (ret == 0 && list)
		ret = show_list(report, list + (*list == '+'), true);
	return ret;
}

static void list_column(const struct report_column *column,
			const char *const *groups)
{
	printf("%-13s %-9s %s (", column->name,
	       report_kind_name(column->kind), column->text);
	for (size_t i = 0, n = 0; groups[i]; i++)
		if (column->groups & 1u << i)
			printf("%s%s", n++ ? ", " : "", groups[i]);
	printf(")\n");
}

void report_list_columns(const struct report_column *columns,
			 const char *const *groups)
{
	for (; columns->name; columns++)
		list_column(columns, groups);
}
