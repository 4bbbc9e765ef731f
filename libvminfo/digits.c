// SPDX-License-Identifier: LGPL-2.1-or-later
/* Numbers in text, checked: strto* would touch errno and take a sign. */
#include "digits.h"

static unsigned int value_of(char c)
{
	if (c >= '0' && c <= '9')
		return (unsigned int)(c - '0');
	if (c >= 'a' && c <= 'f')
		return (unsigned int)(c - 'a') + 10;
	return 16;
}

bool digits_take(struct digits *text, unsigned int base, uint64_t *number)
{
	const char *start = text->at;
	uint64_t n = 0;

	for (; text->at < text->end; text->at++) {
		unsigned int digit = value_of(*text->at);

		if (digit >= base)
			break;
		/* A division here would cost more than all the rest. */
		if (__builtin_mul_overflow(n, base, &n) ||
		    __builtin_add_overflow(n, digit, &n))
			return false;
	}
	*number = n;
	return text->at > start;
}

bool digits_take_char(struct digits *text, char wanted)
{
	if (text->at == text->end || *text->at != wanted)
		return false;
	text->at++;
	return true;
}

bool digits_take_blanks(struct digits *text)
{
	const char *start = text->at;

	while (text->at < text->end && (*text->at == ' ' || *text->at == '\t'))
		text->at++;
	return text->at > start;
}
