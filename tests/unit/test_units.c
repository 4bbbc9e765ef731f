// SPDX-License-Identifier: LGPL-2.1-or-later
/* Sizes, counts and addresses, from text and to text. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "units.h"

typedef char *put(char *to, uint64_t n);

static void assert_put(put *how, uint64_t n, const char *wanted)
{
	char text[UNITS_ROOM + 1];

	*how(text, n) = '\0';
	assert_string_equal(text, wanted);
}

static void decimal_numbers_are_exact(void **state)
{
	(void)state;
	assert_put(units_put_decimal, 0, "0");
	assert_put(units_put_decimal, 4096, "4096");
	assert_put(units_put_decimal, UINT64_MAX, "18446744073709551615");
}

static void grouped_numbers_have_a_comma_at_each_thousand(void **state)
{
	(void)state;
	assert_put(units_put_grouped, 7, "7");
	assert_put(units_put_grouped, 999, "999");
	assert_put(units_put_grouped, 1204, "1,204");
	assert_put(units_put_grouped, 65210, "65,210");
	assert_put(units_put_grouped, UINT64_MAX,
		   "18,446,744,073,709,551,615");
}

static void hexadecimal_numbers_have_no_leading_zeros(void **state)
{
	(void)state;
	assert_put(units_put_hex, 0, "0");
	assert_put(units_put_hex, 0x56468e000000, "56468e000000");
	assert_put(units_put_hex, 0x10, "10");
	assert_put(units_put_hex, UINT64_MAX, "ffffffffffffffff");
}

static void an_end_of_0_is_printed_as_2_to_the_64(void **state)
{
	(void)state;
	assert_put(units_put_end, 0, "10000000000000000");
	assert_put(units_put_end, 0xffffffffff601000, "ffffffffff601000");
}

static void sizes_for_people_have_at_most_four_columns(void **state)
{
	(void)state;
	assert_put(units_put_size, 0, "0");
	assert_put(units_put_size, 4096, "4.0K");
	assert_put(units_put_size, 64 << 10, "64K");
	assert_put(units_put_size, 2 << 20, "2.0M");
	assert_put(units_put_size, 260 << 20, "260M");
	assert_put(units_put_size, UINT64_C(20) << 40, "20T");
	assert_put(units_put_size, UINT64_MAX, "15E");
}

static void assert_size(const char *text, uint64_t wanted)
{
	uint64_t bytes = ~wanted;

	assert_int_equal(units_size_from(text, &bytes), 0);
	assert_true(bytes == wanted);
}

static void sizes_are_read_with_their_suffixes(void **state)
{
	(void)state;
	assert_size("0", 0);
	assert_size("4096", 4096);
	assert_size("4K", 4096);
	assert_size("4k", 4096);
	assert_size("2M", 2 << 20);
	assert_size("2MiB", 2 << 20);
	assert_size("2MB", 2 << 20);
	assert_size("1G", 1 << 30);
	assert_size("0x1000", 4096);
	assert_size("0x1000K", 4 << 20);
	assert_size("18446744073709551615", UINT64_MAX);
}

static void a_leading_zero_does_not_make_a_size_octal(void **state)
{
	(void)state;
	assert_size("010", 10);
	assert_size("007K", 7 << 10);
}

static void sizes_that_are_none_are_refused(void **state)
{
	static const char *const wrong[] = {
		"", " 7", "-1", "+1", "4kk", "4B", "1.5M", "K", "0x", "0xK",
		"4 K", "4Q", "4Kib", "4iB", "4KiBx", "00x10", "000X10",
	};
	uint64_t bytes = 42;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		if (units_size_from(wrong[i], &bytes) != -EINVAL)
			fail_msg("'%s' was not refused", wrong[i]);
	assert_int_equal(bytes, 42);
}

static void sizes_beyond_64_bits_are_refused(void **state)
{
	uint64_t bytes = 42;

	(void)state;
	assert_int_equal(units_size_from("18446744073709551616", &bytes),
			 -ERANGE);
	assert_int_equal(units_size_from("16E", &bytes), -ERANGE);
	assert_int_equal(units_size_from("99999999999999999999999999999999999",
					 &bytes), -ERANGE);
	assert_int_equal(bytes, 42);
}

static void assert_address(const char *text, uint64_t wanted, const char *rest)
{
	uint64_t address = ~wanted;
	const char *end;

	assert_int_equal(units_address_from(text, &address, &end), 0);
	assert_true(address == wanted);
	assert_string_equal(end, rest);
}

static void addresses_are_hexadecimal_with_and_without_0x(void **state)
{
	(void)state;
	assert_address("10", 16, "");
	assert_address("0x10", 16, "");
	assert_address("7fff-8000", 0x7fff, "-8000");
	assert_address("ffffffffffffffff", UINT64_MAX, "");
	assert_address("00000000000000000010", 16, "");
	assert_address("dEaD+4K", 0xdead, "+4K");
}

static void addresses_that_are_none_are_refused(void **state)
{
	uint64_t address = 42;
	const char *end;

	(void)state;
	assert_int_equal(units_address_from("", &address, &end), -EINVAL);
	assert_int_equal(units_address_from("0x", &address, &end), -EINVAL);
	assert_int_equal(units_address_from("-1", &address, &end), -EINVAL);
	assert_int_equal(units_address_from(" 1", &address, &end), -EINVAL);
	assert_int_equal(units_address_from("10000000000000001", &address,
					    &end), -ERANGE);
	assert_int_equal(address, 42);
}

static void an_address_of_2_to_the_64_is_told_apart(void **state)
{
	uint64_t address = 42;
	const char *end;

	(void)state;
	assert_int_equal(units_address_from("10000000000000000", &address,
					    &end), -EOVERFLOW);
	assert_int_equal(address, 0);
	assert_string_equal(end, "");
}

static void assert_time(const char *text, uint64_t wanted)
{
	uint64_t time = 42;

	assert_int_equal(units_time_from(text, &time), 0);
	assert_int_equal(time, wanted);
}

static void times_are_read_with_their_units(void **state)
{
	(void)state;
	assert_time("0", 0);
	assert_time("500ms", 500000000);
	assert_time("10s", 10000000000);
	assert_time("10", 10000000000);
	assert_time("2m", 120000000000);
	assert_time("1h", 3600000000000);
	assert_time("0.5s", 500000000);
	assert_time("1.5h", 5400000000000);
	assert_time("0.000001ms", 1);
	assert_time("0.00000000000000000000000001ms", 0);
	assert_time("007s", 7000000000);
	assert_time("9223372036s", 9223372036000000000);
}

static void times_that_are_none_are_refused(void **state)
{
	static const char *const wrong[] = {
		"", "s", "-1s", "+1s", " 1s", "1 s", "1s ", "0x10s", "1.s",
		".5s", "1.5.5s", "1d", "1min", "1S", "1e3s", "1,5s", "inf",
	};
	uint64_t time = 42;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		if (units_time_from(wrong[i], &time) != -EINVAL)
			fail_msg("%s", wrong[i]);
	assert_int_equal(time, 42);
}

static void times_of_centuries_are_refused(void **state)
{
	uint64_t time = 42;

	(void)state;
	assert_int_equal(units_time_from("9223372037s", &time), -ERANGE);
	assert_int_equal(units_time_from("2562048h", &time), -ERANGE);
	assert_int_equal(units_time_from("99999999999999999999999ms", &time),
			 -ERANGE);
	assert_int_equal(time, 42);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(decimal_numbers_are_exact),
		cmocka_unit_test(grouped_numbers_have_a_comma_at_each_thousand),
		cmocka_unit_test(hexadecimal_numbers_have_no_leading_zeros),
		cmocka_unit_test(an_end_of_0_is_printed_as_2_to_the_64),
		cmocka_unit_test(sizes_for_people_have_at_most_four_columns),
		cmocka_unit_test(sizes_are_read_with_their_suffixes),
		cmocka_unit_test(a_leading_zero_does_not_make_a_size_octal),
		cmocka_unit_test(sizes_that_are_none_are_refused),
		cmocka_unit_test(sizes_beyond_64_bits_are_refused),
		cmocka_unit_test(addresses_are_hexadecimal_with_and_without_0x),
		cmocka_unit_test(addresses_that_are_none_are_refused),
		cmocka_unit_test(an_address_of_2_to_the_64_is_told_apart),
		cmocka_unit_test(times_are_read_with_their_units),
		cmocka_unit_test(times_that_are_none_are_refused),
		cmocka_unit_test(times_of_centuries_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
