// SPDX-License-Identifier: LGPL-2.1-or-later
/* Frames as they are given: numbers, addresses, lines of logs. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "frame-words.h"

static void assert_word(int ret, const struct frame_word *word,
			uint64_t start, uint64_t count)
{
	assert_int_equal(ret, 0);
	assert_int_equal(word->start, start);
	assert_int_equal(word->count, count);
}

static void numbers_are_decimal_unless_they_say_otherwise(void **state)
{
	struct frame_word word;

	(void)state;
	assert_word(frame_word_of_number("10", &word), &word, 10, 1);
	assert_word(frame_word_of_number("010", &word), &word, 10, 1);
	assert_word(frame_word_of_number("0X1F", &word), &word, 31, 1);
	assert_word(frame_word_of_number("0", &word), &word, 0, 1);
	assert_word(frame_word_of_number("10-0x10", &word), &word, 10, 6);
	assert_word(frame_word_of_number("0x10+10", &word), &word, 16, 10);
	assert_false(word.is_address);
}

static void addresses_are_hexadecimal(void **state)
{
	struct frame_word word;

	(void)state;
	assert_word(frame_word_of_address("10", &word), &word, 16, 1);
	assert_word(frame_word_of_address("0x10-20", &word), &word, 16, 16);
	assert_word(frame_word_of_address("10+2K", &word), &word, 16, 2048);
	assert_true(word.is_address);
}

static void what_is_no_word_is_refused(void **state)
{
	static const char *const wrong[] = {
		"", " 1", "1 ", "+1", "-1", "1-", "1+", "1-1", "2-1", "1+0",
		"x", "0x", "1,2", "1--2", "0x1-0x2-0x3", "18446744073709551616",
		"0x8000000000000000", "1-18446744073709551616",
	};
	struct frame_word word;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		assert_true(frame_word_of_number(wrong[i], &word) < 0);
	assert_true(frame_word_of_address("0-10000000000000000", &word) < 0);
	assert_true(frame_word_of_address("10000000000000000", &word) < 0);
	assert_true(frame_word_of_address("1+1x", &word) < 0);
}

static void a_log_names_a_frame(void **state)
{
	static const struct {
		const char *line;
		uint64_t start;
		bool is_address;
	} lines[] = {
		{ "BUG: Bad page state in process cat  pfn:4f2a1", 0x4f2a1,
		  false },
		{ "page:ffffea0004d2f8c0 refcount:0 pfn:0x134be3", 0x134be3,
		  false },
		{ "page: refcount:0 mapcount:0 index:0x0 pfn:0x134be3",
		  0x134be3, false },
		{ "Memory failure: 0x12345: recovery action", 0x12345, false },
		/* Processes choose their names. */
		{ "BUG: Bad page state in process pfn:77  pfn:4f2a1", 0x4f2a1,
		  false },
		{ "BUG: Bad page state in process oft offline: 1:  pfn:4f2a1",
		  0x4f2a1, false },
		{ "BUG: Bad page state in process  ADDR 77  pfn:4f2a1", 0x4f2a1,
		  false },
		{ "Memory failure: 0x12345: Sending SIGBUS to pfn:77:812 due "
		  "to hardware memory corruption", 0x12345, false },
		{ "Memory failure: 0x12345: Sending SIGBUS to a pfn 77:812",
		  0x12345, false },
		{ "Soft offline: 0x12345: isolation failed", 0x12345, false },
		{ "EDAC MC0: 1 CE (channel:0 slot:0 page:0x12345 offset:0x40 "
		  "grain:32)", 0x12345, false },
		{ "EDAC MC0: CE page 0x12345, offset 0x40, grain 8", 0x12345,
		  false },
		{ "mce: [Hardware Error]: TSC 0 ADDR 3f62d83400 MISC 86",
		  0x3f62d83400, true },
		{ "physical_address: 0x00000003f62d8340", 0x3f62d8340, true },
	};
	struct frame_word word;

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		assert_word(frame_word_of_log(lines[i].line, &word), &word,
			    lines[i].start, 1);
		assert_int_equal(word.is_address, lines[i].is_address);
	}
}

/* Where the kernel has its notes on a page, and numbers of something else. */
static void other_numbers_of_a_log_are_no_frames(void **state)
{
	static const char *const lines[] = {
		"page:ffffea0004d2f8c0 refcount:0 mapcount:0 index:0x0",
		"page:0x12345 refcount:0",
		"Memory failure: 0x12345 recovered",
		"pfn:ffffea0004d2f8c0",
		"pfn:12345x",
		"pfn:",
		"mce: CPU 3 BANK 5 TSC 1234",
		"12345",
	};
	struct frame_word word;

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		assert_int_equal(frame_word_of_log(lines[i], &word), -EINVAL);
}

static void frames_have_a_byte_of_an_address_range(void **state)
{
	struct frame_word list[] = {
		{ 0x10ffff, 2, true }, { 0x20, 1, false },
		{ 0x200000, 0x10000, true },
	};
	struct frame_words words = { .list = list, .count = 3 };
	struct frame_set set;

	(void)state;
	assert_int_equal(frame_words_set(&words, 0x10000, &set), 0);
	assert_int_equal(set.count, 2);
	assert_int_equal(set.list[0].pfn, 0x10);
	assert_int_equal(set.list[0].count, 2);
	assert_int_equal(set.list[1].pfn, 0x20);
	assert_int_equal(set.list[1].count, 1);
	frame_set_free(&set);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_decimal_unless_they_say_otherwise),
		cmocka_unit_test(addresses_are_hexadecimal),
		cmocka_unit_test(what_is_no_word_is_refused),
		cmocka_unit_test(a_log_names_a_frame),
		cmocka_unit_test(other_numbers_of_a_log_are_no_frames),
		cmocka_unit_test(frames_have_a_byte_of_an_address_range),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
