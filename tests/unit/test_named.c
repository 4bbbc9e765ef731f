// SPDX-License-Identifier: LGPL-2.1-or-later
/* Whether a process has a name, when the kernel keeps 15 bytes of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "named.h"

#define LONG "my-very-long-server"
#define CUT "my-very-long-se"	/* 15 bytes */

#define ARGV(...) ((char *const []){ __VA_ARGS__, NULL })

static enum named is(const char *name, const char *comm, char *const *argv,
		     const char *exe)
{
	struct named_evidence evidence = {
		.comm = comm, .argv = argv, .exe = exe,
	};

	return named_is(name, &evidence);
}

static void the_command_name_is_a_name(void **state)
{
	(void)state;
	assert_int_equal(is("bash", "bash", NULL, NULL), NAMED_YES);
	assert_int_equal(is("bash", "bash", ARGV("-sh"), NULL), NAMED_YES);
	assert_int_equal(is("bas", "bash", ARGV("bash"), NULL), NAMED_NO);
	assert_int_equal(is("bashx", "bash", ARGV("bash"), NULL), NAMED_NO);
	assert_int_equal(is("bash", "", NULL, NULL), NAMED_NO);
}

static void the_file_name_in_argv_0_is_a_name(void **state)
{
	(void)state;
	assert_int_equal(is("app", "worker", ARGV("app"), NULL), NAMED_YES);
	assert_int_equal(is("app", "worker", ARGV("/srv/app"), NULL),
			 NAMED_YES);
	assert_int_equal(is("app", "worker", ARGV("./app", "x"), NULL),
			 NAMED_YES);
	assert_int_equal(is("app", "worker", ARGV("/srv/my dir/app"), NULL),
			 NAMED_YES);
	assert_int_equal(is("srv", "worker", ARGV("/srv/app"), NULL),
			 NAMED_NO);
	assert_int_equal(is("x", "worker", ARGV("app", "x"), NULL), NAMED_NO);
}

static void a_title_is_no_path(void **state)
{
	(void)state;
	assert_int_equal(is("0", "sshd", ARGV("sshd: me@pts/0"), NULL),
			 NAMED_NO);
	assert_int_equal(is("app", "x", ARGV("x: serves /srv/app"), NULL),
			 NAMED_NO);
}

static void a_long_name_is_found_by_argv_0(void **state)
{
	(void)state;
	assert_int_equal(is(LONG, CUT, ARGV("/bin/" LONG), NULL), NAMED_YES);
	assert_int_equal(is(LONG, CUT, ARGV(LONG), NULL), NAMED_YES);
	assert_int_equal(is(LONG, CUT, ARGV("/bin/" LONG "2"), NULL),
			 NAMED_NO);
	/* The beginning alone is another name. */
	assert_int_equal(is(CUT, CUT, ARGV(CUT), NULL), NAMED_YES);
	assert_int_equal(is("my-very-long-sx", CUT, NULL, NULL), NAMED_NO);
}

static void a_long_name_is_found_by_the_file(void **state)
{
	char *const *title = ARGV(LONG ": worker");

	(void)state;
	assert_int_equal(is(LONG, CUT, title, "/bin/" LONG), NAMED_YES);
	assert_int_equal(is(LONG, CUT, title, "/bin/" LONG " (deleted)"),
			 NAMED_YES);
	assert_int_equal(is(LONG, CUT, title, "/bin/" LONG " (x)"), NAMED_NO);
	assert_int_equal(is(LONG, CUT, title, "/bin/" LONG "2"), NAMED_NO);
	assert_int_equal(is(LONG, CUT, NULL, "/" LONG "/" CUT), NAMED_NO);
}

static void a_script_with_a_long_name_is_found(void **state)
{
	char *const *script = ARGV("/bin/sh", "/srv/" LONG);
	char *const *option = ARGV("/bin/sh", "-e", "/srv/" LONG, "x");
	char *const *other = ARGV("/bin/sh", "/srv/" LONG "2");
	char *const *later = ARGV("/bin/sh", "a", "b", LONG);

	(void)state;
	assert_int_equal(is(LONG, CUT, script, NULL), NAMED_YES);
	assert_int_equal(is(LONG, CUT, script, "/bin/dash"), NAMED_YES);
	assert_int_equal(is(LONG, CUT, option, "/bin/dash"), NAMED_YES);
	assert_int_equal(is(LONG, CUT, other, "/bin/dash"), NAMED_NO);
	assert_int_equal(is(LONG, CUT, later, "/bin/dash"), NAMED_UNKNOWN);
	/* What is only named in the arguments is another process. */
	assert_int_equal(is(LONG, "sh", script, "/bin/dash"), NAMED_NO);
	assert_int_equal(is(LONG, CUT, ARGV("/bin/" LONG "2", LONG), NULL),
			 NAMED_NO);
}

static void a_cut_name_without_more_is_unknown(void **state)
{
	(void)state;
	assert_int_equal(is(LONG, CUT, NULL, NULL), NAMED_UNKNOWN);
	assert_int_equal(is(LONG, CUT, ARGV("worker"), NULL), NAMED_UNKNOWN);
	assert_int_equal(is(LONG, CUT, ARGV(LONG ": worker"), NULL),
			 NAMED_UNKNOWN);
	assert_int_equal(is(LONG, CUT, ARGV("worker"), "/bin/python"),
			 NAMED_UNKNOWN);
	/* A shorter command name was not cut. */
	assert_int_equal(is(LONG, "my-very-long-s", NULL, NULL), NAMED_NO);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_command_name_is_a_name),
		cmocka_unit_test(the_file_name_in_argv_0_is_a_name),
		cmocka_unit_test(a_title_is_no_path),
		cmocka_unit_test(a_long_name_is_found_by_argv_0),
		cmocka_unit_test(a_long_name_is_found_by_the_file),
		cmocka_unit_test(a_script_with_a_long_name_is_found),
		cmocka_unit_test(a_cut_name_without_more_is_unknown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
