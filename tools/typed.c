// SPDX-License-Identifier: LGPL-2.1-or-later
/* The command line as its caller would type it again. */
#include "typed.h"

#include <stdbool.h>
#include <string.h>

#define LONGEST 400	/* bytes that a person reads in a message */

static char **words;
static const char *made;

void typed_keep(char **argv)
{
	words = argv;
}

void typed_made(const char *path)
{
	made = path;
}

/* What no shell expands, splits or takes for more than letters. */
static bool is_plain(const char *word)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
		"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@%+=:,./-";

	return *word && *word != '=' && word[strspn(word, plain)] == '\0';
}

static bool is_printable(const char *word)
{
	while (*word >= ' ' && *word <= '~')
		word++;
	return *word == '\0';
}

size_t typed_room(const char *word)
{
	/* Quotes around it, and four bytes for each of it. */
	return 4 * strlen(word) + sizeof("$''");
}

static char *put_printable(char *to, const char *word)
{
	*to++ = '\'';
	for (; *word; word++) {
		if (*word == '\'')
			to = stpcpy(to, "'\\'");
		*to++ = *word;
	}
	*to++ = '\'';
	return to;
}

static char *put_byte(char *to, unsigned char byte)
{
	*to++ = '\\';
	*to++ = (char)('0' + (byte >> 6));
	*to++ = (char)('0' + (byte >> 3 & 7));
	*to++ = (char)('0' + (byte & 7));
	return to;
}

/* $'...', for what must not reach a terminal as it is. */
static char *put_bytes(char *to, const char *word)
{
	to = stpcpy(to, "$'");
	for (; *word; word++) {
		bool plain = *word >= ' ' && *word <= '~' &&
			     *word != '\'' && *word != '\\';

		if (plain)
			*to++ = *word;
		else
			to = put_byte(to, (unsigned char)*word);
	}
	*to++ = '\'';
	return to;
}

char *typed_quote(char *to, const char *word)
{
	if (is_plain(word))
		return stpcpy(to, word);
	return is_printable(word) ? put_printable(to, word)
				  : put_bytes(to, word);
}

const char *typed_command(void)
{
	static char command[LONGEST + 1];
	char *to = command;

	for (size_t i = 0; words && words[i]; i++) {
		size_t left = (size_t)(command + LONGEST - to);

		if (strlen(words[i]) > LONGEST ||
		    typed_room(words[i]) + 1 > left)
			return NULL;
		if (i)
			*to++ = ' ';
		to = typed_quote(to, words[i]);
	}
	*to = '\0';
	return to == command ? NULL : command;
}

const char *typed_with_sudo(void)
{
	static char both[2 * LONGEST];
	const char *command = typed_command();
	char *to = both;

	if (!command || (made && typed_room(made) > LONGEST / 2))
		return NULL;
	if (made) {
		to = stpcpy(to, *made == '-' ? "rm -f -- " : "rm -f ");
		to = stpcpy(typed_quote(to, made), " && ");
	}
	stpcpy(stpcpy(to, "sudo "), command);
	return both;
}
