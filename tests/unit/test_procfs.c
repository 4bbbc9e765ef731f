// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * libvminfo/procfs.c on the real system: interruptions and short reads are
 * nobody else's business, and errno stays what it was.
 */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "fault.h"
#include "procfs.h"

#define TEXT "a text that is longer than what a short read gives\n"
#define MARK 4711

static char directory[] = "/tmp/vminfo-procfs-XXXXXX";
static char path[sizeof(directory) + 8];

static int make_file(void **state)
{
	FILE *file;

	(void)state;
	if (!mkdtemp(directory))
		return -1;
	snprintf(path, sizeof(path), "%s/file", directory);
	file = fopen(path, "w");
	if (!file)
		return -1;
	fputs(TEXT, file);
	return fclose(file);
}

static int remove_file(void **state)
{
	(void)state;
	return unlink(path) || rmdir(directory);
}

static void each_fault(void (*test)(void))
{
	static const char *const faults[] = { NULL, "eintr", "short",
					      "short,eintr" };

	for (size_t i = 0; i < sizeof(faults) / sizeof(*faults); i++) {
		fault_set(faults[i]);
		errno = MARK;
		test();
		assert_int_equal(errno, MARK);
	}
	fault_set(NULL);
}

static void read_whole(void)
{
	char text[200];
	struct procfs_file dir = procfs_open_dir(PROCFS_CWD, directory);

	assert_true(dir.fd >= 0);
	assert_int_equal(procfs_read_file(dir, "file", text, sizeof(text)), 0);
	assert_string_equal(text, TEXT);
	assert_int_equal(procfs_read_file(dir, "file", text, sizeof(TEXT)), 0);
	/* Without room for the end nothing is a string. */
	assert_int_equal(procfs_read_file(dir, "file", text, sizeof(TEXT) - 1),
			 -EFBIG);
	assert_int_equal(procfs_read_file(dir, "none", text, sizeof(text)),
			 -ENOENT);
	procfs_close(dir);
}

static void a_file_is_read_whole_or_not_at_all(void **state)
{
	(void)state;
	each_fault(read_whole);
}

static void read_from_offsets(void)
{
	struct procfs_file fd = procfs_open(PROCFS_CWD, path);
	char text[200];

	assert_true(fd.fd >= 0);
	assert_int_equal(procfs_read_at(fd, text, 40, 2), 40);
	assert_memory_equal(text, &TEXT[2], 40);
	assert_int_equal(procfs_read_at(fd, text, 100, 20),
			 strlen(TEXT) - 20);
	assert_int_equal(procfs_read_at(fd, text, 10, 1000), 0);
	assert_int_equal(procfs_read_at(fd, text, 10, UINT64_MAX), -EINVAL);
	assert_int_equal(procfs_read_at(fd, text, 10, INT64_MAX - 5), -EINVAL);
	procfs_close(fd);
}

static void a_part_is_as_long_as_there_are_bytes(void **state)
{
	(void)state;
	each_fault(read_from_offsets);
}

static void read_on(void)
{
	struct procfs_file fd = procfs_open(PROCFS_CWD, path);
	char text[200];
	size_t n = 0;
	ssize_t got;

	while ((got = procfs_read(fd, text + n, sizeof(text) - n)) > 0)
		n += (size_t)got;
	assert_int_equal(got, 0);
	assert_int_equal(n, strlen(TEXT));
	assert_int_equal(procfs_rewind(fd), 0);
	assert_true(procfs_read(fd, text, 1) == 1);
	assert_int_equal(text[0], TEXT[0]);
	procfs_close(fd);
}

static void reading_goes_on_where_it_was_and_from_the_start(void **state)
{
	(void)state;
	each_fault(read_on);
}

static void fail_in_each(void)
{
	struct procfs_query query = { .query_addr = 0 };
	struct procfs_scan scan = { .start = 0 };
	uint64_t ns;
	char byte;

	assert_int_equal(procfs_open(PROCFS_CWD, "/nowhere/at/all").fd,
			 -ENOENT);
	assert_int_equal(procfs_open_dir(PROCFS_CWD, path).fd, -ENOTDIR);
	assert_int_equal(procfs_duplicate(-1).fd, -EBADF);
	assert_int_equal(procfs_read(PROCFS_CLOSED, &byte, 1), -EBADF);
	assert_int_equal(procfs_read_at(PROCFS_CLOSED, &byte, 1, 0), -EBADF);
	assert_int_equal(procfs_rewind(PROCFS_CLOSED), -EBADF);
	assert_int_equal(procfs_pagemap_scan(PROCFS_CLOSED, &scan), -EBADF);
	assert_int_equal(procfs_procmap_query(PROCFS_CLOSED, &query), -EBADF);
	assert_int_equal(procfs_next_task(PROCFS_CLOSED, "task", 0), 0);
	assert_true(procfs_cpu_time(-5, &ns) < 0);
	assert_true(procfs_read_link_number(PROCFS_CWD, path) < 0);
	assert_false(procfs_is_magic(PROCFS_CLOSED, 0));
	procfs_close(PROCFS_CLOSED);
	procfs_close((struct procfs_file){ .fd = 9999 });
}

static void errors_are_results_and_errno_stays(void **state)
{
	(void)state;
	fault_set(NULL);
	errno = MARK;
	fail_in_each();
	assert_int_equal(errno, MARK);
}

static void ask_twice(void)
{
	struct procfs_file self = procfs_open_dir(PROCFS_CWD, "/proc/self");
	struct procfs_file pagemap = procfs_open(self, "pagemap");
	struct procfs_file maps = procfs_open(self, "maps");

	/* Every second call is interrupted, so these meet one. */
	for (int i = 0; i < 3; i++) {
		struct procfs_query query = { .query_addr = 0 };
		struct procfs_scan scan = { .start = 0 };

		assert_true(procfs_pagemap_scan(pagemap, &scan) != -EINTR);
		assert_true(procfs_procmap_query(maps, &query) != -EINTR);
	}
	procfs_close(maps);
	procfs_close(pagemap);
	procfs_close(self);
}

static void an_ioctl_that_is_interrupted_is_asked_again(void **state)
{
	(void)state;
	each_fault(ask_twice);
}

static void the_flag_that_changes_the_target_is_never_set(void **state)
{
	struct procfs_scan scan = { .flags = UINT64_MAX, .size = 5 };

	(void)state;
	procfs_pagemap_scan(PROCFS_CLOSED, &scan);
	assert_int_equal(scan.flags, 0);
	assert_int_equal(scan.size, 96);
}

static void descriptors_are_closed_in_programs_that_are_started(void **state)
{
	struct procfs_file fd = procfs_open(PROCFS_CWD, path);
	struct procfs_file copy = procfs_duplicate(fd.fd);
	struct procfs_file dir = procfs_open_dir(PROCFS_CWD, directory);

	(void)state;
	assert_true(fcntl(fd.fd, F_GETFD) & FD_CLOEXEC);
	assert_true(fcntl(copy.fd, F_GETFD) & FD_CLOEXEC);
	assert_true(fcntl(dir.fd, F_GETFD) & FD_CLOEXEC);
	/* Not one of the standard three. */
	assert_true(copy.fd > 2);
	procfs_close(fd);
	procfs_close(copy);
	procfs_close(dir);
	assert_int_equal(fcntl(dir.fd, F_GETFD), -1);
}

static void our_own_threads_are_found_in_order(void **state)
{
	struct procfs_file dir = procfs_open_dir(PROCFS_CWD, "/proc/self");

	(void)state;
	assert_int_equal(procfs_next_task(dir, "task", 0), getpid());
	assert_int_equal(procfs_next_task(dir, "task", getpid()), 0);
	procfs_close(dir);
	dir = procfs_open_dir(PROCFS_CWD, "/proc");
	assert_int_equal(procfs_read_link_number(dir, "self"), getpid());
	/* All of /proc: numbers ascend, other names are none. */
	for (pid_t pid = 0, next; (next = procfs_next_task(dir, ".", pid));
	     pid = next)
		assert_true(next > pid);
	procfs_close(dir);
}

static void a_demand_without_a_meaning_would_end_the_program(void **state)
{
	(void)state;
	/* That all of these have one. */
	fault_set("noscan,noquery,nocachestat,short,eintr,hide,dead-esrch,"
		  "efault=ff,dead-after=1,exec-after=2,change-after=3");
	fault_set(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_is_read_whole_or_not_at_all),
		cmocka_unit_test(a_part_is_as_long_as_there_are_bytes),
		cmocka_unit_test(
			reading_goes_on_where_it_was_and_from_the_start),
		cmocka_unit_test(errors_are_results_and_errno_stays),
		cmocka_unit_test(an_ioctl_that_is_interrupted_is_asked_again),
		cmocka_unit_test(the_flag_that_changes_the_target_is_never_set),
		cmocka_unit_test(
			descriptors_are_closed_in_programs_that_are_started),
		cmocka_unit_test(our_own_threads_are_found_in_order),
		cmocka_unit_test(
			a_demand_without_a_meaning_would_end_the_program),
	};

	return cmocka_run_group_tests(tests, make_file, remove_file);
}
