// SPDX-License-Identifier: LGPL-2.1-or-later
/* libvminfo/lines.c: text line by line, whatever a read gives at a time. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fault.h"
#include "lines.h"

/* The text behind the only descriptor, and how much a read gives of it. */
static struct {
	const char *text;
	size_t length;
	size_t at;
	size_t piece;
	int fail_at;	/* the read with this number fails; 0: none */
	int reads;
} source;

static ssize_t read_source(int fd, void *buffer, size_t size)
{
	size_t left = source.length - source.at;
	size_t n = source.piece;

	assert_int_equal(fd, 7);
	if (++source.reads == source.fail_at)
		return -EIO;
	if (n > size)
		n = size;
	if (n > left)
		n = left;
	memcpy(buffer, source.text + source.at, n);
	source.at += n;
	return (ssize_t)n;
}

static int rewind_source(int fd)
{
	assert_int_equal(fd, 7);
	source.at = 0;
	return 0;
}

static const struct fault_system readable = {
	.read = read_source,
	.rewind = rewind_source,
};

static const struct procfs_file seven = { .fd = 7 };

static struct lines start(const char *text, size_t length, size_t piece)
{
	struct lines lines;

	source.text = text;
	source.length = length;
	source.piece = piece;
	source.at = 0;
	source.fail_at = 0;
	source.reads = 0;
	fault_use(&readable);
	assert_int_equal(lines_init(&lines, seven), 0);
	return lines;
}

static void finish(struct lines *lines)
{
	lines_free(lines);
	fault_use(NULL);
}

static void next_is(struct lines *lines, const char *text)
{
	struct line line;

	assert_int_equal(lines_next(lines, &line), 1);
	assert_string_equal(line.text, text);
	assert_int_equal(line.length, strlen(text));
}

static void ends(struct lines *lines)
{
	struct line line;

	assert_int_equal(lines_next(lines, &line), 0);
	assert_int_equal(lines_next(lines, &line), 0);
}

static void lines_are_the_same_whatever_a_read_gives(void **state)
{
	static const char text[] = "first\nsecond line\n\n last \n";

	(void)state;
	for (size_t piece = 1; piece <= sizeof(text); piece++) {
		struct lines lines = start(text, strlen(text), piece);

		next_is(&lines, "first");
		next_is(&lines, "second line");
		next_is(&lines, "");
		next_is(&lines, " last ");
		ends(&lines);
		finish(&lines);
	}
}

static void an_empty_text_has_no_lines(void **state)
{
	struct lines lines = start("", 0, 100);

	(void)state;
	ends(&lines);
	finish(&lines);
}

static void a_text_that_ends_in_the_middle_of_a_line_is_an_error(void **state)
{
	struct lines lines = start("whole\ncut", 9, 100);
	struct line line;

	(void)state;
	next_is(&lines, "whole");
	assert_int_equal(lines_next(&lines, &line), -EINVAL);
	assert_int_equal(lines_next(&lines, &line), -EINVAL);
	finish(&lines);
}

static void the_buffer_grows_to_the_longest_line(void **state)
{
	size_t length = (size_t)1 << 20;
	char *text = malloc(length + 1), *line = malloc(length);
	struct lines lines;

	(void)state;
	memset(text, 'x', length);
	memset(line, 'x', length);
	memcpy(text, "short\n", 6);
	memcpy(text + length - 6, "\nlast\n", 6);
	line[length - 12] = '\0';
	lines = start(text, length, 4096);
	next_is(&lines, "short");
	next_is(&lines, line);
	next_is(&lines, "last");
	ends(&lines);
	finish(&lines);
	free(line);
	free(text);
}

static void a_line_without_end_is_an_error(void **state)
{
	size_t length = (size_t)40 << 20;
	char *text = malloc(length);
	struct lines lines;
	struct line line;

	(void)state;
	memset(text, 'x', length);
	lines = start(text, length, 1 << 20);
	assert_int_equal(lines_next(&lines, &line), -EOVERFLOW);
	finish(&lines);
	free(text);
}

static void lines_that_are_here_are_taken_without_a_read(void **state)
{
	struct lines lines = start("one\ntwo\nthree\n", 14, 9);
	struct line line;

	(void)state;
	assert_false(lines_take(&lines, &line));
	assert_int_equal(lines_fill(&lines), 1);
	assert_int_equal(source.reads, 1);
	assert_true(lines_take(&lines, &line));
	assert_string_equal(line.text, "one");
	assert_true(lines_take(&lines, &line));
	assert_string_equal(line.text, "two");
	/* Of the third, one letter is here. */
	assert_false(lines_take(&lines, &line));
	assert_int_equal(source.reads, 1);
	next_is(&lines, "three");
	finish(&lines);
}

static void earlier_lines_stay_until_the_next_read(void **state)
{
	struct lines lines = start("one\ntwo\n", 8, 100);
	struct line one, two;

	(void)state;
	assert_int_equal(lines_next(&lines, &one), 1);
	assert_int_equal(lines_next(&lines, &two), 1);
	assert_string_equal(one.text, "one");
	assert_string_equal(two.text, "two");
	finish(&lines);
}

static void after_a_rewind_the_first_line_is_next(void **state)
{
	struct lines lines = start("one\ntwo\n", 8, 5);

	(void)state;
	next_is(&lines, "one");
	assert_int_equal(lines_rewind(&lines), 0);
	next_is(&lines, "one");
	next_is(&lines, "two");
	ends(&lines);
	assert_int_equal(lines_rewind(&lines), 0);
	next_is(&lines, "one");
	finish(&lines);
}

static void an_error_of_the_kernel_is_given_on(void **state)
{
	struct lines lines = start("one\ntwo\n", 8, 4);
	struct line line;

	(void)state;
	source.fail_at = 2;
	next_is(&lines, "one");
	assert_int_equal(lines_next(&lines, &line), -EIO);
	finish(&lines);
}

static void memory_that_fails_is_an_error(void **state)
{
	size_t length = (size_t)1 << 20;
	char *text = malloc(length);
	struct lines lines;
	struct line line;

	(void)state;
	memset(text, 'x', length);
	fault_memory(1);
	assert_int_equal(lines_init(&lines, seven), -ENOMEM);
	fault_memory(0);
	lines = start(text, length, 4096);
	fault_memory(2);
	assert_int_equal(lines_next(&lines, &line), -ENOMEM);
	fault_memory(0);
	finish(&lines);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_are_the_same_whatever_a_read_gives),
		cmocka_unit_test(an_empty_text_has_no_lines),
		cmocka_unit_test(
			a_text_that_ends_in_the_middle_of_a_line_is_an_error),
		cmocka_unit_test(the_buffer_grows_to_the_longest_line),
		cmocka_unit_test(a_line_without_end_is_an_error),
		cmocka_unit_test(lines_that_are_here_are_taken_without_a_read),
		cmocka_unit_test(earlier_lines_stay_until_the_next_read),
		cmocka_unit_test(after_a_rewind_the_first_line_is_next),
		cmocka_unit_test(an_error_of_the_kernel_is_given_on),
		cmocka_unit_test(memory_that_fails_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
