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

/* The value of a character, or 16. */
static unsigned int hex_of(unsigned char c)
{
	const char *digits = "0123456789abcdef", *found = strchr(digits, c);

	return c && found ? (unsigned int)(found - digits) : 16;
}

/* Eight are read at once: whatever is among them ends the number. */
static void any_byte_among_hexadecimal_digits_is_told_from_them(void **state)
{
	char text[] = "9a8b7c6d5e4f3a2b";

	(void)state;
	for (size_t at = 0; at < 12; at++) {
		const char kept = text[at];

		for (unsigned int c = 0; c < 256; c++) {
			struct digits digits = { text, text + 12 };
			uint64_t got = 0, number = 0;
			size_t n = 0;

			text[at] = (char)c;
			for (; n < 12 && hex_of((unsigned char)text[n]) < 16;
			     n++)
				number = number * 16 +
					 hex_of((unsigned char)text[n]);
			assert_int_equal(digits_take(&digits, 16, &got), n > 0);
			assert_int_equal(digits.at - text, n);
			assert_int_equal(got, number);
		}
		text[at] = kept;
	}
}

static void a_number_that_is_too_large_ends_at_the_digit_too_much(void **state)
{
	struct digits digits = text_of("12345678901234567");
	uint64_t got = 7;

	(void)state;
	assert_false(digits_take(&digits, 16, &got));
	assert_string_equal(digits.at, "7");
	assert_int_equal(got, 7);
	digits = text_of("18446744073709551616");
	assert_false(digits_take(&digits, 10, &got));
	assert_string_equal(digits.at, "6");
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
	/* Also where there would be enough for eight at once. */
	for (size_t n = 1; n <= 16; n++) {
		digits.at = "0123456789abcdef";
		digits.end = digits.at + n;
		assert_true(digits_take(&digits, 16, &got));
		assert_ptr_equal(digits.at, digits.end);
		assert_int_equal(got, 0x0123456789abcdef >> (64 - 4 * n));
	}
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

	digits = text_of("                      7");
	assert_true(digits_take_blanks(&digits));
	assert_string_equal(digits.at, "7");
	digits = text_of("        \t       7 ");
	assert_true(digits_take_blanks(&digits));
	assert_string_equal(digits.at, "7 ");

	/* None is taken from behind the end. */
	for (size_t n = 1; n < 12; n++) {
		digits = text_of("            ");
		digits.end = digits.at + n;
		assert_true(digits_take_blanks(&digits));
		assert_ptr_equal(digits.at, digits.end);
	}
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
		cmocka_unit_test(
			any_byte_among_hexadecimal_digits_is_told_from_them),
		cmocka_unit_test(
			a_number_that_is_too_large_ends_at_the_digit_too_much),
		cmocka_unit_test(nothing_behind_the_end_is_read),
		cmocka_unit_test(a_character_is_taken_if_it_is_the_wanted_one),
		cmocka_unit_test(blanks_are_blanks_and_tabs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
