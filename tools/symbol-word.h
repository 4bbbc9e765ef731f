/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What --symbol was given: [OBJECT:][FILE:]NAME[+OFF][:LEN]. */
#ifndef SYMBOL_WORD_H
#define SYMBOL_WORD_H

#include <stdint.h>

#define SYMBOL_PLACES 2

struct symbol_word {
	const char *text;	/* as it was given */
	char *parts;		/* what the others point into */
	const char *name;
	const char *places[SYMBOL_PLACES];	/* objects or source files that
						   it must be in; else NULL */
	uint64_t offset;
	uint64_t length;	/* 0: up to the end of the symbol */
};

/*
 * 0, -EINVAL (it is none) or -ERANGE (LEN is 0).  Borrows the text; the result
 * is to be freed.
 */
int symbol_word_read(const char *text, struct symbol_word *word);
void symbol_word_free(struct symbol_word *word);

enum symbol_match {
	SYMBOL_OTHER,
	SYMBOL_INNER,	/* a static variable of a function: ring.0 */
	SYMBOL_SAME,
};

/*
 * Whether the name of a symbol, as an ELF file has it, is what was meant.
 * Versions may be left out, and app::ring may stand for _ZN3app4ringE.
 */
enum symbol_match symbol_word_match(const struct symbol_word *word,
				    const char *symbol);

/* The name that people know it by; returns `text`. */
#define SYMBOL_NAME_ROOM 256
const char *symbol_plain_name(const char *symbol, char text[SYMBOL_NAME_ROOM]);

#endif
