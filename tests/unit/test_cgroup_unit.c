// SPDX-License-Identifier: LGPL-2.1-or-later
/* How systemd calls the directory of a unit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cgroup-unit.h"

static void assert_name(const char *word, const char *wanted)
{
	char name[CGROUP_UNIT_ROOM];

	assert_true(cgroup_unit_name(word, name));
	assert_string_equal(name, wanted);
}

static void a_name_without_suffix_is_a_service(void **state)
{
	(void)state;
	assert_name("nginx", "nginx.service");
	assert_name("nginx.service", "nginx.service");
	assert_name("getty@tty1", "getty@tty1.service");
	assert_name("user-1000.slice", "user-1000.slice");
	assert_name("session-3.scope", "session-3.scope");
	assert_name("org.example.app", "org.example.app.service");
	assert_name(".service", ".service.service");
}

static void what_a_name_cannot_have_is_escaped(void **state)
{
	(void)state;
	assert_name("my app", "my\\x20app.service");
	assert_name("a\xff", "a\\xff.service");
	/* As systemctl prints it. */
	assert_name("a\\x2db.service", "a\\x2db.service");
}

static void a_path_an_empty_and_a_long_word_are_no_names(void **state)
{
	char name[CGROUP_UNIT_ROOM], word[CGROUP_UNIT_ROOM];

	(void)state;
	assert_false(cgroup_unit_name("", name));
	assert_false(cgroup_unit_name("a/b.service", name));
	memset(word, ' ', sizeof(word));
	word[253] = '\0';
	assert_true(cgroup_unit_name(word, name));
	assert_int_equal(strlen(name), 4 * 253 + strlen(".service"));
	word[253] = ' ';
	word[254] = '\0';
	assert_false(cgroup_unit_name(word, name));
}

static void a_directory_may_have_a_line_in_front(void **state)
{
	(void)state;
	assert_true(cgroup_is_unit("nginx.service", "nginx.service"));
	assert_true(cgroup_is_unit("_cpu.service", "cpu.service"));
	assert_true(cgroup_is_unit("__x.service", "_x.service"));
	assert_false(cgroup_is_unit("_x.service", "_x.service"));
	assert_false(cgroup_is_unit("nginx.servic", "nginx.service"));
	assert_false(cgroup_is_unit("xnginx.service", "nginx.service"));
	assert_false(cgroup_is_unit("", "nginx.service"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_without_suffix_is_a_service),
		cmocka_unit_test(what_a_name_cannot_have_is_escaped),
		cmocka_unit_test(a_path_an_empty_and_a_long_word_are_no_names),
		cmocka_unit_test(a_directory_may_have_a_line_in_front),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
