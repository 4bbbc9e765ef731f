// SPDX-License-Identifier: LGPL-2.1-or-later
/* libvminfo/digits.c: numbers in text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "digits.h"

static struct digits text_of(const char *text)
{
	return (struct digits){ .at = text, .end = text + strlen(text) };
}

static void takes(const char *text, unsigned int base, uint64_t number,
		  const char *rest)
{
	struct digits digits = text_of(text);
	uint64_t got;

	assert_true(digits_take(&digits, base, &got));
	assert_int_equal(got, number);
	assert_string_equal(digits.at, rest);
}

static void refuses(const char *text, unsigned int base)
{
	struct digits digits = text_of(text);
	uint64_t got;

	assert_false(digits_take(&digits, base, &got));
}

static void decimal_and_hexadecimal_numbers_are_taken(void **state)
{
	(void)state;
	takes("0", 10, 0, "");
	takes("1234567890 x", 10, 1234567890, " x");
	takes("00ff-", 16, 0xff, "-");
	takes("12ab", 10, 12, "ab");
	takes("7fffabcdefg", 16, 0x7fffabcdef, "g");
}

static void the_largest_number_has_64_bits(void **state)
{
	(void)state;
	takes("18446744073709551615", 10, UINT64_MAX, "");
	takes("ffffffffffffffff", 16, UINT64_MAX, "");
	takes("0000000000ffffffffffffffff", 16, UINT64_MAX, "");
	refuses("18446744073709551616", 10);
	refuses("18446744073709551620", 10);
	refuses("99999999999999999999999999", 10);
	refuses("10000000000000000", 16);
	refuses("fffffffffffffffff", 16);
}

static void what_is_no_digit_is_no_number(void **state)
{
	(void)state;
	refuses("", 10);
	refuses(" 1", 10);
	refuses("-1", 10);
	refuses("+1", 10);
	refuses("a", 10);
	refuses("g", 16);
	refuses("A", 16);
	/* Between the upper and the lower letters. */
	refuses("W", 16);
	refuses("_", 16);
	refuses("`", 16);
	refuses("\xff", 16);
	takes("0x10", 16, 0, "x10");
}

static void nothing_behind_the_end_is_read(void **state)
{
	struct digits digits = { .at = "1234", .end = NULL };
	uint64_t got;

	(void)state;
	digits.end = digits.at + 2;
	assert_true(digits_take(&digits, 10, &got));
	assert_int_equal(got, 12);
	assert_false(digits_take(&digits, 10, &got));
	assert_false(digits_take_char(&digits, '3'));
	digits = (struct digits){ .at = "   ", .end = NULL };
	digits.end = digits.at + 1;
	assert_true(digits_take_blanks(&digits));
	assert_false(digits_take_blanks(&digits));
}

static void a_character_is_taken_if_it_is_the_wanted_one(void **state)
{
	struct digits digits = text_of("-x");

	(void)state;
	assert_false(digits_take_char(&digits, 'x'));
	assert_true(digits_take_char(&digits, '-'));
	assert_string_equal(digits.at, "x");
}

static void blanks_are_blanks_and_tabs(void **state)
{
	static const char blanks[] = "   ";
	struct digits digits = text_of(" \t \nx");

	(void)state;
	assert_true(digits_take_blanks(&digits));
	assert_string_equal(digits.at, "\nx");
	assert_false(digits_take_blanks(&digits));

	/* None is taken from behind the end. */
	digits = (struct digits){ .at = blanks, .end = blanks + 2 };
	assert_true(digits_take_blanks(&digits));
	assert_ptr_equal(digits.at, blanks + 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(decimal_and_hexadecimal_numbers_are_taken),
		cmocka_unit_test(the_largest_number_has_64_bits),
		cmocka_unit_test(what_is_no_digit_is_no_number),
		cmocka_unit_test(nothing_behind_the_end_is_read),
		cmocka_unit_test(a_character_is_taken_if_it_is_the_wanted_one),
		cmocka_unit_test(blanks_are_blanks_and_tabs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
