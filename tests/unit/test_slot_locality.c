// SPDX-License-Identifier: LGPL-2.1-or-later
/* tools/slot-locality.c: arithmetic of neighbours. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "slot-locality.h"

#define PAGE 4096

static struct slot_locality locality;

static void add(uint64_t page, uint64_t pages, uint64_t slot)
{
	struct vminfo_run run = { .va = page * PAGE, .pages = pages,
				  .value = slot, .state = VMINFO_SWAPPED };

	slot_locality_add(&locality, &run);
}

static int start(void **state)
{
	(void)state;
	slot_locality_start(&locality, PAGE, 3);
	return 0;
}

static void counts_are(uint64_t address_runs, uint64_t slot_runs,
		       uint64_t pairs, uint64_t near)
{
	assert_int_equal(locality.address_runs, address_runs);
	assert_int_equal(locality.slot_runs, slot_runs);
	assert_int_equal(locality.pairs, pairs);
	assert_int_equal(locality.near, near);
}

static void nothing_is_no_pair(void **state)
{
	uint64_t percent = 77;

	(void)state;
	counts_are(0, 0, 0, 0);
	assert_int_equal(slot_locality_percent(&locality, &percent), -ENOENT);
	add(16, 1, 8);
	counts_are(1, 1, 0, 0);
	assert_int_equal(locality.pages, 1);
	assert_int_equal(slot_locality_percent(&locality, &percent), -ENOENT);
	add(17, 0, 9);
	counts_are(1, 1, 0, 0);
	assert_int_equal(percent, 77);
}

static void pairs_inside_of_a_run_are_near_but_at_borders(void **state)
{
	(void)state;
	/* 6 7 | 8 ... 15 | 16 */
	add(0, 11, 6);
	counts_are(1, 1, 10, 8);
	assert_int_equal(locality.pages, 11);
	/* One whole cluster, and less of one. */
	slot_locality_start(&locality, PAGE, 3);
	add(0, 8, 8);
	counts_are(1, 1, 7, 7);
	slot_locality_start(&locality, PAGE, 3);
	add(0, 2, 7);
	counts_are(1, 1, 1, 0);
}

static void runs_that_touch_by_address_are_one(void **state)
{
	(void)state;
	/* Its slots go on: only attributes differ. */
	add(0, 2, 8);
	add(2, 2, 10);
	counts_are(1, 1, 3, 3);
	/* Backwards, in the same cluster. */
	add(4, 1, 15);
	add(5, 1, 14);
	counts_are(1, 3, 5, 5);
	/* Into the next one, and far. */
	add(6, 1, 16);
	add(7, 1, 1000);
	counts_are(1, 5, 7, 5);
	assert_int_equal(locality.pages, 8);
}

static void a_gap_makes_no_pair(void **state)
{
	(void)state;
	add(0, 2, 8);
	add(3, 1, 10);
	counts_are(2, 2, 1, 1);
	/* Even if the slots go on. */
	add(5, 1, 11);
	counts_are(3, 3, 1, 1);
}

static void mappings_that_touch_make_no_pair(void **state)
{
	(void)state;
	add(0, 1, 8);
	slot_locality_interrupt(&locality);
	add(1, 1, 9);
	counts_are(2, 2, 0, 0);
	/* Nor does the first page of an address space. */
	slot_locality_interrupt(&locality);
	add(0, 1, 10);
	counts_are(3, 3, 0, 0);
}

static void without_readahead_no_pair_is_near(void **state)
{
	uint64_t percent = 77;

	(void)state;
	slot_locality_start(&locality, PAGE, 0);
	add(0, 8, 8);
	add(8, 8, 16);
	counts_are(1, 1, 15, 0);
	assert_int_equal(slot_locality_percent(&locality, &percent), 0);
	assert_int_equal(percent, 0);
}

static void without_a_cluster_the_rest_is_known(void **state)
{
	uint64_t percent = 77;

	(void)state;
	slot_locality_start(&locality, PAGE, SLOT_LOCALITY_UNKNOWN);
	add(0, 8, 8);
	add(8, 8, 32);
	counts_are(1, 2, 15, 0);
	assert_int_equal(slot_locality_percent(&locality, &percent), -ENODATA);
	assert_int_equal(percent, 77);
}

static void a_hundred_percent_is_all_of_them(void **state)
{
	uint64_t percent;

	(void)state;
	slot_locality_start(&locality, PAGE, 10);
	add(0, 1000, 1024);
	assert_int_equal(slot_locality_percent(&locality, &percent), 0);
	assert_int_equal(percent, 100);
	add(1000, 1, 1 << 20);
	assert_int_equal(slot_locality_percent(&locality, &percent), 0);
	assert_int_equal(percent, 99);
}

static void the_largest_addresses_and_slots_do_not_overflow(void **state)
{
	(void)state;
	slot_locality_start(&locality, PAGE, 31);
	/* Up to the last page below 2^64, whose end is 0. */
	add(((uint64_t)1 << 52) - 4, 4, ((uint64_t)1 << 50) - 4);
	counts_are(1, 1, 3, 3);
	slot_locality_interrupt(&locality);
	add(0, 1, 1);
	counts_are(2, 2, 3, 3);
}

static void several_processes_add_up(void **state)
{
	struct slot_locality total;

	(void)state;
	slot_locality_start(&total, PAGE, 3);
	add(0, 3, 6);
	slot_locality_join(&total, &locality);
	start(NULL);
	add(3, 2, 9);
	add(5, 1, 77);
	slot_locality_join(&total, &locality);
	assert_int_equal(total.pages, 6);
	locality = total;
	counts_are(2, 3, 4, 2);
	/* What comes next is of neither. */
	add(6, 1, 78);
	counts_are(3, 4, 4, 2);
	/* Nor of what came before. */
	slot_locality_join(&locality, &total);
	add(7, 1, 79);
	counts_are(6, 8, 8, 4);
}

/* Page by page, the slow way. */
static void any_cut_into_runs_says_the_same(void **state)
{
	static const uint64_t slots[] = {
		5, 6, 7, 8, 9, 3, 4, 16, 15, 14, 24, 25, 26, 100, 101, 1, 2,
	};
	enum { N = sizeof(slots) / sizeof(*slots) };
	struct slot_locality whole;

	(void)state;
	for (size_t i = 0; i < N; i++)
		add(i, 1, slots[i]);
	whole = locality;
	/* By hand: 6-7, 8-9, 3-4 is not 9-3; 15-14; 24-25-26; 100-101; 1-2 */
	counts_are(1, 8, N - 1, 9);
	start(NULL);
	for (size_t i = 0, n; i < N; i += n) {
		for (n = 1; i + n < N && slots[i + n] == slots[i] + n;)
			n++;
		add(i, n, slots[i]);
	}
	counts_are(whole.address_runs, whole.slot_runs, whole.pairs,
		   whole.near);
}

#define TEST(name) cmocka_unit_test_setup(name, start)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(nothing_is_no_pair),
		TEST(pairs_inside_of_a_run_are_near_but_at_borders),
		TEST(runs_that_touch_by_address_are_one),
		TEST(a_gap_makes_no_pair),
		TEST(mappings_that_touch_make_no_pair),
		TEST(without_readahead_no_pair_is_near),
		TEST(without_a_cluster_the_rest_is_known),
		TEST(a_hundred_percent_is_all_of_them),
		TEST(the_largest_addresses_and_slots_do_not_overflow),
		TEST(several_processes_add_up),
		TEST(any_cut_into_runs_says_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
