// SPDX-License-Identifier: LGPL-2.1-or-later
/* Which of two exit statuses counts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "exits.h"

/* 124 and above, 2, 1, 3, 0: as the page has it; 77 stands in for 3. */
static const int order[] = { 127, 126, 124, 2, 1, 3, 77, 0 };

#define COUNT (sizeof(order) / sizeof(order[0]))

static void the_worse_of_two_counts_in_any_order(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT; i++) {
		for (size_t j = i; j < COUNT; j++) {
			assert_int_equal(exits_worse(order[i], order[j]),
					 order[i]);
			assert_int_equal(exits_worse(order[j], order[i]),
					 order[i]);
		}
	}
}

static void the_names_are_of_these_statuses(void **state)
{
	(void)state;
	assert_int_equal(EXITS_DONE, 0);
	assert_int_equal(EXITS_NOTHING, 1);
	assert_int_equal(EXITS_WRONG, 2);
	assert_int_equal(EXITS_UNKNOWN, 3);
	assert_int_equal(EXITS_SKIPPED, 77);
	assert_int_equal(EXITS_NOT_READY, 124);
	assert_int_equal(EXITS_NOT_EXECUTABLE, 126);
	assert_int_equal(EXITS_NOT_FOUND, 127);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_worse_of_two_counts_in_any_order),
		cmocka_unit_test(the_names_are_of_these_statuses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
