// SPDX-License-Identifier: LGPL-2.1-or-later
/* Text that is cut to the columns of a terminal, and how wide pictures are. */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "terminal.h"

struct expectation {
	const char *text;
	size_t columns;
	const char *cut;
};

static const struct expectation expectations[] = {
	{ "", 1, "" },
	{ "a", 1, "a" },
	{ "ab", 1, "+" },
	{ "/srv/app", 9, "/srv/app" },
	{ "/srv/app", 8, "/srv/app" },
	{ "/srv/app", 7, "/srv/a+" },
	{ "/srv/app", SIZE_MAX, "/srv/app" },
	/* One column in two bytes; two columns in three. */
	{ "\303\266\303\266\303\266", 3, "\303\266\303\266\303\266" },
	{ "\303\266\303\266\303\266", 2, "\303\266+" },
	{ "\346\226\207\346\226\207", 4, "\346\226\207\346\226\207" },
	{ "\346\226\207\346\226\207", 3, "\346\226\207+" },
	{ "\346\226\207\346\226\207", 2, "+" },
};

static void text_is_cut_and_the_cut_is_seen(void **unused)
{
	(void)unused;
	if (!setlocale(LC_CTYPE, "C.UTF-8"))
		skip();
	for (size_t i = 0; i < sizeof(expectations) / sizeof(*expectations);
	     i++) {
		const struct expectation *e = &expectations[i];
		char text[32];

		strcpy(text, e->text);
		*terminal_cut(text, text + strlen(text), e->columns) = '\0';
		assert_string_equal(text, e->cut);
	}
}

static size_t width_of(const char *text)
{
	return terminal_width(text, text + strlen(text));
}

static void text_is_measured_in_columns(void **unused)
{
	(void)unused;
	if (!setlocale(LC_CTYPE, "C.UTF-8"))
		skip();
	assert_int_equal(width_of(""), 0);
	assert_int_equal(width_of("/srv/app"), 8);
	assert_int_equal(width_of("\303\266a"), 2);
	assert_int_equal(width_of("\346\226\207a"), 3);
	/* What is no character takes a column a byte. */
	assert_int_equal(width_of("\303\377"), 2);
}

static void pictures_are_as_wide_as_columns_says(void **unused)
{
	(void)unused;
	/* It is about a terminal, else. */
	if (terminal_columns())
		skip();
	assert_int_equal(unsetenv("COLUMNS"), 0);
	assert_int_equal(terminal_picture_columns(), 80);
	assert_int_equal(setenv("COLUMNS", "120", 1), 0);
	assert_int_equal(terminal_picture_columns(), 120);
	assert_int_equal(setenv("COLUMNS", "0", 1), 0);
	assert_int_equal(terminal_picture_columns(), 80);
	assert_int_equal(setenv("COLUMNS", "12x", 1), 0);
	assert_int_equal(terminal_picture_columns(), 80);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_is_cut_and_the_cut_is_seen),
		cmocka_unit_test(text_is_measured_in_columns),
		cmocka_unit_test(pictures_are_as_wide_as_columns_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
