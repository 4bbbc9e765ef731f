// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * libvminfo/walk-traits.c: what a mapping is; what its entries tell is not
 * asked.
 */
#include <errno.h>
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
#define HUGE BIT(6)
#define H FAKE_HUGE

static unsigned int calls[FAKE_ASK + 1];

static void count_call(unsigned long number, enum fake_call call)
{
	(void)number;
	calls[call]++;
}

/* What is told of it while that is called before each system call. */
static void tells_while(const struct fake_space *space,
			void (*before)(unsigned long number,
				       enum fake_call call),
			const struct vminfo_walk_options *options,
			const char *expected)
{
	struct scene scene;
	char *told;

	fake_start(space);
	scene = scene_open();
	fake.before = before;
	told = scene_runs(&scene, options, 100);
	assert_string_equal(told, expected);
	free(told);
	scene_close(&scene);
}

/* What is told of it, by scans and looks at its mappings: so many. */
static void tells(const struct fake_space *space, uint64_t want,
		  const char *expected, unsigned int scans,
		  unsigned int queries)
{
	const struct vminfo_walk_options options = { .size = sizeof(options),
						     .want = want };

	memset(calls, 0, sizeof(calls));
	tells_while(space, count_call, &options, expected);
	assert_int_equal(calls[FAKE_SCAN], scans);
	/* One more at the end of the list. */
	assert_int_equal(calls[FAKE_QUERY], queries + 1);
}

static void a_file_with_entries_needs_no_scan(void **state)
{
	static const struct fake_mapping mappings[] = {
		{ 0x400000, 0x410000, "r-xp", 0, 8, 1, 5, "/bin/x", 0, false },
		{ .permissions = NULL },
	};
	/* One entry is enough, wherever it is. */
	static const struct fake_entries entries[] = {
		{ 0x40f000, 1, PRESENT | FILE_PAGE | 0x99, 0, 0 },
		{ .pages = 0 },
	};
	static const struct fake_space space = { mappings, entries };

	(void)state;
	tells(&space, 0,
	      "400000+15 unresolved\n40f000+1 present 99 file\n[complete]\n",
	      0, 1);
}

static void without_entries_it_is_asked_whether_they_are_shown(void **state)
{
	static const struct fake_mapping mappings[] = {
		{ 0x400000, 0x401000, "r-xp", 0, 8, 1, 5, "/bin/x", 0, false },
		{ 0x500000, 0x502000, "rw-s", 0, 0, 6, 9, "/dev/nvidia", 0,
		  true },
		{ .permissions = NULL },
	};
	static const struct fake_space space = { mappings, NULL };

	(void)state;
	tells(&space, 0, "400000+1 unresolved\n500000+2 pfnmap\n[complete]\n",
	      3, 3);
}

/* What is left in the window of the one before are no entries of this one. */
static void entries_of_another_mapping_show_nothing(void **state)
{
	static const struct fake_mapping mappings[] = {
		{ 2 * H - FAKE_PAGE, 2 * H + FAKE_PAGE, "r-xp", 0, 8, 1, 5,
		  "/bin/x", 0, false },
		{ 0x500000, 0x502000, "rw-s", 0, 0, 6, 9, "/dev/nvidia", 0,
		  true },
		{ .permissions = NULL },
	};
	static const struct fake_entries entries[] = {
		{ 2 * H, 1, PRESENT | FILE_PAGE | 0x99, 0, 0 },
		{ .pages = 0 },
	};
	static const struct fake_space space = { mappings, entries };

	(void)state;
	tells(&space, 0,
	      "3ff000+1 unresolved\n400000+1 present 99 file\n"
	      "500000+2 pfnmap\n[complete]\n",
	      2, 3);
}

/* A device would be opened for it. */
static void no_object_is_asked_before_it_is_known(void **state)
{
	static const struct fake_mapping mappings[] = {
		{ 0x500000, 0x502000, "rw-s", 0, 0, 6, 9, "/dev/nvidia", 0,
		  true },
		{ .permissions = NULL },
	};
	static const struct fake_space space = { mappings, NULL };

	(void)state;
	tells(&space, VMINFO_WANT_BACKING, "500000+2 pfnmap\n[complete]\n", 2,
	      3);
	assert_int_equal(calls[FAKE_ASK], 0);
	assert_false(fake.device_opened);
}

static void a_large_one_is_asked_first(void **state)
{
	static struct fake_mapping mappings[] = {
		{ 2 * H, 3 * H, "r--p", 0, 8, 1, 5, "/bin/x", 0, false },
		{ .permissions = NULL },
	};
	static const struct fake_entries entries[] = {
		{ 2 * H, 513, PRESENT | FILE_PAGE | 0x99, 1, 0 },
		{ .pages = 0 },
	};
	static const struct fake_space space = { mappings, entries };

	(void)state;
	tells(&space, VMINFO_WANT_EXACT,
	      "400000+512 present 99 file\n[complete]\n", 0, 1);
	mappings[0].end += FAKE_PAGE;
	tells(&space, VMINFO_WANT_EXACT,
	      "400000+513 present 99 file\n[complete]\n", 1, 1);
	/* The rest is in three pieces of 2 GiB, each of which is scanned. */
	mappings[0].end = 2 * H + ((uint64_t)4 << 30) + FAKE_PAGE;
	tells(&space, VMINFO_WANT_EXACT,
	      "400000+513 present 99 file\n"
	      "601000+1048064 unresolved\n[complete]\n",
	      4, 1);
}

static struct fake_space unsteady;
static const struct fake_mapping *usual;
static bool was_gone;

/* Of the first scan alone nothing is mapped. */
static void unmap_for_a_scan(unsigned long number, enum fake_call call)
{
	static const struct fake_mapping none = { .permissions = NULL };

	(void)number;
	unsteady.mappings = call == FAKE_SCAN && !was_gone ? &none : usual;
	was_gone |= call == FAKE_SCAN;
}

static void what_was_gone_for_a_moment_is_no_pfnmap(void **state)
{
	static struct fake_mapping mappings[] = {
		{ 2 * H, 0, "rw-s", 0, 0, 1, 5, "/memfd:x", 0, false },
		{ .permissions = NULL },
	};
	static const uint64_t pages[] = { 1, 513 };
	static const char *const expected[] = {
		"400000+1 unresolved\n[complete]\n",
		"400000+513 unresolved\n[complete]\n",
	};

	(void)state;
	unsteady.mappings = usual = mappings;
	for (size_t i = 0; i < 2; i++) {
		mappings[0].end = 2 * H + pages[i] * FAKE_PAGE;
		was_gone = false;
		tells_while(&unsteady, unmap_for_a_scan, NULL, expected[i]);
		assert_true(was_gone);
	}
}

/* And of the look behind it, but not of the one after that. */
static void unmap_for_two(unsigned long number, enum fake_call call)
{
	bool goes_on = was_gone && unsteady.mappings != usual &&
		       call == FAKE_QUERY;
	const struct fake_mapping *gone = unsteady.mappings;

	unmap_for_a_scan(number, call);
	if (goes_on) {
		unsteady.mappings = gone;
		fake.before = unmap_for_a_scan;
	}
}

static void another_one_is_looked_at_again(void **state)
{
	static const struct fake_mapping mappings[] = {
		{ 2 * H, 2 * H + FAKE_PAGE, "rw-s", 0, 0, 6, 9, "/dev/nvidia",
		  0, true },
		{ .permissions = NULL },
	};

	(void)state;
	unsteady.mappings = usual = mappings;
	was_gone = false;
	tells_while(&unsteady, unmap_for_two, NULL,
		    "400000+1 pfnmap\n[complete]\n");
	assert_true(was_gone);
}

static void fail_scans(unsigned long number, enum fake_call call)
{
	(void)number;
	fake.fail_with = call == FAKE_SCAN ? EIO : 0;
}

/* Asked first if it is large, else when no entry was seen. */
static void an_answer_that_fails_is_an_error(void **state)
{
	static struct fake_mapping mappings[] = {
		{ 2 * H, 0, "r--p", 0, 8, 1, 5, "/bin/x", 0, false },
		{ .permissions = NULL },
	};
	static const uint64_t pages[] = { 1, 513 };
	static const struct fake_entries entries[] = {
		{ 2 * H, 513, PRESENT | FILE_PAGE | 0x99, 1, 0 },
		{ .pages = 0 },
	};
	static const struct fake_space spaces[] = { { mappings, NULL },
						    { mappings, entries } };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		mappings[0].end = 2 * H + pages[i] * FAKE_PAGE;
		tells_while(&spaces[i], fail_scans, NULL,
			    "[Input/output error: refused]\n");
	}
}

/* Its words look like those of small pages. */
static void small_hugetlb_is_read_again_as_what_it_is(void **state)
{
	static const struct fake_mapping mappings[] = {
		{ 2 * H, 3 * H, "rw-s", 0, 0, 0xf, 78, "/memfd:x (deleted)", H,
		  false },
		{ .permissions = NULL },
	};
	static const struct fake_entries entries[] = {
		{ 2 * H, 512, PRESENT | FILE_PAGE | 0x20000, 1, HUGE },
		{ .pages = 0 },
	};
	static const struct fake_space there = { mappings, entries };
	static const struct fake_space reserved = { mappings, NULL };
	struct vminfo_walk *walk;
	struct vminfo_page page;
	struct scene scene;

	(void)state;
	fake_start(&there);
	scene = scene_open();
	assert_int_equal(vminfo_walk_new(scene.process, NULL, &walk), 0);
	assert_int_equal(vminfo_walk_pages(walk, &page, NULL, 1), 1);
	assert_true(page.attributes & VMINFO_HUGE);
	assert_int_equal(vminfo_walk_mapping(walk)->page_size, H);
	vminfo_walk_free(walk);
	scene_close(&scene);
	tells(&there, 0,
	      "400000+512 present 20000 file huge inferred\n[complete]\n", 3,
	      3);
	tells(&reserved, 0, "400000+512 unresolved\n[complete]\n", 4, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_with_entries_needs_no_scan),
		cmocka_unit_test(
			without_entries_it_is_asked_whether_they_are_shown),
		cmocka_unit_test(entries_of_another_mapping_show_nothing),
		cmocka_unit_test(no_object_is_asked_before_it_is_known),
		cmocka_unit_test(a_large_one_is_asked_first),
		cmocka_unit_test(what_was_gone_for_a_moment_is_no_pfnmap),
		cmocka_unit_test(another_one_is_looked_at_again),
		cmocka_unit_test(an_answer_that_fails_is_an_error),
		cmocka_unit_test(small_hugetlb_is_read_again_as_what_it_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
