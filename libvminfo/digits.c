// SPDX-License-Identifier: LGPL-2.1-or-later
/* Numbers in text, checked: strto* would touch errno and take a sign. */
#include "digits.h"

#include <endian.h>
#include <string.h>

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

/* The bytes of eight digits, the first in the highest one, as their values. */
static uint64_t text_of(uint64_t each)
{
	uint64_t letters = (each + 0x0606060606060606) >> 4 &
			   0x0101010101010101;

	return each + 0x3030303030303030 + letters * ('a' - '9' - 1);
}

/* Eight hexadecimal digits at once, because addresses have as many. */
static bool take_eight(const char *at, uint32_t *number)
{
	uint64_t text, n;

	memcpy(&text, at, sizeof(text));
	text = be64toh(text);
	/* Letters have a bit that figures have not. */
	n = (text & 0x0f0f0f0f0f0f0f0f) + (text >> 6 & 0x0101010101010101) * 9;
	if (n & 0xf0f0f0f0f0f0f0f0 || text_of(n) != text)
		return false;
	n = (n | n >> 4) & 0x00ff00ff00ff00ff;
	n = (n | n >> 8) & 0x0000ffff0000ffff;
	*number = (uint32_t)(n | n >> 16);
	return true;
}

/* With a base that the compiler knows, there is no division. */
static inline bool take(struct digits *text, unsigned int base,
			uint64_t *number)
{
	const char *start = text->at, *at = start;
	bool fits = true;
	uint32_t eight;
	uint64_t n = 0;

	if (base == 16 && text->end - at >= 8 &&
	    values[(unsigned char)at[7]] && take_eight(at, &eight)) {
		n = eight;
		at += 8;
	}
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
