// SPDX-License-Identifier: LGPL-2.1-or-later
/* The command line, to be typed again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "typed.h"

struct expectation {
	const char *word;
	const char *quoted;
};

static const struct expectation expectations[] = {
	{ "812", "812" },
	{ "--json=lines", "--json=lines" },
	{ "7f00-7f01", "7f00-7f01" },
	{ "./bin/vmwalk", "./bin/vmwalk" },
	{ "", "''" },
	{ "[heap]", "'[heap]'" },
	{ "*/libfoo*", "'*/libfoo*'" },
	{ "size>2M", "'size>2M'" },
	{ "a b", "'a b'" },
	{ "$(reboot)", "'$(reboot)'" },
	{ "=ls", "'=ls'" },
	{ "~root", "'~root'" },
	{ "it's", "'it'\\''s'" },
	{ "'", "''\\'''" },
	{ "a\\b", "'a\\b'" },
	{ "\033[31m", "$'\\033[31m'" },
	{ "a\nb", "$'a\\012b'" },
	{ "\303\266'\\", "$'\\303\\266\\047\\134'" },
	{ "\177", "$'\\177'" },
};

static void a_word_is_quoted_for_a_shell(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < sizeof(expectations) / sizeof(*expectations);
	     i++) {
		const struct expectation *e = &expectations[i];
		char quoted[64];

		*typed_quote(quoted, e->word) = '\0';
		assert_string_equal(quoted, e->quoted);
		assert_in_range(strlen(quoted) + 1, 1, typed_room(e->word));
	}
}

static void a_command_has_all_its_words(void **unused)
{
	char *argv[] = { "vmwalk", "-m", "[heap]", "812", "813", NULL };

	(void)unused;
	typed_keep(argv);
	assert_string_equal(typed_command(), "vmwalk -m '[heap]' 812 813");
}

static void a_command_that_is_too_long_is_none(void **unused)
{
	static char many[2000];
	char *one[] = { "vmwalk", many, NULL };
	char *all[1001];

	(void)unused;
	memset(many, '1', sizeof(many) - 1);
	typed_keep(one);
	assert_null(typed_command());
	for (size_t i = 0; i < 1000; i++)
		all[i] = "812";
	all[1000] = NULL;
	typed_keep(all);
	assert_null(typed_command());
	all[0] = NULL;
	typed_keep(all);
	assert_null(typed_command());
}

static void what_a_command_made_is_removed_first(void **unused)
{
	static char path[500];
	char *argv[] = { "vmwalk", "--record", "a b.vm", "812", NULL };

	(void)unused;
	typed_keep(argv);
	assert_string_equal(typed_with_sudo(),
			    "sudo vmwalk --record 'a b.vm' 812");
	typed_made("a b.vm");
	assert_string_equal(typed_with_sudo(),
			    "rm -f 'a b.vm' && "
			    "sudo vmwalk --record 'a b.vm' 812");
	typed_made("-x");
	assert_string_equal(typed_with_sudo(),
			    "rm -f -- -x && "
			    "sudo vmwalk --record 'a b.vm' 812");
	memset(path, 'x', sizeof(path) - 1);
	typed_made(path);
	assert_null(typed_with_sudo());
	typed_made(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_word_is_quoted_for_a_shell),
		cmocka_unit_test(a_command_has_all_its_words),
		cmocka_unit_test(a_command_that_is_too_long_is_none),
		cmocka_unit_test(what_a_command_made_is_removed_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
