// SPDX-License-Identifier: LGPL-2.1-or-later
/* Which two looks are of one process, and what their changes add up to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "changes.h"
#include "looks.h"

static struct looks_one process(pid_t pid, uint64_t start_time)
{
	return (struct looks_one){ .look.pid = pid, .start_time = start_time };
}

/* "5 6- -7": a process of both, one of the first, one of the second. */
static const char *pairs(struct looks_one *before, size_t was,
			 struct looks_one *after, size_t is)
{
	const struct looks first = { .list = before, .count = was };
	const struct looks second = { .list = after, .count = is };
	struct looks_pair pair = { .before = &first, .after = &second };
	static char text[256];
	size_t used = 0;

	text[0] = '\0';
	while (looks_next(&pair)) {
		const struct look *look = pair.is ? pair.is : pair.was;

		assert_non_null(look);
		used += (size_t)snprintf(text + used, sizeof(text) - used,
					 "%s%s%d%s", used ? " " : "",
					 pair.was ? "" : "-", look->pid,
					 pair.is ? "" : "-");
	}
	return text;
}

static void processes_are_met_by_their_numbers(void **state)
{
	struct looks_one before[] = { process(2, 1), process(5, 1),
				      process(6, 1) };
	struct looks_one after[] = { process(1, 1), process(5, 1),
				     process(7, 1) };

	(void)state;
	assert_string_equal(pairs(before, 3, after, 3), "-1 2- 5 6- -7");
	assert_string_equal(pairs(before, 3, after, 0), "2- 5- 6-");
	assert_string_equal(pairs(before, 0, after, 3), "-1 -5 -7");
	assert_string_equal(pairs(before, 0, after, 0), "");
}

static void a_number_that_is_used_again_is_another_process(void **state)
{
	struct looks_one before[] = { process(5, 1), process(6, 1) };
	struct looks_one after[] = { process(5, 2), process(6, 1) };

	(void)state;
	assert_string_equal(pairs(before, 2, after, 2), "5- -5 6");
}

static void who_could_not_be_looked_at_may_be_the_same(void **state)
{
	struct looks_one before[] = { process(5, 1) };
	struct looks_one after[] = { process(5, VMINFO_NONE) };

	(void)state;
	assert_string_equal(pairs(before, 1, after, 1), "5");
	assert_string_equal(pairs(after, 1, before, 1), "5");
}

static void a_look_is_found_by_its_number(void **state)
{
	struct looks_one list[] = { process(5, 1), process(6, 1) };
	const struct looks looks = { .list = list, .count = 2 };

	(void)state;
	assert_ptr_equal(looks_find(&looks, 6), &list[1].look);
	assert_null(looks_find(&looks, 7));
}

static void add(struct changes *changes, uint64_t pages, uint32_t what)
{
	const struct diff_range range = { .after.pages = pages,
					  .changes = what };

	changes_add(changes, &range);
}

static void pages_are_counted_by_each_of_their_changes(void **state)
{
	struct changes changes = { 0 }, sum = { 0 };
	char text[CHANGES_ROOM];

	(void)state;
	add(&changes, 5, 0);
	assert_string_equal(changes_sentence(&changes, text),
			    "no page changed; 0 unknown");
	add(&changes, 1200, DIFF_MOVED | DIFF_HUGE_MERGED);
	add(&changes, 1, DIFF_MOVED | DIFF_HUGE_UNKNOWN);
	assert_string_equal(changes_sentence(&changes, text),
			    "1,201 pages moved, 1,200 huge-merged; 1 unknown");
	assert_int_equal(changes.pages, 1206);
	assert_int_equal(changes.same, 5);
	changes_join(&sum, &changes);
	changes_join(&sum, &changes);
	assert_string_equal(changes_sentence(&sum, text),
			    "2,402 pages moved, 2,400 huge-merged; 2 unknown");
	assert_int_equal(sum.pages, 2412);
	assert_int_equal(sum.same, 10);
}

static void one_page_is_no_pages(void **state)
{
	struct changes changes = { 0 };
	char text[CHANGES_ROOM];

	(void)state;
	add(&changes, 1, DIFF_WENT);
	assert_string_equal(changes_sentence(&changes, text),
			    "1 page went; 0 unknown");
}

static void all_changes_fit_into_a_sentence(void **state)
{
	struct changes changes = { 0 };
	char text[CHANGES_ROOM];

	(void)state;
	add(&changes, UINT64_MAX, UINT32_MAX >> (32 - DIFF_CHANGES));
	assert_true(strlen(changes_sentence(&changes, text)) + 64 <
		    CHANGES_ROOM);
}

static bool may_be_more(uint32_t unknown, uint32_t change)
{
	const struct changes changes = { .any = unknown };

	return changes_may_be_more(&changes, change);
}

static void what_is_unknown_may_be_more_of_some_changes(void **state)
{
	(void)state;
	assert_false(may_be_more(0, DIFF_MOVED));
	assert_true(may_be_more(DIFF_FRAME_UNKNOWN, DIFF_MOVED));
	assert_false(may_be_more(DIFF_FRAME_UNKNOWN, DIFF_COPIED));
	assert_true(may_be_more(DIFF_SLOT_UNKNOWN, DIFF_SWAP_MOVED));
	assert_false(may_be_more(DIFF_SLOT_UNKNOWN, DIFF_SWAPPED_IN));
	assert_true(may_be_more(DIFF_HUGE_UNKNOWN, DIFF_HUGE_SPLIT));
	assert_true(may_be_more(DIFF_HUGE_UNKNOWN, DIFF_HUGE_MERGED));
	assert_false(may_be_more(DIFF_HUGE_UNKNOWN, DIFF_MOVED));
	assert_true(may_be_more(DIFF_STATE_UNKNOWN, DIFF_WENT));
	assert_false(may_be_more(DIFF_STATE_UNKNOWN, DIFF_UNMAPPED));
	assert_true(may_be_more(DIFF_NOT_SEEN, DIFF_UNMAPPED));
	assert_true(may_be_more(DIFF_NOT_SEEN, DIFF_MOVED));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(processes_are_met_by_their_numbers),
		cmocka_unit_test(
			a_number_that_is_used_again_is_another_process),
		cmocka_unit_test(who_could_not_be_looked_at_may_be_the_same),
		cmocka_unit_test(a_look_is_found_by_its_number),
		cmocka_unit_test(pages_are_counted_by_each_of_their_changes),
		cmocka_unit_test(one_page_is_no_pages),
		cmocka_unit_test(all_changes_fit_into_a_sentence),
		cmocka_unit_test(what_is_unknown_may_be_more_of_some_changes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
