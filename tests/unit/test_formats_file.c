// SPDX-License-Identifier: LGPL-2.1-or-later
/* Files that reports on audits replace, and that nobody else chooses. */
#include <errno.h>
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

#include "audited.h"
#include "formats.h"
#include "overhear.h"

static char folder[] = "/tmp/vminfo-formats-XXXXXX";

static const char *in_folder(const char *name)
{
	static char path[256];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static void put_text(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static bool has_text(const char *path, const char *part)
{
	char text[4096] = "";
	FILE *file = fopen(path, "r");

	assert_non_null(file);
	text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
	fclose(file);
	return strstr(text, part);
}

static int entries(void)
{
	char command[300];
	FILE *list;
	int n = 0;

	snprintf(command, sizeof(command), "ls -A %s | wc -l", folder);
	list = popen(command, "r");
	assert_non_null(list);
	assert_int_equal(fscanf(list, "%d", &n), 1);
	pclose(list);
	return n;
}

/* What is told goes to `said`; the status of the check, else of the writing. */
static int put_to(const char *path, char *said, size_t size)
{
	char argument[300];
	struct formats formats = { .count = 0 };
	struct overhear o;
	int ret;

	snprintf(argument, sizeof(argument), "junit:%s", path);
	assert_int_equal(formats_add(&formats, argument), 0);
	o = overhear_start(stderr);
	ret = formats_check(&formats);
	if (!ret)
		ret = formats_put(&formats, &ordinary, 1);
	overhear_stop(&o, said, size);
	formats_free(&formats);
	return ret;
}

static void assert_cannot_put(const char *path, const char *wanted)
{
	char said[512];

	assert_int_equal(put_to(path, said, sizeof(said)), -EIO);
	assert_non_null(strstr(said, wanted));
}

static void a_file_is_replaced_as_a_whole(void **state)
{
	const char *path = in_folder("vm.xml");
	struct stat before, after;
	char said[512];

	(void)state;
	put_text(path, "what it was");
	assert_int_equal(stat(path, &before), 0);
	assert_int_equal(put_to(path, said, sizeof(said)), 0);
	assert_string_equal(said, "");
	assert_true(has_text(path, "</testsuites>"));
	assert_int_equal(stat(path, &after), 0);
	assert_int_not_equal(before.st_ino, after.st_ino);
	assert_int_equal(after.st_mode & 0777, 0644);
	assert_int_equal(entries(), 1);
	unlink(path);
}

static void a_file_stays_as_it_was_if_it_cannot_be_written(void **state)
{
	struct formats_file file;
	char path[256], said[512];
	struct overhear o;
	FILE *stream;

	(void)state;
	snprintf(path, sizeof(path), "%s", in_folder("vm.xml"));
	put_text(path, "what it was");
	assert_int_equal(formats_file_check(&file, path), 0);
	stream = formats_file_begin(&file);
	assert_non_null(stream);
	fputs("half", stream);
	assert_true(has_text(path, "what it was"));
	assert_int_equal(entries(), 2);
	o = overhear_start(stderr);
	assert_int_equal(formats_file_end(&file, stream, -ENOSPC), -EIO);
	overhear_stop(&o, said, sizeof(said));
	assert_non_null(strstr(said, "vm.xml: No space left on device"));
	formats_file_free(&file);
	assert_true(has_text(path, "what it was"));
	assert_int_equal(entries(), 1);
	unlink(path);
}

static void what_is_no_place_for_a_file_is_told_beforehand(void **state)
{
	(void)state;
	assert_cannot_put(in_folder("no/vm.xml"), "No such file or directory");
	assert_cannot_put(folder, "Is a directory");
	assert_cannot_put(in_folder(""), "Is a directory");
	assert_int_equal(entries(), 0);
}

static void a_link_leads_to_the_file_that_is_replaced(void **state)
{
	char link[256], said[512];

	(void)state;
	put_text(in_folder("real"), "what it was");
	snprintf(link, sizeof(link), "%s", in_folder("link"));
	assert_int_equal(symlink("real", link), 0);
	assert_int_equal(put_to(link, said, sizeof(said)), 0);
	assert_true(has_text(in_folder("real"), "</testsuites>"));
	assert_int_equal(entries(), 2);
	unlink(link);
	unlink(in_folder("real"));
}

static void nobody_prepares_another_place_where_anybody_may_write(void **state)
{
	char link[256], said[512];

	(void)state;
	put_text(in_folder("real"), "what it was");
	snprintf(link, sizeof(link), "%s", in_folder("link"));
	assert_int_equal(symlink("real", link), 0);
	assert_int_equal(chmod(folder, 0777), 0);
	assert_cannot_put(link, "link: it is no ordinary file, where anybody "
			  "may write");
	assert_true(has_text(in_folder("real"), "what it was"));
	unlink(link);
	assert_int_equal(put_to(in_folder("real"), said, sizeof(said)), 0);
	assert_int_equal(chmod(folder, 0700), 0);
	unlink(in_folder("real"));
}

static void a_device_is_written_to_and_not_replaced(void **state)
{
	struct stat at;
	char said[512];

	(void)state;
	assert_int_equal(put_to("/dev/null", said, sizeof(said)), 0);
	assert_int_equal(stat("/dev/null", &at), 0);
	assert_true(S_ISCHR(at.st_mode));
	assert_cannot_put("/dev/full", "/dev/full: No space left on device");
}

static void without_a_word_it_is_text_on_standard_output(void **state)
{
	struct formats formats = { .count = 0 };
	struct overhear o = overhear_start(stdout);
	char said[4096];
	int ret = formats_check(&formats);

	(void)state;
	if (!ret)
		ret = formats_put(&formats, &ordinary, 1);
	overhear_stop(&o, said, sizeof(said));
	formats_free(&formats);
	assert_int_equal(ret, 0);
	assert_memory_equal(said, "FAIL     DMA ring", 17);
}

static int make_folder(void **state)
{
	(void)state;
	umask(022);
	return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
	(void)state;
	return rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_is_replaced_as_a_whole),
		cmocka_unit_test(
			a_file_stays_as_it_was_if_it_cannot_be_written),
		cmocka_unit_test(
			what_is_no_place_for_a_file_is_told_beforehand),
		cmocka_unit_test(a_link_leads_to_the_file_that_is_replaced),
		cmocka_unit_test(
			nobody_prepares_another_place_where_anybody_may_write),
		cmocka_unit_test(a_device_is_written_to_and_not_replaced),
		cmocka_unit_test(
			without_a_word_it_is_text_on_standard_output),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
