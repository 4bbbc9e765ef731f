// SPDX-License-Identifier: LGPL-2.1-or-later
/* The help: what the tool is for, examples, the tables of options in words. */
#include "cli.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define TEXT_COLUMN 30
#define LAST_COLUMN 79

/* Breaks the text at blanks; the cursor stands at `column`. */
static void print_text(const char *text, size_t column)
{
	if (column >= TEXT_COLUMN) {
		putchar('\n');
		column = 0;
	}
	printf("%*s", (int)(TEXT_COLUMN - column), "");
	column = TEXT_COLUMN;
	while (*text) {
		size_t word = strcspn(text, " ");

		if (column > TEXT_COLUMN && column + 1 + word > LAST_COLUMN) {
			printf("\n%*s", TEXT_COLUMN, "");
			column = TEXT_COLUMN;
		}
		if (column > TEXT_COLUMN) {
			putchar(' ');
			column++;
		}
		printf("%.*s", (int)word, text);
		column += word;
		text += word;
		text += strspn(text, " ");
	}
	putchar('\n');
}

/* " -o, --output LIST": returns how many columns it took. */
static size_t print_names(const struct cli_words *words,
			  const struct cli_option *option)
{
	const char *argument = cli_argument_of(words, option);
	int n;

	n = words->letter ? printf(" -%c, --%s", words->letter, words->name)
			  : printf("     --%s", words->name);
	if (argument)
		n += option->bare ? printf("[=%s]", argument)
				  : printf(" %s", argument);
	return n < 0 ? 0 : (size_t)n;
}

static void print_section(const struct cli *cli,
			  const struct cli_section *section)
{
	if (*section->title)
		printf("\n%s:\n", section->title);
	for (const struct cli_option *o = section->options; o->name; o++) {
		const struct cli_words *words = cli_words_of(cli, o);

		if (cli_lacks_for(cli, o->name))
			continue;
		print_text(o->text ? o->text : words->text,
			   print_names(words, o));
	}
}

/* By a blank, an option, and no more letters of a longer one. */
static bool shows(const char *example, const struct cli_words *words)
{
	char option[64];
	const char *at;

	snprintf(option, sizeof(option), " --%s", words->name);
	at = strstr(example, option);
	if (!at && words->letter) {
		snprintf(option, sizeof(option), " -%c", words->letter);
		at = strstr(example, option);
	}
	return at && strchr(" =", at[strlen(option)]);
}

static bool can_be_done(const struct cli *cli, const char *example)
{
	for (const struct cli_words *w = cli->words; w->name; w++)
		if (cli_lacks_for(cli, w->name) && shows(example, w))
			return false;
	return true;
}

/* An example that this build cannot do is left out, with the lines below it. */
static void print_examples(const struct cli *cli)
{
	bool wanted = true;

	for (size_t i = 0; cli->examples[i]; i++) {
		const char *line = cli->examples[i];

		if (strncmp(line, "    ", 4) != 0)
			wanted = can_be_done(cli, line);
		if (wanted)
			puts(line);
	}
}

void cli_print_help(const struct cli *cli)
{
	printf("Usage: %s %s\n%s\n\nExamples:\n",
	       program_invocation_short_name, cli->usage, cli->about);
	print_examples(cli);
	for (const struct cli_section *s = cli->sections; s->title; s++)
		print_section(cli, s);
	printf("\n%s\n", cli->ending);
}
