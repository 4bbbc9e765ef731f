// SPDX-License-Identifier: LGPL-2.1-or-later
/* Sets of frames, and parts of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "frame-set.h"

static struct frame_set some(void)
{
	struct frame_set set = { .list = NULL };

	frame_set_add(&set, 100, 10);
	frame_set_add(&set, 20, 5);
	frame_set_add(&set, 105, 10);
	frame_set_add(&set, 25, 1);
	frame_set_add(&set, 50, 0);
	frame_set_add(&set, 102, 2);
	frame_set_join(&set);
	return set;
}

static void stretches_that_touch_are_one(void **state)
{
	struct frame_set set = some();

	(void)state;
	assert_int_equal(set.count, 2);
	assert_int_equal(set.list[0].pfn, 20);
	assert_int_equal(set.list[0].count, 6);
	assert_int_equal(set.list[1].pfn, 100);
	assert_int_equal(set.list[1].count, 15);
	assert_int_equal(frame_set_size(&set), 21);
	frame_set_free(&set);
}

static void nothing_is_an_empty_set(void **state)
{
	struct frame_set set = { .list = NULL };
	const struct frame_stretch all = { 0, UINT64_MAX };

	(void)state;
	frame_set_join(&set);
	assert_int_equal(frame_set_size(&set), 0);
	assert_int_equal(frame_set_first(&set, all).count, 0);
}

static void assert_first(const struct frame_set *set,
			 struct frame_stretch among, uint64_t pfn,
			 uint64_t count)
{
	struct frame_stretch first = frame_set_first(set, among);

	assert_int_equal(first.count, count);
	if (count)
		assert_int_equal(first.pfn, pfn);
}

static void what_a_run_has_of_it_is_found(void **state)
{
	struct frame_set set = some();

	(void)state;
	assert_first(&set, (struct frame_stretch){ 0, 20 }, 0, 0);
	assert_first(&set, (struct frame_stretch){ 0, 21 }, 20, 1);
	assert_first(&set, (struct frame_stretch){ 25, 1 }, 25, 1);
	assert_first(&set, (struct frame_stretch){ 26, 74 }, 0, 0);
	assert_first(&set, (struct frame_stretch){ 24, 1000 }, 24, 2);
	assert_first(&set, (struct frame_stretch){ 26, 1000 }, 100, 15);
	assert_first(&set, (struct frame_stretch){ 101, 3 }, 101, 3);
	assert_first(&set, (struct frame_stretch){ 115, 9 }, 0, 0);
	frame_set_free(&set);
}

static void parts_are_all_of_it_once(void **state)
{
	struct frame_set set = some(), part;
	uint64_t from = 0, sum = 0, parts = 0;

	(void)state;
	for (;; parts++) {
		const struct frame_stretch *last;

		frame_set_part(&set, from, 4, &part);
		if (!part.count)
			break;
		assert_true(frame_set_size(&part) <= 4);
		sum += frame_set_size(&part);
		last = &part.list[part.count - 1];
		from = last->pfn + last->count;
		frame_set_free(&part);
	}
	assert_int_equal(sum, 21);
	assert_int_equal(parts, 6);
	frame_set_part(&set, 22, 5, &part);
	assert_int_equal(part.count, 2);
	assert_int_equal(part.list[0].pfn, 22);
	assert_int_equal(part.list[0].count, 4);
	assert_int_equal(part.list[1].pfn, 100);
	assert_int_equal(part.list[1].count, 1);
	frame_set_free(&part);
	frame_set_free(&set);
}

static void what_is_included_again_takes_no_room(void **state)
{
	struct frame_set set = { 0 };

	(void)state;
	for (unsigned int round = 0; round < 100; round++)
		for (unsigned int i = 0; i < 2000; i++)
			frame_set_include(&set, 2 * i, 1);
	assert_true(set.room <= 16384);
	frame_set_join(&set);
	assert_int_equal(set.count, 2000);
	assert_int_equal(frame_set_size(&set), 2000);
	/* What is added after it was joined has room, too. */
	for (unsigned int i = 0; i < 3000; i++)
		frame_set_add(&set, 10000 + 2 * i, 1);
	frame_set_join(&set);
	assert_int_equal(frame_set_size(&set), 5000);
	frame_set_free(&set);
	assert_int_equal(set.room, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stretches_that_touch_are_one),
		cmocka_unit_test(nothing_is_an_empty_set),
		cmocka_unit_test(what_a_run_has_of_it_is_found),
		cmocka_unit_test(parts_are_all_of_it_once),
		cmocka_unit_test(what_is_included_again_takes_no_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
