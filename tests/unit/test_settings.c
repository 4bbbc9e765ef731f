// SPDX-License-Identifier: LGPL-2.1-or-later
/* libvminfo/settings.c: settings as a recording has them. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "vminfo.h"

/* What is between the first line and the last. */
static int read_recording(const char *lines, struct vminfo_context **context)
{
	struct vminfo_context_options options = { .size = sizeof(options),
						  .recording = "x" };
	char path[] = "/tmp/vminfo-settings-XXXXXX";
	int fd = mkstemp(path), ret;

	assert_true(fd >= 0);
	unlink(path);
	assert_true(dprintf(fd, "vm 1\npage-size 4096\n%send\n", lines) > 0);
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	options.descriptor = &fd;
	ret = vminfo_context_new(&options, context);
	close(fd);
	return ret;
}

/* Whoever closed standard input gets 0 for the next file. */
static void a_recording_that_is_open_as_number_0_is_read(void **state)
{
	struct vminfo_context *context;
	int input = dup(STDIN_FILENO), ret;

	(void)state;
	close(STDIN_FILENO);
	ret = read_recording("", &context);
	assert_true(dup2(input, STDIN_FILENO) == STDIN_FILENO);
	close(input);
	assert_int_equal(ret, 0);
	vminfo_context_free(context);
}

static int setting(const char *lines, const char *name, char text[64])
{
	struct vminfo_context *context;
	const char *found;
	int ret;

	assert_int_equal(read_recording(lines, &context), 0);
	ret = vminfo_context_setting(context, name, &found);
	if (ret == 0)
		snprintf(text, 64, "%s", found);
	vminfo_context_free(context);
	return ret;
}

static void a_setting_is_the_text_of_its_file(void **state)
{
	static const char lines[] = "setting a/enabled always [never]\n"
				    "setting b x\\x20\n";
	char text[64];

	(void)state;
	assert_int_equal(setting(lines, "a/enabled", text), 0);
	assert_string_equal(text, "always [never]");
	assert_int_equal(setting(lines, "b", text), 0);
	assert_string_equal(text, "x ");
}

static void beside_others_it_is_not_there_alone_it_is_not_known(void **state)
{
	char text[64];

	(void)state;
	assert_int_equal(setting("setting a 1\n", "b", text), -ENOENT);
	assert_int_equal(setting("", "b", text), -ENODATA);
}

static void a_setting_comes_once(void **state)
{
	struct vminfo_context *context;

	(void)state;
	assert_int_equal(read_recording("setting a 1\nsetting a 2\n", &context),
			 -EBADMSG);
	assert_int_equal(read_recording("setting\n", &context), -EBADMSG);
}

static int enabled(const char *line)
{
	struct vminfo_context *context;
	struct vminfo_process *process;
	char lines[64];
	int ret;

	snprintf(lines, sizeof(lines), "process 7\n%s", line);
	assert_int_equal(read_recording(lines, &context), 0);
	assert_int_equal(vminfo_process_open(context, 7, &process), 0);
	ret = vminfo_process_thp_enabled(process);
	vminfo_process_close(process);
	vminfo_context_free(context);
	return ret;
}

static void a_process_may_refuse_huge_pages(void **state)
{
	(void)state;
	assert_int_equal(enabled("thp-enabled 0\n"), 0);
	assert_int_equal(enabled("thp-enabled 1\n"), 1);
	assert_int_equal(enabled("nspid 7 1\nthp-enabled 0\n"), 0);
	assert_int_equal(enabled("nspid 7 1\n"), -ENODATA);
	assert_int_equal(enabled(""), -ENODATA);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_recording_that_is_open_as_number_0_is_read),
		cmocka_unit_test(a_setting_is_the_text_of_its_file),
		cmocka_unit_test(
			beside_others_it_is_not_there_alone_it_is_not_known),
		cmocka_unit_test(a_setting_comes_once),
		cmocka_unit_test(a_process_may_refuse_huge_pages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
