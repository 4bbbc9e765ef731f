// SPDX-License-Identifier: LGPL-2.1-or-later
/* What the line of progress says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "progress.h"

struct expectation {
	struct progress is;
	const char *line;
};

#define FULL UINT64_MAX

static const struct expectation expectations[] = {
	{ { 0 }, "nothing was looked at yet" },
	{ { .pid = 812, .number = 1, .of = 1 }, "812: at 0, 0 pages seen" },
	{ { .pid = 812, .number = 1, .of = 1, .va = 0x7f0000001000,
	    .pages = 1 }, "812: at 7f0000001000, 1 page seen" },
	/* A range is known to its end. */
	{ { .pid = 812, .number = 1, .of = 1, .va = 0x3000, .pages = 1,
	    .start = 0x1000, .length = 0x8000 },
	  "812: at 3000, 1 page seen (25%)" },
	{ { .pid = 812, .number = 1, .of = 1, .va = 0xfe00000000000000,
	    .pages = 1234, .start = 1, .length = FULL },
	  "812: at fe00000000000000, 1,234 pages seen (99%)" },
	/* A walk of names may begin before, or end behind the range. */
	{ { .pid = 812, .number = 1, .of = 1, .va = 0x500, .pages = 1,
	    .start = 0x1000, .length = 0x8000 }, "812: at 500, 1 page seen" },
	/* Of several processes those that are done count. */
	{ { .pid = 812, .number = 1, .of = 4, .va = 0x3000, .pages = 2 },
	  "process 1 of 4, 812: at 3000, 2 pages seen (0%)" },
	{ { .pid = 812, .number = 1000, .of = 1204, .va = 0x3000, .pages = 2,
	    .start = 0x1000, .length = 0x8000 },
	  "process 1,000 of 1,204, 812: at 3000, 2 pages seen (82%)" },
	/* Nobody knows how many will come. */
	{ { .pid = 4194304, .number = 7, .va = 0x3000, .pages = 2 },
	  "4194304: at 3000, 2 pages seen" },
	/* Frames of the machine. */
	{ { .frames = 1234567, .of_frames = 6291358 },
	  "1,234,567 of 6,291,358 frames seen (19%)" },
	/* More than zoneinfo knows. */
	{ { .frames = 3, .of_frames = 2 }, "3 of 2 frames seen" },
};

static void the_line_says_what_is_known(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < sizeof(expectations) / sizeof(*expectations);
	     i++) {
		char line[PROGRESS_ROOM];

		*progress_line(&expectations[i].is, line) = '\0';
		assert_string_equal(line, expectations[i].line);
	}
}

static void the_longest_line_has_room(void **unused)
{
	const struct progress longest = {
		.pid = 0x7fffffff, .number = FULL, .of = FULL, .va = FULL,
		.pages = FULL, .start = 0, .length = FULL,
	};
	char line[PROGRESS_ROOM];

	(void)unused;
	assert_in_range(progress_line(&longest, line) - line, 100,
			PROGRESS_ROOM - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_line_says_what_is_known),
		cmocka_unit_test(the_longest_line_has_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
