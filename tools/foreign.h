/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Text that others control (names of processes, mappings, files), made safe to
 * print.  unvis(3) gives the bytes back.
 */
#ifndef FOREIGN_H
#define FOREIGN_H

#include <stddef.h>

enum foreign_style {
	FOREIGN_ASCII,	/* one line: only blanks pass */
	FOREIGN_UTF8,	/* the same, and what this locale can print passes */
	FOREIGN_WORD,	/* one word: blanks are encoded too */
	FOREIGN_QUOTED,	/* inside the double quotes of a shell */
	FOREIGN_MESSAGE,	/* as FOREIGN_ASCII, but a backslash is two */
};

/* Bytes that the encoded text needs at most, with its NUL. */
size_t foreign_room(const char *raw);

/* Returns the length of what was written to `safe`. */
size_t foreign_encode(enum foreign_style style, const char *raw, char *safe);

#endif
