// SPDX-License-Identifier: LGPL-2.1-or-later
/* An amount of bytes, taken apart by a key, and as text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "parts.h"

static void keys_ascend_and_come_once(void **state)
{
	struct parts parts = { .count = 0 };

	(void)state;
	parts_add(&parts, 9, 100);
	parts_add(&parts, 0, 1);
	parts_add(&parts, 4, 7);
	parts_add(&parts, 0, 2);
	parts_add(&parts, 12, 5);
	parts_add(&parts, 9, 100);
	assert_string_equal(parts_text(&parts), "0:3,4:7,9:200,12:5");
	parts_free(&parts);
}

static void a_key_without_bytes_is_one(void **state)
{
	struct parts parts = { .count = 0 };

	(void)state;
	assert_string_equal(parts_text(&parts), "");
	parts_add(&parts, 3, 0);
	assert_string_equal(parts_text(&parts), "3:0");
	parts_free(&parts);
}

static void what_has_no_known_key_comes_last(void **state)
{
	struct parts parts = { .count = 0 };

	(void)state;
	parts_add_unknown(&parts, 4096);
	assert_string_equal(parts_text(&parts), "?:4096");
	parts_add(&parts, 1023, UINT64_MAX);
	assert_string_equal(parts_text(&parts),
			    "1023:18446744073709551615,?:4096");
	parts_clear(&parts);
	assert_string_equal(parts_text(&parts), "");
	parts_free(&parts);
}

static void two_are_joined_by_their_keys(void **state)
{
	struct parts a = { .count = 0 }, b = { .count = 0 };

	(void)state;
	parts_add(&a, 0, 1);
	parts_add(&a, 9, 2);
	parts_add(&b, 4, 3);
	parts_add(&b, 9, 4);
	parts_add_unknown(&b, 5);
	parts_join(&a, &b);
	assert_string_equal(parts_text(&a), "0:1,4:3,9:6,?:5");
	parts_free(&a);
	parts_free(&b);
}

static void a_text_is_read_as_it_was_written(void **state)
{
	struct parts parts = { .count = 0 };
	struct parts_one part;
	const char *text;
	uint64_t n = 0;

	(void)state;
	for (uint64_t key = 0; key < 1024; key++)
		parts_add(&parts, key, key + 1);
	parts_add_unknown(&parts, UINT64_MAX);
	text = parts_text(&parts);
	while (parts_next(&text, &part) && !part.unknown) {
		assert_int_equal(part.key, n);
		assert_int_equal(part.bytes, ++n);
	}
	assert_int_equal(n, 1024);
	assert_true(part.unknown);
	assert_int_equal(part.bytes, UINT64_MAX);
	assert_false(parts_next(&text, &part));
	parts_free(&parts);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_ascend_and_come_once),
		cmocka_unit_test(a_key_without_bytes_is_one),
		cmocka_unit_test(what_has_no_known_key_comes_last),
		cmocka_unit_test(two_are_joined_by_their_keys),
		cmocka_unit_test(a_text_is_read_as_it_was_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
