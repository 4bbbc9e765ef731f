// SPDX-License-Identifier: LGPL-2.1-or-later
/* The command line: tables of options -> getopt_long, and what was meant. */
#include "cli.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "complain.h"
#include "nearest.h"

#define MANY_OPTIONS 128
#define LONG_ONLY 256	/* getopt_long's number of option i is this + i */

/* The tool's options in one row, as getopt_long wants them. */
struct parser {
	const struct cli *cli;
	const struct cli_option *options[MANY_OPTIONS];
	const struct cli_words *words[MANY_OPTIONS];
	void *into[MANY_OPTIONS];
	size_t count;
	struct option longs[MANY_OPTIONS + 1];
	char shorts[2 * MANY_OPTIONS + 3];
	int done;		/* help or version was printed */
};

static int print_help(void *into, const char *argument)
{
	struct parser *p = into;

	(void)argument;
	cli_print_help(p->cli);
	p->done = 1;
	return 0;
}

static int print_version(void *into, const char *argument)
{
	struct parser *p = into;

	(void)argument;
	p->cli->version();
	p->done = 1;
	return 0;
}

const struct cli_option cli_own_options[] = {
	{ "help", CLI_CALL, .call = print_help },
	{ "version", CLI_CALL, .call = print_version },
	{ .name = NULL },
};

const struct cli_words *cli_words_of(const struct cli *cli,
				     const struct cli_option *option)
{
	const struct cli_words *words = cli->words;

	while (words->name && strcmp(words->name, option->name) != 0)
		words++;
	if (!words->name)
		abort();
	return words;
}

const char *cli_argument_of(const struct cli_words *words,
			    const struct cli_option *option)
{
	return option->argument ? option->argument : words->argument;
}

static int has_argument(const struct parser *p, size_t i)
{
	if (!p->words[i]->argument)
		return no_argument;
	return p->options[i]->bare ? optional_argument : required_argument;
}

static void add_option(struct parser *p, const struct cli_option *option,
		       void *into)
{
	char *shorts = p->shorts + strlen(p->shorts);
	size_t i = p->count;

	if (i == MANY_OPTIONS)
		abort();
	p->options[i] = option;
	p->words[i] = cli_words_of(p->cli, option);
	p->into[i] = into;
	p->longs[i] = (struct option){
		.name = option->name,
		.has_arg = has_argument(p, i),
		.val = LONG_ONLY + (int)i,
	};
	p->count++;
	if (!p->words[i]->letter)
		return;
	*shorts++ = p->words[i]->letter;
	if (p->longs[i].has_arg == required_argument)
		*shorts++ = ':';
	*shorts = '\0';
}

static void add_options(struct parser *p, const struct cli_option *options,
			void *into)
{
	for (; options->name; options++)
		if (!cli_lacks_for(p->cli, options->name))
			add_option(p, options, into);
}

static void consider(struct nearest *nearest, const char *name,
		     const char *choice)
{
	char word[NEAREST_ROOM];

	snprintf(word, sizeof(word), choice ? "--%s=%s" : "--%s", name,
		 choice);
	nearest_consider(nearest, word);
}

static void consider_choices(struct nearest *nearest,
			     const struct cli_option *option)
{
	for (size_t i = 0; option->choices && option->choices[i]; i++)
		consider(nearest, option->name, option->choices[i]);
}

static int unknown_option(const struct parser *p, const char *wrong)
{
	struct nearest nearest;

	nearest_start(&nearest, wrong);
	for (size_t i = 0; i < p->count; i++) {
		consider(&nearest, p->options[i]->name, NULL);
		consider_choices(&nearest, p->options[i]);
	}
	if (nearest.best[0])
		return complain_usage("unknown option %s (did you mean %s?)",
				      wrong, nearest.best);
	return complain_usage("unknown option %s", wrong);
}

/* getopt_long would take --js for --json. */
static int check_name(const struct parser *p, const char *word)
{
	struct cli_typed typed;
	size_t length;
	int ret;

	if (!word || strncmp(word, "--", 2) != 0 || word[2] == '\0')
		return 0;
	length = strcspn(word + 2, "=");
	for (size_t i = 0; i < p->count; i++)
		if (strlen(p->options[i]->name) == length &&
		    strncmp(p->options[i]->name, word + 2, length) == 0)
			return 0;
	typed = (struct cli_typed){ .name = word + 2, .length = length };
	ret = cli_refuse_lacking(p->cli, &typed);
	return ret ? ret : unknown_option(p, word);
}

static int unknown_choice(const struct parser *p, size_t i, const char *wrong)
{
	const struct cli_option *option = p->options[i];
	const char *taken = cli_argument_of(p->words[i], option);
	struct nearest nearest;
	char word[NEAREST_ROOM];

	snprintf(word, sizeof(word), "--%s=%s", option->name, wrong);
	nearest_start(&nearest, word);
	consider_choices(&nearest, option);
	if (nearest.best[0])
		return complain_usage("--%s takes %s, not '%s' "
				      "(did you mean %s?)", option->name,
				      taken, wrong, nearest.best);
	return complain_usage("--%s takes %s, not '%s'", option->name, taken,
			      wrong);
}

static int choose(const struct parser *p, size_t i, const char *word, int *into)
{
	const struct cli_option *option = p->options[i];

	if (!word) {
		*into = option->bare;
		return 0;
	}
	for (int n = 0; option->choices[n]; n++) {
		if (strcmp(option->choices[n], word) == 0) {
			*into = n + 1;
			return 0;
		}
	}
	return unknown_choice(p, i, word);
}

static int apply(const struct parser *p, size_t i, const char *argument)
{
	const struct cli_option *option = p->options[i];
	void *member = (char *)p->into[i] + option->offset;

	switch (option->kind) {
	case CLI_COUNT:
		++*(int *)member;
		return 0;
	case CLI_NAME:
		if (!*argument)
			return complain_usage("--%s: the name is empty",
					      option->name);
		/* fall through */
	case CLI_TEXT:
		*(const char **)member = argument;
		return 0;
	case CLI_CHOICE:
		return choose(p, i, argument, member);
	case CLI_CALL:
		return option->call(member, argument);
	}
	return 0;
}

/* What getopt_long could not take: `word` is the element that it looked at. */
static int refuse(const struct parser *p, int how, const char *word)
{
	const struct cli_typed typed = { .letter = optopt };
	int ret;

	for (size_t i = 0; i < p->count; i++) {
		const struct cli_words *words = p->words[i];

		if (optopt != words->letter && optopt != p->longs[i].val)
			continue;
		if (how == ':')
			return complain_usage("%s needs an argument: %s", word,
					      cli_argument_of(words,
							      p->options[i]));
		return complain_usage("--%s takes no argument", words->name);
	}
	ret = cli_refuse_lacking(p->cli, &typed);
	return ret ? ret : complain_usage("unknown option -%c", optopt);
}

static int take(const struct parser *p, int found)
{
	for (size_t i = 0; i < p->count; i++)
		if (found == p->longs[i].val || found == p->words[i]->letter)
			return apply(p, i, optarg);
	return -EINVAL;
}

static int take_command(const struct cli *cli, char **words)
{
	if (!cli->command)
		return complain_usage("unknown option %s", "--");
	return cli->command(cli->into_command, words);
}

static int parse_words(struct parser *p, int argc, char **argv)
{
	const struct cli *cli = p->cli;
	int ret = 0;

	/* A 0 makes getopt forget an earlier command line. */
	optind = 0;
	opterr = 0;
	while (ret == 0 && !p->done) {
		int at = optind ? optind : 1;
		int found;

		ret = check_name(p, argv[at]);
		if (ret)
			break;
		found = getopt_long(argc, argv, p->shorts, p->longs, NULL);
		/* Before the last word it stops at -- alone. */
		if (found == -1 && at < argc)
			ret = take_command(cli, argv + optind);
		if (found == -1)
			break;
		if (found == '?' || found == ':')
			ret = refuse(p, found, argv[at]);
		else if (found == 1)
			ret = cli->operand(cli->operands, optarg);
		else
			ret = take(p, found);
	}
	return ret < 0 ? ret : p->done;
}

int cli_parse(const struct cli *cli, int argc, char **argv)
{
	/* In order, so that operands and options mix and -- ends both. */
	struct parser p = { .cli = cli, .shorts = "-:" };

	for (const struct cli_section *s = cli->sections; s->title; s++)
		add_options(&p, s->options,
			    s->options == cli_own_options ? &p : s->into);
	return parse_words(&p, argc, argv);
}
