/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What standard output can show. */
#ifndef TERMINAL_H
#define TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

/* Whether it is a terminal. */
bool terminal_is_there(void);

/* Columns of the terminal; 0: it is none, or it does not tell. */
size_t terminal_columns(void);

/* Columns for a picture: of the terminal, else as COLUMNS says, else 80. */
size_t terminal_picture_columns(void);

/* Whether the locale is one of UTF-8. */
bool terminal_has_utf8(void);

/* The same, but the font of a console has no blocks. */
bool terminal_has_blocks(void);

/* Columns that the text takes. */
size_t terminal_width(const char *text, const char *end);

/*
 * Cuts the text before `end` to at least 1 column; "+" stands for what was cut.
 * Returns the new end.
 */
char *terminal_cut(char *text, char *end, size_t columns);

#endif
