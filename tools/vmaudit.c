// SPDX-License-Identifier: LGPL-2.1-or-later
/* vmaudit - is memory as it must be? */
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <vminfo.h>

#include "audit.h"
#include "choose.h"
#include "cli.h"
#include "command.h"
#include "complain.h"
#include "described.h"
#include "exits.h"
#include "formats.h"
#include "libraries.h"
#include "nearest.h"
#include "options.h"
#include "output.h"
#include "progress.h"
#include "rights.h"
#include "start.h"
#include "target.h"
#include "version.h"

static struct opt {
	struct target target;
	struct command command;
	struct audit_given audit;
	const struct verb *verb;	/* what is to be done */
	const char *what;		/* is to be listed */
} opt;

static const char *const examples[] = {
	"  sudo vmaudit run --policy dma.yaml 812",
	"                                       does each rule hold?",
	"  sudo vmaudit run --policy dma.yaml -- ./app --selftest",
	"                                       ... when it ends?",
	"  vmaudit run --expect swapped=0 --name postgres",
	"                                       one rule, without a policy",
	"  vmaudit check --policy dma.yaml      is the policy well written?",
	"  sudo vmaudit record --policy dma.yaml --baseline app.json 812",
	"  sudo vmaudit diff --baseline app.json --tolerance 5% 812",
	"                                       is anything worse than it was?",
	"  vmaudit list metrics                 what rules can ask for",
	NULL
};

static const char ending[] =
	"Exit status: 0 all rules hold; 1 one does not; 2 mistake, or nothing "
	"matched;\n"
	"3 cannot tell: something was hidden, refused, changed or vanished;\n"
	"124, 126, 127 COMMAND was not ready in time, not executable, not "
	"found.\n"
	OPTIONS_TIME
	"More in vmaudit(1); policies in vmaudit-policy(5).";

static void print_version(void)
{
	version_print("vmaudit");
}

/* --- what is to be done --------------------------------------------------- */

static int run_run(void)
{
	return audit_run(&opt.audit, &opt.target);
}

static int run_check(void)
{
	return audit_check(&opt.audit);
}

static int run_record(void)
{
	return audit_record(&opt.audit, &opt.target);
}

static int run_diff(void)
{
	return audit_diff(&opt.audit, &opt.target);
}

static int run_list(void)
{
	return audit_list(opt.what);
}

static const struct verb {
	const char *name;
	int (*run)(void);	/* gives the exit status */
	bool looks;		/* at processes */
	bool reports;		/* --format */
	bool repeats;		/* --every, --for */
} verbs[] = {
	{ "run", run_run, true, true, true },
	{ "check", run_check, false, false, false },
	{ "record", run_record, true, false, false },
	{ "diff", run_diff, true, true, false },
	{ "list", run_list, false, false, false },
};

static int take_verb(const char *word)
{
	struct nearest near;

	nearest_start(&near, word);
	for (size_t i = 0; i < sizeof(verbs) / sizeof(*verbs); i++) {
		if (strcmp(verbs[i].name, word) == 0) {
			opt.verb = &verbs[i];
			return 0;
		}
		nearest_consider(&near, verbs[i].name);
	}
	if (near.best[0])
		return complain_usage("unknown command '%s' (did you mean "
				      "%s?)", word, near.best);
	return complain_usage("unknown command '%s': run, check, record, diff "
			      "or list", word);
}

/* The first says what is to be done. */
static int take_operand(void *data, const char *word)
{
	(void)data;
	if (!opt.verb)
		return take_verb(word);
	if (opt.verb->run == run_list && !opt.what) {
		opt.what = word;
		return 0;
	}
	if (!opt.verb->looks)
		return complain_usage("'%s': %s looks at no process", word,
				      opt.verb->name);
	return target_add_operand(&opt.target, word);
}

static const struct cli_section sections[] = {
	{ "Rules", audit_rule_options, &opt.audit },
	{ "", on_unknown_options, &opt.audit.on_unknown },
	{ "Samples and baselines", audit_options, &opt.audit },
	{ "Which processes (PIDs, or one of these)",
	  target_process_options, &opt.target },
	{ "", described_options, &opt.target.choose.described },
	{ "", choose_options, &opt.target.choose },
	{ "A command, which follows --", command_options, &opt.command },
	{ "Output", formats_options, &opt.audit.formats },
	{ "", audit_quiet_option, &opt.audit },
	{ "Help", cli_own_options, NULL },
	{ .title = NULL },
};

static const struct cli cli = {
	.words = options_words,
	.usage = "run|check|record|diff|list [OPTION]... [PID]...\n"
		 "               [-- COMMAND [ARG]...]",
	.about = "Says whether memory of processes is as rules demand, so "
		 "that a build can fail\n"
		 "by it.  What is to be done:\n"
		 " run      judge each rule: ok, fail, warn, skip or unknown\n"
		 " check    read the rules, and look at no process\n"
		 " record   write what is measured into a baseline\n"
		 " diff     look whether anything is worse than in a "
		 "baseline\n"
		 " list     metrics, targets or formats: all that there are",
	.examples = examples,
	.sections = sections,
	.operand = take_operand,
	.operands = &opt.target,
	.command = command_take,
	.into_command = &opt.command,
	.ending = ending,
	.version = print_version,
	.lacking_for = libraries_lacking_for,
};

/* --- the command line ----------------------------------------------------- */

/* With -q nothing is printed, but files are written. */
static void leave_out_printed(struct formats *formats)
{
	size_t n = 0;

	for (size_t i = 0; i < formats->count; i++)
		if (formats->list[i].path)
			formats->list[n++] = formats->list[i];
	formats->count = n;
}

/* Files may be where our caller may write, and nobody else. */
static int check_files(void)
{
	struct audit_given *audit = &opt.audit;

	if (opt.verb->run == run_record)
		return formats_file_check(&audit->file, audit->baseline);
	if (!opt.verb->reports)
		return 0;
	if (audit->quiet)
		leave_out_printed(&audit->formats);
	return audit->quiet && !audit->formats.count ? 0 :
	       formats_check(&audit->formats);
}

static bool writes_to_stdout(const struct formats *formats)
{
	for (size_t i = 0; i < formats->count; i++)
		if (!formats->list[i].path &&
		    formats->list[i].kind != FORMATS_TEXT)
			return true;
	return false;
}

static int check_command(void)
{
	if (command_check(&opt.command) != 0)
		return -EINVAL;
	if (!opt.command.words)
		return 0;
	if (!opt.verb->looks)
		return complain_usage("-- COMMAND: %s looks at no process",
				      opt.verb->name);
	opt.target.command = &opt.command;
	opt.command.output_to_stderr = writes_to_stdout(&opt.audit.formats);
	return 0;
}

static int check(void)
{
	const struct audit_given *audit = &opt.audit;
	bool compares = opt.verb && (opt.verb->run == run_diff ||
				     opt.verb->run == run_record);

	if (!opt.verb)
		return complain_usage("run, check, record, diff or list is "
				      "missing");
	if ((audit->every || audit->how_long) && !opt.verb->repeats)
		return complain_usage("%s is for run", audit->every ?
				      "--every" : "--for");
	if (audit->formats.count && !opt.verb->reports)
		return complain_usage("--format is for run and diff");
	if (audit->baseline && !compares)
		return complain_usage("--baseline is for record and diff");
	if (!audit->baseline && compares)
		return complain_usage("%s needs --baseline FILE",
				      opt.verb->name);
	if (audit->has_tolerance && opt.verb->run != run_diff)
		return complain_usage("--tolerance is for diff");
	if (opt.verb->run == run_diff &&
	    (audit->policy_count || audit->word_count))
		return complain_usage("diff has its rules from the baseline");
	return check_command();
}

int main(int argc, char **argv)
{
	int ret;

	if (start_tool(argv) != 0)
		return EXITS_WRONG;
	ret = cli_parse(&cli, argc, argv);
	if (ret == 0 && (check() != 0 || check_files() != 0))
		ret = -EINVAL;
	rights_ask_objects();
	/* A command is started with all that our caller gave us. */
	if (!opt.command.words && rights_settle(false) != 0) {
		complain("cannot drop capabilities");
		return EXITS_WRONG;
	}
	if (!opt.audit.quiet)
		progress_show();
	if (ret == 0)
		ret = opt.verb->run();
	else
		ret = ret < 0 ? EXITS_WRONG : 0;
	target_free(&opt.target);
	audit_given_free(&opt.audit);
	if (opt.command.pid)
		fflush(stdout);
	ret = command_exit(&opt.command, ret);
	if (output_finish() != 0)
		ret = exits_worse(ret, EXITS_WRONG);
	command_end_alike(&opt.command);
	return ret;
}
