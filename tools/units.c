// SPDX-License-Identifier: LGPL-2.1-or-later
/* Sizes, counts and addresses, from text and to text. */
#include "units.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <bsd/stdlib.h>

/* Where printf is too slow: one listing has millions of numbers. */
char *units_put_decimal(char *to, uint64_t n)
{
	char digits[UNITS_ROOM];
	char *first = digits + sizeof(digits);
	size_t length;

	do {
		*--first = (char)('0' + n % 10);
		n /= 10;
	} while (n);
	length = (size_t)(digits + sizeof(digits) - first);
	memcpy(to, first, length);
	return to + length;
}

char *units_put_grouped(char *to, uint64_t n)
{
	char digits[UNITS_ROOM];
	size_t length = (size_t)(units_put_decimal(digits, n) - digits);

	for (size_t i = 0; i < length; i++) {
		if (i && (length - i) % 3 == 0)
			*to++ = ',';
		*to++ = digits[i];
	}
	return to;
}

char *units_put_hex_digits(char *to, uint64_t n, unsigned int digits)
{
	static const char hex[] = "0123456789abcdef";

	for (unsigned int i = digits; i-- > 0; n >>= 4)
		to[i] = hex[n & 15];
	return to + digits;
}

char *units_put_hex(char *to, uint64_t n)
{
	unsigned int bits = n ? 64 - (unsigned int)__builtin_clzll(n) : 1;

	return units_put_hex_digits(to, n, (bits + 3) / 4);
}

char *units_put_end(char *to, uint64_t end)
{
	if (end)
		return units_put_hex(to, end);
	*to++ = '1';
	return units_put_hex_digits(to, 0, 16);
}

char *units_put_size(char *to, uint64_t bytes)
{
	const int flags = HN_DECIMAL | HN_NOSPACE | HN_B;
	/* Four columns and a NUL: more would print 2048K for 2.0M. */
	char text[5];

	if (bytes > INT64_MAX) {
		to = units_put_decimal(to, bytes >> 60);
		*to++ = 'E';
		return to;
	}
	if (bytes == 0) {
		*to++ = '0';
		return to;
	}
	humanize_number(text, sizeof(text), (int64_t)bytes, "", HN_AUTOSCALE,
			flags);
	return stpcpy(to, text);
}

/* expand_number() takes "4kk" and "4B": what follows the digits, checked. */
static int suffix_is_good(const char *suffix)
{
	if (*suffix == '\0')
		return 1;
	if (!strchr("kKmMgGtTpPeE", *suffix))
		return 0;
	suffix++;
	if (*suffix == 'i')
		return strcmp(suffix, "iB") == 0;
	return *suffix == '\0' || strcmp(suffix, "B") == 0;
}

static const char *behind_digits(const char *text)
{
	if (text[0] == '0' && (text[1] == 'x' || text[1] == 'X')) {
		text += 2;
		if (!isxdigit((unsigned char)*text))
			return NULL;
		while (isxdigit((unsigned char)*text))
			text++;
		return text;
	}
	while (isdigit((unsigned char)*text))
		text++;
	return text;
}

int units_size_from(const char *text, uint64_t *bytes)
{
	const char *first = text, *suffix;
	char plain[UNITS_ROOM];
	uint64_t n;
	size_t length;

	if (!isdigit((unsigned char)*text))
		return -EINVAL;
	/* expand_number() would take 010 for 8. */
	while (text[0] == '0' && isdigit((unsigned char)text[1]))
		text++;
	/* 00x10 is neither decimal nor hexadecimal. */
	if (text != first && (text[1] == 'x' || text[1] == 'X'))
		return -EINVAL;
	suffix = behind_digits(text);
	if (!suffix || !suffix_is_good(suffix))
		return -EINVAL;
	/* The digits and the one letter that expand_number() knows. */
	length = (size_t)(suffix - text) + (*suffix != '\0');
	if (length >= sizeof(plain))
		return -ERANGE;
	memcpy(plain, text, length);
	plain[length] = '\0';
	errno = 0;
	if (expand_number(plain, &n) != 0 || errno != 0)
		return errno == ERANGE ? -ERANGE : -EINVAL;
	*bytes = n;
	return 0;
}

#define SECOND 1000000000ull

/* Nanoseconds in one of that name; 0: there is no such unit. */
static uint64_t time_unit(const char *name)
{
	static const struct {
		const char *name;
		uint64_t nanoseconds;
	} units[] = {
		{ "", SECOND },
		{ "ms", SECOND / 1000 },
		{ "s", SECOND },
		{ "m", 60 * SECOND },
		{ "h", 3600 * SECOND },
	};

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (strcmp(units[i].name, name) == 0)
			return units[i].nanoseconds;
	return 0;
}

/* Digits behind the point; what is less than a nanosecond is dropped. */
static uint64_t fraction_of(uint64_t unit, const char *digits)
{
	uint64_t sum = 0;

	for (; isdigit((unsigned char)*digits) && unit; digits++) {
		unit /= 10;
		sum += (uint64_t)(*digits - '0') * unit;
	}
	return sum;
}

int units_time_from(const char *text, uint64_t *nanoseconds)
{
	size_t whole = strspn(text, "0123456789"), behind = 0;
	uint64_t unit, n = 0;

	if (text[whole] == '.')
		behind = 1 + strspn(text + whole + 1, "0123456789");
	if (whole == 0 || behind == 1)
		return -EINVAL;
	unit = time_unit(text + whole + behind);
	if (!unit)
		return -EINVAL;
	for (size_t i = 0; i < whole; i++) {
		n = n * 10 + (uint64_t)(text[i] - '0');
		if (n > INT64_MAX / unit)
			return -ERANGE;
	}
	n *= unit;
	if (behind)
		n += fraction_of(unit, text + whole + 1);
	*nanoseconds = n;
	return 0;
}

static unsigned int digit_value(char digit)
{
	if (isdigit((unsigned char)digit))
		return (unsigned int)(digit - '0');
	return (unsigned int)(tolower((unsigned char)digit) - 'a') + 10;
}

int units_address_from(const char *text, uint64_t *address, const char **end)
{
	static const char two_to_64[] = "10000000000000000";
	uint64_t value = 0;
	size_t digits;

	if (text[0] == '0' && (text[1] == 'x' || text[1] == 'X'))
		text += 2;
	digits = strspn(text, "0123456789abcdefABCDEF");
	if (digits == 0)
		return -EINVAL;
	*end = text + digits;
	if (digits == strlen(two_to_64) &&
	    strncmp(text, two_to_64, digits) == 0) {
		*address = 0;
		return -EOVERFLOW;
	}
	for (; digits; digits--, text++) {
		if (value >> 60)
			return -ERANGE;
		value = value << 4 | digit_value(*text);
	}
	*address = value;
	return 0;
}
