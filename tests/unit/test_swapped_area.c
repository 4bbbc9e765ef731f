// SPDX-License-Identifier: LGPL-2.1-or-later
/* tools/swapped-area.c: what is seen of areas, and what columns say of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fake.h"
#include "swapped-area.h"

#define PAGE 4096
#define HEAD "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n"
#define TWO HEAD "/a\\040b file 1020 64 -2\n/c file 8188 128 7\n"
#define THREE TWO "/d file 8188 0 7\n"

static const struct fake_mapping no_mapping[] = {
	{ .permissions = NULL },
};
static const struct fake_entries no_entries[] = {
	{ .pages = 0 },
};
static const struct fake_space space = { no_mapping, no_entries };

static struct vminfo_context *context;
static struct swapped_areas areas;
static struct swapped_area_part parts[SWAPPED_AREA_MOST];

static void start(const char *swaps)
{
	fake_start(&space);
	fake.swaps = swaps;
	assert_int_equal(vminfo_context_new(NULL, &context), 0);
	swapped_areas_start(&areas, context, false);
	swapped_areas_begin(&areas, parts);
}

static int end(void **state)
{
	(void)state;
	swapped_areas_free(&areas);
	vminfo_context_free(context);
	fake_stop();
	return 0;
}

static void add(unsigned int type, uint64_t page, uint64_t pages, uint64_t slot)
{
	struct vminfo_run run = { .va = page * PAGE, .pages = pages,
				  .value = slot, .state = VMINFO_SWAPPED,
				  .swap_type = (uint8_t)type };

	swapped_areas_see(&areas, &run);
	slot_locality_add(&parts[type].locality, &run);
	frame_set_include(&parts[type].slots, run.value, run.pages);
}

/* What comes next is of another process; was all of this one seen? */
static void end_process(bool whole)
{
	if (whole)
		swapped_areas_take(&areas, parts);
	for (size_t i = 0; i < SWAPPED_AREA_MOST; i++)
		frame_set_free(&parts[i].slots);
	swapped_areas_begin(&areas, parts);
}

/* All rows, one after the other. */
static const struct swapped_area_row *rows[SWAPPED_AREA_MOST + 2];
static size_t row_count;

static void finish(void)
{
	size_t i = 0;

	end_process(true);
	swapped_areas_finish(&areas);
	row_count = 0;
	while ((rows[row_count] = swapped_areas_next(&areas, &i)))
		row_count++;
	assert_null(swapped_areas_next(&areas, &i));
}

static void says(size_t row, enum swapped_area_cell cell, uint64_t number)
{
	struct report_cell c = swapped_area_cell(rows[row], cell);

	assert_int_equal(c.known, REPORT_KNOWN);
	assert_int_equal(c.number, number);
}

static void reads(size_t row, enum swapped_area_cell cell, const char *text)
{
	struct report_cell c = swapped_area_cell(rows[row], cell);

	assert_int_equal(c.known, REPORT_KNOWN);
	assert_string_equal(c.text, text);
}

static void is(size_t row, enum swapped_area_cell cell, enum report_known known)
{
	assert_int_equal(swapped_area_cell(rows[row], cell).known, known);
}

static void nothing_in_swap_is_no_row(void **state)
{
	(void)state;
	start(TWO);
	finish();
	assert_int_equal(row_count, 0);
}

static void a_row_has_what_the_kernel_says_of_its_area(void **state)
{
	(void)state;
	start(TWO);
	add(0, 16, 2, 8);
	add(1, 18, 4, 1000);
	finish();
	assert_int_equal(row_count, 2);
	says(0, SWAPPED_AREA_NUMBER, 0);
	reads(0, SWAPPED_AREA_DEVICE, "/a b");
	reads(0, SWAPPED_AREA_KIND, "file");
	says(0, SWAPPED_AREA_SIZE, 1020 << 10);
	says(0, SWAPPED_AREA_USED, 64 << 10);
	reads(0, SWAPPED_AREA_PRIORITY, "-2");
	says(0, SWAPPED_AREA_PAGES, 2);
	says(0, SWAPPED_AREA_BYTES, 2 * PAGE);
	says(1, SWAPPED_AREA_NUMBER, 1);
	reads(1, SWAPPED_AREA_DEVICE, "/c");
	says(1, SWAPPED_AREA_SIZE, 8188 << 10);
	says(1, SWAPPED_AREA_USED, 128 << 10);
	reads(1, SWAPPED_AREA_PRIORITY, "7");
	says(1, SWAPPED_AREA_PAGES, 4);
}

static void what_is_used_is_read_at_the_end(void **state)
{
	(void)state;
	start(TWO);
	add(0, 16, 2, 8);
	fake.swaps = HEAD "/a\\040b file 1020 72 -2\n/c file 8188 128 7\n";
	finish();
	says(0, SWAPPED_AREA_USED, 72 << 10);
}

static void of_a_guess_only_the_name_is_said(void **state)
{
	struct report_cell cell;

	(void)state;
	start(TWO);
	add(1, 16, 1, 8);
	finish();
	assert_int_equal(row_count, 1);
	cell = swapped_area_cell(rows[0], SWAPPED_AREA_DEVICE);
	assert_int_equal(cell.known, REPORT_GUESS);
	assert_string_equal(cell.text, "/c");
	is(0, SWAPPED_AREA_KIND, REPORT_UNKNOWN);
	is(0, SWAPPED_AREA_SIZE, REPORT_UNKNOWN);
	is(0, SWAPPED_AREA_USED, REPORT_UNKNOWN);
	is(0, SWAPPED_AREA_PRIORITY, REPORT_UNKNOWN);
	is(0, SWAPPED_AREA_READAHEAD, REPORT_UNKNOWN);
	says(0, SWAPPED_AREA_PAGES, 1);
}

/* The highest slot of each counts, whatever came after it. */
static void a_slot_too_far_for_an_area_proves_another(void **state)
{
	(void)state;
	start(TWO);
	add(1, 16, 2, 254);
	add(1, 18, 2, 255);
	add(1, 20, 2, 1);
	finish();
	reads(0, SWAPPED_AREA_DEVICE, "/c");
}

static void a_number_that_is_seen_later_proves_or_refutes(void **state)
{
	(void)state;
	start(TWO);
	add(1, 16, 1, 8);
	add(0, 17, 1, 8);
	finish();
	reads(0, SWAPPED_AREA_DEVICE, "/a b");
	reads(1, SWAPPED_AREA_DEVICE, "/c");
	end(NULL);
	/* The lines are not the numbers: a first one was switched off. */
	start(THREE);
	add(1, 16, 1, 8);
	add(3, 17, 1, 8);
	finish();
	is(0, SWAPPED_AREA_DEVICE, REPORT_UNKNOWN);
	is(0, SWAPPED_AREA_SIZE, REPORT_UNKNOWN);
	is(1, SWAPPED_AREA_DEVICE, REPORT_UNKNOWN);
	says(1, SWAPPED_AREA_NUMBER, 3);
}

static void what_was_proven_survives_a_change(void **state)
{
	(void)state;
	start(TWO);
	add(0, 16, 1, 8);
	fake.swaps = HEAD "/c file 8188 128 7\n";
	fake.swaps_changed = true;
	add(1, 17, 1, 8);
	finish();
	reads(0, SWAPPED_AREA_DEVICE, "/a b");
	says(0, SWAPPED_AREA_SIZE, 1020 << 10);
	/* But how much of it is used now is not. */
	is(0, SWAPPED_AREA_USED, REPORT_UNKNOWN);
	/* Two numbers were seen, and one area is left. */
	is(1, SWAPPED_AREA_DEVICE, REPORT_UNKNOWN);
}

static void after_a_change_all_numbers_refute_a_guess(void **state)
{
	struct report_cell cell;

	(void)state;
	start(THREE);
	add(1, 16, 1, 8);
	add(2, 17, 1, 8);
	fake.swaps = TWO;
	fake.swaps_changed = true;
	finish();
	cell = swapped_area_cell(rows[0], SWAPPED_AREA_DEVICE);
	assert_int_equal(cell.known, REPORT_GUESS);
	assert_string_equal(cell.text, "/a b");
	cell = swapped_area_cell(rows[1], SWAPPED_AREA_DEVICE);
	assert_int_equal(cell.known, REPORT_GUESS);
	assert_string_equal(cell.text, "/c");
}

static void a_slot_that_several_share_is_one_page(void **state)
{
	(void)state;
	start(TWO);
	add(0, 16, 4, 8);
	end_process(true);
	add(0, 16, 4, 10);
	finish();
	says(0, SWAPPED_AREA_PAGES, 6);
	says(0, SWAPPED_AREA_BYTES, 6 * PAGE);
	says(0, SWAPPED_AREA_RUNS, 2);
	says(0, SWAPPED_AREA_SLOT_RUNS, 2);
}

static void runs_are_of_one_area_and_one_mapping(void **state)
{
	(void)state;
	start(TWO);
	add(0, 16, 1, 8);
	add(0, 17, 1, 20);
	add(1, 18, 1, 21);
	add(0, 19, 1, 22);
	end_process(true);
	add(0, 20, 1, 23);
	finish();
	says(0, SWAPPED_AREA_RUNS, 3);
	says(0, SWAPPED_AREA_SLOT_RUNS, 4);
	says(1, SWAPPED_AREA_RUNS, 1);
	/* This is not the machine that we run on: it may read any cluster. */
	is(0, SWAPPED_AREA_NEAR, REPORT_UNKNOWN);
	is(0, SWAPPED_AREA_READAHEAD, REPORT_UNKNOWN);
	/* And no page has a neighbour there. */
	is(1, SWAPPED_AREA_NEAR, REPORT_NONE);
}

static void the_cluster_says_what_is_near(void **state)
{
	(void)state;
	start(TWO);
	areas.rules.cluster = 3;
	swapped_areas_begin(&areas, parts);
	for (size_t i = 0; i < SWAPPED_AREA_MOST; i++)
		areas.rows[i].locality.cluster = 3;
	add(0, 16, 4, 6);
	finish();
	says(0, SWAPPED_AREA_NEAR, 66);
}

static void of_a_process_that_ended_midway_nothing_counts(void **state)
{
	(void)state;
	start(TWO);
	add(0, 16, 4, 8);
	end_process(true);
	add(0, 16, 4, 40);
	add(1, 32, 4, 40);
	end_process(false);
	finish();
	assert_int_equal(row_count, 1);
	says(0, SWAPPED_AREA_PAGES, 4);
	says(0, SWAPPED_AREA_RUNS, 1);
	says(0, SWAPPED_AREA_SLOT_RUNS, 1);
}

static void of_the_last_area_nothing_may_be_known(void **state)
{
	(void)state;
	start(TWO);
	add(31, 16, 1, 8);
	finish();
	assert_int_equal(row_count, 1);
	says(0, SWAPPED_AREA_NUMBER, 31);
	is(0, SWAPPED_AREA_DEVICE, REPORT_UNKNOWN);
}

static void shared_memory_is_in_no_area_that_is_known(void **state)
{
	(void)state;
	start(TWO);
	finish();
	for (unsigned int cell = 0; cell <= SWAPPED_AREA_READAHEAD; cell++) {
		if (cell != SWAPPED_AREA_PAGES && cell != SWAPPED_AREA_BYTES)
			assert_int_equal(swapped_area_cell(&areas.shared,
					cell).known, REPORT_NONE);
	}
}

static void without_the_list_numbers_are_all_that_is_known(void **state)
{
	(void)state;
	start(NULL);
	add(2, 16, 3, 8);
	finish();
	assert_int_equal(row_count, 1);
	says(0, SWAPPED_AREA_NUMBER, 2);
	says(0, SWAPPED_AREA_PAGES, 3);
	is(0, SWAPPED_AREA_DEVICE, REPORT_UNKNOWN);
	is(0, SWAPPED_AREA_PRIORITY, REPORT_UNKNOWN);
	assert_int_equal(areas.rules.rotates, ANSWER_UNKNOWN);
}

#define TEST(name) cmocka_unit_test_teardown(name, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(nothing_in_swap_is_no_row),
		TEST(a_row_has_what_the_kernel_says_of_its_area),
		TEST(what_is_used_is_read_at_the_end),
		TEST(of_a_guess_only_the_name_is_said),
		TEST(a_slot_too_far_for_an_area_proves_another),
		TEST(a_number_that_is_seen_later_proves_or_refutes),
		TEST(what_was_proven_survives_a_change),
		TEST(after_a_change_all_numbers_refute_a_guess),
		TEST(a_slot_that_several_share_is_one_page),
		TEST(runs_are_of_one_area_and_one_mapping),
		TEST(the_cluster_says_what_is_near),
		TEST(of_a_process_that_ended_midway_nothing_counts),
		TEST(of_the_last_area_nothing_may_be_known),
		TEST(shared_memory_is_in_no_area_that_is_known),
		TEST(without_the_list_numbers_are_all_that_is_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
