// SPDX-License-Identifier: LGPL-2.1-or-later
/* --why-not-huge: rows of blocks of memory, and why they are not huge pages. */
#include "why-not-huge.h"

#include "complain.h"
#include "exits.h"
#include "huge-rows.h"

#define PLACE "VA,SIZE,HUGE,WHY,MAPPING"
#define RUN "VA,SIZE,BLOCKS,HUGE,WHY,MAPPING"
#define SUMS "BLOCKS,HUGE-BLOCKS,OTHER-BLOCKS,UNKNOWN-BLOCKS,WHY"

static const struct {
	enum cells_group group;
	const char *columns[2];		/* by several processes */
} views[] = {
	{ CELLS_PAGE, { PLACE, "PID," PLACE } },
	{ CELLS_RUN, { RUN, "PID," RUN } },
	{ CELLS_MAPPING, { "VA,SIZE," SUMS ",MAPPING",
			   "PID,VA,SIZE," SUMS ",MAPPING" } },
	{ CELLS_PROCESS, { "PID,SIZE," SUMS ",COMMAND",
			   "PID,SIZE," SUMS ",COMMAND" } },
};

static const char *columns_of(enum cells_group group, bool several)
{
	size_t i = 0;

	while (views[i].group != group)
		i++;
	return views[i].columns[several];
}

static struct report_plan make_plan(enum cells_group group, bool several)
{
	return (struct report_plan){
		.columns = huge_columns,
		.group = group,
		.group_names = cells_groups,
		.row_names = huge_row_names,
		.others = cells_columns,
		.others_are_of = "rows without --why-not-huge",
		.defaults = columns_of(group, several),
		.few = group & CELLS_TOTAL,
		.summary_group = CELLS_PROCESS,
	};
}

static void explain(const struct huge_rows *rows, int status)
{
	const struct visit *visit = rows->visit;

	report_explain_uncompared(rows->report);
	if (rows->seen & VMINFO_HIDDEN &&
	    report_unknown(rows->report) & CELLS_FRAMES)
		visit_explain_hidden(visit);
	if (visit->nobody)
		complain("no process matched");
	else if (status == EXITS_NOTHING && !visit->missing &&
		 (target_is_part(visit->target) ||
		  report_has_where(rows->report)))
		complain("nothing matched");
}

/* The last object of JSON has the exit status, to which a command adds. */
static int end_report(struct huge_rows *rows, int status)
{
	struct report *report = rows->report;
	struct command *command = rows->visit->target->command;

	if (command && !report_has_table(report))
		status = exits_worse(status, command_finish(command));
	report_end(report, visit_is_complete(rows->visit) &&
			   !report_uncompared(report), status);
	return status;
}

static int walk(struct huge_rows *rows, bool quiet)
{
	struct vminfo_context *context = rows->visit->context;
	int status;

	if (!vminfo_context_pmd_size(context)) {
		complain("the size of a huge page is not known here");
		return EXITS_UNKNOWN;
	}
	huge_rows_start(rows);
	report_begin(rows->report, &(struct report_facts){
		.page_size = vminfo_context_page_size(context),
		.hidden = vminfo_context_rights(context) &
			  VMINFO_RIGHT_FRAMES ? 0 : CELLS_FRAMES,
	});
	visit_each(rows->visit, huge_rows_of_process, rows);
	status = visit_status(rows->visit,
			      report_rows(rows->report) || rows->left_some_out,
			      report_asked_unknown(rows->report));
	if (!quiet)
		explain(rows, status);
	huge_rows_end(rows);
	return end_report(rows, status);
}

int why_not_huge_run(const struct target *target,
		     const struct report_options *options, unsigned int group)
{
	const bool several = target_is_several(target);
	struct report_options own = *options;
	struct report_plan plan;
	struct huge_rows rows = { .group = (enum cells_group)group };
	struct visit visit;
	int status = EXITS_WRONG;

	if (!rows.group)
		rows.group = several ? CELLS_PROCESS : CELLS_RUN;
	plan = make_plan(rows.group, several);
	/* Process rows are sums already. */
	if (rows.group == CELLS_PROCESS && !own.summary)
		own.summary = REPORT_NEVER;
	if (target_check(target) != 0 ||
	    report_new(&own, &plan, &rows.report) != 0)
		return EXITS_WRONG;
	rows.leave_out_dull = report_has_table(rows.report) &&
			      !report_has_where(rows.report) &&
			      !target_is_part(target) && !own.verbose;
	if (visit_start(&visit, target) == 0) {
		rows.visit = &visit;
		status = walk(&rows, own.quiet);
		visit_end(&visit);
	}
	report_free(rows.report);
	return status;
}
