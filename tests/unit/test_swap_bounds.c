// SPDX-License-Identifier: LGPL-2.1-or-later
/* tools/swap-bounds.c: how many pages are in swap, where some are in doubt. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "swap-bounds.h"

static void are(struct swap_bounds bounds, uint64_t least, uint64_t most)
{
	assert_int_equal(bounds.least, least);
	assert_int_equal(bounds.most, most);
}

static void what_is_in_doubt_may_all_be_in_swap(void **state)
{
	(void)state;
	are(swap_bounds_of(&(struct swap_suspects){ 3, 4 }), 3, 7);
	are(swap_bounds_of(&(struct swap_suspects){ 0, 0 }), 0, 0);
}

/* All that there can be inside, when so many are in all. */
static struct swap_bounds by_trial(const struct swap_suspects *inside,
				   const struct swap_suspects *outside,
				   uint64_t swapped)
{
	struct swap_bounds found = { UINT64_MAX, 0 };

	for (uint64_t in = inside->certain;
	     in <= inside->certain + inside->maybe; in++) {
		if (in > swapped || swapped - in < outside->certain ||
		    swapped - in > outside->certain + outside->maybe)
			continue;
		if (in < found.least)
			found.least = in;
		found.most = in;
	}
	return found;
}

static void a_sum_bounds_its_parts_as_trying_all_of_them_does(void **state)
{
	uint64_t tried = 0;

	(void)state;
	for (unsigned int i = 0; i < 4 * 4 * 4 * 4; i++) {
		const struct swap_suspects in = { i & 3, i >> 2 & 3 };
		const struct swap_suspects out = { i >> 4 & 3, i >> 6 & 3 };
		uint64_t least = in.certain + out.certain;
		uint64_t most = least + in.maybe + out.maybe;

		for (uint64_t swapped = least; swapped <= most; swapped++) {
			struct swap_bounds expected =
				by_trial(&in, &out, swapped);

			are(swap_bounds_within(&in, &out, swapped),
			    expected.least, expected.most);
			tried++;
		}
	}
	assert_true(tried > 500);
}

static void a_sum_that_contradicts_what_was_seen_is_not_believed(void **state)
{
	const struct swap_suspects in = { 2, 3 }, out = { 1, 1 };

	(void)state;
	are(swap_bounds_within(&in, &out, 2), 2, 5);
	are(swap_bounds_within(&in, &out, 8), 2, 5);
	are(swap_bounds_within(&in, &out, 3), 2, 2);
	are(swap_bounds_within(&in, &out, 7), 5, 5);
	are(swap_bounds_below(&in, 1), 2, 5);
	are(swap_bounds_below(&in, 6), 2, 5);
}

static void a_sum_that_may_count_more_is_an_upper_bound(void **state)
{
	const struct swap_suspects in = { 2, 3 };

	(void)state;
	are(swap_bounds_below(&in, 2), 2, 2);
	are(swap_bounds_below(&in, 4), 2, 4);
	are(swap_bounds_below(&in, 5), 2, 5);
}

static void there_may_be_more_than_32_bits_of_pages(void **state)
{
	const uint64_t many = (uint64_t)3 << 32;
	const struct swap_suspects in = { many, many };
	const struct swap_suspects out = { 1, many };

	(void)state;
	are(swap_bounds_of(&in), many, 2 * many);
	are(swap_bounds_within(&in, &out, 2 * many), many, 2 * many - 1);
	are(swap_bounds_within(&in, &out, 3 * many), 2 * many - 1, 2 * many);
	are(swap_bounds_below(&in, many + 1), many, many + 1);
}

static void bounds_add_up_and_are_known_if_they_meet(void **state)
{
	struct swap_bounds sum = { 1, 1 };

	(void)state;
	assert_true(swap_bounds_are_known(&sum));
	swap_bounds_add(&sum, &(struct swap_bounds){ 2, 5 });
	are(sum, 3, 6);
	assert_false(swap_bounds_are_known(&sum));
}

static void what_is_accounted_for_is_taken_off_both(void **state)
{
	const struct swap_bounds bounds = { 3, 5 };

	(void)state;
	are(swap_bounds_beyond(&bounds, 0), 3, 5);
	are(swap_bounds_beyond(&bounds, 2), 1, 3);
	are(swap_bounds_beyond(&bounds, 4), 0, 1);
	are(swap_bounds_beyond(&bounds, 6), 0, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_in_doubt_may_all_be_in_swap),
		cmocka_unit_test(
			a_sum_bounds_its_parts_as_trying_all_of_them_does),
		cmocka_unit_test(
			a_sum_that_contradicts_what_was_seen_is_not_believed),
		cmocka_unit_test(a_sum_that_may_count_more_is_an_upper_bound),
		cmocka_unit_test(there_may_be_more_than_32_bits_of_pages),
		cmocka_unit_test(bounds_add_up_and_are_known_if_they_meet),
		cmocka_unit_test(what_is_accounted_for_is_taken_off_both),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
