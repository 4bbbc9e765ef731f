// SPDX-License-Identifier: LGPL-2.1-or-later
/* Walks of a part of the address space, and of the gaps in it. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "fake.h"
#include "scene.h"

#define EXCLUSIVE ((uint64_t)1 << 56)
#define PRESENT ((uint64_t)1 << 63)
#define TO_THE_END 0

static const struct fake_mapping mappings[] = {
	{ .start = 0x400000, .end = 0x404000, .permissions = "rw-p" },
	{ .start = 0x404000, .end = 0x406000, .permissions = "r--p" },
	{ .start = 0x10000000, .end = 0x10004000, .permissions = "rw-p" },
	{ 0xffffffffff600000, 0xffffffffff601000, "--xp", 0, 0, 0, 0,
	  "[vsyscall]", 0, false },
	{ .permissions = NULL },
};

static const struct fake_entries entries[] = {
	{ 0x400000, 6, PRESENT | EXCLUSIVE | 0x101, 1, 0 },
	{ 0x10001000, 1, PRESENT | EXCLUSIVE | 0x201, 0, 0 },
	{ .pages = 0 },
};

static const struct fake_space space = { mappings, entries };

static void range_is(uint64_t start, uint64_t length, uint64_t want,
		     const char *expected)
{
	struct vminfo_walk_options options = {
		.size = sizeof(options),
		.start = start,
		.length = length,
		.want = want,
	};

	for (unsigned int machine = 0; machine < 4; machine++) {
		struct scene scene;
		char *told;

		fake_start(&space);
		fake.no_scan = machine & 1;
		fake.no_query = machine & 2;
		scene = scene_open();
		for (size_t batch = 1; batch < 5; batch++) {
			told = scene_runs(&scene, &options, batch);
			assert_string_equal(told, expected);
			free(told);
		}
		scene_close(&scene);
	}
}

static void a_range_is_rounded_to_pages(void **state)
{
	(void)state;
	range_is(0x401fff, 2, 0,
		 "401000+2 present 102 exclusive\n[complete]\n");
	range_is(0x401000, 0x1000, 0,
		 "401000+1 present 102 exclusive\n[complete]\n");
	range_is(0x401001, 1, 0,
		 "401000+1 present 102 exclusive\n[complete]\n");
	range_is(0x401001, 0x1000, 0,
		 "401000+2 present 102 exclusive\n[complete]\n");
}

static void a_range_may_begin_and_end_anywhere(void **state)
{
	(void)state;
	range_is(0x403000, 0x2000, 0,
		 "403000+1 present 104 exclusive\n"
		 "404000+1 present 105 exclusive\n[complete]\n");
	range_is(0, 0x401000, 0,
		 "400000+1 present 101 exclusive\n[complete]\n");
	range_is(0x405000, 0x10000000, 0,
		 "405000+1 present 106 exclusive\n10000000+1 absent\n"
		 "10001000+1 present 201 exclusive\n10002000+2 absent\n"
		 "[complete]\n");
	range_is(0x406000, 0x1000, 0, "[complete]\n");
}

static void without_a_length_a_range_goes_to_the_end(void **state)
{
	(void)state;
	range_is(0x10003000, TO_THE_END, 0,
		 "10003000+1 absent\nffffffffff600000+1 pfnmap\n[complete]\n");
	range_is(0xffffffffff601000, TO_THE_END, 0, "[complete]\n");
}

static void the_last_page_of_64_bits_can_be_asked_for(void **state)
{
	(void)state;
	range_is(UINT64_MAX, 1, 0, "[complete]\n");
	range_is(0xfffffffffffff000, 0x1000, VMINFO_WANT_GAPS,
		 "fffffffffffff000+1 unmapped\n[complete]\n");
	range_is(0xffffffffff600000, 0xa00000, VMINFO_WANT_GAPS,
		 "ffffffffff600000+1 pfnmap\n"
		 "ffffffffff601000+2559 unmapped\n[complete]\n");
	range_is(0xfffffffffffff000, TO_THE_END, 0, "[complete]\n");
}

static void gaps_are_told_if_that_is_wanted(void **state)
{
	(void)state;
	range_is(0x3fe000, 0xa000, VMINFO_WANT_GAPS,
		 "3fe000+2 unmapped\n"
		 "400000+4 present 101 exclusive\n"
		 "404000+2 present 105 exclusive\n"
		 "406000+2 unmapped\n[complete]\n");
	range_is(0x405000, 0x10000000, VMINFO_WANT_GAPS,
		 "405000+1 present 106 exclusive\n"
		 "406000+64506 unmapped\n10000000+1 absent\n"
		 "10001000+1 present 201 exclusive\n10002000+2 absent\n"
		 "10004000+1025 unmapped\n[complete]\n");
	range_is(0x500000, 0x2000, VMINFO_WANT_GAPS,
		 "500000+2 unmapped\n[complete]\n");
}

static void without_a_length_the_last_gap_ends_at_2_to_the_64(void **state)
{
	(void)state;
	range_is(0x10003000, TO_THE_END, VMINFO_WANT_GAPS,
		 "10003000+1 absent\n"
		 "10004000+4503599627302396 unmapped\n"
		 "ffffffffff600000+1 pfnmap\n"
		 "ffffffffff601000+2559 unmapped\n[complete]\n");
}

static void a_gap_has_no_mapping(void **state)
{
	struct vminfo_walk_options options = {
		.size = sizeof(options),
		.start = 0x405000,
		.length = 0x3000,
		.want = VMINFO_WANT_GAPS,
	};
	struct vminfo_page pages[10];
	struct vminfo_walk *walk;
	struct scene scene;

	(void)state;
	fake_start(&space);
	scene = scene_open();
	walk = scene_walk(&scene, &options);
	assert_int_equal(vminfo_walk_pages(walk, pages, NULL, 10), 1);
	assert_int_equal(vminfo_walk_mapping(walk)->va, 0x404000);
	assert_int_equal(vminfo_walk_pages(walk, pages, NULL, 10), 2);
	assert_null(vminfo_walk_mapping(walk));
	for (int i = 0; i < 2; i++) {
		assert_int_equal(pages[i].state, VMINFO_UNMAPPED);
		assert_int_equal(pages[i].word, 0);
		assert_int_equal(pages[i].value, VMINFO_NONE);
		assert_int_equal(pages[i].attributes, 0);
	}
	vminfo_walk_free(walk);
	scene_close(&scene);
}

static int new_walk(const struct vminfo_walk_options *options)
{
	struct vminfo_walk *walk = NULL;
	struct scene scene;
	int ret;

	fake_start(&space);
	scene = scene_open();
	ret = vminfo_walk_new(scene.process, options, &walk);
	assert_true((ret == 0) == (walk != NULL));
	vminfo_walk_free(walk);
	scene_close(&scene);
	return ret;
}

static void a_range_does_not_wrap_around(void **state)
{
	struct vminfo_walk_options options = {
		.size = sizeof(options),
		.start = 0x2000,
		.length = UINT64_MAX - 0x1fff,
	};

	(void)state;
	assert_int_equal(new_walk(&options), 0);
	options.length++;
	assert_int_equal(new_walk(&options), -EINVAL);
	options.length = UINT64_MAX;
	assert_int_equal(new_walk(&options), -EINVAL);
	options.start = UINT64_MAX;
	options.length = 2;
	assert_int_equal(new_walk(&options), -EINVAL);
}

static void options_of_another_size_are_what_is_known_of_them(void **state)
{
	struct {
		struct vminfo_walk_options known;
		uint64_t newer;
	} options = { .known = { .size = sizeof(options) } };

	(void)state;
	assert_int_equal(new_walk(&options.known), 0);
	options.newer = 1;
	assert_int_equal(new_walk(&options.known), -E2BIG);
	options.known.size = sizeof(options.known);
	assert_int_equal(new_walk(&options.known), 0);
	options.known.size = offsetof(struct vminfo_walk_options, want);
	options.known.want = UINT64_MAX;
	assert_int_equal(new_walk(&options.known), 0);
	options.known.size = 0;
	assert_int_equal(new_walk(&options.known), -EINVAL);
}

static void wishes_that_are_not_known_are_refused(void **state)
{
	struct vminfo_walk_options options = { .size = sizeof(options),
					       .want = 1u << 31 };

	(void)state;
	assert_int_equal(new_walk(&options), -EINVAL);
	options.want = 0;
	options.split = 1u << 16;
	assert_int_equal(new_walk(&options), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_range_is_rounded_to_pages),
		cmocka_unit_test(a_range_may_begin_and_end_anywhere),
		cmocka_unit_test(without_a_length_a_range_goes_to_the_end),
		cmocka_unit_test(the_last_page_of_64_bits_can_be_asked_for),
		cmocka_unit_test(gaps_are_told_if_that_is_wanted),
		cmocka_unit_test(
			without_a_length_the_last_gap_ends_at_2_to_the_64),
		cmocka_unit_test(a_gap_has_no_mapping),
		cmocka_unit_test(a_range_does_not_wrap_around),
		cmocka_unit_test(
			options_of_another_size_are_what_is_known_of_them),
		cmocka_unit_test(wishes_that_are_not_known_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
