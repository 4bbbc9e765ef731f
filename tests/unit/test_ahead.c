// SPDX-License-Identifier: LGPL-2.1-or-later
/* libvminfo/window-ahead.c: words of mappings that were read with others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fake.h"
#include "scene.h"

#define BIT(n) ((uint64_t)1 << (n))
#define FILE_PAGE BIT(61)
#define PRESENT BIT(63)
#define BASE 0x400000u
#define N 40

#define ONE(n) \
	{ .start = BASE + (n) * FAKE_PAGE, \
	  .end = BASE + ((n) + 1) * FAKE_PAGE, \
	  .permissions = (n) % 2 ? "r--p" : "rw-p" }
#define FOUR(n) ONE(n), ONE((n) + 1), ONE((n) + 2), ONE((n) + 3)

/* Each of a page, none of which can be merged with its neighbours. */
static const struct fake_mapping side_by_side[] = {
	FOUR(0), FOUR(4), FOUR(8), FOUR(12), FOUR(16),
	FOUR(20), FOUR(24), FOUR(28), FOUR(32), FOUR(36),
	{ .permissions = NULL },
};

static const struct fake_entries frames[] = {
	{ BASE, N, PRESENT | 0x1000, 3, 0 },
	{ .pages = 0 },
};

static const struct fake_space space = { side_by_side, frames };

static unsigned int reads;

static void count_reads(unsigned long number, enum fake_call call)
{
	(void)number;
	reads += call == FAKE_PAGEMAP_READ;
}

/* Tells the runs of `frames`, and counts reads of pagemap. */
static void tells_all(const struct vminfo_walk_options *options)
{
	char expected[N * 40] = "", *to = expected, *told;
	struct scene scene = scene_open();

	for (unsigned int i = 0; i < N; i++)
		to += sprintf(to, "%x+1 present %x\n", BASE + i * FAKE_PAGE,
			      0x1000 + 3 * i);
	strcpy(to, "[complete]\n");
	reads = 0;
	fake.before = count_reads;
	told = scene_runs(&scene, options, 100);
	assert_string_equal(told, expected);
	free(told);
	scene_close(&scene);
}

static void small_mappings_side_by_side_share_a_read(void **state)
{
	(void)state;
	fake_start(&space);
	tells_all(NULL);
	assert_in_range(reads, 1, 8);
}

static void words_are_not_of_what_was_listed_after_them(void **state)
{
	(void)state;
	fake_start(&space);
	/* A line at a time. */
	fake.chunk = 1;
	tells_all(NULL);
	assert_in_range(reads, N, UINT32_MAX);
}

static void larger_mappings_have_the_rest_read(void **state)
{
	static const struct fake_mapping sizes[] = {
		ONE(0),
		{ .start = BASE + 0x1000, .end = BASE + 0x1a000,
		  .permissions = "r--p" },
		ONE(26), ONE(27),
		{ .permissions = NULL },
	};
	static const struct fake_entries entries[] = {
		{ BASE, 3, PRESENT | 0x1000, 1, 0 },
		{ BASE + 0x8000, 4, PRESENT | 0x2000, 1, 0 },
		{ BASE + 0x1a000, 2, PRESENT | 0x3000, 1, 0 },
		{ .pages = 0 },
	};
	static const struct fake_space some = { sizes, entries };
	struct scene scene;
	char *told;

	(void)state;
	fake_start(&some);
	scene = scene_open();
	told = scene_runs(&scene, NULL, 100);
	assert_string_equal(told, "400000+1 present 1000\n"
				  "401000+2 present 1001\n403000+5 absent\n"
				  "408000+4 present 2000\n"
				  "40c000+14 absent\n"
				  "41a000+1 present 3000\n"
				  "41b000+1 present 3001\n[complete]\n");
	free(told);
	scene_close(&scene);
}

static struct fake_mapping changing[] = {
	ONE(0), ONE(1), ONE(2),
	{ .permissions = NULL },
};

static struct fake_entries changing_frames[] = {
	{ BASE, 1, PRESENT | 0x1000, 0, 0 },
	{ BASE + 0x1000, 1, PRESENT | 0x1003, 0, 0 },
	{ BASE + 0x2000, 1, PRESENT | 0x1006, 0, 0 },
	{ .pages = 0 },
};

/* A file takes the place of the second one, when words of both were read. */
static void replace_after_the_first_read(unsigned long number,
					 enum fake_call call)
{
	static const struct fake_mapping file = {
		.start = BASE + 0x1000, .end = BASE + 0x2000,
		.permissions = "r--s", .dev_minor = 7, .inode = 99,
		.name = "/some/file",
	};

	(void)number;
	if (reads) {
		changing[1] = file;
		changing_frames[1].word = PRESENT | FILE_PAGE | 0x7000;
	}
	reads += call == FAKE_PAGEMAP_READ;
}

static void words_of_a_mapping_that_is_gone_are_not_used(void **state)
{
	static const struct fake_space then = { changing, changing_frames };
	struct scene scene;
	char *told;

	(void)state;
	fake_start(&then);
	scene = scene_open();
	reads = 0;
	fake.before = replace_after_the_first_read;
	told = scene_runs(&scene, NULL, 100);
	assert_string_equal(told, "400000+1 present 1000\n"
				  "401000+1 present 7000 file\n"
				  "402000+1 present 1006\n[complete]\n");
	free(told);
	scene_close(&scene);
}

static void who_asks_for_a_range_has_no_more_read(void **state)
{
	const struct vminfo_walk_options options = {
		.size = sizeof(options),
		.start = BASE + 0x3000,
		.length = 0x2000,
	};
	struct scene scene;
	char *told;

	(void)state;
	fake_start(&space);
	scene = scene_open();
	told = scene_runs(&scene, &options, 100);
	assert_string_equal(told, "403000+1 present 1009\n"
				  "404000+1 present 100c\n[complete]\n");
	free(told);
	scene_close(&scene);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(small_mappings_side_by_side_share_a_read),
		cmocka_unit_test(words_are_not_of_what_was_listed_after_them),
		cmocka_unit_test(larger_mappings_have_the_rest_read),
		cmocka_unit_test(words_of_a_mapping_that_is_gone_are_not_used),
		cmocka_unit_test(who_asks_for_a_range_has_no_more_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
