// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * libvminfo/procfs.c on real files and shared memory: what can be asked of
 * their pages, and that nothing happens to them.
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
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "fault.h"
#include "procfs.h"

#define MARK 4711
#define PAGES 32u

static size_t page_size;
static char directory[] = "/var/tmp/vminfo-object-XXXXXX";
static char path[sizeof(directory) + 8];

static int make_directory(void **state)
{
	(void)state;
	page_size = (size_t)sysconf(_SC_PAGESIZE);
	if (!mkdtemp(directory))
		return -1;
	snprintf(path, sizeof(path), "%s/file", directory);
	errno = MARK;
	return 0;
}

static int remove_directory(void **state)
{
	(void)state;
	unlink(path);
	return rmdir(directory);
}

static int remove_file(void **state)
{
	(void)state;
	return unlink(path);
}

/* Allocated up to page 4, written at page 8, else empty. */
static struct procfs_file memory_object(void)
{
	struct procfs_file file = procfs_new_shmem();

	assert_true(file.fd >= 0);
	assert_int_equal(ftruncate(file.fd, (off_t)(PAGES * page_size)), 0);
	assert_int_equal(fallocate(file.fd, 0, 0, (off_t)(4 * page_size)), 0);
	assert_int_equal(pwrite(file.fd, "x", 1, (off_t)(8 * page_size)), 1);
	return file;
}

static struct procfs_part part_of(uint64_t first, uint64_t pages)
{
	return (struct procfs_part){ .offset = first * page_size,
				     .length = pages * page_size };
}

/* --- opening -------------------------------------------------------------- */

static void a_path_is_not_opened(void **state)
{
	struct procfs_status status;
	struct procfs_file file;

	(void)state;
	/* Who opens it for reading would wait for somebody who writes. */
	assert_int_equal(mkfifo(path, 0600), 0);
	file = procfs_open_path(PROCFS_CWD, path);
	assert_true(file.fd >= 0);
	assert_true(fcntl(file.fd, F_GETFL) & O_PATH);
	assert_true(fcntl(file.fd, F_GETFD) & FD_CLOEXEC);
	assert_int_equal(procfs_read_status(file, &status), 0);
	assert_false(status.regular);
	procfs_close(file);
}

static void a_regular_file_is_told_by_device_and_inode(void **state)
{
	struct procfs_file file = memory_object();
	struct procfs_status status;
	struct stat is;

	(void)state;
	assert_int_equal(fstat(file.fd, &is), 0);
	assert_int_equal(procfs_read_status(file, &status), 0);
	assert_true(status.regular);
	assert_false(status.dax);
	assert_int_equal(status.inode, is.st_ino);
	assert_int_equal(status.dev_major, major(is.st_dev));
	assert_int_equal(status.dev_minor, minor(is.st_dev));
	assert_int_equal(status.allocated, 5 * page_size);
	procfs_close(file);
}

static void write_file(void)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	/* An access would be noted in it. */
	const struct timespec times[2] = { { .tv_sec = 1000 },
					   { .tv_sec = 2000 } };
	char *bytes = calloc(PAGES, page_size);

	assert_true(fd >= 0);
	assert_non_null(bytes);
	assert_int_equal(write(fd, bytes, PAGES * page_size),
			 PAGES * page_size);
	assert_int_equal(futimens(fd, times), 0);
	free(bytes);
	close(fd);
}

static time_t accessed(void)
{
	struct stat is;

	assert_int_equal(stat(path, &is), 0);
	return is.st_atime;
}

static void an_object_is_asked_and_no_access_is_noted(void **state)
{
	struct procfs_part all = part_of(0, PAGES);
	struct procfs_file name, file;
	unsigned char pages[PAGES];

	(void)state;
	write_file();
	name = procfs_open_path(PROCFS_CWD, path);
	file = procfs_open_object(name);
	procfs_close(name);
	assert_true(file.fd >= 0);
	assert_int_equal(fcntl(file.fd, F_GETFL) & O_ACCMODE, O_RDONLY);
	assert_true(fcntl(file.fd, F_GETFL) & O_NONBLOCK);
	assert_true(fcntl(file.fd, F_GETFD) & FD_CLOEXEC);
	assert_true(procfs_is_owned(file));
	assert_true(fcntl(file.fd, F_GETFL) & O_NOATIME);
	assert_int_equal(procfs_in_core(file, &all, pages), 0);
	for (unsigned int i = 0; i < PAGES; i++)
		assert_int_equal(pages[i] & 1, 1);
	assert_int_equal(accessed(), 1000);
	procfs_close(file);
}

/* As somebody else: 0, or the number of what is not as it should be. */
static int be_nobody(void)
{
	struct procfs_file name = procfs_open_path(PROCFS_CWD, path);
	struct procfs_file mine, file;

	mine = procfs_open_object(name);
	if (setresgid(65534, 65534, 65534) || setresuid(65534, 65534, 65534))
		return 1;
	file = procfs_open_object(name);
	if (file.fd < 0)
		return 2;
	if (procfs_is_owned(file) || fcntl(file.fd, F_GETFL) & O_NOATIME)
		return 3;
	/* What it was when it was opened does not count. */
	return procfs_is_owned(mine) ? 4 : 0;
}

static void what_one_does_not_own_is_not_owned(void **state)
{
	int status;
	pid_t pid;

	(void)state;
	if (geteuid() != 0) {
		print_message("needs root, to become somebody else\n");
		skip();
	}
	write_file();
	assert_int_equal(chmod(directory, 0755), 0);
	pid = fork();
	if (pid == 0)
		_exit(be_nobody());
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

/* --- pages ---------------------------------------------------------------- */

static void cached_pages_are_counted(void **state)
{
	struct procfs_part all = part_of(0, PAGES), none = part_of(9, 4);
	struct procfs_part nothing = { .offset = 0 };
	struct procfs_file file = memory_object();
	struct procfs_cached cached;
	int ret = procfs_cachestat(file, &all, &cached);

	(void)state;
	if (ret == -ENOSYS || ret == -EPERM) {
		print_message("there is no cachestat here\n");
		skip();
	}
	assert_int_equal(ret, 0);
	assert_int_equal(cached.cached, 5);
	assert_int_equal(cached.evicted, 0);
	assert_int_equal(procfs_cachestat(file, &none, &cached), 0);
	assert_int_equal(cached.cached, 0);
	/* That would be all of the file. */
	assert_int_equal(procfs_cachestat(file, &nothing, &cached), -EINVAL);
	procfs_close(file);
}

static void what_is_allocated_and_not_written_is_no_data(void **state)
{
	struct procfs_file file = memory_object();

	(void)state;
	assert_int_equal(procfs_seek_data(file, 0), 8 * page_size);
	assert_int_equal(procfs_seek_data(file, 8 * page_size), 8 * page_size);
	assert_int_equal(procfs_seek_hole(file, 8 * page_size), 9 * page_size);
	assert_int_equal(procfs_seek_data(file, 9 * page_size), -ENXIO);
	assert_int_equal(procfs_seek_data(file, UINT64_MAX), -EINVAL);
	procfs_close(file);
}

static void asking_allocates_nothing(void **state)
{
	struct procfs_part all = part_of(0, PAGES);
	struct procfs_file file = memory_object();
	struct procfs_status status;
	unsigned char pages[PAGES];

	(void)state;
	assert_int_equal(procfs_in_core(file, &all, pages), 0);
	for (unsigned int i = 0; i < PAGES; i++)
		assert_int_equal(pages[i] & 1, i == 8);
	assert_int_equal(procfs_read_status(file, &status), 0);
	assert_int_equal(status.allocated, 5 * page_size);
	procfs_close(file);
}

/* --- directories ---------------------------------------------------------- */

static void names_that_are_numbers_are_listed(void **state)
{
	struct procfs_file dir = procfs_open_dir(PROCFS_CWD, "/proc/self");
	struct procfs_file file = procfs_new_shmem();
	uint32_t numbers[64];
	size_t n = procfs_list_numbers(dir, "fd", numbers, 64);
	bool found = false;

	(void)state;
	for (size_t i = 0; i < n; i++)
		found |= numbers[i] == (uint32_t)file.fd;
	assert_true(found);
	assert_int_equal(procfs_list_numbers(dir, "fd", numbers, 2), 2);
	assert_int_equal(procfs_list_numbers(dir, "nowhere", numbers, 64), 0);
	/* Files of /proc/self that are no numbers. */
	assert_int_equal(procfs_list_numbers(dir, ".", numbers, 64), 0);
	procfs_close(file);
	procfs_close(dir);
}

static void a_link_is_read_up_to_the_room_there_is(void **state)
{
	struct procfs_file dir = procfs_open_dir(PROCFS_CWD, directory);
	char text[8];

	(void)state;
	assert_int_equal(symlink("/long/way", path), 0);
	assert_int_equal(procfs_read_link(dir, "file", text, sizeof(text)), 0);
	assert_string_equal(text, "/long/w");
	assert_int_equal(procfs_read_link(dir, "no", text, sizeof(text)),
			 -ENOENT);
	procfs_close(dir);
}

/* --- errors --------------------------------------------------------------- */

static void what_is_not_open_is_an_error_and_errno_stays(void **state)
{
	struct procfs_part one = part_of(0, 1);
	struct procfs_status status;
	struct procfs_cached cached;
	unsigned char page;

	(void)state;
	errno = MARK;
	assert_int_equal(procfs_open_path(PROCFS_CWD, "/nowhere/at/all").fd,
			 -ENOENT);
	assert_true(procfs_open_object(PROCFS_CLOSED).fd < 0);
	assert_int_equal(procfs_read_status(PROCFS_CLOSED, &status), -EBADF);
	assert_true(procfs_cachestat(PROCFS_CLOSED, &one, &cached) < 0);
	assert_int_equal(procfs_seek_data(PROCFS_CLOSED, 0), -EBADF);
	assert_int_equal(procfs_seek_hole(PROCFS_CLOSED, 0), -EBADF);
	assert_int_equal(procfs_in_core(PROCFS_CLOSED, &one, &page), -EBADF);
	assert_false(procfs_is_owned(PROCFS_CLOSED));
	assert_int_equal(errno, MARK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(a_path_is_not_opened, remove_file),
		cmocka_unit_test(a_regular_file_is_told_by_device_and_inode),
		cmocka_unit_test_teardown(
			an_object_is_asked_and_no_access_is_noted,
			remove_file),
		cmocka_unit_test_teardown(what_one_does_not_own_is_not_owned,
					  remove_file),
		cmocka_unit_test(cached_pages_are_counted),
		cmocka_unit_test(what_is_allocated_and_not_written_is_no_data),
		cmocka_unit_test(asking_allocates_nothing),
		cmocka_unit_test(names_that_are_numbers_are_listed),
		cmocka_unit_test_teardown(
			a_link_is_read_up_to_the_room_there_is, remove_file),
		cmocka_unit_test(what_is_not_open_is_an_error_and_errno_stays),
	};

	return cmocka_run_group_tests(tests, make_directory, remove_directory);
}
