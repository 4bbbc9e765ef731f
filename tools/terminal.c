// SPDX-License-Identifier: LGPL-2.1-or-later
/* What standard output can show. */
#include "terminal.h"

#include <langinfo.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

#include <bsd/stdlib.h>

#define ORDINARY_COLUMNS 80

bool terminal_is_there(void)
{
	static int is_there = -1;

	if (is_there < 0)
		is_there = isatty(STDOUT_FILENO);
	return is_there;
}

size_t terminal_columns(void)
{
	struct winsize size = { 0 };

	if (!terminal_is_there() ||
	    ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0)
		return 0;
	return size.ws_col;
}

size_t terminal_picture_columns(void)
{
	const char *columns = getenv("COLUMNS"), *error = NULL;
	size_t n = terminal_columns();

	if (n || !columns)
		return n ? n : ORDINARY_COLUMNS;
	n = (size_t)strtonum(columns, 1, 65535, &error);
	return error ? ORDINARY_COLUMNS : n;
}

bool terminal_has_utf8(void)
{
	return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

bool terminal_has_blocks(void)
{
	const char *term = getenv("TERM");

	if (term && strcmp(term, "linux") == 0 && terminal_is_there())
		return false;
	return terminal_has_utf8();
}

/* Columns of the character at `text`, and its bytes; what is none takes 1. */
static size_t width_of(const char *text, size_t left, size_t *bytes)
{
	mbstate_t state = { 0 };
	wchar_t wide;
	size_t n = mbrtowc(&wide, text, left, &state);
	int width = n == 0 || n > left ? -1 : wcwidth(wide);

	*bytes = width < 0 ? 1 : n;
	return width < 0 ? 1 : (size_t)width;
}

size_t terminal_width(const char *text, const char *end)
{
	size_t width = 0, bytes;

	for (; text < end; text += bytes) {
		/* Nearly all of it is ASCII. */
		bytes = 1;
		if (*text & 0x80)
			width += width_of(text, (size_t)(end - text), &bytes);
		else
			width++;
	}
	return width;
}

char *terminal_cut(char *text, char *end, size_t columns)
{
	char *at = text, *keep = text;
	size_t used = 0;

	while (at < end) {
		size_t bytes;

		used += width_of(at, (size_t)(end - at), &bytes);
		if (used > columns) {
			*keep = '+';
			return keep + 1;
		}
		at += bytes;
		/* One column is for the sign. */
		if (used < columns)
			keep = at;
	}
	return end;
}
