/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One comparison, 'COLUMN OP VALUE', and its answer: yes, no or unknown.  OP
 * is = != < <= > >=, or ~ and !~ for a glob.
 */
#ifndef WHERE_H
#define WHERE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "report.h"

enum where_op {
	WHERE_EQUAL = 1,
	WHERE_DIFFERENT,
	WHERE_LESS,
	WHERE_AT_MOST,
	WHERE_MORE,
	WHERE_AT_LEAST,
	WHERE_LIKE,
	WHERE_UNLIKE,
};

/* The parts of a comparison; they point into its text. */
struct where_words {
	const char *name;	/* of the column, `length` bytes */
	size_t length;
	enum where_op op;
	const char *sign;	/* op as it was written, `sign_length` bytes */
	size_t sign_length;
	const char *value;
};

enum where_mistake {
	WHERE_NO_OPERATOR = 1,
	WHERE_BAD_OPERATOR,	/* such as == or => */
	WHERE_NO_NAME,
	WHERE_NO_VALUE,
	WHERE_WRONG_OPERATOR,	/* not for values of this kind */
	WHERE_WRONG_VALUE,	/* not of this kind */
	WHERE_NEVER,		/* no word of the column is that */
};

/* Takes the text apart.  0 or a mistake; `words` has what was found so far. */
enum where_mistake where_split(const char *text, struct where_words *words);

/* What a cell is compared with. */
struct where {
	enum report_kind kind;
	enum where_op op;
	bool none;		/* "-": there is no such value */
	bool beyond;		/* 2^64 */
	uint64_t number;
	const char *text;	/* of names and words: points into the words;
				   NULL: a number */
};

/*
 * Reads what was written for values of that kind.  `word` numbers the words
 * that a column may hold from 1 on, up to NULL; it may be NULL itself.
 */
enum where_mistake where_read(const struct where_words *words,
			      enum report_kind kind, report_word *word,
			      struct where *where);

/* "= != < <= > >=", and "bytes, ...": what a kind takes. */
const char *where_operators(enum report_kind kind);
const char *where_values(enum report_kind kind);

/* Whether the text is what is asked for; != and !~ are taken for = and ~. */
bool where_fits(const struct where *where, const char *text);

enum where_answer { WHERE_NO, WHERE_YES, WHERE_UNKNOWN };

/*
 * Where there is no such value ("-"), it differs from every value: the answer
 * is yes to != and !~, and no to the others.
 */
enum where_answer where_judge(const struct where *where,
			      const struct report_cell *cell);

#endif
