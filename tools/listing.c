// SPDX-License-Identifier: LGPL-2.1-or-later
/* Lists the pages, runs or mappings of processes, or what they add up to. */
#include "listing.h"

#include <errno.h>

#include "change-cells.h"
#include "command.h"
#include "complain.h"
#include "exits.h"
#include "jobs.h"
#include "resolve.h"
#include "rows-listed.h"
#include "rows-physical.h"
#include "rows.h"
#include "visit.h"

struct view {
	enum cells_group group;
	const char *one;	/* default columns, with one process */
	const char *many;	/* with several */
	const char *verify;
	const char *contpte;
};

static const struct view views[] = {
	{ CELLS_PAGE, "VA,STATE,PA,MAPPING", "PID,VA,STATE,PA,MAPPING",
	  NULL, NULL },
	{ CELLS_RUN, "VA,SIZE,STATE,PA,NODE,MAPPING",
	  "PID,VA,SIZE,STATE,PA,NODE,MAPPING", NULL, NULL },
	{ CELLS_MAPPING, "VA,SIZE,RSS,SWAP,HUGE%,RUNS,LONGEST,PERMS,MAPPING",
	  "PID,VA,SIZE,RSS,SWAP,HUGE%,RUNS,LONGEST,PERMS,MAPPING",
	  "VA,SIZE,RSS,SMAPS-RSS,PSS,SMAPS-PSS,USS,SMAPS-USS,SWAP,SMAPS-SWAP,"
	  "RESIDUAL,SHARE-RESIDUAL,MAPPING",
	  "VA,SIZE,RSS,HUGE%,ORDERS,CONTPTE,CONTPTE-FOLIO,MAPPING" },
	{ CELLS_PROCESS, "PID,SIZE,RSS,SWAP,HUGE%,RUNS,LONGEST,COMMAND",
	  "PID,SIZE,RSS,SWAP,HUGE%,RUNS,LONGEST,COMMAND",
	  "PID,SIZE,RSS,SMAPS-RSS,PSS,SMAPS-PSS,USS,SMAPS-USS,SWAP,SMAPS-SWAP,"
	  "RESIDUAL,SHARE-RESIDUAL,COMMAND",
	  "PID,SIZE,RSS,HUGE%,ORDERS,CONTPTE,CONTPTE-FOLIO,COMMAND" },
};

/* What is at hand. */
struct list {
	const struct listing *given;
	struct target *target;
	struct report_options *options;
	const struct view *view;
	struct report *report;
};

/* By what was asked for, never by where the output goes. */
static const struct view *choose_view(const struct listing *given,
				      const struct target *target)
{
	if (given->group)
		return &views[given->group - 1];
	if (target_is_several(target))
		return &views[3];
	if (!given->verify && !given->contpte.count && target_is_part(target))
		return &views[1];
	return &views[2];
}

enum cells_group listing_group(const struct listing *listing,
			       const struct target *target)
{
	return choose_view(listing, target)->group;
}

static struct report_plan make_plan(const struct list *list)
{
	const struct view *view = list->view;
	struct report_plan plan = {
		.columns = cells_columns,
		.group = view->group,
		.group_names = cells_groups,
		.defaults = target_is_several(list->target) ? view->many
							   : view->one,
		.few = view->group & CELLS_TOTAL,
		.summary_rows = "process",
		.split_group = CELLS_RUN,
		.unsplit = CELLS_POSITION,
		.summary_group = CELLS_PROCESS,
		.summary_without = CELLS_NSPID,
		.summary_costly = CELLS_COSTLY,
		.others = change_columns,
		.others_are_of = "--diff and --watch",
	};

	if (list->given->verify)
		plan.defaults = view->verify;
	else if (list->given->contpte.count)
		plan.defaults = view->contpte;
	if (!list->given->verify)
		plan.summary_without |= CELLS_SMAPS;
	return plan;
}

static int check_choices(const struct list *list)
{
	bool verify = list->given->verify;
	bool contpte = list->given->contpte.count;

	if (target_check(list->target) != 0)
		return -EINVAL;
	if (verify && !list->view->verify)
		return complain_usage("--verify is for mapping and process "
				      "rows");
	if (contpte && !list->view->contpte)
		return complain_usage("--contpte is for mapping and process "
				      "rows");
	if (contpte && verify)
		return complain_usage("%s and %s cannot be combined",
				      "--contpte", "--verify");
	/* Process rows are sums already. */
	if (list->view->group == CELLS_PROCESS && !list->options->summary)
		list->options->summary = REPORT_NEVER;
	return 0;
}

static void explain_hidden(const struct report *report,
			   const struct rows *rows)
{
	const unsigned int needs = CELLS_FRAMES | CELLS_ENTRIES;

	if (rows->seen & VMINFO_HIDDEN && report_unknown(report) & needs)
		visit_explain_hidden(rows->visit);
	else
		rows_physical_explain(rows->visit, report_unknown(report));
	rows_physical_explain_groups(rows);
}

/* Notes, beside the errors that were told. */
static void explain(const struct list *list, const struct rows *rows,
		    int status)
{
	const struct visit *visit = rows->visit;

	if (list->options->quiet)
		return;
	report_explain_uncompared(list->report);
	explain_hidden(list->report, rows);
	resolve_explain(&rows->resolve, "--backing");
	if (visit->nobody)
		complain("no process matched");
	else if (status == EXITS_NOTHING && !visit->missing &&
		 (target_is_part(list->target) ||
		  report_has_where(list->report)))
		complain("nothing matched");
}

/*
 * The last object of JSON has the exit status, to which a command adds; what is
 * for people, and all rows, need not wait until it ends.
 */
static int end_report(const struct list *list, bool complete, int status)
{
	struct command *command = list->target->command;
	struct report *report = list->report;

	if (command && !report_has_table(report)) {
		report_pass_on(report);
		status = exits_worse(status, command_finish(command));
	}
	report_end(report, complete && !report_uncompared(report), status);
	return status;
}

static void begin_report(const struct list *list,
			 struct vminfo_context *context)
{
	report_begin(list->report, &(struct report_facts){
		.page_size = vminfo_context_page_size(context),
		.hidden = rows_physical_hidden(context),
		.long_words = list->target->backing &&
			      list->view->group & CELLS_PLACE,
	});
}

static struct rows make_rows(const struct list *list, struct visit *visit)
{
	const struct listing *given = list->given;

	return (struct rows){
		.visit = visit,
		.report = list->report,
		.group = list->view->group,
		.wants = given->verify ? CELLS_SMAPS | CELLS_RESIDUAL : 0,
		.block_sizes = given->contpte.sizes,
		.block_count = given->contpte.count,
		/* Who says which rows he wants, wants the empty ones too. */
		.leave_out_empty = report_has_table(list->report) &&
				   !report_has_where(list->report) &&
				   !list->options->verbose,
	};
}

static int walk(const struct list *list, struct visit *visit)
{
	struct rows rows = make_rows(list, visit);
	struct jobs jobs = { .rows = &rows, .count = list->given->jobs };
	int status;

	if (contpte_check(&list->given->contpte,
			  vminfo_context_page_size(visit->context)) != 0)
		return EXITS_WRONG;
	rows_start(&rows);
	visit->rights_later |= rows.wants & (CELLS_NODE | CELLS_NODES);
	visit->repeats = list->view->group == CELLS_PROCESS;
	visit->verbose = list->options->verbose;
	begin_report(list, visit->context);
	jobs_spread(&jobs);
	visit_each(visit, rows_of_process, &rows);
	status = visit_status(visit,
			      report_rows(list->report) || rows.left_some_out,
			      report_asked_unknown(list->report));
	explain(list, &rows, status);
	rows_end(&rows);
	return end_report(list, visit_is_complete(visit), status);
}

/* Among all columns, one that nobody asked for says nothing. */
static int check_contpte(const struct list *list)
{
	if (list->given->contpte.count || list->options->output_all ||
	    !(report_wants(list->report) & CELLS_BLOCKS))
		return 0;
	return complain_usage("columns CONTPTE and CONTPTE-FOLIO need "
			      "--contpte SIZE");
}

static int visit_and_walk(const struct list *list)
{
	struct visit visit;
	int status = EXITS_WRONG;

	list->target->only_sums = !list->given->verify &&
		rows_need_only_sums(list->report, list->view->group,
				    list->target);
	if (check_contpte(list) == 0 &&
	    visit_start(&visit, list->target) == 0) {
		status = walk(list, &visit);
		visit_end(&visit);
	}
	return status;
}

int listing_run(const struct listing *listing, struct target *target,
		struct report_options *report)
{
	struct list list = {
		.given = listing,
		.target = target,
		.options = report,
		.view = choose_view(listing, target),
	};
	struct report_plan plan = make_plan(&list);
	int status;

	if (check_choices(&list) != 0 ||
	    report_new(report, &plan, &list.report) != 0)
		return EXITS_WRONG;
	status = visit_and_walk(&list);
	report_free(list.report);
	return status;
}
