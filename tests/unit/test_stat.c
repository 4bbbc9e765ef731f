// SPDX-License-Identifier: LGPL-2.1-or-later
/* libvminfo/stat.c: what /proc/PID/stat means. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "stat.h"

#define NUMBERS                                                                \
	" S 1 42 42 0 -1 4194560 10 11 12 13 14 15 16 17 20 0 3 0 99887766 "   \
	"1000000 200 18446744073709551615 4194304 4198400 140733193388032 0 "  \
	"0 0 0 0 0 0 0 0 17 1 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n"

static struct stat_fields decoded(const char *text)
{
	struct stat_fields fields;

	assert_int_equal(stat_decode(text, &fields), 0);
	return fields;
}

/* Behind the text there is nothing that one may read. */
static void refused(const char *text)
{
	struct stat_fields fields = { .threads = 77 };
	char *copy = strdup(text);

	assert_non_null(copy);
	if (stat_decode(copy, &fields) != -EINVAL)
		fail_msg("this should be refused: %s", text);
	assert_int_equal(fields.threads, 77);
	free(copy);
}

static void each_field_has_its_place(void **state)
{
	struct stat_fields f = decoded("42 (sleep)" NUMBERS);

	(void)state;
	assert_int_equal(f.number, 42);
	assert_int_equal(f.flags, 4194560);
	assert_string_equal(f.name, "sleep");
	assert_int_equal(f.state, 'S');
	assert_false(f.kernel_thread);
	assert_int_equal(f.threads, 3);
	assert_int_equal(f.start_time, 99887766);
	assert_int_equal(f.start_code, 4194304);
	assert_int_equal(f.end_code, 4198400);
	assert_int_equal(f.start_stack, 140733193388032);
}

static void a_name_may_hold_brackets_blanks_and_newlines(void **state)
{
	(void)state;
	assert_string_equal(decoded("42 ()" NUMBERS).name, "");
	assert_string_equal(decoded("42 (a) R 1 2)" NUMBERS).name, "a) R 1 2");
	assert_string_equal(decoded("42 ((sd-pam))" NUMBERS).name, "(sd-pam)");
	assert_string_equal(decoded("42 (a\n) S\n)" NUMBERS).name, "a\n) S\n");
	assert_string_equal(decoded("42 (a (b)" NUMBERS).name, "a (b");
	assert_int_equal(decoded("42 (a) Z 1 2)" NUMBERS).state, 'S');
}

static void a_long_name_is_cut(void **state)
{
	char text[1024];
	struct stat_fields f;

	(void)state;
	snprintf(text, sizeof(text), "42 (%0200d)%s", 7, NUMBERS);
	f = decoded(text);
	assert_int_equal(strlen(f.name), sizeof(f.name) - 1);
	assert_int_equal(f.threads, 3);
	/* One byte too long, with its end. */
	snprintf(text, sizeof(text), "42 (%0*d)%s", (int)sizeof(f.name), 7,
		 NUMBERS);
	f = decoded(text);
	assert_int_equal(strlen(f.name), sizeof(f.name) - 1);
}

static void a_kernel_thread_has_its_flag(void **state)
{
	(void)state;
	assert_true(decoded("2 (kthreadd) S 0 0 0 0 -1 2129984 0 0 0 0 0 0 0 0 "
			    "20 0 1 0 5 0 0 18446744073709551615 0 0 0 0\n")
			    .kernel_thread);
}

static void a_line_that_ends_before_the_stack_is_refused(void **state)
{
	static const char whole[] =
		"42 (sleep) S 1 42 42 0 -1 4194560 10 11 12 13 14 15 16 17 20 "
		"0 3 0 99887766 1000000 200 18446744073709551615 4194304 "
		"4198400 ";
	char cut[sizeof(whole)];

	(void)state;
	for (size_t n = 0; n < sizeof(whole); n++) {
		memcpy(cut, whole, n);
		cut[n] = '\0';
		refused(cut);
	}
}

static void garbage_is_refused(void **state)
{
	(void)state;
	refused("");
	refused("42 sleep" NUMBERS);
	refused("42 )sleep(" NUMBERS);
	refused("42 )" NUMBERS "(");
	refused("42 sleep)" NUMBERS);
	refused("42 (sleep" NUMBERS);
	refused("42 (sleep)xS" NUMBERS);
	refused("42 (sleep)xS 1 42 42 0 -1 4194560 10 11 12 13 14 15 16 17 20 "
		"0 3 0 99887766 1000000 200 18446744073709551615 1 1 1\n");
	refused("42 (sleep) S 1 x 42 0 -1 4194560 10 11 12 13 14 15 16 17 20 0 "
		"3 0 99887766 1000000 200 18446744073709551615 1 1 1\n");
	refused("42 (sleep) S 1 18446744073709551616 42 0 -1 1 1 1 1 1 1 1 1 1 "
		"1 1 3 0 99887766 1 2 1 1 1 1\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_field_has_its_place),
		cmocka_unit_test(a_name_may_hold_brackets_blanks_and_newlines),
		cmocka_unit_test(a_long_name_is_cut),
		cmocka_unit_test(a_kernel_thread_has_its_flag),
		cmocka_unit_test(a_line_that_ends_before_the_stack_is_refused),
		cmocka_unit_test(garbage_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
