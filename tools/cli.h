/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The command line: the words of all options and a tool's tables of those that
 * it has feed the parser, the help and the hints at what was meant.  Long names
 * are never abbreviated, and short ones never take an optional argument.
 */
#ifndef CLI_H
#define CLI_H

#include <stddef.h>

enum cli_kind {
	CLI_COUNT,	/* int: how often it was given */
	CLI_TEXT,	/* const char *: the argument, the last one given */
	CLI_NAME,	/* the same, but it is not empty */
	CLI_CHOICE,	/* int: 1 + index of the argument in `choices` */
	CLI_CALL,	/* `call` takes the argument, each time */
};

/* What an option is called, in every tool that has it. */
struct cli_words {
	const char *name;	/* long name; a NULL ends the table */
	char letter;		/* short name, or 0 */
	const char *argument;	/* in the help: "LIST"; NULL: takes none */
	const char *text;
};

/* What a tool does with it. */
struct cli_option {
	const char *name;	/* as in the words; a NULL ends the table */
	enum cli_kind kind;
	const char *const *choices;
	int bare;		/* choice: the value without an argument; 0: the
				   argument is needed */
	size_t offset;		/* of the member that it sets */
	int (*call)(void *member, const char *argument);	/* negative:
						   a mistake, already told */
	const char *argument;	/* in place of those of the words; or NULL */
	const char *text;
};

struct cli_section {
	const char *title;	/* a NULL ends the list; "": goes on with the
				   one before */
	const struct cli_option *options;
	void *into;		/* the struct that has the members */
};

struct cli {
	const struct cli_words *words;	/* of all options that there are */
	const char *usage;	/* what follows the program's name */
	const char *about;	/* what the tool is for, in a sentence */
	const char *const *examples;	/* in the help; ends with NULL */
	const struct cli_section *sections;
	int (*operand)(void *into, const char *word);
	void *operands;
	int (*command)(void *into, char **words);	/* what follows --;
							  NULL: none may */
	void *into_command;
	const char *ending;	/* last lines of the help */
	void (*version)(void);	/* prints what --version says */
	const char *(*lacking_for)(const char *option);	/* the library without
				   which it does not exist; NULL: it does */
};

/* 0: go on; 1: help or version was printed; -EINVAL: a mistake was told. */
int cli_parse(const struct cli *cli, int argc, char **argv);

/* The words of an option, which are there. */
const struct cli_words *cli_words_of(const struct cli *cli,
				     const struct cli_option *option);

/* What its argument is called, if it takes one. */
const char *cli_argument_of(const struct cli_words *words,
			    const struct cli_option *option);

/* The library that this build lacks for it; NULL: the option exists. */
const char *cli_lacks_for(const struct cli *cli, const char *option);

/* An option as it was typed: its name, or its letter. */
struct cli_typed {
	const char *name;	/* NULL: a letter */
	size_t length;
	int letter;
};

/* -EINVAL: another build of the tool would have it, which was told; 0: none. */
int cli_refuse_lacking(const struct cli *cli, const struct cli_typed *typed);

/* Prints what --help says. */
void cli_print_help(const struct cli *cli);

/* -h and -V, the last section of each tool. */
extern const struct cli_option cli_own_options[];

#endif
