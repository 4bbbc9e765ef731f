// SPDX-License-Identifier: LGPL-2.1-or-later
/* vmframes - show what the frames of a machine are used for. */
#include <stddef.h>
#include <stdio.h>

#include <vminfo.h>

#include "census-rows.h"
#include "census-run.h"
#include "choose.h"
#include "cli.h"
#include "complain.h"
#include "crew.h"
#include "described.h"
#include "exits.h"
#include "frame-words.h"
#include "libraries.h"
#include "mode.h"
#include "on-unknown.h"
#include "options.h"
#include "output.h"
#include "progress.h"
#include "report.h"
#include "reverse.h"
#include "rights.h"
#include "shared.h"
#include "start.h"
#include "target.h"
#include "version.h"

static struct opt {
	struct target target;
	struct report_options report;
	int group;	/* 1 + index in groups; 0: as what is done says */
	size_t jobs;	/* as the count of a crew */
	struct reverse reverse;
	struct shared shared;
} opt;

/* Of a census, then of what is done in its place. */
static const char *const groups[] = {
	"use", "zone", "node", "order", "machine",
	"page", "frame",
	"process", "mapping", "pair", "total", NULL
};

static int take_jobs(void *into, const char *argument)
{
	struct opt *o = into;

	return crew_read_count(argument, &o->jobs);
}

static const struct cli_option row_options[] = {
	{ "group", CLI_CHOICE, groups, .offset = offsetof(struct opt, group),
	  .argument = "use|zone|node|order|machine|page|frame|"
		      "process|mapping|pair|total",
	  .text = "what each row is: of the machine one of the first five, "
		  "else use; with --pfn or --pa page or frame, else page; with "
		  "--shared one of the others, else process" },
	{ "where", CLI_CALL, .call = report_add_where,
	  .offset = offsetof(struct opt, report) },
	{ "jobs", CLI_CALL, .call = take_jobs },
	{ .name = NULL },
};

static const struct cli_option shared_options[] = {
	{ "shared", CLI_COUNT, .offset = offsetof(struct opt, shared.given) },
	{ .name = NULL },
};

static const char *const examples[] = {
	"  sudo vmframes                        what all frames are used for",
	"  sudo vmframes -g zone                by node and zone",
	"  sudo vmframes -g order               free blocks and folios by size",
	"  sudo vmframes --pa 13fa00000         who has this physical address",
	"  dmesg | grep 'Bad page' | sudo vmframes --pfn -",
	"                                       the same of a log's frames",
	"  sudo vmframes --shared 812 4711      what two of them take together",
	"  sudo vmframes --json -g machine      for programs",
	NULL
};

static const char ending[] =
	"Exit status: 0 all was seen; 1 nothing matched; 2 mistake; "
	"3 something needed\n"
	"was hidden, refused, changed or vanished.\n"
	"More in vmframes(1); what the words mean in vminfo(7).";

static void print_version(void)
{
	version_print("vmframes");
}

static const struct cli_section sections[] = {
	{ "Which frames", frame_words_options, &opt.reverse.words },
	{ "", shared_options, &opt },
	{ "", on_unknown_options, &opt.reverse.on_unknown.choice },
	{ "Which processes have them (else all)", target_process_options,
	  &opt.target },
	{ "", described_options, &opt.target.choose.described },
	{ "", choose_options, &opt.target.choose },
	{ "Which rows", row_options, &opt },
	{ "Output", report_cli_options, &opt.report },
	{ "Help", cli_own_options, NULL },
	{ .title = NULL },
};

static const struct cli cli = {
	.words = options_words,
	.usage = "[OPTION]... [PID]...",
	.about = "Shows what the frames of physical memory are used for, or "
		 "which processes have\nthem.",
	.examples = examples,
	.sections = sections,
	.operand = target_add_operand,
	.operands = &opt.target,
	.ending = ending,
	.version = print_version,
	.lacking_for = libraries_lacking_for,
};

static int run_list_columns(void)
{
	report_list_columns(census_columns, census_groups);
	report_list_columns(reverse_columns, reverse_groups);
	report_list_columns(shared_columns, shared_groups);
	return 0;
}

/* The number of the group among those from `first` on, or 0; -EINVAL, told. */
static int group_of(const char *what, size_t first, size_t count)
{
	size_t group = (size_t)opt.group;

	if (!group)
		return 0;
	if (group <= first || group > first + count)
		return complain_usage("--group %s is not for %s",
				      groups[group - 1], what);
	return (int)(group - first);
}

/* What says nothing of a count of all frames. */
static int check_census(void)
{
	const struct {
		const char *name;
		bool given;
	} others[] = {
		{ "--freeze", opt.target.freeze },
		{ "--ignore-unreadable", opt.target.ignore_unreadable },
		{ "--jobs", opt.jobs },
		{ "--on-unknown", opt.reverse.on_unknown.choice },
	};

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (others[i].given)
			return complain_usage("%s is for --pfn, --pa and "
					      "--shared", others[i].name);
	return 0;
}

static int run_census(void)
{
	int group = group_of("a count of all frames", 0, 5);

	if (group < 0 || check_census() != 0)
		return EXITS_WRONG;
	if (opt.target.count || choose_is_used(&opt.target.choose)) {
		complain_usage("all frames are counted, whoever has them: "
			       "processes are for --pfn, --pa and --shared");
		return EXITS_WRONG;
	}
	return census_run(&opt.target, &opt.report, group);
}

static int run_reverse(void)
{
	int group = group_of("--pfn and --pa", 5, 2);

	if (group < 0 || target_replay(&opt.target) < 0)
		return EXITS_WRONG;
	if (group)
		opt.reverse.group = (enum reverse_group)(1 << (group - 1));
	opt.reverse.jobs = opt.jobs;
	return reverse_run(&opt.reverse, &opt.target, &opt.report);
}

static int run_shared(void)
{
	int group = group_of("--shared", 7, 4);

	if (group < 0 || target_replay(&opt.target) < 0)
		return EXITS_WRONG;
	if (group)
		opt.shared.group = (enum shared_group)(1 << (group - 1));
	/* Each more needs some memory, and gains next to nothing. */
	opt.shared.jobs = opt.jobs ? opt.jobs : 1;
	return shared_run(&opt.shared, &opt.target, &opt.report);
}

/* What may be done instead of a census; each gives the exit status. */
static const struct mode modes[] = {
	{ "--list-columns", offsetof(struct opt, report.list_columns),
	  run_list_columns, false },
	{ "--pfn", offsetof(struct opt, reverse.words.given), run_reverse,
	  false },
	{ "--shared", offsetof(struct opt, shared.given), run_shared, false },
	{ .name = NULL },
};

static int run(void)
{
	const struct mode *chosen = NULL;

	if (mode_choose(modes, &opt, &chosen) != 0)
		return 2;
	return chosen ? chosen->run() : run_census();
}

int main(int argc, char **argv)
{
	int ret;

	if (start_tool(argv) != 0)
		return 2;
	if (rights_settle(false) != 0) {
		complain("cannot drop capabilities");
		return 2;
	}
	ret = cli_parse(&cli, argc, argv);
	if (!opt.report.quiet)
		progress_show();
	if (ret == 0)
		ret = run();
	else
		ret = ret < 0 ? 2 : 0;
	target_free(&opt.target);
	report_options_free(&opt.report);
	if (output_finish() != 0)
		ret = exits_worse(ret, EXITS_WRONG);
	return ret;
}
