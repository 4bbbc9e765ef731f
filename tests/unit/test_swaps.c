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

#define BIT(n) ((uint32_t)1 << (n))

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

static void a_line_has_the_kind_that_the_kernel_says(void **state)
{
	(void)state;
	assert_int_equal(decoded("/a partition\t8\t0\t-2").kind,
			 VMINFO_SWAP_PARTITION);
	assert_int_equal(decoded("/a file\t8\t0\t-2").kind, VMINFO_SWAP_FILE);
	/* Not told by how a word begins, nor by the name. */
	assert_int_equal(decoded("/a files\t8\t0\t-2").kind,
			 VMINFO_SWAP_OTHER);
	assert_int_equal(decoded("/a fil\t8\t0\t-2").kind,
			 VMINFO_SWAP_OTHER);
	assert_int_equal(decoded("/a disk\t8\t0\t-2").kind,
			 VMINFO_SWAP_OTHER);
	assert_int_equal(decoded("file attached\t8\t0\t-2").kind,
			 VMINFO_SWAP_OTHER);
}

static void a_line_has_a_priority_that_may_be_negative(void **state)
{
	(void)state;
	assert_int_equal(decoded("/a file\t8\t0\t-2").priority, -2);
	assert_int_equal(decoded("/a file\t8\t0\t0").priority, 0);
	assert_int_equal(decoded("/a file\t8\t0\t\t32767").priority, 32767);
	assert_int_equal(decoded("/a file\t8\t0\t2147483647").priority,
			 INT32_MAX);
	/* More columns than we know. */
	assert_int_equal(decoded("/a file\t8\t0\t100\t\tnew").priority, 100);
	assert_int_equal(decoded("/a file\t8\t0\t100 1").priority, 100);
}

static void escapes_in_a_name_are_undone(void **state)
{
	(void)state;
	assert_string_equal(decoded("/a\\040b file\t8\t0\t-2").name, "/a b");
	assert_string_equal(decoded("/a\\011\\012b file\t8\t0\t-2").name,
			    "/a\t\nb");
	assert_string_equal(decoded("/a\\134040 file\t8\t0\t-2").name,
			    "/a\\040");
	assert_string_equal(decoded("/a\\040(deleted) file\t8\t0\t-2").name,
			    "/a (deleted)");
	assert_string_equal(decoded("/\\303\\266 file\t8\t0\t-2").name,
			    "/\xc3\xb6");
	assert_string_equal(decoded("/\\367\\377 file\t8\t0\t-2").name,
			    "/\xf7\xff");
}

static void what_only_begins_like_an_escape_stays(void **state)
{
	(void)state;
	assert_string_equal(decoded("/a\\04 file\t8\t0\t-2").name, "/a\\04");
	assert_string_equal(decoded("/a\\089 file\t8\t0\t-2").name, "/a\\089");
	assert_string_equal(decoded("/a\\008 file\t8\t0\t-2").name, "/a\\008");
	assert_string_equal(decoded("/a\\811 file\t8\t0\t-2").name, "/a\\811");
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
	for (size_t n = 0; n <= (size_t)(priority - whole) + 1; n++) {
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
	refused("/dev/vda2 partition\t8\t0\t");
	refused("/dev/vda2 partition\t8\t0\t-");
	refused("/dev/vda2 partition\t8\t0\t--2");
	refused("/dev/vda2 partition\t8\t0\t2x");
	refused("/dev/vda2 partition\t8\t0\t2147483648");
}

static void a_name_may_be_one_character(void **state)
{
	(void)state;
	assert_string_equal(decoded("a file\t8\t0\t-2").name, "a");
	/* None is no name, though the columns behind it are all there. */
	refused(" file\t8\t0\t-2");
}

static void a_size_is_refused_where_bytes_do_not_fit(void **state)
{
	struct swaps_area area =
		decoded("/a file\t18014398509481982\t0\t-2");

	(void)state;
	assert_int_equal(area.size, UINT64_MAX - 2047);
	refused("/a file\t18014398509481983\t0\t-2");
	refused("/a file\t8\t18014398509481983\t-2");
}

static void lines_are(unsigned int type, uint32_t seen, unsigned int n_lines,
		      unsigned int first, unsigned int end)
{
	struct swaps_lines lines = swaps_lines_of(type, seen, n_lines);

	assert_int_equal(lines.first, first);
	assert_int_equal(lines.end, end);
}

static void a_number_is_never_below_its_line(void **state)
{
	(void)state;
	lines_are(0, 0, 3, 0, 1);
	lines_are(1, 0, 3, 0, 2);
	lines_are(2, 0, 3, 0, 3);
	lines_are(31, 0, 3, 0, 3);
	lines_are(5, 0, 0, 0, 0);
}

static void each_number_seen_has_a_line_of_its_own(void **state)
{
	(void)state;
	/* B and C of A, B and C are left: 1 and 2. */
	lines_are(1, BIT(1) | BIT(2), 2, 0, 1);
	lines_are(2, BIT(1) | BIT(2), 2, 1, 2);
	/* One of three was not seen: it may be any. */
	lines_are(1, BIT(1) | BIT(4), 3, 0, 2);
	lines_are(4, BIT(1) | BIT(4), 3, 1, 3);
	lines_are(31, BIT(31) | BIT(0), 2, 1, 2);
	lines_are(31, BIT(31) | BIT(20), 2, 1, 2);
	lines_are(3, BIT(3) | BIT(20), 2, 0, 1);
	/* More numbers than areas: one of the two lists is old. */
	lines_are(1, BIT(1) | BIT(2) | BIT(3), 2, 0, 0);
	lines_are(3, BIT(1) | BIT(2) | BIT(3), 2, 2, 2);
	lines_are(3, BIT(1) | BIT(5), 1, 0, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_has_a_name_and_sizes_in_bytes),
		cmocka_unit_test(a_line_has_the_kind_that_the_kernel_says),
		cmocka_unit_test(a_line_has_a_priority_that_may_be_negative),
		cmocka_unit_test(escapes_in_a_name_are_undone),
		cmocka_unit_test(what_only_begins_like_an_escape_stays),
		cmocka_unit_test(the_heading_is_no_area),
		cmocka_unit_test(a_line_that_is_cut_or_garbage_is_refused),
		cmocka_unit_test(a_name_may_be_one_character),
		cmocka_unit_test(a_size_is_refused_where_bytes_do_not_fit),
		cmocka_unit_test(a_number_is_never_below_its_line),
		cmocka_unit_test(each_number_seen_has_a_line_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
