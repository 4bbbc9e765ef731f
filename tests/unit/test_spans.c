// SPDX-License-Identifier: LGPL-2.1-or-later
/* Stretches of memory that are put together. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "spans.h"

#define PAGE 4096

static void join(struct spans *spans)
{
	spans_join(spans, PAGE);
}

static void spans_that_share_a_page_are_one(void **state)
{
	struct spans spans = { .list = NULL };

	(void)state;
	spans_add(&spans, 0x5000, 16);
	spans_add(&spans, 0x1010, 8);
	spans_add(&spans, 0x1f00, 0x200);
	spans_add(&spans, 0x1020, 4);
	spans_add(&spans, 0x3000, 0x1000);
	join(&spans);
	assert_int_equal(spans.count, 3);
	assert_int_equal(spans.list[0].start, 0x1010);
	assert_int_equal(spans.list[0].length, 0x10f0);
	assert_int_equal(spans.list[1].start, 0x3000);
	assert_int_equal(spans.list[1].length, 0x1000);
	assert_int_equal(spans.list[2].start, 0x5000);
	spans_free(&spans);
}

static void the_last_page_ends_at_2_to_64(void **state)
{
	struct spans spans = { .list = NULL };

	(void)state;
	spans_add(&spans, UINT64_MAX, 1);
	spans_add(&spans, UINT64_MAX - 4095, 4096);
	join(&spans);
	assert_int_equal(spans.count, 1);
	assert_int_equal(spans.list[0].start, UINT64_MAX - 4095);
	assert_int_equal(spans.list[0].length, 4096);
	spans_free(&spans);
}

static void nothing_joins_to_nothing(void **state)
{
	struct spans spans = { .list = NULL };

	(void)state;
	join(&spans);
	assert_int_equal(spans.count, 0);
	spans_free(&spans);
}

static void notes_are_lines_and_cannot_be_more_than_that(void **state)
{
	struct spans spans = { .list = NULL };

	(void)state;
	spans_note(&spans, "one");
	spans_note(&spans, "two\nlines");
	assert_string_equal(spans.notes, "one\ntwo\\012lines");
	spans_free(&spans);
	assert_null(spans.notes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(spans_that_share_a_page_are_one),
		cmocka_unit_test(the_last_page_ends_at_2_to_64),
		cmocka_unit_test(nothing_joins_to_nothing),
		cmocka_unit_test(notes_are_lines_and_cannot_be_more_than_that),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
