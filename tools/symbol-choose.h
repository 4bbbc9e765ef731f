/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which of several symbols of one name a process uses. */
#ifndef SYMBOL_CHOOSE_H
#define SYMBOL_CHOOSE_H

#include "symbol-read.h"

/*
 * Leaves those at the start of the list that may be meant, and returns how
 * many: 1 is the one, more are too many to tell.
 */
size_t symbol_choose(const struct symbol_objects *objects,
		     const struct symbol_word *word,
		     const struct symbol_answer **list, size_t n);

/* Whether it may be in that object: the word may name another. */
bool symbol_choose_may_have(const struct symbol_objects *objects,
			    const struct symbol_object *object,
			    const struct symbol_word *word);

#endif
