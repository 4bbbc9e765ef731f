// SPDX-License-Identifier: LGPL-2.1-or-later
/* What a report of changes looks like. */
#include "change-plan.h"

#include "change-cells.h"

#define PLACE "VA,CHANGE,WAS-STATE,WAS-PA,STATE,PA,MAPPING"
#define RUN "VA,SIZE,CHANGE,WAS-STATE,WAS-PA,STATE,PA,MAPPING"
#define COUNTS "MOVED,SWAPPED-OUT,SWAPPED-IN,CAME,WENT,WRITTEN,COPIED,UNKNOWN"
#define MAPPING "VA,SIZE," COUNTS ",CHANGE,MAPPING"
#define PROCESS "PID," COUNTS ",CHANGE,COMMAND"

static const struct {
	enum cells_group group;
	const char *columns[2][2];	/* by several, timed */
} views[] = {
	{ CELLS_PAGE, { { PLACE, "TIME," PLACE },
			{ "PID," PLACE, "TIME,PID," PLACE } } },
	{ CELLS_RUN, { { RUN, "TIME," RUN },
		       { "PID," RUN, "TIME,PID," RUN } } },
	{ CELLS_MAPPING, { { MAPPING, "TIME," MAPPING },
			   { "PID," MAPPING, "TIME,PID," MAPPING } } },
	{ CELLS_PROCESS, { { PROCESS, "TIME," PROCESS },
			   { PROCESS, "TIME," PROCESS } } },
};

static const char *columns_of(const struct change_view *view)
{
	size_t i = 0;

	while (views[i].group != view->group)
		i++;
	return views[i].columns[view->several][view->timed];
}

struct report_plan change_plan(const struct change_view *view)
{
	return (struct report_plan){
		.columns = change_columns,
		.group = view->group,
		.group_names = cells_groups,
		.row_names = change_row_names,
		.others = cells_columns,
		.others_are_of = "rows that are no changes",
		.defaults = columns_of(view),
		.few = view->group & CELLS_TOTAL,
		.endless = view->timed,
		.part_group = CHANGE_LOOK,
		.summary_rows = "process",
		.summary_group = view->timed ? (unsigned int)CHANGE_LOOK
					     : CELLS_PROCESS,
	};
}
