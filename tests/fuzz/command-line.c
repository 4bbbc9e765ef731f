// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * tools/cli.c and what its options call: any command line, a word each line.
 * A mistake is told, and nothing of it is left.
 */
#include "fuzz.h"

#include <errno.h>

#include "cli.h"
#include "complain.h"
#include "constraints.h"
#include "frame-words.h"
#include "options.h"
#include "report.h"
#include "target.h"

#define MOST_WORDS 64

static struct {
	struct target target;
	struct report_options report;
	struct frame_words frames;
	struct constraints constraints;
} opt;

static const struct cli_option where[] = {
	{ "where", CLI_CALL, .call = report_add_where },
	{ .name = NULL },
};

static const struct cli_section sections[] = {
	{ "Which processes", target_process_options, &opt.target },
	{ "", choose_options, &opt.target.choose },
	{ "Which memory", target_memory_options, &opt.target },
	{ "", frame_words_options, &opt.frames },
	{ "Constraints", constraints_options, &opt.constraints },
	{ "Output", report_cli_options, &opt.report },
	{ "", where, &opt.report },
	{ "", cli_own_options, NULL },
	{ .title = NULL },
};

static const char *const examples[] = { "  nothing", NULL };

static void print_version(void)
{
}

static const struct cli cli = {
	.words = options_words,
	.usage = "[WORD...]",
	.about = "Nothing.",
	.examples = examples,
	.sections = sections,
	.operand = target_add_operand,
	.operands = &opt.target,
	.ending = "",
	.version = print_version,
};

static size_t told;

static void take(void *data, const char *line)
{
	(void)data;
	told++;
	for (; *line; line++)
		assert(*line >= ' ' && *line <= '~');
}

static void check_numbers(void)
{
	for (size_t i = 0; i < opt.target.count; i++) {
		assert(opt.target.pids[i] > 0);
		assert(opt.target.pids[i] <= TARGET_LARGEST_PID);
		assert(target_has_number(&opt.target, opt.target.pids[i]));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_bytes bytes = { data, size };
	char *words[MOST_WORDS + 2] = { (char *)"vmwalk" };
	int n = 1, ret;

	memset(&opt, 0, sizeof(opt));
	while (n <= MOST_WORDS && (words[n] = fuzz_line(&bytes)))
		n++;
	words[n] = NULL;
	told = 0;
	complain_divert(take, NULL);
	ret = cli_parse(&cli, n, words);
	assert(ret == 0 || ret == 1 || ret == -EINVAL);
	assert((ret == -EINVAL) == (told > 0));
	check_numbers();
	if (ret == 0)
		ret = constraints_check(&opt.constraints);
	assert(ret == 0 || ret == 1 || ret == -EINVAL);
	complain_divert(NULL, NULL);
	target_free(&opt.target);
	report_options_free(&opt.report);
	frame_words_free(&opt.frames);
	for (int i = 1; i < n; i++)
		free(words[i]);
	return 0;
}
