// SPDX-License-Identifier: LGPL-2.1-or-later
/* tools/audit-cases.c: of several samples the worst is what is reported. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "audit-cases.h"

/* From the best to the worst. */
static const enum audit_outcome outcomes[] = {
	AUDIT_SKIP, AUDIT_OK, AUDIT_WARN, AUDIT_UNKNOWN, AUDIT_FAIL,
};

#define OUTCOMES (sizeof(outcomes) / sizeof(*outcomes))

static struct audit_verdict verdict_of(enum audit_outcome outcome,
				       const char *why)
{
	struct audit_verdict verdict = {
		.result = { .name = "a", .outcome = outcome },
		.why = strdup(why),
	};

	verdict.result.why = verdict.why;
	return verdict;
}

static void the_worse_of_two_samples_is_kept(void **state)
{
	(void)state;
	for (size_t i = 0; i < OUTCOMES; i++)
		for (size_t j = 0; j < OUTCOMES; j++) {
			struct audit_verdict first, second, kept = { 0 };
			struct audit_case of = { .verdicts = &kept };

			first = verdict_of(outcomes[i], "first");
			second = verdict_of(outcomes[j], "second");
			audit_case_take(&of, 0, &first);
			audit_case_take(&of, 0, &second);
			assert_int_equal(kept.result.outcome,
					 outcomes[i > j ? i : j]);
			/* Of two that are alike the first. */
			assert_string_equal(kept.result.why,
					    j > i ? "second" : "first");
			audit_verdict_free(&kept);
		}
}

static void of_samples_that_fail_alike_the_furthest_is_kept(void **state)
{
	const double excess[] = { 0.5, 2, 1 };
	static const char *const why[] = { "half", "twice", "once" };
	struct audit_verdict kept = { 0 };
	struct audit_case of = { .verdicts = &kept };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct audit_verdict verdict = verdict_of(AUDIT_FAIL, why[i]);

		verdict.excess = excess[i];
		audit_case_take(&of, 0, &verdict);
	}
	assert_string_equal(kept.result.why, "twice");
	audit_verdict_free(&kept);
}

static void how_far_a_value_is_depends_on_the_comparison(void **state)
{
	static const struct {
		enum where_op op;
		double value, wanted, excess;
	} cases[] = {
		{ WHERE_EQUAL, 6, 4, 0.5 },	 { WHERE_EQUAL, 2, 4, 0.5 },
		{ WHERE_DIFFERENT, 6, 4, -0.5 }, { WHERE_DIFFERENT, 4, 4, 0 },
		{ WHERE_LESS, 6, 4, 0.5 },	 { WHERE_LESS, 2, 4, -0.5 },
		{ WHERE_AT_MOST, 8, 4, 1 },	 { WHERE_MORE, 2, 4, 0.5 },
		{ WHERE_AT_LEAST, 1, 4, 0.75 },	 { WHERE_AT_LEAST, 8, 4, -1 },
		/* Of nothing there is no part. */
		{ WHERE_EQUAL, 3, 0, 3 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_true(audit_excess(cases[i].op, cases[i].value,
					 cases[i].wanted) == cases[i].excess);
}

static void nothing_is_worse_than_itself(void **state)
{
	(void)state;
	for (size_t i = 0; i < OUTCOMES; i++)
		for (size_t j = 0; j < OUTCOMES; j++)
			assert_int_equal(audit_is_worse(outcomes[i],
							outcomes[j]), i > j);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_worse_of_two_samples_is_kept),
		cmocka_unit_test(
			of_samples_that_fail_alike_the_furthest_is_kept),
		cmocka_unit_test(how_far_a_value_is_depends_on_the_comparison),
		cmocka_unit_test(nothing_is_worse_than_itself),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
