/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the exit statuses of the tools mean, and which of two counts. */
#ifndef EXITS_H
#define EXITS_H

enum exits {
	EXITS_DONE = 0,		/* all was seen */
	EXITS_NOTHING = 1,	/* nothing matched, although all was seen */
	EXITS_WRONG = 2,	/* a mistake; COMMAND failed */
	EXITS_UNKNOWN = 3,	/* cannot tell */
	EXITS_SKIPPED = 77,	/* stands in for that, if it is asked for */
	EXITS_NOT_READY = 124,	/* COMMAND did not get to its ready point */
	EXITS_NOT_EXECUTABLE = 126,
	EXITS_NOT_FOUND = 127,
};

/* If both apply: 124 and above, 2, 1, 3, 77, 0 in that order. */
int exits_worse(int one, int other);

#endif
