// SPDX-License-Identifier: LGPL-2.1-or-later
/* libvminfo/names.c: numbers and their names, both ways. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "vminfo.h"

static void each_state_has_a_name_and_gets_it_back(void **state)
{
	(void)state;
	for (int i = VMINFO_PRESENT; i <= VMINFO_NONPRESENT; i++) {
		const char *name = vminfo_state_name((enum vminfo_state)i);

		assert_non_null(name);
		assert_int_equal(vminfo_state_from_name(name), i);
	}
}

static void each_attribute_has_a_name_and_gets_it_back(void **state)
{
	(void)state;
	for (int i = VMINFO_FILE; i <= VMINFO_MAYBE_ZERO; i <<= 1) {
		const char *name =
			vminfo_attribute_name((enum vminfo_attribute)i);

		assert_non_null(name);
		assert_int_equal(vminfo_attribute_from_name(name), i);
	}
}

static void each_status_has_a_name(void **state)
{
	(void)state;
	for (int i = VMINFO_UNFINISHED; i <= VMINFO_REFUSED; i++)
		assert_non_null(vminfo_status_name((enum vminfo_status)i));
}

static void numbers_without_a_name_have_none(void **state)
{
	(void)state;
	assert_null(vminfo_state_name((enum vminfo_state)0));
	assert_null(vminfo_state_name((enum vminfo_state)255));
	assert_null(vminfo_attribute_name((enum vminfo_attribute)0));
	assert_null(vminfo_attribute_name(
		(enum vminfo_attribute)(VMINFO_FILE | VMINFO_HUGE)));
	assert_null(vminfo_status_name((enum vminfo_status)0));
}

static void words_that_are_no_names_have_no_number(void **state)
{
	(void)state;
	assert_int_equal(vminfo_state_from_name(""), -EINVAL);
	assert_int_equal(vminfo_state_from_name("Present"), -EINVAL);
	assert_int_equal(vminfo_state_from_name("presen"), -EINVAL);
	assert_int_equal(vminfo_attribute_from_name("hug"), -EINVAL);
	assert_int_equal(vminfo_attribute_from_name("swapped"), -EINVAL);
}

static void the_names_that_programs_compare_with_do_not_change(void **state)
{
	(void)state;
	assert_string_equal(vminfo_state_name(VMINFO_PRESENT), "present");
	assert_string_equal(vminfo_state_name(VMINFO_SWAPPED), "swapped");
	assert_string_equal(vminfo_attribute_name(VMINFO_MAYBE_ZERO),
			    "maybe-zero");
	assert_string_equal(vminfo_status_name(VMINFO_COMPLETE), "complete");
	assert_string_equal(vminfo_status_name(VMINFO_CHANGED_MEANWHILE),
			    "changed");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_state_has_a_name_and_gets_it_back),
		cmocka_unit_test(each_attribute_has_a_name_and_gets_it_back),
		cmocka_unit_test(each_status_has_a_name),
		cmocka_unit_test(numbers_without_a_name_have_none),
		cmocka_unit_test(words_that_are_no_names_have_no_number),
		cmocka_unit_test(
			the_names_that_programs_compare_with_do_not_change),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
