// SPDX-License-Identifier: LGPL-2.1-or-later
/* tools/wrap.c: text broken into lines of at most 80 columns. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "wrap.h"

#define TEN "123456789 "
#define SIXTY TEN TEN TEN TEN TEN TEN

static void assert_lines(const struct wrap *wrap, const char *text,
			 const char *wanted)
{
	char *lines = wrap_lines(wrap, text);

	assert_non_null(lines);
	assert_string_equal(lines, wanted);
	free(lines);
}

static void a_short_text_is_one_line(void **state)
{
	(void)state;
	assert_lines(&(struct wrap){ .indent = 4 }, "a b", "    a b\n");
	assert_lines(&(struct wrap){ .label = "pfn", .indent = 8 }, "a b",
		     "  pfn   a b\n");
	assert_lines(&(struct wrap){ .indent = 4 }, "", "");
	assert_lines(&(struct wrap){ .label = "x", .indent = 4 }, "",
		     "  x\n");
}

static void lines_are_full_at_80_columns(void **state)
{
	(void)state;
	assert_lines(&(struct wrap){ .indent = 10 }, SIXTY "1234567890",
		     "          " SIXTY "1234567890\n");
	assert_lines(&(struct wrap){ .indent = 10 }, SIXTY "12345678901",
		     "          " TEN TEN TEN TEN TEN "123456789\n"
		     "          12345678901\n");
}

static void a_word_that_is_too_long_has_a_line_of_its_own(void **state)
{
	char word[101], wanted[160];

	(void)state;
	memset(word, 'x', 100);
	word[100] = '\0';
	strcat(strcat(strcpy(wanted, "  "), word), "\n");
	assert_lines(&(struct wrap){ .indent = 2 }, word, wanted);
}

static void a_label_that_is_too_long_stands_alone(void **state)
{
	(void)state;
	assert_lines(&(struct wrap){ .label = "soft-dirty", .indent = 8 }, "a",
		     "  soft-dirty\n        a\n");
}

static void a_newline_ends_a_line(void **state)
{
	(void)state;
	assert_lines(&(struct wrap){ .indent = 2 }, "a\nb", "  a\n  b\n");
}

static void characters_of_several_bytes_take_one_column(void **state)
{
	const char eighty[] = "ööööööööö ööööööööö ööööööööö ööööööööö "
			      "ööööööööö ööööööööö ööööööööö öööööööööö";
	char wanted[sizeof(eighty) + 1];

	(void)state;
	strcat(strcpy(wanted, eighty), "\n");
	assert_lines(&(struct wrap){ .indent = 0 }, eighty, wanted);
}

static void commands_go_on_behind_a_backslash(void **state)
{
	const struct wrap command = { .indent = 4, .command = true };

	(void)state;
	assert_lines(&command, SIXTY "1234567 890",
		     "    " SIXTY "1234567 890\n");
	assert_lines(&command, SIXTY "1234567890 12345",
		     "    " SIXTY "1234567890 \\\n    12345\n");
	assert_lines(&command, SIXTY "-p A='b c d e f' g",
		     "    " SIXTY "-p \\\n    A='b c d e f' g\n");
	assert_lines(&command, SIXTY "12345 $(command -v x) g",
		     "    " SIXTY "12345 \\\n    $(command -v x) g\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_short_text_is_one_line),
		cmocka_unit_test(lines_are_full_at_80_columns),
		cmocka_unit_test(a_word_that_is_too_long_has_a_line_of_its_own),
		cmocka_unit_test(a_label_that_is_too_long_stands_alone),
		cmocka_unit_test(a_newline_ends_a_line),
		cmocka_unit_test(characters_of_several_bytes_take_one_column),
		cmocka_unit_test(commands_go_on_behind_a_backslash),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
