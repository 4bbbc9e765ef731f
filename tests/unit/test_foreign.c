// SPDX-License-Identifier: LGPL-2.1-or-later
/* Text that others control, made safe to print. */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define LIBBSD_NETBSD_VIS
#include <bsd/vis.h>

#include <cmocka.h>

#include "foreign.h"

static void assert_safe(enum foreign_style style, const char *raw,
			const char *wanted)
{
	char *safe = malloc(foreign_room(raw));

	assert_non_null(safe);
	assert_int_equal(foreign_encode(style, raw, safe), strlen(wanted));
	assert_string_equal(safe, wanted);
	free(safe);
}

static void control_characters_never_pass(void **state)
{
	(void)state;
	assert_safe(FOREIGN_ASCII, "a\033[31mb", "a\\033[31mb");
	assert_safe(FOREIGN_ASCII, "a\nb\tc\rd", "a\\012b\\011c\\015d");
	assert_safe(FOREIGN_UTF8, "a\033[31m\nb\tc", "a\\033[31m\\012b\\011c");
	assert_safe(FOREIGN_UTF8, "\xc2\x9b", "\\302\\233");
}

static void blanks_pass_where_a_name_ends_the_line(void **state)
{
	(void)state;
	assert_safe(FOREIGN_ASCII, "/a b", "/a b");
	assert_safe(FOREIGN_UTF8, "/a b", "/a b");
	assert_safe(FOREIGN_WORD, "/a b", "/a\\040b");
}

static void a_backslash_cannot_pass_for_an_escape(void **state)
{
	(void)state;
	assert_safe(FOREIGN_ASCII, "a\\012b", "a\\134012b");
	assert_safe(FOREIGN_UTF8, "a\\012b", "a\\134012b");
}

static void in_a_message_a_backslash_is_two(void **state)
{
	(void)state;
	assert_safe(FOREIGN_MESSAGE, "a\\012b", "a\\\\012b");
	assert_safe(FOREIGN_MESSAGE, "\\\\\n134\\", "\\\\\\\\\\012134\\\\");
	assert_safe(FOREIGN_MESSAGE, "\\134 \033", "\\\\134 \\033");
	assert_safe(FOREIGN_MESSAGE, "", "");
}

static void umlauts_pass_only_on_a_terminal_that_has_them(void **state)
{
	(void)state;
	assert_safe(FOREIGN_ASCII, "\xc3\xb6", "\\303\\266");
	assert_safe(FOREIGN_WORD, "\xc3\xb6", "\\303\\266");
	assert_safe(FOREIGN_UTF8, "\xc3\xb6", "\xc3\xb6");
	assert_safe(FOREIGN_UTF8, "\xe6\xb1\x89", "\xe6\xb1\x89");
}

static void broken_utf8_is_encoded_byte_by_byte(void **state)
{
	(void)state;
	assert_safe(FOREIGN_UTF8, "\xff" "a\xc3", "\\377a\\303");
	assert_safe(FOREIGN_UTF8, "\xc3(", "\\303(");
}

/* U+202E writes from right to left, U+200B takes no room. */
static void marks_without_a_width_are_encoded(void **state)
{
	(void)state;
	assert_safe(FOREIGN_UTF8, "\xe2\x80\xae", "\\342\\200\\256");
	assert_safe(FOREIGN_UTF8, "\xe2\x80\x8b", "\\342\\200\\213");
}

static void nothing_of_the_shell_passes_into_its_quotes(void **state)
{
	const char *raw = "\"$(id)`id`\\'!\n;";
	char safe[128];

	(void)state;
	foreign_encode(FOREIGN_QUOTED, raw, safe);
	assert_null(strpbrk(safe, "\"$`'!\n; "));
	assert_safe(FOREIGN_QUOTED, "$(id)", "\\044\\050id\\051");
}

static void unvis_gives_all_bytes_back(void **state)
{
	char raw[256], safe[4 * 256], back[4 * 256];

	(void)state;
	for (int i = 1; i < 256; i++)
		raw[i - 1] = (char)i;
	raw[255] = '\0';
	for (int style = FOREIGN_ASCII; style <= FOREIGN_QUOTED; style++) {
		foreign_encode((enum foreign_style)style, raw, safe);
		assert_int_equal(strunvis(back, safe), 255);
		assert_string_equal(back, raw);
	}
}

static void the_room_is_enough_for_the_worst_name(void **state)
{
	char raw[5000], *safe;

	(void)state;
	memset(raw, '\n', sizeof(raw) - 1);
	raw[sizeof(raw) - 1] = '\0';
	safe = malloc(foreign_room(raw));
	assert_non_null(safe);
	assert_int_equal(foreign_encode(FOREIGN_QUOTED, raw, safe),
			 4 * (sizeof(raw) - 1));
	free(safe);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(control_characters_never_pass),
		cmocka_unit_test(blanks_pass_where_a_name_ends_the_line),
		cmocka_unit_test(in_a_message_a_backslash_is_two),
		cmocka_unit_test(a_backslash_cannot_pass_for_an_escape),
		cmocka_unit_test(umlauts_pass_only_on_a_terminal_that_has_them),
		cmocka_unit_test(broken_utf8_is_encoded_byte_by_byte),
		cmocka_unit_test(marks_without_a_width_are_encoded),
		cmocka_unit_test(nothing_of_the_shell_passes_into_its_quotes),
		cmocka_unit_test(unvis_gives_all_bytes_back),
		cmocka_unit_test(the_room_is_enough_for_the_worst_name),
	};

	if (!setlocale(LC_CTYPE, "C.UTF-8"))
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
