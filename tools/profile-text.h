/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The text of a profile's file, before a parser sees it. */
#ifndef PROFILE_TEXT_H
#define PROFILE_TEXT_H

#include <stddef.h>

#define PROFILE_TEXT_LARGEST ((size_t)1 << 20)	/* bytes of a file */

struct profile_text {
	const char *name;	/* of the file, for messages */
	char *bytes;		/* ends with the only NUL that is in it */
	size_t length;
};

/*
 * Reads a regular file, or standard input if the path is "-".  Text that hides
 * what it says is refused: NULs, backslashes, anchors, aliases and tags.  0, or
 * -EINVAL, told.
 */
int profile_text_read(const char *path, struct profile_text *text);
/* The same, of any text without NULs that is no larger. */
int profile_text_load(const char *path, struct profile_text *text);
void profile_text_free(struct profile_text *text);

/* Tells what is wrong, and in which line if that is not 0.  Returns -EINVAL. */
int profile_text_refuse(const struct profile_text *text, size_t line,
			const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The next line behind `behind` that begins with this word; else that line. */
size_t profile_text_find(const struct profile_text *text, const char *word,
			 size_t behind);

#endif
