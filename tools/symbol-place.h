/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A symbol that was found, as a stretch of memory. */
#ifndef SYMBOL_PLACE_H
#define SYMBOL_PLACE_H

#include <stdbool.h>

#include "spans.h"
#include "symbol-read.h"
#include "visit.h"

/* The search for the symbols of one process. */
struct symbol_search {
	struct visit *visit;
	struct spans *spans;
	pid_t pid;
	struct symbol_objects objects;
	struct symbol_answer *answers;
	size_t count;
	const struct symbol_answer **list;	/* those about one word */
	bool counted;		/* that its program is stripped */
};

/* Adds its span, and a note; or says why it is none, and counts that. */
void symbol_place_add(struct symbol_search *s, const struct symbol_word *word,
		      const struct symbol_answer *a);

#endif
