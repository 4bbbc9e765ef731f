// SPDX-License-Identifier: LGPL-2.1-or-later
/* Faults of a process, and whether it runs another program. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <vminfo.h>

#include "fake-tree.h"
#include "paging-stat.h"

static const char rest[] =
	" S 1 2 3 0 -1 4194304 1010 1111 1212 1313 14 15 16 17 20 0 1 0 "
	"2222 23 24 18446744073709551615 2626 2727 2828 29";

static struct paging_stat stat_of(const char *name)
{
	struct paging_stat stat = { .known = false };
	char line[512];

	snprintf(line, sizeof(line), "812 (%s)%s\n", name, rest);
	assert_int_equal(paging_stat_read(&stat, line), 0);
	return stat;
}

static void fields_are_counted_behind_the_name(void **state)
{
	static const char *const names[] = {
		"app", "", "a b", ") S 1 2 3", "(", "a) b (c) ", "1 2 3 4",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct paging_stat stat = stat_of(names[i]);

		assert_true(stat.known);
		assert_int_equal(stat.minor, 1010);
		assert_int_equal(stat.major, 1212);
		assert_int_equal(stat.start_time, 2222);
		assert_int_equal(stat.start_code, 2626);
		assert_int_equal(stat.end_code, 2727);
		assert_int_equal(stat.start_stack, 2828);
	}
}

static void what_is_no_line_of_stat_is_refused(void **state)
{
	static const char *const lines[] = {
		"", "812 app S 1", "812 (app) S 1 2 3 0 -1 0 10",
		"1 (a) S 1 2 3 4 5 9 -10 11 12 13 14 15 16 17 18 19 20 21 22 "
		"23 24 25 26 27 28",
		"1 (a) S 1 2 3 4 5 9 10 11 12 13 14 15 16 17 18 19 20 21 22 "
		"23 24 25 26 27",
		"1 (a) S 1 2 3 4 5 9 10 11 12 13 14 15 16 17 18 19 20 21 22x "
		"23 24 25 26 27 28",
		"1 (a) S 1 2 3 4 5 9 18446744073709551616 11 12 13 14 15 16 17 "
		"18 19 20 21 22 23 24 25 26 27 28",
		"1 (a) S 1 2 3 4 5 9 10 11 12 13 14 15 16 17 18 19 20 21 22 "
		"23 24 25 26 27 ",
		"1 (a) S 1 2 3 4  9 10 11 12 13 14 15 16 17 18 19 20 21 22 "
		"23 24 25 26 27 28",
	};
	struct paging_stat stat = { .known = false };

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		assert_true(paging_stat_read(&stat, lines[i]) < 0);
		assert_false(stat.known);
	}
	assert_int_equal(paging_stat_read(&stat,
		"1 (a) S 1 2 3 4 5 9 10 11 12 13 14 15 16 17 18 19 20 21 22 "
		"23 24 25 26 27 28"), 0);
}

static void another_process_with_the_number_is_not_believed(void **state)
{
	struct fake_tree tree;
	struct paging_stat stat;
	char line[512];

	(void)state;
	snprintf(line, sizeof(line), "812 (app)%s\n", rest);
	fake_tree_make(&tree);
	fake_tree_put(&tree, "812/stat", line);
	paging_stat_take(&stat, tree.path, 812, 2222);
	assert_true(stat.known);
	assert_int_equal(stat.minor, 1010);
	paging_stat_take(&stat, tree.path, 812, VMINFO_NONE);
	assert_true(stat.known);
	paging_stat_take(&stat, tree.path, 812, 2223);
	assert_false(stat.known);
	paging_stat_take(&stat, tree.path, 813, 2222);
	assert_false(stat.known);
	assert_int_equal(fake_tree_end(&tree), 0);
}

static void another_program_is_elsewhere(void **state)
{
	struct paging_stat before = stat_of("app"), after = before;

	(void)state;
	after.minor++;
	after.major++;
	assert_false(paging_stat_is_other(&before, &after));
	after.start_code++;
	assert_true(paging_stat_is_other(&before, &after));
	after = before;
	after.end_code++;
	assert_true(paging_stat_is_other(&before, &after));
	after = before;
	after.start_stack++;
	assert_true(paging_stat_is_other(&before, &after));
	after.known = false;
	assert_false(paging_stat_is_other(&before, &after));
	assert_false(paging_stat_is_other(&after, &before));
}

static void our_own_stat_can_be_read(void **state)
{
	struct paging_stat stat;

	(void)state;
	paging_stat_take(&stat, NULL, getpid(), VMINFO_NONE);
	assert_true(stat.known);
	assert_true(stat.minor > 0);
	assert_true(stat.start_stack > 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fields_are_counted_behind_the_name),
		cmocka_unit_test(what_is_no_line_of_stat_is_refused),
		cmocka_unit_test(
			another_process_with_the_number_is_not_believed),
		cmocka_unit_test(another_program_is_elsewhere),
		cmocka_unit_test(our_own_stat_can_be_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
