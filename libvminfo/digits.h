/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* digits.h - numbers in the kernel's text. */
#ifndef DIGITS_H
#define DIGITS_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

struct digits {
	const char *at;		/* what is not taken yet */
	const char *end;
};

/*
 * The base is at most 16.  False: there is no digit here, or more than 64 bits,
 * and the first digit that was too much is the next.
 */
bool digits_take(struct digits *text, unsigned int base, uint64_t *number);

/* These are too small for a call: there are some in each line of a text. */
static inline bool digits_take_char(struct digits *text, char wanted)
{
	if (text->at == text->end || *text->at != wanted)
		return false;
	text->at++;
	return true;
}

/* Takes blanks; false if there is none. */
static inline bool digits_take_blanks(struct digits *text)
{
	const char *at = text->at;

	/* Most are in a row that fills up a column. */
	while (text->end - at >= 8 && !memcmp(at, "        ", 8))
		at += 8;
	while (at < text->end && (*at == ' ' || *at == '\t'))
		at++;
	if (at == text->at)
		return false;
	text->at = at;
	return true;
}

#endif
