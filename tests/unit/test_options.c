// SPDX-License-Identifier: LGPL-2.1-or-later
/* The vocabulary: no letter and no name means two things. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "options.h"

static void no_letter_means_two_things(void **state)
{
	const char *owner[256] = { NULL };

	(void)state;
	for (const struct cli_words *w = options_words; w->name; w++) {
		const char **of = &owner[(unsigned char)w->letter];

		if (!w->letter)
			continue;
		if (*of)
			fail_msg("-%c is --%s and --%s", w->letter, *of,
				 w->name);
		*of = w->name;
	}
	assert_non_null(owner['h']);
}

static void no_name_is_there_twice(void **state)
{
	(void)state;
	for (const struct cli_words *w = options_words; w->name; w++)
		for (const struct cli_words *v = w + 1; v->name; v++)
			assert_string_not_equal(w->name, v->name);
}

static void each_option_says_what_it_does(void **state)
{
	(void)state;
	for (const struct cli_words *w = options_words; w->name; w++) {
		assert_true(strlen(w->name) > 1);
		assert_non_null(w->text);
		assert_true(strlen(w->text) > 5);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_letter_means_two_things),
		cmocka_unit_test(no_name_is_there_twice),
		cmocka_unit_test(each_option_says_what_it_does),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
