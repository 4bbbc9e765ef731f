// SPDX-License-Identifier: LGPL-2.1-or-later
/* The command line: what is taken, what is refused, and the hints. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cli.h"
#include "overhear.h"

static struct opt {
	int count;
	int other;
	const char *text;
	int choice;
	int when;
	char operands[64];
	char command[64];
} opt;

static char printed[8192];	/* on standard output */
static char told[1024];		/* on standard error */

static const char *const formats[] = { "lines", NULL };
static const char *const whens[] = { "never", "append", "only", NULL };

#define MEMBER(name) .offset = offsetof(struct opt, name)

static const struct cli_words words_of_all[] = {
	{ "notruncate", 'u', NULL, "another" },
	{ "output", 'o', "LIST", "a list" },
	{ "json", 'J', "lines", "a choice" },
	{ "summary", 0, "never|append|only", "another choice" },
	{ "noheadings", 'n', NULL, "a flag" },
	{ "map-zones", 'z', "ZONE", "needs a library that is not there" },
	{ "elsewhere", 'e', "HOW", "no tool of this test has it" },
	{ "help", 'h', NULL, "print this and exit" },
	{ "version", 'V', NULL, "print the versions and exit" },
	{ .name = NULL },
};

static const struct cli_option options[] = {
	{ "noheadings", CLI_COUNT, MEMBER(count) },
	{ "notruncate", CLI_COUNT, MEMBER(other) },
	{ "output", CLI_TEXT, MEMBER(text) },
	{ "json", CLI_CHOICE, formats, 2, MEMBER(choice) },
	{ "summary", CLI_CHOICE, whens, 2, MEMBER(when) },
	{ "map-zones", CLI_TEXT, MEMBER(text) },
	{ .name = NULL },
};

static int take_operand(void *into, const char *word)
{
	struct opt *o = into;

	strcat(strcat(o->operands, word), ",");
	return 0;
}

/* All of it, with a blank behind each word. */
static int take_command(void *into, char **words)
{
	struct opt *o = into;

	for (; *words; words++)
		strcat(strcat(o->command, *words), " ");
	return 0;
}

static void say_version(void)
{
	puts("version");
}

/* Of a build that has not all libraries. */
static const char *lacking_for(const char *option)
{
	return strcmp(option, "map-zones") == 0 ? "libzones" : NULL;
}

static const char *const examples[] = {
	"  one",
	"  tool --map-zones=DMA      not in this build",
	"                            nor this line of it",
	"  tool -z DMA               nor this",
	"  tool -zigzag --map-zones2 is another",
	"                            and this is of it",
	"  two",
	NULL
};

static const struct cli_section sections[] = {
	{ "Options", options, &opt },
	{ "Help", cli_own_options, NULL },
	{ .title = NULL },
};

static const struct cli cli = {
	.words = words_of_all,
	.usage = "[OPTION]... PID...",
	.about = "What it is for.",
	.examples = examples,
	.sections = sections,
	.operand = take_operand,
	.operands = &opt,
	.command = take_command,
	.into_command = &opt,
	.ending = "The end.",
	.version = say_version,
	.lacking_for = lacking_for,
};

/* Words with blanks between them. */
static int parse(const char *line)
{
	struct overhear out = overhear_start(stdout);
	struct overhear err = overhear_start(stderr);
	char words[256], *argv[32] = { (char *)"tool" };
	int argc = 1, ret;

	opt = (struct opt){ 0 };
	strcpy(words, line);
	for (char *w = strtok(words, " "); w; w = strtok(NULL, " "))
		argv[argc++] = w;
	ret = cli_parse(&cli, argc, argv);
	overhear_stop(&err, told, sizeof(told));
	overhear_stop(&out, printed, sizeof(printed));
	return ret;
}

static void assert_mistake(const char *line, const char *says)
{
	assert_int_equal(parse(line), -EINVAL);
	if (!strstr(told, says))
		fail_msg("'%s' told: %swanted: %s", line, told, says);
	assert_non_null(strstr(told, "--help'.\n"));
	assert_string_equal(printed, "");
}

static void options_and_operands_mix(void **state)
{
	(void)state;
	assert_int_equal(parse("-n 812 -o VA,PA 1 --notruncate 7"), 0);
	assert_int_equal(opt.count, 1);
	assert_int_equal(opt.other, 1);
	assert_string_equal(opt.operands, "812,1,7,");
}

static void short_options_cluster(void **state)
{
	(void)state;
	assert_int_equal(parse("-nuJ -nu"), 0);
	assert_int_equal(opt.count, 2);
	assert_int_equal(opt.other, 2);
	assert_int_equal(opt.choice, 2);
}

static void an_optional_argument_stands_behind_an_equals_sign(void **state)
{
	(void)state;
	assert_int_equal(parse("--json lines"), 0);
	assert_int_equal(opt.choice, 2);
	assert_string_equal(opt.operands, "lines,");
	assert_int_equal(parse("--json=lines"), 0);
	assert_int_equal(opt.choice, 1);
	assert_int_equal(parse("--summary=only"), 0);
	assert_int_equal(opt.when, 3);
}

/* "-Jlines" would be the options J, l, i, ... */
static void short_options_take_no_optional_argument(void **state)
{
	(void)state;
	assert_mistake("-Jlines", "unknown option -l");
}

static void the_last_of_several_counts(void **state)
{
	(void)state;
	assert_int_equal(parse("--summary=never --summary=append"), 0);
	assert_int_equal(opt.when, 2);
}

static void abbreviated_names_are_refused(void **state)
{
	(void)state;
	assert_mistake("--js", "unknown option --js");
	assert_mistake("--outpu VA", "did you mean --output?");
	assert_mistake("--summ=only", "unknown option --summ=only");
	assert_mistake("-n --noheading", "did you mean --noheadings?");
}

static void an_option_of_another_tool_is_none_of_this(void **state)
{
	(void)state;
	assert_mistake("--elsewhere x", "unknown option --elsewhere");
	assert_mistake("-e x", "unknown option -e");
}

static void the_nearest_good_word_is_named(void **state)
{
	(void)state;
	assert_mistake("--jsonlines", "did you mean --json=lines?");
	assert_mistake("--json-lines", "did you mean --json=lines?");
	assert_mistake("--json=line", "did you mean --json=lines?");
	assert_mistake("--sumary=onyl", "did you mean --summary=only?");
}

static void nothing_is_named_when_nothing_is_near(void **state)
{
	(void)state;
	assert_mistake("--xyzzy", "unknown option --xyzzy\n");
	assert_null(strstr(told, "did you mean"));
}

static void arguments_that_lack_or_are_too_many_are_told(void **state)
{
	(void)state;
	assert_mistake("-o", "-o needs an argument: LIST");
	assert_mistake("--output", "--output needs an argument: LIST");
	assert_mistake("--noheadings=1", "--noheadings takes no argument");
	assert_mistake("-x", "unknown option -x");
}

static void what_follows_two_dashes_is_a_command(void **state)
{
	(void)state;
	assert_int_equal(parse("812 -- app -n -- --js"), 0);
	assert_int_equal(opt.count, 0);
	assert_string_equal(opt.operands, "812,");
	assert_string_equal(opt.command, "app -n -- --js ");
	assert_int_equal(parse("-n --"), 0);
	assert_string_equal(opt.command, "");
}

static void a_tool_that_starts_nothing_takes_no_command(void **state)
{
	struct cli plain = cli;
	char name[] = "tool", dashes[] = "--", app[] = "app";
	char *argv[] = { name, dashes, app, NULL };
	struct overhear err = overhear_start(stderr);

	(void)state;
	plain.command = NULL;
	assert_int_equal(cli_parse(&plain, 3, argv), -EINVAL);
	overhear_stop(&err, told, sizeof(told));
	assert_non_null(strstr(told, "unknown option --"));
}

static void a_mistake_is_told_in_one_safe_line(void **state)
{
	(void)state;
	assert_mistake("--\033[31m\n", "unknown option --\\033[31m\\012\n");
	assert_null(strchr(told, '\033'));
}

static void help_says_how_what_for_and_examples_first(void **state)
{
	(void)state;
	assert_int_equal(parse("-h --nonsense"), 1);
	assert_non_null(strstr(printed, " [OPTION]... PID...\n"
					"What it is for.\n\n"
					"Examples:\n  one\n  tool -zig"));
	assert_ptr_equal(strstr(printed, "Usage: "), printed);
	assert_non_null(strstr(printed, "\n -n, --noheadings "));
	assert_non_null(strstr(printed,
			       "\n     --summary[=never|append|only]"));
	assert_non_null(strstr(printed, "\n -o, --output LIST "));
	assert_string_equal(told, "");
}

static void an_option_that_lacks_its_library_does_not_exist(void **state)
{
	(void)state;
	assert_mistake("--map-zones x", "--map-zones needs a build with libz");
	assert_mistake("--map-zones=x", "--map-zones needs a build with libz");
	assert_mistake("-z x", "--map-zones needs a build with libzones\n");
	assert_mistake("-nz", "--map-zones needs a build with libzones\n");
	assert_mistake("--map-zone x", "unknown option --map-zone\n");
	assert_mistake("--map-zoness x", "unknown option --map-zoness\n");
	assert_int_equal(parse("-h"), 1);
	assert_null(strstr(printed, "map-zones "));
	assert_null(strstr(printed, "libz"));
}

static void examples_that_lack_their_library_are_not_shown(void **state)
{
	(void)state;
	assert_int_equal(parse("-h"), 1);
	assert_non_null(strstr(printed,
			"  one\n"
			"  tool -zigzag --map-zones2 is another\n"
			"                            and this is of it\n"
			"  two\n\n"));
}

static void version_is_printed_and_ends(void **state)
{
	(void)state;
	assert_int_equal(parse("812 -V"), 1);
	assert_string_equal(printed, "version\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(options_and_operands_mix),
		cmocka_unit_test(short_options_cluster),
		cmocka_unit_test(
			an_optional_argument_stands_behind_an_equals_sign),
		cmocka_unit_test(short_options_take_no_optional_argument),
		cmocka_unit_test(the_last_of_several_counts),
		cmocka_unit_test(abbreviated_names_are_refused),
		cmocka_unit_test(an_option_of_another_tool_is_none_of_this),
		cmocka_unit_test(the_nearest_good_word_is_named),
		cmocka_unit_test(nothing_is_named_when_nothing_is_near),
		cmocka_unit_test(arguments_that_lack_or_are_too_many_are_told),
		cmocka_unit_test(what_follows_two_dashes_is_a_command),
		cmocka_unit_test(a_tool_that_starts_nothing_takes_no_command),
		cmocka_unit_test(a_mistake_is_told_in_one_safe_line),
		cmocka_unit_test(help_says_how_what_for_and_examples_first),
		cmocka_unit_test(
			an_option_that_lacks_its_library_does_not_exist),
		cmocka_unit_test(
			examples_that_lack_their_library_are_not_shown),
		cmocka_unit_test(version_is_printed_and_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
