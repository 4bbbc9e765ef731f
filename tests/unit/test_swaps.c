// SPDX-License-Identifier: LGPL-2.1-or-later
/* libvminfo/swaps.c: what a line of /proc/swaps means. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "swaps.h"

static char line[300];

static struct swaps_area decoded(const char *text)
{
	struct swaps_area area;

	snprintf(line, sizeof(line), "%s", text);
	assert_int_equal(swaps_decode(line, &area), 0);
	return area;
}

static void refused(const char *text)
{
	struct swaps_area area = { .size = 77 };

	snprintf(line, sizeof(line), "%s", text);
	if (swaps_decode(line, &area) != -EINVAL)
		fail_msg("this should be refused: %s", text);
	assert_int_equal(area.size, 77);
}

static void a_line_has_a_name_and_sizes_in_bytes(void **state)
{
	struct swaps_area area =
		decoded("/dev/vda2                               partition\t"
			"1048572\t\t64\t\t-2");

	(void)state;
	assert_string_equal(area.name, "/dev/vda2");
	assert_int_equal(area.size, (uint64_t)1048572 << 10);
	assert_int_equal(area.used, 65536);
}

static void escapes_in_a_name_are_undone(void **state)
{
	(void)state;
	assert_string_equal(decoded("/a\\040b file\t8\t0\t-2").name, "/a b");
	assert_string_equal(decoded("/a\\011\\012b file\t8\t0\t-2").name,
			    "/a\t\nb");
	assert_string_equal(decoded("/a\\134040 file\t8\t0\t-2").name, "/a\\040");
	assert_string_equal(decoded("/a\\040(deleted) file\t8\t0\t-2").name,
			    "/a (deleted)");
	assert_string_equal(decoded("/\\303\\266 file\t8\t0\t-2").name,
			    "/\xc3\xb6");
}

static void what_only_begins_like_an_escape_stays(void **state)
{
	(void)state;
	assert_string_equal(decoded("/a\\04 file\t8\t0\t-2").name, "/a\\04");
	assert_string_equal(decoded("/a\\089 file\t8\t0\t-2").name, "/a\\089");
	assert_string_equal(decoded("/a\\ file\t8\t0\t-2").name, "/a\\");
}

static void the_heading_is_no_area(void **state)
{
	(void)state;
	refused("Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority");
}

static void a_line_that_is_cut_or_garbage_is_refused(void **state)
{
	static const char whole[] = "/dev/vda2 partition\t1048572\t64\t-2";
	const char *priority = strrchr(whole, '\t');
	char cut[sizeof(whole)];

	(void)state;
	for (size_t n = 0; n < (size_t)(priority - whole); n++) {
		memcpy(cut, whole, n);
		cut[n] = '\0';
		refused(cut);
	}
	refused("/dev/vda2 partition\t-1\t64\t-2");
	refused("/dev/vda2 partition\t8x\t64\t-2");
	refused("/dev/vda2 partition\t8\tx\t-2");
	refused(" /dev/vda2 partition\t8\t0\t-2");
	refused("/dev/vda2 partition\t18446744073709551616\t64\t-2");
	refused("/dev/vda2 partition\t18014398509481984\t64\t-2");
}

static void a_slot_is_below_the_size_of_its_area(void **state)
{
	struct swaps_area area = { .size = 8192 };

	(void)state;
	assert_true(swaps_can_hold(&area, 0, 0, 4096));
	assert_true(swaps_can_hold(&area, 0, 0, 8192));
	assert_false(swaps_can_hold(&area, 0, 0, 8193));
}

static void a_number_is_never_below_its_line(void **state)
{
	struct swaps_area area = { .size = 8192 };

	(void)state;
	assert_true(swaps_can_hold(&area, 1, 1, 4096));
	assert_true(swaps_can_hold(&area, 1, 2, 4096));
	assert_false(swaps_can_hold(&area, 1, 0, 4096));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_has_a_name_and_sizes_in_bytes),
		cmocka_unit_test(escapes_in_a_name_are_undone),
		cmocka_unit_test(what_only_begins_like_an_escape_stays),
		cmocka_unit_test(the_heading_is_no_area),
		cmocka_unit_test(a_line_that_is_cut_or_garbage_is_refused),
		cmocka_unit_test(a_slot_is_below_the_size_of_its_area),
		cmocka_unit_test(a_number_is_never_below_its_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
