// SPDX-License-Identifier: LGPL-2.1-or-later
/* libvminfo/number-set.c */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fault.h"
#include "number-set.h"

static void nothing_is_in_an_empty_set(void **state)
{
	struct number_set set = { 0 };

	(void)state;
	assert_false(number_set_has(&set, 0));
	assert_false(number_set_has(&set, UINT64_MAX));
	number_set_free(&set);
}

static void what_was_added_is_in_it_and_nothing_else(void **state)
{
	/* Borders of words and of chunks, in no order. */
	static const uint64_t frames[] = {
		0x8000, 63, UINT64_MAX, 0, 0x7fff, 64, 1u << 20, 0x10001,
	};
	struct number_set set = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(frames) / sizeof(*frames); i++) {
		assert_false(number_set_has(&set, frames[i]));
		assert_int_equal(number_set_add(&set, frames[i]), 0);
		for (size_t j = 0; j <= i; j++)
			assert_true(number_set_has(&set, frames[j]));
	}
	assert_false(number_set_has(&set, 1));
	assert_false(number_set_has(&set, 62));
	assert_false(number_set_has(&set, 65));
	assert_false(number_set_has(&set, 0x7ffe));
	assert_false(number_set_has(&set, 0x8001));
	assert_false(number_set_has(&set, 0x10000));
	assert_false(number_set_has(&set, UINT64_MAX - 1));
	number_set_free(&set);
}

static void many_chunks_are_found_again(void **state)
{
	struct number_set set = { 0 };

	(void)state;
	for (uint64_t i = 0; i < 1000; i++)
		assert_int_equal(
			number_set_add(&set, i * 7919 % 1000 << 15), 0);
	for (uint64_t i = 0; i < 1000; i++) {
		assert_true(number_set_has(&set, i << 15));
		assert_false(number_set_has(&set, i << 15 | 1));
	}
	number_set_free(&set);
}

static void without_memory_nothing_was_added(void **state)
{
	struct number_set set = { 0 };
	unsigned long i = 0;
	int ret;

	(void)state;
	do {
		fault_memory(++i);
		ret = number_set_add(&set, 5);
		fault_memory(0);
		assert_int_equal(number_set_has(&set, 5), ret == 0);
	} while (ret == -ENOMEM);
	assert_int_equal(ret, 0);
	assert_int_equal(i, 3);
	number_set_free(&set);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_in_an_empty_set),
		cmocka_unit_test(what_was_added_is_in_it_and_nothing_else),
		cmocka_unit_test(many_chunks_are_found_again),
		cmocka_unit_test(without_memory_nothing_was_added),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
