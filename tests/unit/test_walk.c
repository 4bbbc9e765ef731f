// SPDX-License-Identifier: LGPL-2.1-or-later
/* libvminfo/walk*.c, window*.c: the state of each page of a process. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "fake.h"
#include "scene.h"

#define BIT(n) ((uint64_t)1 << (n))
#define SOFT_DIRTY BIT(55)
#define EXCLUSIVE BIT(56)
#define UFFD_WP BIT(57)
#define FILE_PAGE BIT(61)
#define SWAPPED BIT(62)
#define PRESENT BIT(63)

/* Categories of a scan that words do not show. */
#define PFNZERO BIT(5)

#define ANONYMOUS(from, to)                                                    \
	{ .start = (from), .end = (to), .permissions = "rw-p" }
#define END_OF_MAPPINGS { .permissions = NULL }
#define END_OF_ENTRIES { .pages = 0 }

/* Walks all of the scene in runs, and ends it. */
static void runs_are(struct scene *scene,
		     const struct vminfo_walk_options *options,
		     const char *expected)
{
	char *told = scene_runs(scene, options, 100);

	assert_string_equal(told, expected);
	free(told);
	scene_close(scene);
}

static void shows(const struct fake_space *space, const char *expected)
{
	struct scene scene;

	fake_start(space);
	scene = scene_open();
	runs_are(&scene, NULL, expected);
}

/* --- states --------------------------------------------------------------- */

static const struct fake_mapping one_page_each[] = {
	ANONYMOUS(0x400000, 0x420000),
	END_OF_MAPPINGS,
};

static const struct fake_entries all_kinds[] = {
	{ 0x400000, 1, PRESENT | EXCLUSIVE | 0x1234, 0, 0 },
	{ 0x401000, 1, PRESENT | FAKE_ZERO_FRAME, 0, PFNZERO },
	{ 0x402000, 1, 0x4000000000000020, 0, 0 },
	{ 0x403000, 1, 0x4200000000000020, 0, 0 },
	{ 0x404000, 1, 0x440000000000009f, 0, 0 },
	{ 0x405000, 1, 0x400000000000005f, 0, 0 },
	{ 0x406000, 1, 0x420000000000003f, 0, 0 },
	{ 0x408000, 1, PRESENT | FILE_PAGE | 0x99, 0, 0 },
	{ 0x409000, 1, PRESENT | SOFT_DIRTY | UFFD_WP | 0x9a, 0, 0 },
	END_OF_ENTRIES,
};

static const struct fake_space all_states = { one_page_each, all_kinds };

static const char all_states_told[] = "400000+1 present 1234 exclusive\n"
				      "401000+1 zero\n"
				      "402000+1 swapped 0:1\n"
				      "403000+1 swapped 0:1 uffd-wp\n"
				      "404000+1 guard\n"
				      "405000+1 poisoned\n"
				      "406000+1 marker uffd-wp\n"
				      "407000+1 absent\n"
				      "408000+2 present 99 ~file ~soft-dirty"
				      " ~uffd-wp\n"
				      "40a000+22 absent\n"
				      "[complete]\n";

static void each_state_is_told_by_its_word(void **state)
{
	(void)state;
	shows(&all_states, all_states_told);
}

static void states_and_frames_need_no_ioctl(void **state)
{
	struct scene scene;

	(void)state;
	for (int i = 0; i < 4; i++) {
		fake_start(&all_states);
		fake.no_scan = i & 1;
		fake.no_query = i & 2;
		scene = scene_open();
		runs_are(&scene, NULL, all_states_told);
	}
}

static void without_rights_swap_and_markers_are_nonpresent(void **state)
{
	struct scene scene;

	(void)state;
	fake_start(&all_states);
	fake.hidden = true;
	scene = scene_open();
	runs_are(&scene, NULL,
		 "400000+1 present exclusive hidden\n"
		 "401000+1 zero hidden\n"
		 "402000+2 nonpresent hidden ~uffd-wp\n"
		 "404000+1 guard\n"
		 "405000+2 nonpresent hidden ~uffd-wp\n"
		 "407000+1 absent\n"
		 "408000+2 present hidden ~file ~soft-dirty ~uffd-wp\n"
		 "40a000+22 absent\n"
		 "[complete]\n");
}

static void without_rights_and_scan_zero_pages_are_not_told(void **state)
{
	struct scene scene;

	(void)state;
	fake_start(&all_states);
	fake.hidden = true;
	fake.no_scan = true;
	scene = scene_open();
	runs_are(&scene, NULL,
		 "400000+2 present hidden ~exclusive ~maybe-zero\n"
		 "402000+2 nonpresent hidden ~uffd-wp\n"
		 "404000+1 guard\n"
		 "405000+2 nonpresent hidden ~uffd-wp\n"
		 "407000+1 absent\n"
		 "408000+2 present hidden maybe-zero ~file ~soft-dirty"
		 " ~uffd-wp\n"
		 "40a000+22 absent\n"
		 "[complete]\n");
}

static void empty_entries_of_an_object_are_unresolved(void **state)
{
	static const struct fake_mapping mappings[] = {
		{ 0x400000, 0x402000, "r-xp", 0, 8, 1, 5, "/bin/x", 0, false },
		{ 0x402000, 0x404000, "rw-s", 0, 0, 1, 6, "/memfd:x (deleted)",
		  0, false },
		{ 0x404000, 0x405000, "r-xp", 0, 0, 0, 0, "[vdso]", 0, false },
		{ 0x405000, 0x406000, "rw-p", 0, 0, 0, 0, "[heap]", 0, false },
		{ 0x406000, 0x407000, "rw-p", 0, 0, 0, 0, "[stack]", 0, false },
		END_OF_MAPPINGS,
	};
	static const struct fake_entries entries[] = {
		{ 0x400000, 1, PRESENT | FILE_PAGE | 0x99, 0, 0 },
		END_OF_ENTRIES,
	};
	static const struct fake_space space = { mappings, entries };

	(void)state;
	shows(&space, "400000+1 present 99 file\n"
		      "401000+1 unresolved\n"
		      "402000+2 unresolved\n"
		      "404000+1 unresolved\n"
		      "405000+1 absent\n"
		      "406000+1 absent\n"
		      "[complete]\n");
}

static const struct fake_mapping pfn_mappings[] = {
	{ 0x400000, 0x404000, "rw-s", 0, 0, 0x11, 9,
	  "anon_inode:[perf_event]", 0, true },
	{ 0x404000, 0x405000, "r--p", 0, 0, 0, 0, "[vvar]", 0, true },
	{ 0x405000, 0x406000, "r--p", 0, 0, 0, 0, "[vvar_vclock]", 0, true },
	{ 0xffffffffff600000, 0xffffffffff601000, "--xp", 0, 0, 0, 0,
	  "[vsyscall]", 0, false },
	END_OF_MAPPINGS,
};

static const struct fake_space pfn_space = { pfn_mappings, NULL };

static void where_the_kernel_shows_no_entries_is_pfnmap(void **state)
{
	static const char told[] = "400000+4 pfnmap\n"
				   "404000+1 pfnmap\n"
				   "405000+1 pfnmap\n"
				   "ffffffffff600000+1 pfnmap\n"
				   "[complete]\n";
	struct scene scene;

	(void)state;
	for (int i = 0; i < 4; i++) {
		fake_start(&pfn_space);
		fake.no_scan = i & 1;
		fake.no_query = i & 2;
		scene = scene_open();
		runs_are(&scene, NULL, told);
	}
}

static void soft_dirty_bits_in_holes_are_no_entries(void **state)
{
	static const struct fake_entries entries[] = {
		{ 0x400000, 2, SOFT_DIRTY, 0, 0 },
		{ 0x403000, 1, SOFT_DIRTY, 0, 0 },
		{ 0x404000, 1, PRESENT | SOFT_DIRTY | 7, 0, 0 },
		END_OF_ENTRIES,
	};
	static const struct fake_space space = { one_page_each, entries };

	(void)state;
	shows(&space, "400000+4 absent\n"
		      "404000+1 present 7 soft-dirty\n"
		      "405000+27 absent\n"
		      "[complete]\n");
}

/* --- special entries ------------------------------------------------------ */

#define TYPE(type, frame) (SWAPPED | (uint64_t)(frame) << 5 | (type))

static const struct fake_entries special_kinds[] = {
	{ 0x400000, 1, TYPE(27, 0x100), 0, 0 },	 /* in RAM, poisoned */
	{ 0x401000, 1, TYPE(28, 0x200), 0, 0 },	 /* in RAM */
	{ 0x402000, 1, TYPE(25, 0xc0001), 0, 0 }, /* not in RAM */
	{ 0x403000, 1, TYPE(30, 0x300), 0, 0 },	 /* in RAM */
	END_OF_ENTRIES,
};

static const struct fake_mapping four_pages[] = {
	ANONYMOUS(0x400000, 0x404000),
	END_OF_MAPPINGS,
};

static const struct fake_space special_space = { four_pages, special_kinds };

static const struct fake_frame poisoned_frames[] = {
	{ 0x100, BIT(19) },
	{ 0, 0 },
};

static void a_special_entry_is_told_by_its_frame(void **state)
{
	struct scene scene;

	(void)state;
	fake_start(&special_space);
	fake.frames = poisoned_frames;
	scene = scene_open();
	runs_are(&scene, NULL,
		 "400000+1 poisoned 100\n"
		 "401000+1 migrating 200\n"
		 "402000+1 device c0001\n"
		 "403000+1 migrating 300\n"
		 "[complete]\n");
}

static void special_entries_whose_frames_are_unknown_stay_special(
	void **state)
{
	struct scene scene;

	(void)state;
	fake_start(&special_space);
	fake.frames = NULL;
	fake.iomem = "00000000-00000000 : System RAM\n";
	scene = scene_open();
	runs_are(&scene, NULL, "400000+4 special\n[complete]\n");
}

static void where_devices_have_memory_high_types_may_be_theirs(void **state)
{
	struct scene scene;

	(void)state;
	fake_start(&special_space);
	fake.zoneinfo = "Node 0, zone   Normal\n        spanned  786432\n"
			"Node 0, zone   Device\n        spanned  4096\n";
	scene = scene_open();
	runs_are(&scene, NULL,
		 "400000+1 migrating 100\n"
		 "401000+1 migrating 200\n"
		 "402000+1 device c0001\n"
		 "403000+1 special\n"
		 "[complete]\n");
}

static void with_more_than_22_swap_areas_nothing_special_is_told(void **state)
{
	static char areas[4000] = "Filename Type Size Used Priority\n";
	struct scene scene;
	size_t used = 33;

	(void)state;
	for (int i = 0; i < 23; i++)
		used += (size_t)snprintf(areas + used, sizeof(areas) - used,
					 "/swap%d file 1048572 4 -2\n", i);
	fake_start(&special_space);
	fake.swaps = areas;
	scene = scene_open();
	runs_are(&scene, NULL, "400000+4 nonpresent\n[complete]\n");
}

static struct fake_entries moving[] = {
	{ 0x400000, 1, TYPE(30, 0x200), 0, 0 },
	END_OF_ENTRIES,
};

static const struct fake_space moving_space = { four_pages, moving };

static void move_the_page(unsigned long number, enum fake_call call)
{
	(void)number;
	if (call == FAKE_PAUSE)
		moving[0].word = PRESENT | EXCLUSIVE | 0x201;
}

static void a_page_on_the_move_is_looked_at_again(void **state)
{
	struct scene scene;

	(void)state;
	moving[0].word = TYPE(30, 0x200);
	fake_start(&moving_space);
	fake.before = move_the_page;
	scene = scene_open();
	runs_are(&scene, NULL,
		 "400000+1 present 201 exclusive\n"
		 "401000+3 absent\n"
		 "[complete]\n");
}

static void a_page_that_does_not_arrive_is_migrating(void **state)
{
	struct scene scene;

	(void)state;
	moving[0].word = TYPE(30, 0x200);
	fake_start(&moving_space);
	scene = scene_open();
	runs_are(&scene, NULL,
		 "400000+1 migrating 200\n401000+3 absent\n[complete]\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_state_is_told_by_its_word),
		cmocka_unit_test(states_and_frames_need_no_ioctl),
		cmocka_unit_test(
			without_rights_swap_and_markers_are_nonpresent),
		cmocka_unit_test(
			without_rights_and_scan_zero_pages_are_not_told),
		cmocka_unit_test(empty_entries_of_an_object_are_unresolved),
		cmocka_unit_test(where_the_kernel_shows_no_entries_is_pfnmap),
		cmocka_unit_test(soft_dirty_bits_in_holes_are_no_entries),
		cmocka_unit_test(a_special_entry_is_told_by_its_frame),
		cmocka_unit_test(
			special_entries_whose_frames_are_unknown_stay_special),
		cmocka_unit_test(
			where_devices_have_memory_high_types_may_be_theirs),
		cmocka_unit_test(
			with_more_than_22_swap_areas_nothing_special_is_told),
		cmocka_unit_test(a_page_on_the_move_is_looked_at_again),
		cmocka_unit_test(a_page_that_does_not_arrive_is_migrating),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
