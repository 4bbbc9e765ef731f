// SPDX-License-Identifier: LGPL-2.1-or-later
/* Text broken into lines: a label, then words up to column 80. */
#include "wrap.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define SCREEN 80
#define LABEL_FROM 2	/* columns */

struct line {
	char *to;
	size_t column;
	size_t indent;
	size_t screen;		/* columns for words */
	const char *continued;	/* behind a line that goes on */
	bool has_word;
};

/* Columns of the next word: bytes that go on with a character take none. */
static size_t columns_of(const char *word, size_t bytes)
{
	size_t columns = 0;

	for (size_t i = 0; i < bytes; i++)
		columns += ((unsigned char)word[i] & 0xc0) != 0x80;
	return columns;
}

static void pad(struct line *line, size_t column)
{
	for (; line->column < column; line->column++)
		*line->to++ = ' ';
}

static void end_line(struct line *line)
{
	*line->to++ = '\n';
	line->column = 0;
	line->has_word = false;
}

static void add_bytes(struct line *line, const char *bytes, size_t n)
{
	memcpy(line->to, bytes, n);
	line->to += n;
	line->column += columns_of(bytes, n);
}

static void add_word(struct line *line, const char *word, size_t bytes)
{
	size_t columns = columns_of(word, bytes);

	if (line->has_word && line->column + 1 + columns > line->screen) {
		line->to = stpcpy(line->to, line->continued);
		end_line(line);
	}
	if (line->has_word)
		pad(line, line->column + 1);
	pad(line, line->indent);
	add_bytes(line, word, bytes);
	line->has_word = true;
}

static void add_label(struct line *line, const char *label)
{
	if (!label || !*label)
		return;
	pad(line, LABEL_FROM);
	add_bytes(line, label, strlen(label));
	/* One that is too long stands alone. */
	if (line->column >= line->indent)
		end_line(line);
}

static size_t room_for(const struct wrap *wrap, const char *text)
{
	size_t words = 2;

	for (const char *at = text; *at; at++)
		words += *at == ' ' || *at == '\n';
	/* Each word could be on a line of its own. */
	return strlen(text) + (wrap->label ? strlen(wrap->label) : 0) +
	       words * (wrap->indent + 4) + LABEL_FROM + 2;
}

/* Bytes of the next word, which in a command may be quoted. */
static size_t next_word(const struct wrap *wrap, const char *text)
{
	size_t n;

	if (wrap->exact)
		return strlen(text);
	for (n = strcspn(text, " \n'("); wrap->command && text[n] &&
	     strchr("'(", text[n]); n += strcspn(text + n, " \n'(")) {
		const char *end = strchr(text + n + 1,
					 text[n] == '(' ? ')' : '\'');

		n = end ? (size_t)(end + 1 - text) : strlen(text);
	}
	return wrap->command ? n : strcspn(text, " \n");
}

char *wrap_lines(const struct wrap *wrap, const char *text)
{
	char *lines = malloc(room_for(wrap, text));
	struct line line = {
		.to = lines,
		.indent = wrap->indent,
		.screen = wrap->command ? SCREEN - 2 : SCREEN,
		.continued = wrap->command ? " \\" : "",
	};

	if (!lines)
		return NULL;
	add_label(&line, wrap->label);
	while (*text) {
		size_t n = next_word(wrap, text);

		if (n)
			add_word(&line, text, n);
		text += n;
		if (*text == '\n')
			end_line(&line);
		text += *text != '\0';
	}
	if (line.column)
		end_line(&line);
	*line.to = '\0';
	return lines;
}
