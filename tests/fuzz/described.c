// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * tools/named.c, described-fit.c and name-glob.c: a process that says anything
 * of itself, and what is asked for.
 *
 * Lines: the name, the pattern, the glob, the comm, the exe, then the argv.
 */
#include "quiet.h"

#include <errno.h>

#include "described-fit.h"
#include "name-glob.h"

#define MOST_WORDS 16
#define NOBODY 0x7ffffff0	/* no process has such a number */

/* Asking for them may take very long; who types them waits for himself. */
#define LONGEST_PATTERN 24
#define LONGEST_GLOB 12

struct text {
	char *name, *pattern, *glob, *comm, *exe;
	char *argv[MOST_WORDS + 1];
};

static char *line_or_empty(struct fuzz_bytes *bytes)
{
	char *line = fuzz_line(bytes);

	return line ? line : fuzz_string(bytes->at, 0);
}

static void split(struct fuzz_bytes *bytes, struct text *text)
{
	text->name = line_or_empty(bytes);
	text->pattern = line_or_empty(bytes);
	text->glob = line_or_empty(bytes);
	text->comm = line_or_empty(bytes);
	text->exe = line_or_empty(bytes);
	for (size_t i = 0; i < MOST_WORDS; i++)
		text->argv[i] = fuzz_line(bytes);
	text->argv[MOST_WORDS] = NULL;
}

static void free_text(struct text *text)
{
	for (char **word = text->argv; *word; word++)
		free(*word);
	free(text->exe);
	free(text->comm);
	free(text->glob);
	free(text->pattern);
	free(text->name);
}

static bool says(const char *text, const char *name)
{
	return text && strstr(text, name);
}

/* Nobody has a name that nothing of him says. */
static bool is_said(const struct text *text, const char *exe)
{
	bool said = says(text->comm, text->name) || says(exe, text->name);

	for (size_t i = 0; i < 3 && text->argv[i]; i++)
		said = said || says(text->argv[i], text->name);
	return said;
}

static void check_name(const struct text *text, const char *exe)
{
	const struct named_evidence evidence = {
		.comm = text->comm,
		.argv = text->argv[0] ? text->argv : NULL,
		.exe = exe,
	};
	enum named is = named_is(text->name, &evidence);

	if (is == NAMED_YES)
		assert(is_said(text, exe));
	if (is == NAMED_UNKNOWN)
		assert(strlen(text->name) > NAMED_COMM &&
		       strncmp(text->name, text->comm, NAMED_COMM) == 0);
	if (strcmp(text->name, text->comm) == 0)
		assert(is == NAMED_YES);
}

static void check_glob(const struct text *text)
{
	assert(name_glob_matches(text->comm, text->comm));
	if (strlen(text->glob) > LONGEST_GLOB)
		return;
	if (name_glob_matches(text->glob, text->comm) &&
	    text->glob[strcspn(text->glob, "*?[\\")] == '\0')
		assert(strcmp(text->glob, text->comm) == 0);
}

static enum named expected(const struct described *d, char *const *argv)
{
	char line[4096] = "";
	size_t length = 0;

	if (!*argv)
		return NAMED_NO;
	for (; *argv && length + strlen(*argv) + 2 < sizeof(line); argv++) {
		char *end = stpcpy(stpcpy(line + length, *argv), " ");

		length = (size_t)(end - line);
	}
	if (*argv)
		return NAMED_UNKNOWN;
	line[length - 1] = '\0';
	return regexec(d->patterns, line, 0, NULL, 0) == 0 ? NAMED_YES :
							     NAMED_NO;
}

/* In the braces there may be numbers; \1 goes back and forth. */
static void check_pattern(const struct text *text)
{
	struct described d = { 0 };
	const struct process_table_entry entry = {
		.pid = NOBODY,
		.argv = text->argv[0] ? text->argv : NULL,
	};
	enum named wanted;
	int ret;

	if (strlen(text->pattern) > LONGEST_PATTERN ||
	    strpbrk(text->pattern, "{\\"))
		return;
	quiet_start();
	ret = described_options[1].call(&d, text->pattern);
	quiet_check(ret);
	assert(ret == 0 || ret == -EINVAL);
	if (ret == 0) {
		wanted = expected(&d, text->argv);
		assert(wanted == NAMED_UNKNOWN ||
		       described_entry_fits(&d, &entry) == wanted);
	}
	described_free(&d);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_bytes bytes = { data, size };
	struct text text;

	split(&bytes, &text);
	check_name(&text, NULL);
	check_name(&text, text.exe);
	check_glob(&text);
	check_pattern(&text);
	free_text(&text);
	return 0;
}
