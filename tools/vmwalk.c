// SPDX-License-Identifier: LGPL-2.1-or-later
/* vmwalk - show where each page of a process is. */
#include <errno.h>
#include <stddef.h>
#include <stdio.h>

#include <vminfo.h>

#include "cells.h"
#include "change-cells.h"
#include "change-cli.h"
#include "cli.h"
#include "command.h"
#include "complain.h"
#include "crew.h"
#include "exits.h"
#include "explain-cli.h"
#include "huge-cells.h"
#include "libraries.h"
#include "listing.h"
#include "mode.h"
#include "options.h"
#include "output.h"
#include "progress.h"
#include "record.h"
#include "report.h"
#include "resolve.h"
#include "rights.h"
#include "start.h"
#include "strip.h"
#include "target.h"
#include "version.h"
#include "why-not-huge.h"

static struct opt {
	struct target target;
	struct command command;
	struct report_options report;
	struct listing listing;
	int strip;
	int why_not_huge;
	struct record record;
	struct explain_given explain;
	struct change_given change;
} opt;

static int take_jobs(void *into, const char *argument)
{
	struct opt *o = into;

	return crew_read_count(argument, &o->listing.jobs);
}

static const struct cli_option own_options[] = {
	{ "group", CLI_CHOICE, cells_groups,
	  .offset = offsetof(struct opt, listing.group),
	  .text = "what each row is; else, of one process a mapping, or a run "
		  "with -A, -m or --symbol, of several a process" },
	{ "where", CLI_CALL, .call = report_add_where,
	  .offset = offsetof(struct opt, report) },
	{ "split", CLI_TEXT, .offset = offsetof(struct opt, report.split) },
	{ "jobs", CLI_CALL, .call = take_jobs },
	{ "verify", CLI_COUNT, .offset = offsetof(struct opt, listing.verify) },
	{ "contpte", CLI_CALL, .call = contpte_add,
	  .offset = offsetof(struct opt, listing.contpte) },
	{ "strip", CLI_COUNT, .offset = offsetof(struct opt, strip) },
	{ "why-not-huge", CLI_COUNT,
	  .offset = offsetof(struct opt, why_not_huge) },
	{ .name = NULL },
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

static int run_listing(void)
{
	return listing_run(&opt.listing, &opt.target, &opt.report);
}

static enum cells_group choose_group(void)
{
	return listing_group(&opt.listing, &opt.target);
}

static int run_list_columns(void)
{
	report_list_columns(cells_columns, cells_groups);
	report_list_columns(change_columns, change_row_names);
	report_list_columns(huge_columns, huge_row_names);
	return 0;
}

/* The exit status. */
static int refuse_both(const char *one, const char *other)
{
	complain_usage("%s and %s cannot be combined", one, other);
	return EXITS_WRONG;
}

static int run_strip(void)
{
	if (target_check(&opt.target) != 0)
		return EXITS_WRONG;
	if (opt.listing.group)
		return refuse_both("--strip", "--group");
	if (opt.listing.verify)
		return refuse_both("--strip", "--verify");
	return strip_run(&opt.target, &opt.report);
}

static int run_why_not_huge(void)
{
	if (opt.listing.verify)
		return refuse_both("--verify", "--why-not-huge");
	return why_not_huge_run(&opt.target, &opt.report,
				opt.listing.group ? choose_group() : 0);
}

static int run_record(void)
{
	if (opt.listing.group)
		return refuse_both("--record", "--group");
	if (opt.listing.verify)
		return refuse_both("--record", "--verify");
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
	return mode->run == run_strip || mode->run == run_record ||
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

/* What shapes a list says nothing of what is done instead. */
static int check_mode(const struct mode *chosen)
{
	if (!chosen)
		return 0;
	if (opt.listing.contpte.count)
		return refuse_both("--contpte", chosen->name);
	if (opt.report.split)
		return refuse_both(chosen->name, "--split");
	if (opt.target.backing && !asks_objects(chosen))
		return refuse_both("--backing", chosen->name);
	return 0;
}

static int run(void)
{
	const struct mode *chosen = NULL;

	if (mode_choose(modes, &opt, &chosen) != 0 || check_mode(chosen) != 0)
		return EXITS_WRONG;
	if (check_command(chosen) != 0 ||
	    change_given_check(&opt.change, opt.listing.verify) != 0 ||
	    explain_check(&opt.explain) != 0)
		return EXITS_WRONG;
	if (opt.record.rebase && !opt.record.given) {
		complain_usage("--rebase is for --record");
		return EXITS_WRONG;
	}
	return chosen ? chosen->run() : run_listing();
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
