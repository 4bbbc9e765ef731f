// SPDX-License-Identifier: LGPL-2.1-or-later
/* Which processes, and which of their memory. */
#include <errno.h>
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>

#include "overhear.h"
#include "target.h"

/* Mistakes are told on standard error: not in the middle of a test. */
static int add_range(struct target *target, const char *argument)
{
	struct overhear o = overhear_start(stderr);
	int ret = target_memory_options[0].call(target, argument);

	overhear_stop(&o, NULL, 0);
	return ret;
}

static int add_operand(struct target *target, const char *word)
{
	struct overhear o = overhear_start(stderr);
	int ret = target_add_operand(target, word);

	overhear_stop(&o, NULL, 0);
	return ret;
}

static int add_glob(struct target *target, const char *glob)
{
	return target_memory_options[1].call(target, glob);
}

static void a_pid_given_twice_counts_once(void **state)
{
	struct target target = { 0 };

	(void)state;
	assert_int_equal(add_operand(&target, "812"), 0);
	assert_int_equal(add_operand(&target, "1"), 0);
	assert_int_equal(add_operand(&target, "0812"), 0);
	assert_int_equal(target.count, 2);
	assert_int_equal(target.pids[0], 812);
	assert_int_equal(target.pids[1], 1);
	target_free(&target);
}

static void words_that_are_no_pids_are_mistakes(void **state)
{
	static const char *const wrong[] = {
		"", "0", "-1", "+1", " 1", "1 ", "1x", "0x10", "self",
		"4194305", "99999999999999999999",
	};
	struct target target = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		if (add_operand(&target, wrong[i]) != -EINVAL)
			fail_msg("'%s' was taken", wrong[i]);
	assert_int_equal(target.count, 0);
	target_free(&target);
}

static void assert_range(const char *argument, uint64_t start, uint64_t length)
{
	struct target target = { 0 };

	assert_int_equal(add_range(&target, argument), 0);
	assert_int_equal(target.range_count, 1);
	assert_true(target.ranges[0].start == start);
	assert_true(target.ranges[0].length == length);
	target_free(&target);
}

static void numbers_that_were_given_are_remembered(void **state)
{
	struct target target = { 0 };

	(void)state;
	assert_false(target_has_number(&target, 812));
	for (int i = 1; i <= 100; i++) {
		char word[16];

		snprintf(word, sizeof(word), "%d", 8 * i);
		assert_int_equal(add_operand(&target, word), 0);
	}
	assert_int_equal(add_operand(&target, "4194304"), 0);
	assert_int_equal(target.count, 101);
	for (int i = 0; i < 100; i++)
		assert_int_equal(target.pids[i], 8 * (i + 1));
	assert_true(target_has_number(&target, 800));
	assert_true(target_has_number(&target, 4194304));
	assert_false(target_has_number(&target, 808));
	assert_false(target_has_number(&target, 799));
	assert_false(target_has_number(&target, -1));
	assert_false(target_has_number(&target, 4194305));
	target_free(&target);
}

static void a_range_has_three_forms(void **state)
{
	(void)state;
	assert_range("1000-3000", 0x1000, 0x2000);
	assert_range("0x1000-0x3000", 0x1000, 0x2000);
	assert_range("1000,3000", 0x1000, 0x2000);
	assert_range("1000+8K", 0x1000, 0x2000);
	assert_range("1000+4096", 0x1000, 4096);
	assert_range("1000+0x10", 0x1000, 16);
}

static void a_range_may_end_at_2_to_the_64(void **state)
{
	(void)state;
	assert_range("ffffffffff600000-10000000000000000",
		     0xffffffffff600000, 0xa00000);
	assert_range("0-10000000000000000", 0, 0);
	assert_range("fffffffffffff000+4K", 0xfffffffffffff000, 4096);
}

static void ranges_that_are_none_are_mistakes(void **state)
{
	static const char *const wrong[] = {
		"", "1000", "1000-", "-1000", "1000-1000", "3000-1000",
		"1000+0", "1000+1x", "1000+-1", "10 00-3000", "1000-3000x",
		"10000000000000000-1", "fffffffffffff000+8K", "g-h",
		"1000..3000",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		struct target target = { 0 };

		if (add_range(&target, wrong[i]) != -EINVAL)
			fail_msg("'%s' was taken", wrong[i]);
	}
}

static void there_may_be_several_ranges(void **state)
{
	struct target target = { 0 };

	(void)state;
	assert_int_equal(add_range(&target, "3000-4000"), 0);
	assert_int_equal(add_range(&target, "1000-2000"), 0);
	assert_int_equal(target.range_count, 2);
	assert_string_equal(target.ranges[0].text, "3000-4000");
	assert_int_equal(target.ranges[1].start, 0x1000);
	assert_true(target_is_part(&target));
	target_free(&target);
}

static int wants(const char *glob, const char *name)
{
	struct target target = { 0 };
	int answer;

	assert_int_equal(add_glob(&target, glob), 0);
	answer = target_wants_name(&target, name);
	target_free(&target);
	return answer;
}

static void without_a_name_all_mappings_are_wanted(void **state)
{
	struct target target = { 0 };

	(void)state;
	assert_true(target_wants_name(&target, "[heap]"));
	assert_true(target_wants_name(&target, ""));
}

/* fnmatch("[heap]", "h") says yes. */
static void a_name_in_brackets_is_literal(void **state)
{
	(void)state;
	assert_true(wants("[heap]", "[heap]"));
	assert_false(wants("[heap]", "h"));
	assert_false(wants("[heap]", "heap"));
	assert_true(wants("[anon:a*b]", "[anon:a*b]"));
	assert_false(wants("[anon:a*b]", "[anon:aXb]"));
}

static void globs_match_the_whole_raw_name(void **state)
{
	(void)state;
	assert_true(wants("*/libc*", "/usr/lib/libc.so.6"));
	assert_false(wants("libc*", "/usr/lib/libc.so.6"));
	assert_true(wants("/memfd:?", "/memfd:x"));
	assert_true(wants("*", ""));
	assert_true(wants("*b\nc", "/a b\nc"));
	assert_true(wants("/x\\*", "/x*"));
}

static void a_name_that_looks_like_a_glob_matches_itself(void **state)
{
	(void)state;
	assert_true(wants("/a[b]c", "/a[b]c"));
	assert_true(wants("/a\\b", "/a\\b"));
}

static void names_that_are_no_utf8_match_too(void **state)
{
	(void)state;
	assert_true(wants("*\xff*", "/a\xff" "b"));
	assert_true(wants("*b", "/a\xff" "b"));
	assert_false(wants("*c", "/a\xff" "b"));
}

static void one_of_several_names_is_enough(void **state)
{
	struct target target = { 0 };

	(void)state;
	add_glob(&target, "[heap]");
	add_glob(&target, "[stack]");
	assert_true(target_wants_name(&target, "[heap]"));
	assert_true(target_wants_name(&target, "[stack]"));
	assert_false(target_wants_name(&target, "[vdso]"));
	target_free(&target);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_pid_given_twice_counts_once),
		cmocka_unit_test(words_that_are_no_pids_are_mistakes),
		cmocka_unit_test(numbers_that_were_given_are_remembered),
		cmocka_unit_test(a_range_has_three_forms),
		cmocka_unit_test(a_range_may_end_at_2_to_the_64),
		cmocka_unit_test(ranges_that_are_none_are_mistakes),
		cmocka_unit_test(there_may_be_several_ranges),
		cmocka_unit_test(without_a_name_all_mappings_are_wanted),
		cmocka_unit_test(a_name_in_brackets_is_literal),
		cmocka_unit_test(globs_match_the_whole_raw_name),
		cmocka_unit_test(a_name_that_looks_like_a_glob_matches_itself),
		cmocka_unit_test(names_that_are_no_utf8_match_too),
		cmocka_unit_test(one_of_several_names_is_enough),
	};

	if (!setlocale(LC_CTYPE, "C.UTF-8"))
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
