// SPDX-License-Identifier: LGPL-2.1-or-later
/* libvminfo/maps.c: what one line of /proc/PID/maps means. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "maps.h"

static struct vminfo_mapping decoded(const char *line)
{
	struct vminfo_mapping mapping = { 0 };

	assert_int_equal(maps_decode(line, strlen(line), &mapping), 0);
	return mapping;
}

static void refused(const char *line)
{
	struct vminfo_mapping mapping, before;

	memset(&mapping, 0x5a, sizeof(mapping));
	before = mapping;
	if (maps_decode(line, strlen(line), &mapping) != -EINVAL)
		fail_msg("this should be refused: %s", line);
	assert_memory_equal(&mapping, &before, sizeof(mapping));
}

static void each_field_of_a_line_has_its_place(void **state)
{
	struct vminfo_mapping m =
		decoded("7f1234567000-7f123456a000 r-xs 00012000 fe:1f 123456  "
			"                  /usr/lib/libc.so.6");

	(void)state;
	assert_int_equal(m.va, 0x7f1234567000);
	assert_int_equal(m.length, 0x3000);
	assert_int_equal(m.permissions,
			 VMINFO_READ | VMINFO_EXECUTE | VMINFO_SHARED);
	assert_int_equal(m.offset, 0x12000);
	assert_int_equal(m.dev_major, 0xfe);
	assert_int_equal(m.dev_minor, 0x1f);
	assert_int_equal(m.inode, 123456);
	assert_int_equal(m.kind, VMINFO_OBJECT);
	assert_true(m.page_size == VMINFO_NONE);
	assert_string_equal(m.name, "/usr/lib/libc.so.6");
}

static void each_permission_has_its_letter(void **state)
{
	static const struct {
		const char *line;
		uint32_t permissions;
	} lines[] = {
		{ "1000-2000 ---p 0 0:0 0 ", 0 },
		{ "1000-2000 r--p 0 0:0 0 ", VMINFO_READ },
		{ "1000-2000 -w-p 0 0:0 0 ", VMINFO_WRITE },
		{ "1000-2000 --xp 0 0:0 0 ", VMINFO_EXECUTE },
		{ "1000-2000 ---s 0 0:0 0 ", VMINFO_SHARED },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		assert_int_equal(decoded(lines[i].line).permissions,
				 lines[i].permissions);
}

static void a_line_of_a_32_bit_process_is_shorter(void **state)
{
	struct vminfo_mapping m =
		decoded("f7fbc000-f7fbe000 r--p 00000000 00:00 0          "
			"                        [vvar]");

	(void)state;
	assert_int_equal(m.va, 0xf7fbc000);
	assert_int_equal(m.length, 0x2000);
	assert_int_equal(m.kind, VMINFO_KERNEL);
	assert_string_equal(m.name, "[vvar]");
}

static void vsyscall_is_near_the_end_of_64_bits(void **state)
{
	struct vminfo_mapping m =
		decoded("ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 "
			"0                  [vsyscall]");

	(void)state;
	assert_int_equal(m.va, 0xffffffffff600000);
	assert_int_equal(m.length, 0x1000);
	assert_string_equal(m.name, "[vsyscall]");
}

static void an_end_of_0_is_2_to_the_64(void **state)
{
	struct vminfo_mapping m = decoded("fffffffffffff000-00000000 rw-p "
					  "00000000 00:00 0 ");

	(void)state;
	assert_int_equal(m.va, 0xfffffffffffff000);
	assert_int_equal(m.length, 0x1000);
	refused("00000000-00000000 rw-p 00000000 00:00 0 ");
}

static void a_range_ends_behind_its_start(void **state)
{
	(void)state;
	refused("2000-1000 rw-p 00000000 00:00 0 ");
	refused("2000-2000 rw-p 00000000 00:00 0 ");
}

static void a_line_without_a_name_has_an_empty_one(void **state)
{
	struct vminfo_mapping m =
		decoded("7f0000000000-7f0000001000 rw-p 00000000 00:00 0 ");

	(void)state;
	assert_string_equal(m.name, "");
	assert_int_equal(m.kind, VMINFO_ANONYMOUS);
}

static void blanks_and_tabs_in_and_behind_a_name_are_part_of_it(
	void **state)
{
#define HEAD "1000-2000 r--p 00000000 08:01 5      "
	(void)state;
	assert_string_equal(decoded(HEAD "/a b").name, "/a b");
	assert_string_equal(decoded(HEAD "/a\tb\t").name, "/a\tb\t");
	assert_string_equal(decoded(HEAD "/a  ").name, "/a  ");
	assert_string_equal(decoded(HEAD "/a\\012b").name, "/a\\012b");
	assert_string_equal(decoded(HEAD "/\x1b[1m\xff").name, "/\x1b[1m\xff");
}

static void deleted_is_part_of_the_name(void **state)
{
	(void)state;
	assert_string_equal(decoded(HEAD "/tmp/x (deleted)").name,
			    "/tmp/x (deleted)");
	assert_string_equal(decoded(HEAD "/memfd:x (deleted)").name,
			    "/memfd:x (deleted)");
}

static void a_name_may_be_longer_than_any_path(void **state)
{
	char *line = malloc(100000);
	size_t head = strlen(HEAD);

	(void)state;
	memcpy(line, HEAD, head);
	memset(line + head, 'x', 100000 - head - 1);
	line[99999] = '\0';
	assert_int_equal(strlen(decoded(line).name), 99999 - head);
	free(line);
}

static void a_name_holds_no_nul(void **state)
{
	static const char line[] = HEAD "/a\0b";
	struct vminfo_mapping m;

	(void)state;
	assert_int_equal(maps_decode(line, sizeof(line) - 1, &m), -EINVAL);
}

/*
 * A text that ends in the middle of a line must not be taken for another
 * mapping.  A name may be cut: that the line has no end shows elsewhere.
 */
static void the_start_of_a_line_is_refused_or_means_the_same(void **state)
{
	static const char line[] = "7f1234567000-7f123456a000 r-xp 00012000 "
				   "fe:1f 123456      /usr/lib/x";
	struct vminfo_mapping whole = decoded(line), m;
	size_t refusals = 0;
	char cut[sizeof(line)];

	(void)state;
	for (size_t length = 0; length < sizeof(line) - 1; length++) {
		memcpy(cut, line, length);
		cut[length] = '\0';
		if (maps_decode(cut, length, &m) < 0) {
			refusals++;
			continue;
		}
		assert_int_equal(m.va, whole.va);
		assert_int_equal(m.length, whole.length);
		assert_int_equal(m.permissions, whole.permissions);
		assert_int_equal(m.offset, whole.offset);
		assert_int_equal(m.dev_major, whole.dev_major);
		assert_int_equal(m.dev_minor, whole.dev_minor);
		assert_int_equal(m.inode, whole.inode);
		assert_memory_equal(m.name, whole.name, strlen(m.name));
	}
	/* Up to the blank behind the inode. */
	assert_int_equal(refusals, strcspn(line, "/") - 5);
}

static void what_is_not_a_line_of_maps_is_refused(void **state)
{
	static const char *const lines[] = {
		"",
		" ",
		"garbage",
		"1000 2000 rw-p 00000000 00:00 0 ",
		"1000-2000rw-p 00000000 00:00 0 ",
		"1000-2000 rw 00000000 00:00 0 ",
		"1000-2000 rwx- 00000000 00:00 0 ",
		"1000-2000 wr-p 00000000 00:00 0 ",
		"1000-2000 rw-p  00000000 00:00 0 ",
		"1000-2000 rw-p g 00:00 0 ",
		"1000-2000 rw-p 00000000 0000 0 ",
		"1000-2000 rw-p 00000000 00:00 a ",
		"1000-2000 rw-p 00000000 00:00 -1 ",
		"1000-2000 rw-p 00000000 00:00 0x/name",
		" 1000-2000 rw-p 00000000 00:00 0 ",
		"-1000-2000 rw-p 00000000 00:00 0 ",
		"1000--2000 rw-p 00000000 00:00 0 ",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		refused(lines[i]);
}

static void a_device_has_two_numbers_of_32_bits(void **state)
{
	struct vminfo_mapping m =
		decoded("1000-2000 rw-p 0 fedcba98:89abcdef 7 x");

	(void)state;
	assert_int_equal(m.dev_major, 0xfedcba98);
	assert_int_equal(m.dev_minor, 0x89abcdef);
}

/* Though what is in their place would do for the field behind them. */
static void permissions_that_are_cut_are_refused(void **state)
{
	(void)state;
	refused("1000-2000 0 00:00 0 ");
	refused("1000-2000 rwf0 00:00 0 ");
	refused("1000-2000 rw-0 00:00 0 ");
}

static void numbers_that_do_not_fit_are_refused(void **state)
{
	(void)state;
	refused("10000000000001000-10000000000002000 rw-p 0 00:00 0 ");
	refused("1000-10000000000002000 rw-p 0 00:00 0 ");
	refused("1000-2000 rw-p 10000000000000000 00:00 0 ");
	refused("1000-2000 rw-p 0 100000000:00 0 ");
	/* What is left of it is no inode. */
	refused("1000-2000 rw-p 0 10000000000000000 name");
	refused("1000-2000 rw-p 0 00:100000000 0 ");
	refused("1000-2000 rw-p 0 00:00 18446744073709551616 ");
	assert_int_equal(decoded("1000-2000 rw-p ffffffffffffffff ffffffff:"
				 "ffffffff 18446744073709551615 ")
				 .inode,
			 UINT64_MAX);
}

static uint32_t kind_of(const char *name, uint64_t inode)
{
	struct vminfo_mapping m = { .name = name, .inode = inode };

	return maps_kind(&m);
}

static void brackets_without_an_object_are_the_kernels_own(void **state)
{
	(void)state;
	assert_int_equal(kind_of("", 0), VMINFO_ANONYMOUS);
	assert_int_equal(kind_of("[heap]", 0), VMINFO_ANONYMOUS);
	assert_int_equal(kind_of("[stack]", 0), VMINFO_ANONYMOUS);
	assert_int_equal(kind_of("[anon:heap]", 0), VMINFO_ANONYMOUS);
	assert_int_equal(kind_of("[anon:]", 0), VMINFO_ANONYMOUS);
	/* The stack of a thread, up to Linux 4.4. */
	assert_int_equal(kind_of("[stack:1001]", 0), VMINFO_ANONYMOUS);
	assert_int_equal(kind_of("[stackless]", 0), VMINFO_KERNEL);
	assert_int_equal(kind_of("[anonymous]", 0), VMINFO_KERNEL);
	assert_int_equal(kind_of("[anon_shmem:x]", 5), VMINFO_OBJECT);
	assert_int_equal(kind_of("[vdso]", 0), VMINFO_KERNEL);
	assert_int_equal(kind_of("[vvar_vclock]", 0), VMINFO_KERNEL);
	assert_int_equal(kind_of("[uprobes]", 0), VMINFO_KERNEL);
	assert_int_equal(kind_of("/dev/zero (deleted)", 9), VMINFO_OBJECT);
	assert_int_equal(kind_of("/x", 0), VMINFO_OBJECT);
	assert_int_equal(kind_of("anon_inode:[perf_event]", 12), VMINFO_OBJECT);
}

static void a_device_alone_makes_an_object(void **state)
{
	(void)state;
	assert_int_equal(decoded("1000-2000 rw-p 0 00:01 0 ").kind,
			 VMINFO_OBJECT);
	assert_int_equal(decoded("1000-2000 rw-p 0 01:00 0 ").kind,
			 VMINFO_OBJECT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_field_of_a_line_has_its_place),
		cmocka_unit_test(each_permission_has_its_letter),
		cmocka_unit_test(a_line_of_a_32_bit_process_is_shorter),
		cmocka_unit_test(vsyscall_is_near_the_end_of_64_bits),
		cmocka_unit_test(an_end_of_0_is_2_to_the_64),
		cmocka_unit_test(a_range_ends_behind_its_start),
		cmocka_unit_test(a_line_without_a_name_has_an_empty_one),
		cmocka_unit_test(
			blanks_and_tabs_in_and_behind_a_name_are_part_of_it),
		cmocka_unit_test(deleted_is_part_of_the_name),
		cmocka_unit_test(a_name_may_be_longer_than_any_path),
		cmocka_unit_test(a_name_holds_no_nul),
		cmocka_unit_test(
			the_start_of_a_line_is_refused_or_means_the_same),
		cmocka_unit_test(what_is_not_a_line_of_maps_is_refused),
		cmocka_unit_test(a_device_has_two_numbers_of_32_bits),
		cmocka_unit_test(permissions_that_are_cut_are_refused),
		cmocka_unit_test(numbers_that_do_not_fit_are_refused),
		cmocka_unit_test(
			brackets_without_an_object_are_the_kernels_own),
		cmocka_unit_test(a_device_alone_makes_an_object),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
