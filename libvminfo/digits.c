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

static inline bool fits_behind(uint64_t n, unsigned int base,
			       unsigned int digit)
{
	const uint64_t most = UINT64_MAX / base;

	return n < most || (n == most && digit <= UINT64_MAX % base);
}

/* With a base that the compiler knows, there is no division. */
static inline bool take(struct digits *text, unsigned int base,
			uint64_t *number)
{
	const char *start = text->at, *at = start;
	bool fits = true;
	uint64_t n = 0;

	for (; at < text->end; at++) {
		unsigned int digit = values[(unsigned char)*at] - 1u;

		if (digit >= base)
			break;
		fits = fits_behind(n, base, digit);
		if (!fits)
			break;
		n = n * base + digit;
	}
	text->at = at;
	if (!fits || at == start)
		return false;
	*number = n;
	return true;
}

bool digits_take(struct digits *text, unsigned int base, uint64_t *number)
{
	return base == 16 ? take(text, 16, number) : take(text, 10, number);
}
