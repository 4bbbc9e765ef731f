// SPDX-License-Identifier: LGPL-2.1-or-later
/* vmcontig - is this buffer fit for DMA? */
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <vminfo.h>

#include "choose.h"
#include "cli.h"
#include "command.h"
#include "complain.h"
#include "contig-question.h"
#include "contig-watch.h"
#include "contig.h"
#include "described.h"
#include "exits.h"
#include "libraries.h"
#include "mode.h"
#include "options.h"
#include "output.h"
#include "progress.h"
#include "report.h"
#include "rights.h"
#include "start.h"
#include "target.h"
#include "version.h"

static struct opt {
	struct target target;
	struct command command;
	struct report_options report;
	struct contig_given contig;
	struct contig_watch watch;
	int group;	/* 1 + index in contig_groups; 0: as asked */
} opt;

static const struct cli_option row_options[] = {
	{ "group", CLI_CHOICE, contig_groups,
	  .offset = offsetof(struct opt, group),
	  .argument = "verdict|buffer|segment|window",
	  .text = "what each row is; else a verdict, with --sg a segment, with "
		  "--find a window" },
	{ "where", CLI_CALL, .call = report_add_where,
	  .offset = offsetof(struct opt, report) },
	{ .name = NULL },
};

static const char *const examples[] = {
	"  sudo vmcontig -m '[heap]' 812        is the heap one physical run?",
	"  sudo vmcontig --symbol ring --single --dma-bits 32 812",
	"                                       one run, below 4 GiB?",
	"  sudo vmcontig --sg -A 7f22177a7000+64K 812",
	"                                       the scatter list of a driver",
	"  sudo vmcontig --profile nvme-prp -m '*/ring' 812",
	"  sudo vmcontig --find --align 2M 812  the best place in all of it",
	"  vmcontig -q --symbol ring --single -- ./selftest",
	"                                       for scripts: the exit status",
	NULL
};

static const char ending[] =
	"Exit status: 0 proven to be fit; 1 proven not to be; 2 mistake, or "
	"nothing\n"
	"matched; 3 cannot tell: something was hidden, refused, changed or "
	"vanished;\n"
	"124, 126, 127 COMMAND was not ready in time, not executable, not "
	"found.\n"
	OPTIONS_SIZE OPTIONS_TIME
	"More in vmcontig(1); what the states mean in vminfo(7).";

static void print_version(void)
{
	version_print("vmcontig");
}

static const struct cli_section sections[] = {
	{ "What a device needs", constraints_options,
	  &opt.contig.constraints },
	{ "What is asked", contig_options, &opt.contig },
	{ "", on_unknown_options, &opt.contig.on_unknown },
	{ "", watch_cli_options, &opt.watch.watch },
	{ "", contig_watch_options, &opt.watch },
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
	.about = "Says whether memory of processes is fit for a device that "
		 "uses physical\naddresses (DMA): yes, no, or cannot tell.",
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
	report_list_columns(contig_columns, contig_groups);
	return 0;
}

/* What a row is, and so what is asked: 0, or -EINVAL, told. */
static int choose_group(void)
{
	struct contig_given *given = &opt.contig;

	if (opt.group)
		given->group = (enum contig_group)(1 << (opt.group - 1));
	given->segments |= given->group == CONTIG_SEGMENT;
	given->find |= given->group == CONTIG_WINDOW;
	if (given->segments && given->find)
		return complain_usage("%s and %s cannot be combined", "--sg",
				      "--find");
	if (!given->group)
		given->group = given->segments ? CONTIG_SEGMENT :
			       given->find ? CONTIG_WINDOW : CONTIG_VERDICT;
	if (given->segments && given->group != CONTIG_SEGMENT)
		return complain_usage("rows of %s are segments", "--sg");
	if (given->find && given->group != CONTIG_WINDOW)
		return complain_usage("rows of %s are windows", "--find");
	return 0;
}

static int run_verdict(void)
{
	const char *profile = opt.contig.profile;

	if (profile && strcmp(profile, "list") == 0) {
		contig_list_profiles();
		return EXITS_DONE;
	}
	if (choose_group() != 0)
		return EXITS_WRONG;
	if (!target_is_part(&opt.target) && !opt.contig.find) {
		complain_usage("no memory was given: -A, -m or --symbol say "
			       "which, --find looks at all of it");
		return EXITS_WRONG;
	}
	return contig_run(&opt.contig, &opt.target, &opt.report);
}

static int run_watch(void)
{
	if (contig_asks_anything(&opt.contig)) {
		complain_usage("--watch tells what moves: what a device needs "
			       "is for a call without it");
		return EXITS_WRONG;
	}
	if (opt.group) {
		complain_usage("rows of %s are changes", "--watch");
		return EXITS_WRONG;
	}
	opt.watch.watch.on_unknown = opt.contig.on_unknown;
	return contig_watch_run(&opt.watch, &opt.target, &opt.report);
}

/* What may be done instead; each gives the exit status. */
static const struct mode modes[] = {
	{ "--watch", offsetof(struct opt, watch.watch.watch), run_watch,
	  false },
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
	    check_command(chosen) != 0 ||
	    contig_watch_check(&opt.watch) != 0 ||
	    constraints_check(&opt.contig.constraints) != 0)
		return EXITS_WRONG;
	return chosen ? chosen->run() : run_verdict();
}

int main(int argc, char **argv)
{
	int ret;

	if (start_tool(argv) != 0)
		return EXITS_WRONG;
	ret = cli_parse(&cli, argc, argv);
	contig_watch_prepare(&opt.watch);
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
	base_words_free(&opt.contig.bases);
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
