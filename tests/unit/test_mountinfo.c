// SPDX-License-Identifier: LGPL-2.1-or-later
/* libvminfo/mountinfo.c: one line of /proc/PID/mountinfo. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "mountinfo.h"

/* Behind the line there is nothing that one may read. */
static int decode(const char *line, struct mountinfo *mount)
{
	static char *copy;
	size_t length = strlen(line);

	free(copy);
	copy = malloc(length + 1);
	assert_non_null(copy);
	memcpy(copy, line, length + 1);
	return mountinfo_decode(copy, length, mount);
}

static void is(const char *line, uint32_t dev_major, uint32_t dev_minor,
	       const char *type)
{
	struct mountinfo m;

	assert_int_equal(decode(line, &m), 0);
	assert_int_equal(m.dev_major, dev_major);
	assert_int_equal(m.dev_minor, dev_minor);
	assert_int_equal(m.type_length, strlen(type));
	assert_memory_equal(m.type, type, m.type_length);
}

static void a_mount_has_a_device_and_a_file_system(void **state)
{
	(void)state;
	is("36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw", 98,
	   0, "ext3");
	is("1 1 0:4294967295 / / rw - tmpfs tmpfs rw", 0, UINT32_MAX, "tmpfs");
	is("1 1 4294967295:0 / / rw - tmpfs tmpfs rw", UINT32_MAX, 0, "tmpfs");
}

static void tags_come_in_any_number(void **state)
{
	(void)state;
	is("1 1 8:1 / / rw - xfs /dev/sda1 rw", 8, 1, "xfs");
	is("1 1 8:1 / / rw shared:2 master:1 propagate_from:9 - xfs a b", 8, 1,
	   "xfs");
	is("1 1 8:1 / / rw shared:2 -x - xfs a b", 8, 1, "xfs");
}

static void blanks_in_names_are_escaped(void **state)
{
	(void)state;
	is("1 1 0:9 /a\\040-\\040ext4 /b\\040c rw - overlay - rw", 0, 9,
	   "overlay");
	is("1 1 0:9 - - - - fuse.a - rw", 0, 9, "fuse.a");
}

static void what_is_cut_or_otherwise_is_no_mount(void **state)
{
	static const char *const lines[] = {
		"", " ", "1", "1 1", "1 1 8:1", "1 1 8:1 / / rw",
		"1 1 8:1 / / rw shared:1", "1 1 8:1 / / rw - ",
		"1 1 8:1 / / rw - xfs", "1 1 8:1 / / rw -  a b",
		"1 1 8 / / rw - xfs a b", "1 1 8: / / rw - xfs a b",
		"1 1 :1 / / rw - xfs a b", "1 1 8:1x / / rw - xfs a b",
		"1 1 4294967296:1 / / rw - xfs a b",
		"1 1 1:4294967296 / / rw - xfs a b",
		"1 1 8:1 / / rw  - xfs a b", "1  8:1 / / rw - xfs a b",
	};
	struct mountinfo m;

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		assert_int_equal(decode(lines[i], &m), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_mount_has_a_device_and_a_file_system),
		cmocka_unit_test(tags_come_in_any_number),
		cmocka_unit_test(blanks_in_names_are_escaped),
		cmocka_unit_test(what_is_cut_or_otherwise_is_no_mount),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
