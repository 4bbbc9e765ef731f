// SPDX-License-Identifier: LGPL-2.1-or-later
/* tools/audit-value.c: whether what is known of a number is what is wanted. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "audit-value.h"

#define MOST 6

static const enum where_op ops[] = {
	WHERE_EQUAL, WHERE_DIFFERENT, WHERE_LESS, WHERE_AT_MOST, WHERE_MORE,
	WHERE_AT_LEAST,
};

#define OPS (sizeof(ops) / sizeof(*ops))

static bool holds(uint64_t is, enum where_op op, uint64_t number)
{
	bool all[] = {
		[WHERE_EQUAL] = is == number, [WHERE_DIFFERENT] = is != number,
		[WHERE_LESS] = is < number, [WHERE_AT_MOST] = is <= number,
		[WHERE_MORE] = is > number, [WHERE_AT_LEAST] = is >= number,
	};

	return all[op];
}

static enum where_answer answer_of(bool some, bool all)
{
	return all ? WHERE_YES : some ? WHERE_UNKNOWN : WHERE_NO;
}

/* Each number that it may be is tried. */
static enum where_answer by_trial(const struct audit_value *value,
				  enum where_op op, uint64_t number)
{
	bool some = false, all = true;

	for (uint64_t is = value->least; is <= value->most; is++) {
		some |= holds(is, op, number);
		all &= holds(is, op, number);
	}
	return answer_of(some, all);
}

static void what_may_be_anything_between_is_judged_as_each_of_it(void **state)
{
	(void)state;
	for (uint64_t least = 0; least < MOST; least++)
		for (uint64_t most = least; most < MOST; most++)
			for (size_t op = 0; op < OPS; op++)
				for (uint64_t n = 0; n < MOST; n++) {
					struct audit_value v =
						audit_value_between(least,
							most, "why");

					assert_int_equal(
						audit_value_judge(&v, ops[op],
								  n),
						by_trial(&v, ops[op], n));
				}
}

static void nothing_is_known_of_what_is_unknown(void **state)
{
	struct audit_value v = audit_value_unknown("why");

	(void)state;
	assert_false(audit_value_is_known(&v));
	assert_int_equal(audit_value_judge(&v, WHERE_EQUAL, 0), WHERE_UNKNOWN);
	assert_int_equal(audit_value_judge(&v, WHERE_DIFFERENT, 0),
			 WHERE_UNKNOWN);
	assert_int_equal(audit_value_judge(&v, WHERE_LESS, 1), WHERE_UNKNOWN);
	/* But no number is below 0, or above all. */
	assert_int_equal(audit_value_judge(&v, WHERE_AT_LEAST, 0), WHERE_YES);
	assert_int_equal(audit_value_judge(&v, WHERE_LESS, 0), WHERE_NO);
}

static struct audit_value each(uint64_t least, uint64_t most, const char *why)
{
	return (struct audit_value){ least, most, true, why };
}

static void of_several_values_each_must_hold(void **state)
{
	struct audit_value v = each(1, 3, NULL);

	(void)state;
	assert_int_equal(audit_value_judge(&v, WHERE_EQUAL, 1), WHERE_NO);
	assert_int_equal(audit_value_judge(&v, WHERE_EQUAL, 2), WHERE_NO);
	assert_int_equal(audit_value_judge(&v, WHERE_LESS, 4), WHERE_YES);
	assert_int_equal(audit_value_judge(&v, WHERE_LESS, 3), WHERE_NO);
	assert_int_equal(audit_value_judge(&v, WHERE_AT_LEAST, 1), WHERE_YES);
	assert_int_equal(audit_value_judge(&v, WHERE_AT_LEAST, 2), WHERE_NO);
	assert_int_equal(audit_value_judge(&v, WHERE_DIFFERENT, 4), WHERE_YES);
	assert_int_equal(audit_value_judge(&v, WHERE_DIFFERENT, 3), WHERE_NO);
	/* Some page may have it. */
	assert_int_equal(audit_value_judge(&v, WHERE_DIFFERENT, 2),
			 WHERE_UNKNOWN);
}

static void one_that_fails_is_enough_whatever_the_others_are(void **state)
{
	struct audit_value v = each(1, 1, "others are hidden");

	(void)state;
	assert_int_equal(audit_value_judge(&v, WHERE_EQUAL, 2), WHERE_NO);
	assert_int_equal(audit_value_judge(&v, WHERE_EQUAL, 1), WHERE_UNKNOWN);
	assert_false(audit_value_is_known(&v));
}

static void a_number_without_doubt_is_known(void **state)
{
	struct audit_value one = audit_value_of(7);
	struct audit_value none = audit_value_between(7, 7, "why");
	struct audit_value some = audit_value_between(7, 8, "why");

	(void)state;
	assert_true(audit_value_is_known(&one));
	assert_true(audit_value_is_known(&none));
	assert_null(none.why);
	assert_false(audit_value_is_known(&some));
	assert_string_equal(some.why, "why");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		what_may_be_anything_between_is_judged_as_each_of_it),
		cmocka_unit_test(nothing_is_known_of_what_is_unknown),
		cmocka_unit_test(of_several_values_each_must_hold),
		cmocka_unit_test(
			one_that_fails_is_enough_whatever_the_others_are),
		cmocka_unit_test(a_number_without_doubt_is_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
