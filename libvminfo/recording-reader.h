/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* recording-reader.h - the lines of a recording, word by word. */
#ifndef RECORDING_READER_H
#define RECORDING_READER_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lines.h"
#include "recording.h"

struct reader {
	struct recording *recording;
	const struct recording_source *source;
	struct lines lines;
	size_t number;		/* of the line, from 1 */
	const char *start;
	const char *at;		/* what is not taken yet */
	const char *end;
	uint64_t seen;		/* keywords that may come once, and did */
	struct recorded_process *process;	/* the last; NULL: none yet */
	struct recorded_mapping *mapping;	/* likewise, of the process */
	struct recorded_part item_names;	/* the list that holds now */
	bool has_pages;		/* a line has some of the mapping, up to: */
	uint64_t last_page;
	uint64_t work;		/* to look at all pages of the process */
	bool ended;
};

struct word {
	const char *text;
	size_t length;
};

/* All of these return 0, or negative errno: what is wrong was said. */

/* Says what is wrong at a place of the line; -EBADMSG. */
int reader_fail(struct reader *reader, const char *place, const char *what, ...)
	__attribute__((format(printf, 3, 4)));
int reader_no_memory(struct reader *reader);

/* The next word; `what` is what it should be. */
int reader_word(struct reader *reader, struct word *word, const char *what);

/* Decimal, or hexadecimal with 0x; hexadecimal without. */
int reader_number(struct reader *reader, uint64_t *number, const char *what);
int reader_address(struct reader *reader, uint64_t *address, const char *what);

/* A number up to so much. */
int reader_number_to(struct reader *reader, uint64_t most, uint64_t *number,
		     const char *what);

/* Numbers in a part of a word. */
int reader_parse(struct reader *reader, const struct word *word,
		 unsigned int base, uint64_t *number);

/* START-END: two addresses; END may be 2^64.  The last byte is told. */
int reader_range(struct reader *reader, struct recorded_range *range);

/* Bytes with \xHH and \\ for what is no text: a word, or the rest. */
int reader_escaped_word(struct reader *reader, recorded_text *text,
			const char *what);
int reader_escaped_rest(struct reader *reader, recorded_text *text);

/* Keeps text as it is. */
int reader_keep(struct reader *reader, const char *text, size_t length,
		recorded_text *kept);

bool reader_at_end(struct reader *reader);

/* Nothing may follow. */
int reader_end(struct reader *reader);

bool word_is(const struct word *word, const char *text);

#endif
