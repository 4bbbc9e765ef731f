// SPDX-License-Identifier: LGPL-2.1-or-later
/* Numbers in text, checked: strto* would touch errno and take a sign. */
#include "digits.h"

/* One more than the value of a digit; 0: it is none.  That of the next digit
 * of an address cannot be foreseen, so that a branch for it would be slow. */
static const unsigned char values[256] = {
	['0'] = 1,  ['1'] = 2,	['2'] = 3,  ['3'] = 4,	['4'] = 5,  ['5'] = 6,
	['6'] = 7,  ['7'] = 8,	['8'] = 9,  ['9'] = 10, ['a'] = 11, ['b'] = 12,
	['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16,
};

static inline bool take(struct digits *text, unsigned int base,
			uint64_t *number)
{
	/* A division for each digit would cost more than all the rest. */
	const uint64_t most = UINT64_MAX / base;
	const char *at = text->at;
	uint64_t n = 0;

	for (; at < text->end; at++) {
		unsigned int digit = values[(unsigned char)*at] - 1u;

		if (digit >= base)
			break;
		if (n > most || n * base > UINT64_MAX - digit) {
			text->at = at;
			return false;
		}
		n = n * base + digit;
	}
	if (at == text->at)
		return false;
	text->at = at;
	*number = n;
	return true;
}

bool digits_take(struct digits *text, unsigned int base, uint64_t *number)
{
	/* A multiplication for each digit is slow, where a shift would do. */
	return base == 16 ? take(text, 16, number) : take(text, base, number);
}
