// SPDX-License-Identifier: LGPL-2.1-or-later
/* tools/units.c: sizes, times and addresses, from text and to text. */
#include "fuzz.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>

#include "units.h"

#define UNTOUCHED UINT64_C(0x5a5a5a5a5a5a5a5a)

static void check_error(int ret, uint64_t number)
{
	assert(ret == -EINVAL || ret == -ERANGE);
	assert(number == UNTOUCHED);
}

/* Whether it is digits alone. */
static bool is_decimal(const char *text)
{
	return *text && text[strspn(text, "0123456789")] == '\0';
}

static void check_size(const char *text)
{
	uint64_t bytes = UNTOUCHED, again = UNTOUCHED;
	char plain[UNITS_ROOM];
	int ret = units_size_from(text, &bytes);

	if (ret) {
		check_error(ret, bytes);
		return;
	}
	assert(isdigit((unsigned char)*text));
	if (is_decimal(text))
		assert(bytes == strtoull(text, NULL, 10));
	else if (text[0] == '0' && strchr("xX", text[1]))
		assert(bytes >= strtoull(text, NULL, 16));
	else
		assert(bytes % 1024 == 0);
	*units_put_decimal(plain, bytes) = '\0';
	assert(units_size_from(plain, &again) == 0 && again == bytes);
}

static void check_time(const char *text)
{
	uint64_t ns = UNTOUCHED;
	int ret = units_time_from(text, &ns);

	if (ret) {
		check_error(ret, ns);
		return;
	}
	assert(isdigit((unsigned char)*text));
	assert(ns <= (uint64_t)INT64_MAX + UINT64_C(3600000000000));
	if (is_decimal(text))
		assert(ns == strtoull(text, NULL, 10) * 1000000000);
}

static void check_address(const char *text)
{
	uint64_t address = UNTOUCHED;
	const char *end = NULL;
	int ret = units_address_from(text, &address, &end);

	if (ret == -EINVAL || ret == -ERANGE) {
		assert(address == UNTOUCHED);
		return;
	}
	assert(ret == 0 || ret == -EOVERFLOW);
	assert(end > text && end <= text + strlen(text));
	assert(isxdigit((unsigned char)end[-1]));
	assert(!isxdigit((unsigned char)*end));
	if (ret == 0)
		assert(address == strtoull(text, NULL, 16));
	else
		assert(address == 0);
}

static void check_text(char *end, char *text, const char *expected)
{
	*end = '\0';
	assert(strcmp(text, expected) == 0);
}

/* What is put is what printf() would, and is read again. */
static void check_put(uint64_t n)
{
	char text[UNITS_ROOM], expected[UNITS_ROOM], *to = text;
	const char *end;
	uint64_t again;

	snprintf(expected, sizeof(expected), "%llu", (unsigned long long)n);
	check_text(units_put_decimal(text, n), text, expected);
	snprintf(expected, sizeof(expected), "%llx", (unsigned long long)n);
	check_text(units_put_hex(text, n), text, expected);
	assert(units_address_from(text, &again, &end) == 0 && again == n);
	*units_put_end(text, n) = '\0';
	assert(units_address_from(text, &again, &end) ==
	       (n ? 0 : -EOVERFLOW));
	assert(again == n && !*end);
	*units_put_grouped(text, n) = '\0';
	for (const char *at = text; *at; at++)
		if (*at != ',')
			*to++ = *at;
	*to = '\0';
	assert(strtoull(text, NULL, 10) == n);
	*units_put_size(text, n) = '\0';
	assert(strlen(text) <= 5);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_bytes bytes = { data, size };
	char *text = fuzz_string(data, size);

	check_size(text);
	check_time(text);
	check_address(text);
	check_put(fuzz_number(&bytes, 8));
	free(text);
	return 0;
}
