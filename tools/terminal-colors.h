/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files by whose names users switch colours on or off: terminal-colors.d(5). */
#ifndef TERMINAL_COLORS_H
#define TERMINAL_COLORS_H

#include <stdbool.h>

struct terminal_colors {
	const char *name;	/* of the program */
	const char *term;	/* TERM, or NULL */
};

/*
 * What the names of the files in `directory` say: *enabled is written if there
 * is such a directory.  0, or negative errno: ask the next one.
 */
int terminal_colors_ask(const char *directory,
			const struct terminal_colors *who, bool *enabled);

#endif
