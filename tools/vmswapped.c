// SPDX-License-Identifier: LGPL-2.1-or-later
/* vmswapped - is it in RAM? */
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <vminfo.h>

#include "choose.h"
#include "cli.h"
#include "command.h"
#include "complain.h"
#include "described.h"
#include "exits.h"
#include "libraries.h"
#include "mode.h"
#include "options.h"
#include "output.h"
#include "paging.h"
#include "progress.h"
#include "report.h"
#include "resolve.h"
#include "rights.h"
#include "start.h"
#include "swapped.h"
#include "target.h"
#include "version.h"
#include "watch.h"

static struct opt {
	struct target target;
	struct command command;
	struct report_options report;
	struct swapped_given swapped;
	struct watch_options watch;
	int group;	/* 1 + index in swapped_groups; 0: in words */
	int list;
} opt;

static const struct cli_option row_options[] = {
	{ "group", CLI_CHOICE, swapped_groups,
	  .offset = offsetof(struct opt, group),
	  .argument = "process|mapping|range|object|area",
	  .text = "what each row is; else a process" },
	{ "by", CLI_CHOICE, swapped_groups,
	  .offset = offsetof(struct opt, group) },
	{ "list", CLI_COUNT, .offset = offsetof(struct opt, list) },
	{ "where", CLI_CALL, .call = report_add_where,
	  .offset = offsetof(struct opt, report) },
	{ .name = NULL },
};

static const char *const examples[] = {
	"  vmswapped 812                        is anything of it in swap?",
	"  vmswapped -q 812 && echo all in RAM  for scripts: the exit status",
	"  sudo vmswapped -a                    who is swapped most",
	"  sudo vmswapped --symbol key_buffer 812",
	"                                       a secret that must not be",
	"  sudo vmswapped --list 812            which addresses, which slots",
	"  sudo vmswapped -a -g object          shared memory, each page once",
	"  sudo vmswapped --watch --name postgres",
	"                                       what goes out and comes back",
	NULL
};

static const char ending[] =
	"Exit status: 0 nothing is in swap; 1 something is; 2 mistake, or "
	"nothing\n"
	"matched; 3 cannot tell: something was hidden, refused, changed or "
	"vanished;\n"
	"124, 126, 127 COMMAND was not ready in time, not executable, not "
	"found.\n"
	OPTIONS_SIZE OPTIONS_TIME
	"More in vmswapped(1); what the states mean in vminfo(7).";

static void print_version(void)
{
	version_print("vmswapped");
}

static const struct cli_section sections[] = {
	{ "What is asked", swapped_options, &opt.swapped },
	{ "", on_unknown_options, &opt.swapped.on_unknown },
	{ "", watch_cli_options, &opt.watch },
	{ "Which memory", target_memory_options, &opt.target },
	{ "Which processes (PIDs, or one of these)",
	  target_process_options, &opt.target },
	{ "", described_options, &opt.target.choose.described },
	{ "", choose_options, &opt.target.choose },
	{ "A command, which follows --", command_options, &opt.command },
	{ "Which rows", row_options, &opt },
	{ "Output", report_cli_options, &opt.report },
	{ "Help", cli_own_options, NULL },
	{ .title = NULL },
};

static const struct cli cli = {
	.words = options_words,
	.usage = "[OPTION]... [PID]... [-- COMMAND [ARG]...]",
	.about = "Says whether memory of processes is in swap: none, so much, "
		 "or cannot tell.",
	.examples = examples,
	.sections = sections,
	.operand = target_add_operand,
	.operands = &opt.target,
	.command = command_take,
	.into_command = &opt.command,
	.ending = ending,
	.version = print_version,
	.lacking_for = libraries_lacking_for,
};

static int run_list_columns(void)
{
	report_list_columns(swapped_columns, swapped_groups);
	report_list_columns(paging_columns, paging_groups);
	return EXITS_DONE;
}

/* What a row is: 0, or -EINVAL, told. */
static int choose_group(void)
{
	struct swapped_given *given = &opt.swapped;

	if (opt.group)
		given->group = (enum swapped_group)(1 << (opt.group - 1));
	if (!opt.list)
		return 0;
	if (given->group && given->group != SWAPPED_RANGE)
		return complain_usage("rows of %s are ranges", "--list");
	given->group = SWAPPED_RANGE;
	return 0;
}

/* Who is swapped most comes first, unless rows are for a program. */
static void choose_order(void)
{
	struct report_options *report = &opt.report;
	enum swapped_group group = opt.swapped.group;

	if (report->sort || report->json || report->pairs || report->raw)
		return;
	if (group == SWAPPED_AREA)
		return;
	if (group == SWAPPED_OBJECT ||
	    (target_is_several(&opt.target) && group != SWAPPED_MAPPING &&
	     group != SWAPPED_RANGE))
		report->sort = "-MOST";
}

/* Of --until-clean.  0, or -EINVAL, told. */
static int take_every(void)
{
	struct swapped_given *given = &opt.swapped;

	if (opt.watch.every && !given->until_clean)
		return complain_usage("%s is for %s and %s", "--every",
				      "--watch", "--until-clean");
	given->every = opt.watch.every;
	opt.watch.every = 0;
	return 0;
}

static int run_look(void)
{
	struct swapped_given *given = &opt.swapped;

	if (choose_group() != 0)
		return EXITS_WRONG;
	if (take_every() != 0 || watch_check(&opt.watch) != 0)
		return EXITS_WRONG;
	choose_order();
	return swapped_run(given, &opt.target, &opt.report);
}

/* What is asked of what is in swap at one time. */
static int check_watch(void)
{
	const struct {
		const char *name;
		bool given;
	} others[] = {
		{ "--threshold", opt.swapped.threshold },
		{ "--until-clean", opt.swapped.until_clean },
		{ "--list", opt.list },
		{ "--group", opt.group },
	};

	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (others[i].given)
			return complain_usage("%s and %s cannot be combined",
					      others[i].name, "--watch");
	return 0;
}

static int run_watch(void)
{
	if (check_watch() != 0)
		return EXITS_WRONG;
	opt.watch.on_unknown = opt.swapped.on_unknown;
	return paging_run(&opt.watch, &opt.target, &opt.report);
}

/* What may be done instead; each gives the exit status. */
static const struct mode modes[] = {
	{ "--watch", offsetof(struct opt, watch.watch), run_watch, false },
	{ "--list-columns", offsetof(struct opt, report.list_columns),
	  run_list_columns, false },
	{ .name = NULL },
};

static int check_command(const struct mode *chosen)
{
	const struct report_options *report = &opt.report;

	if (command_check(&opt.command) != 0)
		return -EINVAL;
	if (!opt.command.words)
		return 0;
	if (chosen && !chosen->takes_command)
		return complain_usage("%s and %s cannot be combined",
				      chosen->name, "-- COMMAND");
	opt.target.command = &opt.command;
	opt.command.output_to_stderr = report->json || report->pairs ||
				       report->raw;
	return 0;
}

static int run(void)
{
	const struct mode *chosen = NULL;

	if (mode_choose(modes, &opt, &chosen) != 0 ||
	    check_command(chosen) != 0)
		return EXITS_WRONG;
	return chosen ? chosen->run() : run_look();
}

int main(int argc, char **argv)
{
	int ret;

	if (start_tool(argv) != 0)
		return EXITS_WRONG;
	ret = cli_parse(&cli, argc, argv);
	opt.target.shmem = true;
	resolve_prepare(&opt.target);
	/* A command is started with all that our caller gave us. */
	if (!opt.command.words && rights_settle(false) != 0) {
		complain("cannot drop capabilities");
		return EXITS_WRONG;
	}
	if (!opt.report.quiet)
		progress_show();
	if (ret == 0)
		ret = run();
	else
		ret = ret < 0 ? EXITS_WRONG : 0;
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
