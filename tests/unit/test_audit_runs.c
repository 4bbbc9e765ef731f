// SPDX-License-Identifier: LGPL-2.1-or-later
/* tools/audit-runs.c: runs, addresses and alignment of physical memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "audit-runs.h"

#define K UINT64_C(1024)

static void add(struct audit_runs *runs, uint64_t va, uint64_t pa,
		uint64_t bytes)
{
	audit_runs_add(runs, &(struct audit_stretch){ va, pa, bytes });
}

static void what_goes_on_is_one_run(void **state)
{
	struct audit_runs runs = { .count = 0 };

	(void)state;
	add(&runs, 0x1000, 0x8000, 4 * K);
	add(&runs, 0x2000, 0x9000, 8 * K);
	assert_int_equal(runs.count, 1);
	assert_int_equal(audit_runs_longest(&runs), 12 * K);
	assert_int_equal(audit_runs_shortest(&runs), 12 * K);
	assert_int_equal(runs.lowest, 0x8000);
	assert_int_equal(runs.highest, 0xafff);
	assert_int_equal(audit_runs_alignment(&runs), 0x8000);
}

static void a_step_of_either_address_ends_a_run(void **state)
{
	struct audit_runs runs = { .count = 0 };

	(void)state;
	add(&runs, 0x1000, 0x8000, 4 * K);
	add(&runs, 0x2000, 0xa000, 4 * K);	/* physical */
	add(&runs, 0x4000, 0xb000, 4 * K);	/* virtual */
	assert_int_equal(runs.count, 3);
	assert_int_equal(audit_runs_longest(&runs), 4 * K);
	/* Where memory begins again is a start, but no step inside is. */
	assert_int_equal(audit_runs_alignment(&runs), 0x1000);
}

static void longest_and_shortest_may_be_at_any_place(void **state)
{
	static const uint64_t lengths[][3] = {
		{ 1, 2, 3 }, { 1, 3, 2 }, { 2, 1, 3 }, { 2, 3, 1 },
		{ 3, 1, 2 }, { 3, 2, 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lengths) / sizeof(*lengths); i++) {
		struct audit_runs runs = { .count = 0 };
		uint64_t at = 0x100000;

		for (size_t j = 0; j < 3; j++, at += 0x100000)
			add(&runs, at, 0x80000000 - at, lengths[i][j] * 4 * K);
		assert_int_equal(audit_runs_longest(&runs), 12 * K);
		assert_int_equal(audit_runs_shortest(&runs), 4 * K);
	}
}

/* Pages of a made-up process: where pa jumps, or va does. */
static const struct audit_stretch pages[] = {
	{ 0x1000, 0x9000, 0x1000 },  { 0x2000, 0xa000, 0x1000 },
	{ 0x3000, 0x4000, 0x1000 },  { 0x4000, 0x5000, 0x1000 },
	{ 0x5000, 0x6000, 0x1000 },  { 0x7000, 0x7000, 0x1000 },
	{ 0x8000, 0x10000, 0x1000 }, { 0x9000, 0x11000, 0x1000 },
};

#define PAGES (sizeof(pages) / sizeof(*pages))

static struct audit_runs sum_of(size_t from, size_t to)
{
	struct audit_runs runs = { .count = 0 };

	for (size_t i = from; i < to; i++)
		audit_runs_add(&runs, &pages[i]);
	return runs;
}

static void are_same(const struct audit_runs *a, const struct audit_runs *b)
{
	assert_int_equal(a->count, b->count);
	assert_int_equal(audit_runs_longest(a), audit_runs_longest(b));
	assert_int_equal(audit_runs_shortest(a), audit_runs_shortest(b));
	assert_int_equal(a->lowest, b->lowest);
	assert_int_equal(a->highest, b->highest);
	assert_int_equal(audit_runs_alignment(a), audit_runs_alignment(b));
}

static void mappings_that_are_joined_are_as_if_there_was_one(void **state)
{
	struct audit_runs all = sum_of(0, PAGES);

	(void)state;
	assert_int_equal(all.count, 4);
	for (size_t i = 0; i <= PAGES; i++)
		for (size_t j = i; j <= PAGES; j++) {
			struct audit_runs sum = sum_of(0, i);
			struct audit_runs mid = sum_of(i, j);
			struct audit_runs end = sum_of(j, PAGES);

			audit_runs_join(&sum, &mid);
			audit_runs_join(&sum, &end);
			are_same(&sum, &all);
		}
}

static void a_part_of_a_page_has_its_own_address(void **state)
{
	struct audit_runs runs = { .count = 0 };

	(void)state;
	add(&runs, 0x1040, 0x8040, 0x100);
	assert_int_equal(audit_runs_alignment(&runs), 0x40);
	assert_int_equal(runs.highest, 0x813f);
}

static void nothing_has_no_alignment_and_frame_0_has_the_largest(void **state)
{
	struct audit_runs runs = { .count = 0 };

	(void)state;
	assert_int_equal(audit_runs_alignment(&runs), 0);
	add(&runs, 0x1000, 0, 0x1000);
	assert_true(audit_runs_alignment(&runs) == UINT64_C(1) << 63);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_goes_on_is_one_run),
		cmocka_unit_test(a_step_of_either_address_ends_a_run),
		cmocka_unit_test(longest_and_shortest_may_be_at_any_place),
		cmocka_unit_test(
			mappings_that_are_joined_are_as_if_there_was_one),
		cmocka_unit_test(a_part_of_a_page_has_its_own_address),
		cmocka_unit_test(
		nothing_has_no_alignment_and_frame_0_has_the_largest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
