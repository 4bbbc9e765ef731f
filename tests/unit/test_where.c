// SPDX-License-Identifier: LGPL-2.1-or-later
/* Comparisons: how they are read, and their three answers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "cells.h"
#include "where.h"

static void split(const char *text, const char *name, enum where_op op,
		  const char *value)
{
	struct where_words words;

	print_message("%s\n", text);
	assert_int_equal(where_split(text, &words), 0);
	assert_int_equal(words.length, strlen(name));
	assert_memory_equal(words.name, name, words.length);
	assert_int_equal(words.op, op);
	assert_string_equal(words.value, value);
}

static void splits_column_operator_and_value(void **state)
{
	(void)state;
	split("size=2M", "size", WHERE_EQUAL, "2M");
	split("size!=2M", "size", WHERE_DIFFERENT, "2M");
	split("size<2M", "size", WHERE_LESS, "2M");
	split("size<=2M", "size", WHERE_AT_MOST, "2M");
	split("size>2M", "size", WHERE_MORE, "2M");
	split("size>=2M", "size", WHERE_AT_LEAST, "2M");
	split("mapping~*/lib*", "mapping", WHERE_LIKE, "*/lib*");
	split("mapping!~*/lib*", "mapping", WHERE_UNLIKE, "*/lib*");
	split("huge_percent>=90", "huge_percent", WHERE_AT_LEAST, "90");
}

static void blanks_may_stand_around_the_operator(void **state)
{
	(void)state;
	split("  size  >= \t2M", "size", WHERE_AT_LEAST, "2M");
	/* A name may end in a blank, or begin with what an operator has. */
	split("mapping = ~x ", "mapping", WHERE_EQUAL, "~x ");
	split("mapping=a=b", "mapping", WHERE_EQUAL, "a=b");
}

static void split_fails(const char *text, enum where_mistake mistake)
{
	struct where_words words;

	print_message("%s\n", text);
	assert_int_equal(where_split(text, &words), mistake);
}

static void says_which_part_is_missing_or_wrong(void **state)
{
	(void)state;
	split_fails("", WHERE_NO_OPERATOR);
	split_fails("size", WHERE_NO_OPERATOR);
	split_fails("size 2M", WHERE_NO_OPERATOR);
	split_fails("size==2M", WHERE_BAD_OPERATOR);
	split_fails("size=>2M", WHERE_BAD_OPERATOR);
	split_fails("size<>2M", WHERE_BAD_OPERATOR);
	split_fails("mapping=~lib", WHERE_BAD_OPERATOR);
	split_fails("=2M", WHERE_NO_NAME);
	split_fails(" >2M", WHERE_NO_NAME);
	split_fails("size>", WHERE_NO_VALUE);
	split_fails("size> ", WHERE_NO_VALUE);
}

static enum where_mistake read_as(enum report_kind kind, report_word *word,
				  const char *text, struct where *where)
{
	struct where_words words;

	print_message("%s\n", text);
	assert_int_equal(where_split(text, &words), 0);
	return where_read(&words, kind, word, where);
}

static enum where_answer judge(enum report_kind kind, const char *text,
			       struct report_cell cell)
{
	struct where where;

	assert_int_equal(read_as(kind, NULL, text, &where), 0);
	return where_judge(&where, &cell);
}

static struct report_cell number(uint64_t n)
{
	return (struct report_cell){ .known = REPORT_KNOWN, .number = n };
}

static struct report_cell named(const char *name)
{
	return (struct report_cell){ .known = REPORT_KNOWN, .text = name };
}

static const struct report_cell none = { .known = REPORT_NONE };
static const struct report_cell unknown = { .known = REPORT_UNKNOWN };

static void each_operator_orders_numbers(void **state)
{
	static const struct {
		const char *text;
		const char *answers;	/* for 4, 5 and 6 */
	} rows[] = {
		{ "x=5", "nyn" }, { "x!=5", "yny" }, { "x<5", "ynn" },
		{ "x<=5", "yyn" }, { "x>5", "nny" }, { "x>=5", "nyy" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		for (uint64_t n = 4; n <= 6; n++)
			assert_int_equal(judge(REPORT_COUNT, rows[i].text,
					       number(n)),
					 rows[i].answers[n - 4] == 'y');
}

static void reads_what_the_kind_of_the_column_says(void **state)
{
	(void)state;
	assert_true(judge(REPORT_SIZE, "x=2M", number(2 << 20)));
	assert_true(judge(REPORT_SIZE, "x=2097152", number(2 << 20)));
	assert_true(judge(REPORT_SIZE, "x=0x200000", number(2 << 20)));
	assert_true(judge(REPORT_COUNT, "x=0x10", number(16)));
	assert_true(judge(REPORT_COUNT, "x=10", number(10)));
	assert_true(judge(REPORT_COUNT, "x=18446744073709551615",
			  number(UINT64_MAX)));
	assert_true(judge(REPORT_NUMBER, "x=0", number(0)));
	assert_true(judge(REPORT_PID, "x=812", number(812)));
	assert_true(judge(REPORT_INODE, "x=812", number(812)));
	assert_true(judge(REPORT_PERCENT, "x=90", number(90)));
	assert_true(judge(REPORT_PERCENT, "x=90%", number(90)));
	assert_true(judge(REPORT_ADDRESS, "x=7f0000", number(0x7f0000)));
	assert_true(judge(REPORT_ADDRESS, "x=0x10", number(0x10)));
	assert_true(judge(REPORT_FRAME, "x=10", number(0x10)));
	assert_true(judge(REPORT_FRAME, "x=1e", number(0x1e)));
	assert_true(judge(REPORT_FRAME, "x=4G", number(UINT64_C(4) << 30)));
	assert_true(judge(REPORT_PAGEMAP_WORD, "x=8000000000000001",
			  number(UINT64_C(1) << 63 | 1)));
	assert_true(judge(REPORT_FLAG, "x=yes", number(1)));
	assert_true(judge(REPORT_FLAG, "x=true", number(1)));
	assert_true(judge(REPORT_FLAG, "x=no", number(0)));
	assert_true(judge(REPORT_FLAG, "x!=false", number(1)));
	assert_true(judge(REPORT_NAME, "x=[heap]", named("[heap]")));
	assert_true(judge(REPORT_WORD, "x=swapped", named("swapped")));
}

static void refuse(enum report_kind kind, const char *text,
		   enum where_mistake mistake)
{
	struct where where = { .number = 7 };

	assert_int_equal(read_as(kind, NULL, text, &where), mistake);
	assert_int_equal(where.number, 7);
}

static void refuses_values_of_another_kind(void **state)
{
	(void)state;
	refuse(REPORT_SIZE, "x=big", WHERE_WRONG_VALUE);
	refuse(REPORT_SIZE, "x=-1", WHERE_WRONG_VALUE);
	refuse(REPORT_SIZE, "x=17E", WHERE_WRONG_VALUE);
	refuse(REPORT_COUNT, "x=1K", WHERE_WRONG_VALUE);
	refuse(REPORT_COUNT, "x=1E", WHERE_WRONG_VALUE);
	refuse(REPORT_COUNT, "x=0x1K", WHERE_WRONG_VALUE);
	refuse(REPORT_COUNT, "x=0x", WHERE_WRONG_VALUE);
	refuse(REPORT_COUNT, "x=1.5", WHERE_WRONG_VALUE);
	refuse(REPORT_COUNT, "x=18446744073709551616", WHERE_WRONG_VALUE);
	refuse(REPORT_PERCENT, "x=90K", WHERE_WRONG_VALUE);
	refuse(REPORT_PERCENT, "x=90!", WHERE_WRONG_VALUE);
	refuse(REPORT_PERCENT, "x=%", WHERE_WRONG_VALUE);
	refuse(REPORT_PERCENT, "x=9999999999", WHERE_WRONG_VALUE);
	refuse(REPORT_ADDRESS, "x=12g", WHERE_WRONG_VALUE);
	refuse(REPORT_ADDRESS, "x=20000000000000000", WHERE_WRONG_VALUE);
	refuse(REPORT_FRAME, "x=4G5", WHERE_WRONG_VALUE);
	refuse(REPORT_FLAG, "x=1", WHERE_WRONG_VALUE);
	refuse(REPORT_FLAG, "x=maybe", WHERE_WRONG_VALUE);
	refuse(REPORT_SIZE, "x<-", WHERE_WRONG_VALUE);
}

static void refuses_operators_of_another_kind(void **state)
{
	(void)state;
	refuse(REPORT_SIZE, "x~2*", WHERE_WRONG_OPERATOR);
	refuse(REPORT_SIZE, "x!~2*", WHERE_WRONG_OPERATOR);
	refuse(REPORT_NAME, "x<a", WHERE_WRONG_OPERATOR);
	refuse(REPORT_WORD, "x>=a", WHERE_WRONG_OPERATOR);
	refuse(REPORT_FLAG, "x>no", WHERE_WRONG_OPERATOR);
	refuse(REPORT_FLAG, "x~y*", WHERE_WRONG_OPERATOR);
}

static void globs_are_those_of_m(void **state)
{
	(void)state;
	assert_true(judge(REPORT_NAME, "x~*/libc.*", named("/lib/libc.so.6")));
	assert_false(judge(REPORT_NAME, "x!~*/libc.*",
			   named("/lib/libc.so.6")));
	assert_true(judge(REPORT_NAME, "x!~*/libc.*", named("/bin/a")));
	/* The very name, and [name], are literal. */
	assert_true(judge(REPORT_NAME, "x~[heap]", named("[heap]")));
	assert_false(judge(REPORT_NAME, "x~[heap]", named("h")));
	assert_true(judge(REPORT_NAME, "x~a*b[", named("a*b[")));
	/* = is no glob. */
	assert_false(judge(REPORT_NAME, "x=*", named("a")));
	assert_true(judge(REPORT_NAME, "x=*", named("*")));
}

static void the_end_of_the_last_page_is_2_to_64(void **state)
{
	(void)state;
	assert_true(judge(REPORT_END, "x=10000000000000000", number(0)));
	assert_false(judge(REPORT_END, "x=10000000000000000", number(1)));
	assert_true(judge(REPORT_END, "x>ffffffffffffffff", number(0)));
	assert_false(judge(REPORT_END, "x=0", number(0)));
	assert_true(judge(REPORT_END, "x>0", number(0)));
	assert_true(judge(REPORT_END, "x<10000000000000000",
			  number(UINT64_MAX)));
	assert_true(judge(REPORT_ADDRESS, "x<10000000000000000", number(0)));
	assert_true(judge(REPORT_ADDRESS, "x=0", number(0)));
}

static void what_does_not_exist_differs_from_every_value(void **state)
{
	static const struct report_cell slot = {
		.known = REPORT_SLOT, .number = 5, .area = 1,
	};

	(void)state;
	assert_int_equal(judge(REPORT_NUMBER, "x=5", none), WHERE_NO);
	assert_int_equal(judge(REPORT_NUMBER, "x<5", none), WHERE_NO);
	assert_int_equal(judge(REPORT_NUMBER, "x<=5", none), WHERE_NO);
	assert_int_equal(judge(REPORT_NUMBER, "x>5", none), WHERE_NO);
	assert_int_equal(judge(REPORT_NUMBER, "x>=0", none), WHERE_NO);
	assert_int_equal(judge(REPORT_NUMBER, "x!=5", none), WHERE_YES);
	assert_int_equal(judge(REPORT_NAME, "x~*", none), WHERE_NO);
	assert_int_equal(judge(REPORT_NAME, "x!~*", none), WHERE_YES);
	assert_int_equal(judge(REPORT_FRAME, "x=5", slot), WHERE_NO);
	assert_int_equal(judge(REPORT_FRAME, "x!=5", slot), WHERE_YES);
}

static void a_dash_asks_whether_there_is_a_value(void **state)
{
	static const struct report_cell guess = {
		.known = REPORT_GUESS, .text = "/dev/sda2",
	};

	(void)state;
	assert_int_equal(judge(REPORT_NUMBER, "x=-", none), WHERE_YES);
	assert_int_equal(judge(REPORT_NUMBER, "x!=-", none), WHERE_NO);
	assert_int_equal(judge(REPORT_NUMBER, "x=-", number(0)), WHERE_NO);
	assert_int_equal(judge(REPORT_NUMBER, "x!=-", number(0)), WHERE_YES);
	assert_int_equal(judge(REPORT_NAME, "x=-", named("-")), WHERE_NO);
	assert_int_equal(judge(REPORT_NAME, "x~-", named("-")), WHERE_YES);
	assert_int_equal(judge(REPORT_NAME, "x=-", guess), WHERE_NO);
	assert_int_equal(judge(REPORT_NUMBER, "x=-", unknown), WHERE_UNKNOWN);
	assert_int_equal(judge(REPORT_NUMBER, "x!=-", unknown), WHERE_UNKNOWN);
}

static void unknown_is_unknown_to_each_operator(void **state)
{
	static const char *const comparisons[] = {
		"x=5", "x!=5", "x<5", "x<=5", "x>5", "x>=0",
	};
	static const struct report_cell guess = {
		.known = REPORT_GUESS, .text = "/dev/sda2",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(comparisons) / sizeof(char *); i++)
		assert_int_equal(judge(REPORT_NUMBER, comparisons[i], unknown),
				 WHERE_UNKNOWN);
	assert_int_equal(judge(REPORT_NAME, "x~*", unknown), WHERE_UNKNOWN);
	assert_int_equal(judge(REPORT_NAME, "x!~*", unknown), WHERE_UNKNOWN);
	assert_int_equal(judge(REPORT_NAME, "x=/dev/sda2", guess),
			 WHERE_UNKNOWN);
	assert_int_equal(judge(REPORT_NAME, "x!=/dev/sda2", guess),
			 WHERE_UNKNOWN);
	assert_int_equal(judge(REPORT_NAME, "x~*", guess), WHERE_UNKNOWN);
}

static const char *const several[] = { "swapped", "guard", "special", NULL };
static const char *const shown_too[] = { "present", "zero", NULL };

static void a_vague_word_is_judged_by_all_that_it_may_be(void **state)
{
	const struct report_cell cell = {
		.known = REPORT_VAGUE, .text = "nonpresent",
		.may_be = several,
	};

	(void)state;
	assert_int_equal(judge(REPORT_WORD, "x=swapped", cell), WHERE_UNKNOWN);
	assert_int_equal(judge(REPORT_WORD, "x!=swapped", cell),
			 WHERE_UNKNOWN);
	assert_int_equal(judge(REPORT_WORD, "x=absent", cell), WHERE_NO);
	assert_int_equal(judge(REPORT_WORD, "x!=absent", cell), WHERE_YES);
	assert_int_equal(judge(REPORT_WORD, "x~s*", cell), WHERE_UNKNOWN);
	assert_int_equal(judge(REPORT_WORD, "x~[sg]*", cell), WHERE_YES);
	assert_int_equal(judge(REPORT_WORD, "x!~[sg]*", cell), WHERE_NO);
	assert_int_equal(judge(REPORT_WORD, "x=-", cell), WHERE_NO);
	/* That it is not present, and no more, is certain. */
	assert_int_equal(judge(REPORT_WORD, "x=nonpresent", cell), WHERE_YES);
	assert_int_equal(judge(REPORT_WORD, "x!=nonpresent", cell), WHERE_NO);
}

static void a_vague_word_may_be_what_is_shown(void **state)
{
	struct report_cell cell = {
		.known = REPORT_VAGUE, .text = "present",
		.may_be = shown_too,
	};

	(void)state;
	assert_int_equal(judge(REPORT_WORD, "x=present", cell), WHERE_UNKNOWN);
	assert_int_equal(judge(REPORT_WORD, "x!=present", cell),
			 WHERE_UNKNOWN);
	assert_int_equal(judge(REPORT_WORD, "x=swapped", cell), WHERE_NO);
	cell.may_be = NULL;
	assert_int_equal(judge(REPORT_WORD, "x=swapped", cell), WHERE_UNKNOWN);
}

static void a_word_that_never_comes_is_a_mistake(void **state)
{
	struct where where;

	(void)state;
	assert_int_equal(read_as(REPORT_WORD, cells_state_word, "x=swappde",
				 &where), WHERE_NEVER);
	assert_int_equal(read_as(REPORT_WORD, cells_state_word, "x!=swappde",
				 &where), WHERE_NEVER);
	assert_int_equal(read_as(REPORT_WORD, cells_state_word, "x~swappde*",
				 &where), WHERE_NEVER);
	assert_int_equal(read_as(REPORT_WORD, cells_state_word, "x=swapped",
				 &where), 0);
	assert_int_equal(read_as(REPORT_WORD, cells_state_word, "x!~*swapped",
				 &where), 0);
	assert_int_equal(read_as(REPORT_WORD, cells_perms_word, "x=rw",
				 &where), WHERE_NEVER);
	assert_int_equal(read_as(REPORT_WORD, cells_perms_word, "x~*w*",
				 &where), 0);
	assert_int_equal(read_as(REPORT_WORD, cells_perms_word, "x=rwxs",
				 &where), 0);
	assert_int_equal(read_as(REPORT_WORD, cells_perms_word, "x=-",
				 &where), 0);
}

static void each_kind_says_what_it_takes(void **state)
{
	(void)state;
	for (int kind = REPORT_NAME; kind <= REPORT_LIST; kind++) {
		assert_non_null(where_values((enum report_kind)kind));
		assert_int_equal(*where_operators((enum report_kind)kind),
				 kind == REPORT_LIST ? '~' : '=');
	}
	assert_string_equal(where_operators(REPORT_SIZE), "= != < <= > >=");
	assert_string_equal(where_operators(REPORT_NAME), "= != ~ !~");
	assert_string_equal(where_operators(REPORT_FLAG), "= !=");
	assert_string_equal(where_operators(REPORT_LIST), "~ !~");
}

static void in_a_list_one_word_is_meant(void **state)
{
	static const char *const frames[] = { "moved", "copied", NULL };
	struct report_cell vague = named("came,unknown");

	(void)state;
	vague.known = REPORT_VAGUE;
	vague.may_be = frames;
	assert_true(judge(REPORT_LIST, "x~moved", named("went,moved")));
	assert_true(judge(REPORT_LIST, "x~went", named("went,moved")));
	assert_true(judge(REPORT_LIST, "x~mov*", named("went,moved")));
	assert_false(judge(REPORT_LIST, "x~move", named("went,moved")));
	assert_false(judge(REPORT_LIST, "x~*t,m*", named("went,moved")));
	assert_false(judge(REPORT_LIST, "x!~went", named("went,moved")));
	assert_true(judge(REPORT_LIST, "x!~came", named("went,moved")));
	assert_int_equal(judge(REPORT_LIST, "x~came", vague), WHERE_YES);
	assert_int_equal(judge(REPORT_LIST, "x~went", vague), WHERE_NO);
	assert_int_equal(judge(REPORT_LIST, "x~moved", vague), WHERE_UNKNOWN);
	assert_int_equal(judge(REPORT_LIST, "x!~m*", vague), WHERE_UNKNOWN);
	assert_int_equal(judge(REPORT_LIST, "x!~came", vague), WHERE_NO);
	refuse(REPORT_LIST, "x=came", WHERE_WRONG_OPERATOR);
}

static void of_amounts_with_keys_a_key_is_meant(void **state)
{
	const struct report_cell cell = named("0:4096,9:2097152");
	const struct report_cell vague = named("0:4096,?:2097152");

	(void)state;
	assert_string_equal(where_operators(REPORT_PARTS), "~ !~");
	assert_string_equal(where_operators(REPORT_BLOCKS), "~ !~");
	assert_int_equal(judge(REPORT_PARTS, "x~9", cell), WHERE_YES);
	assert_int_equal(judge(REPORT_PARTS, "x~?", cell), WHERE_YES);
	assert_int_equal(judge(REPORT_PARTS, "x~4", cell), WHERE_NO);
	assert_int_equal(judge(REPORT_PARTS, "x!~4", cell), WHERE_YES);
	assert_int_equal(judge(REPORT_PARTS, "x!~0", cell), WHERE_NO);
	assert_int_equal(judge(REPORT_BLOCKS, "x~9", cell), WHERE_YES);
	assert_int_equal(judge(REPORT_PARTS, "x~0", vague), WHERE_YES);
	assert_int_equal(judge(REPORT_PARTS, "x~9", vague), WHERE_UNKNOWN);
	assert_int_equal(judge(REPORT_PARTS, "x!~9", vague), WHERE_UNKNOWN);
	refuse(REPORT_PARTS, "x>4", WHERE_WRONG_OPERATOR);
	refuse(REPORT_BLOCKS, "x=4", WHERE_WRONG_OPERATOR);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(of_amounts_with_keys_a_key_is_meant),
		cmocka_unit_test(in_a_list_one_word_is_meant),
		cmocka_unit_test(splits_column_operator_and_value),
		cmocka_unit_test(blanks_may_stand_around_the_operator),
		cmocka_unit_test(says_which_part_is_missing_or_wrong),
		cmocka_unit_test(each_operator_orders_numbers),
		cmocka_unit_test(reads_what_the_kind_of_the_column_says),
		cmocka_unit_test(refuses_values_of_another_kind),
		cmocka_unit_test(refuses_operators_of_another_kind),
		cmocka_unit_test(globs_are_those_of_m),
		cmocka_unit_test(the_end_of_the_last_page_is_2_to_64),
		cmocka_unit_test(what_does_not_exist_differs_from_every_value),
		cmocka_unit_test(a_dash_asks_whether_there_is_a_value),
		cmocka_unit_test(unknown_is_unknown_to_each_operator),
		cmocka_unit_test(a_vague_word_is_judged_by_all_that_it_may_be),
		cmocka_unit_test(a_vague_word_may_be_what_is_shown),
		cmocka_unit_test(a_word_that_never_comes_is_a_mistake),
		cmocka_unit_test(each_kind_says_what_it_takes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
