/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Text broken into lines of at most 80 columns. */
#ifndef WRAP_H
#define WRAP_H

#include <stdbool.h>

struct wrap {
	const char *label;	/* before the first line; NULL: none */
	unsigned int indent;	/* columns before each line of the text */
	bool exact;		/* one line, whatever its length */
	bool command;		/* for a shell: what is in quotes or parentheses
				   is not broken, and a line that goes on ends
				   in a backslash */
};

/*
 * The text in lines, broken at blanks; a word that is too long gets a line of
 * its own.  A newline in the text ends a line, too.  To be freed; NULL: no
 * memory.
 */
char *wrap_lines(const struct wrap *wrap, const char *text);

#endif
