// SPDX-License-Identifier: LGPL-2.1-or-later
/* vmwalk - show where each page of a process is. */
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <vminfo.h>

#include "cells.h"
#include "change-cells.h"
#include "change-cli.h"
#include "cli.h"
#include "command.h"
#include "complain.h"
#include "contpte.h"
#include "exits.h"
#include "explain-cli.h"
#include "huge-cells.h"
#include "jobs.h"
#include "libraries.h"
#include "mode.h"
#include "options.h"
#include "output.h"
#include "progress.h"
#include "record.h"
#include "report.h"
#include "resolve.h"
#include "rights.h"
#include "rows-listed.h"
#include "rows-physical.h"
#include "rows.h"
#include "start.h"
#include "strip.h"
#include "target.h"
#include "version.h"
#include "visit.h"
#include "why-not-huge.h"

static struct opt {
	struct target target;
	struct command command;
	struct report_options report;
	int group;	/* 1 + index in cells_groups; 0: as the target says */
	int verify;
	struct contpte contpte;
	size_t jobs;	/* 0: as many as there are processors, but few */
	int strip;
	int why_not_huge;
	struct record record;
	struct explain_given explain;
	struct change_given change;
} opt;

static int take_jobs(void *into, const char *argument)
{
	struct opt *o = into;

	return crew_read_count(argument, &o->jobs);
}

static const struct cli_option own_options[] = {
	{ "group", CLI_CHOICE, cells_groups,
	  .offset = offsetof(struct opt, group),
	  .text = "what each row is; else, of one process a mapping, or a run "
		  "with -A, -m or --symbol, of several a process" },
	{ "where", CLI_CALL, .call = report_add_where,
	  .offset = offsetof(struct opt, report) },
	{ "split", CLI_TEXT, .offset = offsetof(struct opt, report.split) },
	{ "jobs", CLI_CALL, .call = take_jobs },
	{ "verify", CLI_COUNT, .offset = offsetof(struct opt, verify) },
	{ "contpte", CLI_CALL, .call = contpte_add,
	  .offset = offsetof(struct opt, contpte) },
	{ "strip", CLI_COUNT, .offset = offsetof(struct opt, strip) },
	{ "why-not-huge", CLI_COUNT,
	  .offset = offsetof(struct opt, why_not_huge) },
	{ .name = NULL },
};

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

static const char *const examples[] = {
	"  sudo vmwalk 812                      each mapping of process 812",
	"  sudo vmwalk -m '[heap]' 812          the runs of frames of its heap",
	"  sudo vmwalk -g page -A 7f22177a7000+64K 812",
	"                                       sixteen pages, one by one",
	"  sudo vmwalk --name postgres          a row for each process",
	"  vmwalk --json=lines -g run -o VA,SIZE,STATE 812",
	"                                       for programs; no root needed",
	NULL
};

static const char ending[] =
	"Exit status: 0 all was seen; 1 nothing matched, or --diff or --watch "
	"found a\n"
	"change, or --can something that cannot be seen; 2 mistake, or no such "
	"process;\n"
	"3 something needed was hidden, refused, changed or vanished;\n"
	"124, 126, 127 COMMAND was not ready in time, not executable, not "
	"found.\n"
	OPTIONS_SIZE OPTIONS_TIME
	"More in vmwalk(1); what the states mean in vminfo(7).";

static void print_version(void)
{
	version_print("vmwalk");
}

static const struct cli_section sections[] = {
	{ "Which processes (PIDs, or one of these)",
	  target_process_options, &opt.target },
	{ "", described_options, &opt.target.choose.described },
	{ "", choose_options, &opt.target.choose },
	{ "A command, which follows --", command_options, &opt.command },
	{ "Which memory", target_memory_options, &opt.target },
	{ "", resolve_options, &opt.target },
	{ "Which rows", own_options, &opt },
	{ "", change_cli_options, &opt.change },
	{ "", watch_cli_options, &opt.change.watch },
	{ "Recording", record_options, &opt.record },
	{ "What may be seen", explain_cli_options, &opt.explain },
	{ "Output", report_cli_options, &opt.report },
	{ "Help", cli_own_options, NULL },
	{ .title = NULL },
};

static int add_operand(void *into, const char *word)
{
	struct opt *all = into;

	if (explain_is_address(word))
		return explain_add_address(&all->explain, word);
	if (change_takes_operand(&all->change, word))
		return 0;
	return target_add_operand(&all->target, word);
}

static const struct cli cli = {
	.words = options_words,
	.usage = "[OPTION]... [PID]... [-- COMMAND [ARG]...]",
	.about = "Shows where the memory of processes is: in which frames of "
		 "RAM, in which slots\nof swap, or in neither.",
	.examples = examples,
	.sections = sections,
	.operand = add_operand,
	.operands = &opt,
	.command = command_take,
	.into_command = &opt.command,
	.ending = ending,
	.version = print_version,
	.lacking_for = libraries_lacking_for,
};

/* By what was asked for, never by where the output goes. */
static const struct view *choose_view(void)
{
	if (opt.group)
		return &views[opt.group - 1];
	if (target_is_several(&opt.target))
		return &views[3];
	if (!opt.verify && !opt.contpte.count && target_is_part(&opt.target))
		return &views[1];
	return &views[2];
}

static struct report_plan make_plan(const struct view *view)
{
	struct report_plan plan = {
		.columns = cells_columns,
		.group = view->group,
		.group_names = cells_groups,
		.defaults = target_is_several(&opt.target) ? view->many
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

	if (opt.verify)
		plan.defaults = view->verify;
	else if (opt.contpte.count)
		plan.defaults = view->contpte;
	if (!opt.verify)
		plan.summary_without |= CELLS_SMAPS;
	return plan;
}

static int check_choices(const struct view *view)
{
	if (target_check(&opt.target) != 0)
		return -EINVAL;
	if (opt.verify && !view->verify)
		return complain_usage("--verify is for mapping and process "
				      "rows");
	if (opt.contpte.count && !view->contpte)
		return complain_usage("--contpte is for mapping and process "
				      "rows");
	if (opt.contpte.count && opt.verify)
		return complain_usage("%s and %s cannot be combined",
				      "--contpte", "--verify");
	/* Process rows are sums already. */
	if (view->group == CELLS_PROCESS && !opt.report.summary)
		opt.report.summary = REPORT_NEVER;
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
static void explain(const struct report *report, const struct rows *rows,
		    int status)
{
	const struct target *target = &opt.target;
	const struct visit *visit = rows->visit;

	if (opt.report.quiet)
		return;
	report_explain_uncompared(report);
	explain_hidden(report, rows);
	resolve_explain(&rows->resolve, "--backing");
	if (visit->nobody)
		complain("no process matched");
	else if (status == 1 && !visit->missing &&
		 (target_is_part(target) || report_has_where(report)))
		complain("nothing matched");
}

/*
 * The last object of JSON has the exit status, to which a command adds; what is
 * for people, and all rows, need not wait until it ends.
 */
static int end_report(struct report *report, bool complete, int status)
{
	if (opt.target.command && !report_has_table(report)) {
		report_pass_on(report);
		status = exits_worse(status, command_finish(&opt.command));
	}
	report_end(report, complete && !report_uncompared(report), status);
	return status;
}

static int walk(struct report *report, const struct view *view,
		struct visit *visit)
{
	struct rows rows = {
		.visit = visit,
		.report = report,
		.group = view->group,
		.wants = opt.verify ? CELLS_SMAPS | CELLS_RESIDUAL : 0,
		.block_sizes = opt.contpte.sizes,
		.block_count = opt.contpte.count,
		/* Who says which rows he wants, wants the empty ones too. */
		.leave_out_empty = report_has_table(report) &&
				   !report_has_where(report) &&
				   !opt.report.verbose,
	};
	struct jobs jobs = { .rows = &rows, .count = opt.jobs };
	int status;

	if (contpte_check(&opt.contpte,
			  vminfo_context_page_size(visit->context)) != 0)
		return 2;
	rows_start(&rows);
	visit->rights_later |= rows.wants & (CELLS_NODE | CELLS_NODES);
	visit->repeats = view->group == CELLS_PROCESS;
	visit->verbose = opt.report.verbose;
	report_begin(report, &(struct report_facts){
		.page_size = vminfo_context_page_size(visit->context),
		.hidden = rows_physical_hidden(visit->context),
		.long_words = opt.target.backing && view->group & CELLS_PLACE,
	});
	jobs_spread(&jobs);
	visit_each(visit, rows_of_process, &rows);
	status = visit_status(visit, report_rows(report) || rows.left_some_out,
			      report_asked_unknown(report));
	explain(report, &rows, status);
	rows_end(&rows);
	return end_report(report, visit_is_complete(visit), status);
}

/* Among all columns, one that nobody asked for says nothing. */
static int check_contpte(const struct report *report)
{
	if (opt.contpte.count || opt.report.output_all ||
	    !(report_wants(report) & CELLS_BLOCKS))
		return 0;
	return complain_usage("columns CONTPTE and CONTPTE-FOLIO need "
			      "--contpte SIZE");
}

static int run_walk(void)
{
	const struct view *view = choose_view();
	struct report_plan plan = make_plan(view);
	struct report *report;
	struct visit visit;
	int status = 2;

	if (check_choices(view) != 0 ||
	    report_new(&opt.report, &plan, &report) != 0)
		return 2;
	opt.target.only_sums = !opt.verify &&
		rows_need_only_sums(report, view->group, &opt.target);
	if (check_contpte(report) == 0 &&
	    visit_start(&visit, &opt.target) == 0) {
		status = walk(report, view, &visit);
		visit_end(&visit);
	}
	report_free(report);
	return status;
}

static int run_list_columns(void)
{
	report_list_columns(cells_columns, cells_groups);
	report_list_columns(change_columns, change_row_names);
	report_list_columns(huge_columns, huge_row_names);
	return 0;
}

static int run_strip(void)
{
	if (target_check(&opt.target) != 0)
		return 2;
	if (opt.group || opt.verify) {
		complain_usage("%s and %s cannot be combined", "--strip",
			       opt.group ? "--group" : "--verify");
		return 2;
	}
	return strip_run(&opt.target, &opt.report);
}

static int run_why_not_huge(void)
{
	if (opt.verify) {
		complain_usage("%s and %s cannot be combined", "--verify",
			       "--why-not-huge");
		return 2;
	}
	return why_not_huge_run(&opt.target, &opt.report,
				opt.group ? views[opt.group - 1].group : 0);
}

static int run_record(void)
{
	if (opt.group || opt.verify) {
		complain_usage("%s and %s cannot be combined", "--record",
			       opt.group ? "--group" : "--verify");
		return 2;
	}
	return record_run(&opt.record, &opt.target, &opt.report);
}

static int run_explain(void)
{
	return explain_given_run(&opt.explain, &opt.target, &opt.report);
}

static int run_can(void)
{
	return explain_given_can(&opt.explain, &opt.target, &opt.report);
}

static enum cells_group choose_group(void)
{
	return choose_view()->group;
}

static int run_diff(void)
{
	return change_given_diff(&opt.change, &opt.target, &opt.report,
				 choose_group);
}

static int run_watch(void)
{
	return change_given_watch(&opt.change, &opt.target, &opt.report,
				  choose_group);
}

/* Those that ask objects, too; the others never show what these say. */
static bool asks_objects(const struct mode *mode)
{
	return !mode || mode->run == run_strip || mode->run == run_record ||
	       mode->run == run_list_columns;
}

/* What may be done instead of a walk; each gives the exit status. */
static const struct mode modes[] = {
	{ "--list-columns", offsetof(struct opt, report.list_columns),
	  run_list_columns, false },
	{ "--strip", offsetof(struct opt, strip), run_strip, true },
	{ "--why-not-huge", offsetof(struct opt, why_not_huge),
	  run_why_not_huge, true },
	{ "--record", offsetof(struct opt, record.given), run_record, true },
	{ "--explain", offsetof(struct opt, explain.explain), run_explain,
	  true },
	{ "--can", offsetof(struct opt, explain.can), run_can, false },
	{ "--diff", offsetof(struct opt, change.diff), run_diff, false },
	{ "--watch", offsetof(struct opt, change.watch.watch), run_watch,
	  false },
	{ .name = NULL },
};

static bool output_is_for_programs(void)
{
	return opt.report.json || opt.report.pairs || opt.report.raw ||
	       opt.record.given;
}

static int check_command(const struct mode *chosen)
{
	if (command_check(&opt.command) != 0)
		return -EINVAL;
	if (!opt.command.words)
		return 0;
	if (chosen && !chosen->takes_command)
		return complain_usage("%s and %s cannot be combined",
				      chosen->name, "-- COMMAND");
	opt.target.command = &opt.command;
	opt.command.output_to_stderr = output_is_for_programs();
	return 0;
}

static int run(void)
{
	const struct mode *chosen = NULL;

	if (mode_choose(modes, &opt, &chosen) != 0)
		return 2;
	if (chosen && opt.contpte.count) {
		complain_usage("%s and %s cannot be combined", "--contpte",
			       chosen->name);
		return 2;
	}
	if (chosen && opt.report.split) {
		complain_usage("%s and %s cannot be combined", chosen->name,
			       "--split");
		return 2;
	}
	if (opt.target.backing && !asks_objects(chosen)) {
		complain_usage("%s and %s cannot be combined", "--backing",
			       chosen->name);
		return 2;
	}
	if (check_command(chosen) != 0 ||
	    change_given_check(&opt.change, opt.verify) != 0 ||
	    explain_check(&opt.explain) != 0)
		return 2;
	if (opt.record.rebase && !opt.record.given) {
		complain_usage("--rebase is for --record");
		return 2;
	}
	return chosen ? chosen->run() : run_walk();
}

int main(int argc, char **argv)
{
	int ret;

	if (start_tool(argv) != 0)
		return 2;
	ret = cli_parse(&cli, argc, argv);
	if (ret == 0 && !opt.command.words)
		explain_prepare(&opt.explain, &opt.target);
	if (ret == 0)
		ret = record_open(&opt.record);
	resolve_prepare(&opt.target);
	/* A command is started with all that our caller gave us. */
	if (!opt.command.words && rights_settle(false) != 0) {
		complain("cannot drop capabilities");
		return 2;
	}
	if (!opt.report.quiet)
		progress_show();
	if (ret == 0)
		ret = target_replay(&opt.target) < 0 ? 2 : run();
	else
		ret = ret < 0 ? 2 : 0;
	record_close(&opt.record);
	explain_free(&opt.explain);
	target_free(&opt.target);
	report_options_free(&opt.report);
	if (opt.command.pid)
		fflush(stdout);
	ret = command_exit(&opt.command, ret);
	if (output_finish() != 0)
		ret = exits_worse(ret, EXITS_WRONG);
	command_end_alike(&opt.command);
	return ret;
}
