/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Which of the names of -m were met.  Who asks whether all of several mappings
 * are fit must not be told yes because one of the names was misspelt.
 */
#ifndef GLOBS_MET_H
#define GLOBS_MET_H

#include <stdbool.h>

#include "target.h"

struct globs_met {
	const struct target *target;
	bool *met;		/* by number; NULL: there are no names */
};

void globs_met_start(struct globs_met *globs, const struct target *target);
void globs_met_free(struct globs_met *globs);

/* A mapping of that name was looked at. */
void globs_met_note(struct globs_met *globs, const char *name);

/* Tells of those that none was met of.  Whether there is one. */
bool globs_met_tell(const struct globs_met *globs);

#endif
