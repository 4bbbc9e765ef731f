/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether a process has a name, when the kernel keeps 15 bytes of it. */
#ifndef NAMED_H
#define NAMED_H

#define NAMED_COMM 15	/* longest comm of a process */

enum named {
	NAMED_NO,
	NAMED_YES,
	NAMED_UNKNOWN,	/* its name is cut, and nothing says how it goes on */
};

/* What a process says of itself, and the kernel of it: all hostile text. */
struct named_evidence {
	const char *comm;	/* command name */
	char *const *argv;	/* ends with a NULL; NULL: it has none */
	const char *exe;	/* its file; NULL: not asked, or refused */
};

/* `name` is that command name, or the file name in its argv[0]. */
enum named named_is(const char *name, const struct named_evidence *evidence);

#endif
