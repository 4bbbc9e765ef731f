// SPDX-License-Identifier: LGPL-2.1-or-later
/* libvminfo/run.c: where a run begins and ends. */
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

#define BIT(n) ((uint64_t)1 << (n))
#define SOFT_DIRTY BIT(55)
#define EXCLUSIVE BIT(56)
#define FILE_PAGE BIT(61)
#define SWAPPED BIT(62)
#define PRESENT BIT(63)
#define PFNZERO BIT(5)

#define ANONYMOUS(from, to)                                                    \
	{ .start = (from), .end = (to), .permissions = "rw-p" }
#define END_OF_MAPPINGS { .permissions = NULL }
#define END_OF_ENTRIES { .pages = 0 }

static void runs_are(const struct vminfo_walk_options *options,
		     const char *expected)
{
	struct scene scene = scene_open();
	char *told = scene_runs(&scene, options, 100);

	assert_string_equal(told, expected);
	free(told);
	scene_close(&scene);
}

static const struct fake_mapping mappings[] = {
	ANONYMOUS(0x400000, 0x408000),
	ANONYMOUS(0x408000, 0x40c000),
	END_OF_MAPPINGS,
};

static void shows(const struct fake_entries *entries, const char *expected)
{
	struct fake_space space = { mappings, entries };

	fake_start(&space);
	runs_are(NULL, expected);
	/* And where a scan says what is populated. */
	fake_start(&space);
	fake.many_zero_pages = true;
	runs_are(NULL, expected);
}

static void frames_that_follow_each_other_are_one_run(void **state)
{
	static const struct fake_entries entries[] = {
		{ 0x400000, 3, PRESENT | 0x100, 1, 0 },
		{ 0x403000, 1, PRESENT | 0x103, 0, 0 },
		END_OF_ENTRIES,
	};

	(void)state;
	shows(entries, "400000+4 present 100\n"
		       "404000+4 absent\n408000+4 absent\n[complete]\n");
}

static void frames_that_do_not_are_runs_of_their_own(void **state)
{
	static const struct fake_entries entries[] = {
		{ 0x400000, 2, PRESENT | 0x100, 1, 0 },
		{ 0x402000, 1, PRESENT | 0x103, 0, 0 }, /* one is missing */
		{ 0x403000, 2, PRESENT | 0x102, 0, 0 }, /* back, and twice */
		{ 0x405000, 1, PRESENT | 0x201, 0, 0 },
		{ 0x406000, 1, PRESENT | 0x200, 0, 0 }, /* downwards */
		END_OF_ENTRIES,
	};

	(void)state;
	shows(entries, "400000+2 present 100\n402000+1 present 103\n"
		       "403000+1 present 102\n404000+1 present 102\n"
		       "405000+1 present 201\n406000+1 present 200\n"
		       "407000+1 absent\n408000+4 absent\n[complete]\n");
}

static void slots_that_follow_each_other_in_one_area_are_one_run(void **state)
{
	static const struct fake_entries entries[] = {
		{ 0x400000, 2, SWAPPED | 0x10 << 5 | 1, 1 << 5, 0 },
		{ 0x402000, 2, SWAPPED | 0x12 << 5 | 2, 1 << 5, 0 },
		{ 0x404000, 1, SWAPPED | 0x15 << 5 | 2, 0, 0 },
		{ 0x405000, 1, SWAPPED | 0x15 << 5 | 2, 0, 0 },
		END_OF_ENTRIES,
	};

	(void)state;
	shows(entries, "400000+2 swapped 1:10\n402000+2 swapped 2:12\n"
		       "404000+1 swapped 2:15\n405000+1 swapped 2:15\n"
		       "406000+2 absent\n408000+4 absent\n[complete]\n");
}

/* The word behind that of the last number is another thing. */
static void behind_the_last_number_there_is_no_next_one(void **state)
{
	static const struct fake_entries frames[] = {
		{ 0x400000, 1, UINT64_MAX, 0, 0 },
		END_OF_ENTRIES,
	};
	static const struct fake_entries nothing[] = {
		{ 0x400000, 1, PRESENT | EXCLUSIVE | 0x7fffffffffffff, 0, 0 },
		{ 0x401000, 1, PRESENT | EXCLUSIVE, 0, 0 },
		END_OF_ENTRIES,
	};
	static const struct fake_entries slots[] = {
		{ 0x400000, 2, SWAPPED | 0x7fffffffffffe1, 32, 0 },
		END_OF_ENTRIES,
	};

	(void)state;
	shows(frames, "400000+1 present 7fffffffffffff file exclusive "
		      "soft-dirty uffd-wp\n"
		      "401000+7 absent\n408000+4 absent\n[complete]\n");
	shows(nothing, "400000+1 present 7fffffffffffff exclusive\n"
		       "401000+1 present exclusive hidden\n"
		       "402000+6 absent\n408000+4 absent\n[complete]\n");
	shows(slots, "400000+1 swapped 1:3ffffffffffff\n"
		     "401000+1 swapped 1:0 soft-dirty\n"
		     "402000+6 absent\n408000+4 absent\n[complete]\n");
}

static void a_slot_is_not_a_frame(void **state)
{
	static const struct fake_entries entries[] = {
		{ 0x400000, 1, PRESENT | 0x10, 0, 0 },
		{ 0x401000, 1, SWAPPED | 0x11 << 5, 0, 0 },
		{ 0x402000, 1, PRESENT | 0x12, 0, 0 },
		END_OF_ENTRIES,
	};

	(void)state;
	shows(entries, "400000+1 present 10\n401000+1 swapped 0:11\n"
		       "402000+1 present 12\n"
		       "403000+5 absent\n408000+4 absent\n[complete]\n");
}

static void zero_pages_are_one_run_without_a_frame(void **state)
{
	static const struct fake_entries entries[] = {
		{ 0x400000, 8, PRESENT | FAKE_ZERO_FRAME, 0, PFNZERO },
		END_OF_ENTRIES,
	};

	(void)state;
	shows(entries, "400000+8 zero\n408000+4 absent\n[complete]\n");
}

static const struct fake_entries through_zero[] = {
	{ 0x400000, 2, PRESENT | (FAKE_ZERO_FRAME - 2), 1, 0 },
	{ 0x402000, 1, PRESENT | FAKE_ZERO_FRAME, 0, PFNZERO },
	{ 0x403000, 5, PRESENT | (FAKE_ZERO_FRAME + 1), 1, 0 },
	END_OF_ENTRIES,
};

static void the_zero_page_between_frames_in_order_is_not_of_them(
	void **state)
{
	static const char told[] = "400000+2 present 4ffe\n402000+1 zero\n"
				   "403000+5 present 5001\n"
				   "408000+4 absent\n[complete]\n";
	static const struct fake_space space = { mappings, through_zero };

	(void)state;
	shows(through_zero, told);
	fake_start(&space);
	fake.no_scan = true;
	runs_are(NULL, told);
}

#define H FAKE_HUGE

static const struct fake_mapping one_huge[] = {
	ANONYMOUS(2 * H, 3 * H),
	END_OF_MAPPINGS,
};

/* In step with the addresses, as one huge page would be. */
static const struct fake_entries in_step[] = {
	{ 2 * H, 512, PRESENT | 0x4e00, 1, 0 },
	END_OF_ENTRIES,
};

static const struct fake_space in_step_space = { one_huge, in_step };

static void start_in_step(uint64_t zero_frame)
{
	static struct fake_frame frames[2];

	frames[0] = (struct fake_frame){ zero_frame, BIT(24) };
	fake_start(&in_step_space);
	fake.no_scan = true;
	fake.zero_frame = zero_frame;
	fake.frames = frames;
}

static void a_small_zero_page_before_frames_in_step_is_one_page(void **state)
{
	(void)state;
	start_in_step(0x4e00);
	runs_are(NULL, "400000+1 zero huge-unknown\n"
		       "401000+511 present 4e01 huge-unknown\n[complete]\n");
	start_in_step(0x4e10);
	runs_are(NULL, "400000+16 present 4e00 huge-unknown\n"
		       "410000+1 zero huge-unknown\n"
		       "411000+495 present 4e11 huge-unknown\n[complete]\n");
	start_in_step(0x4fff);
	runs_are(NULL, "400000+511 present 4e00 huge-unknown\n"
		       "5ff000+1 zero huge-unknown\n[complete]\n");
}

static void where_zero_frames_are_not_known_their_flags_tell(void **state)
{
	(void)state;
	start_in_step(0x4e10);
	fake.many_zero_pages = true;
	runs_are(NULL, "400000+16 present 4e00 huge-unknown\n"
		       "410000+1 zero huge-unknown\n"
		       "411000+495 present 4e11 huge-unknown\n[complete]\n");
}

/* Of each page for itself: what is true of one is not of the next. */
static void flags_tell_of_each_page_whether_it_is_zero(void **state)
{
	static struct vminfo_page pages[512];
	struct vminfo_walk *walk;
	struct scene scene;

	(void)state;
	start_in_step(0x4e10);
	fake.many_zero_pages = true;
	scene = scene_open();
	walk = scene_walk(&scene, NULL);
	assert_int_equal(vminfo_walk_pages(walk, pages, NULL, 512), 512);
	for (size_t i = 0; i < 512; i++)
		assert_int_equal(pages[i].state, i == 0x10 ? VMINFO_ZERO :
							     VMINFO_PRESENT);
	vminfo_walk_free(walk);
	scene_close(&scene);
}

static void attributes_do_not_end_a_run(void **state)
{
	static const struct fake_entries entries[] = {
		{ 0x400000, 2, PRESENT | EXCLUSIVE | 0x100, 1, 0 },
		{ 0x402000, 2, PRESENT | EXCLUSIVE | SOFT_DIRTY | 0x102, 1, 0 },
		{ 0x404000, 1, PRESENT | SOFT_DIRTY | 0x104, 0, 0 },
		END_OF_ENTRIES,
	};

	(void)state;
	shows(entries, "400000+5 present 100 ~exclusive ~soft-dirty\n"
		       "405000+3 absent\n408000+4 absent\n[complete]\n");
}

static void attributes_end_a_run_if_that_is_wanted(void **state)
{
	static const struct fake_entries entries[] = {
		{ 0x400000, 2, PRESENT | EXCLUSIVE | 0x100, 1, 0 },
		{ 0x402000, 2, PRESENT | EXCLUSIVE | SOFT_DIRTY | 0x102, 1, 0 },
		{ 0x404000, 1, PRESENT | SOFT_DIRTY | 0x104, 0, 0 },
		END_OF_ENTRIES,
	};
	static const struct fake_space space = { mappings, entries };
	struct vminfo_walk_options options = { .size = sizeof(options),
					       .split = VMINFO_EXCLUSIVE };

	(void)state;
	fake_start(&space);
	runs_are(&options, "400000+4 present 100 exclusive ~soft-dirty\n"
			   "404000+1 present 104 soft-dirty\n"
			   "405000+3 absent\n408000+4 absent\n[complete]\n");
	options.split = VMINFO_EXCLUSIVE | VMINFO_SOFT_DIRTY;
	fake_start(&space);
	runs_are(&options, "400000+2 present 100 exclusive\n"
			   "402000+2 present 102 exclusive soft-dirty\n"
			   "404000+1 present 104 soft-dirty\n"
			   "405000+3 absent\n408000+4 absent\n[complete]\n");
}

static void a_run_ends_with_its_mapping(void **state)
{
	static const struct fake_entries entries[] = {
		{ 0x400000, 12, PRESENT | 0x100, 1, 0 },
		END_OF_ENTRIES,
	};

	(void)state;
	shows(entries, "400000+8 present 100\n408000+4 present 108\n"
		       "[complete]\n");
}

static void hidden_pages_are_runs_by_state_alone(void **state)
{
	static const struct fake_entries entries[] = {
		{ 0x400000, 1, PRESENT | EXCLUSIVE | 0x100, 0, 0 },
		{ 0x401000, 1, PRESENT | EXCLUSIVE | 0x700, 0, 0 },
		{ 0x402000, 1, SWAPPED | 0x15 << 5 | 2, 0, 0 },
		{ 0x403000, 1, SWAPPED | 0x99 << 5 | 31, 0, 0 },
		END_OF_ENTRIES,
	};
	static const struct fake_space space = { mappings, entries };

	(void)state;
	fake_start(&space);
	fake.hidden = true;
	runs_are(NULL, "400000+2 present exclusive hidden\n"
		       "402000+2 nonpresent hidden\n"
		       "404000+4 absent\n408000+4 absent\n[complete]\n");
}

static void special_entries_with_frames_in_order_are_proven_singly(
	void **state)
{
	/* The last frame of RAM, and one behind it. */
	static const struct fake_entries entries[] = {
		{ 0x400000, 2, SWAPPED | (uint64_t)0xbffff << 5 | 25, 1 << 5,
		  0 },
		END_OF_ENTRIES,
	};

	(void)state;
	shows(entries, "400000+1 migrating bffff\n401000+1 device c0000\n"
		       "402000+6 absent\n408000+4 absent\n[complete]\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(frames_that_follow_each_other_are_one_run),
		cmocka_unit_test(frames_that_do_not_are_runs_of_their_own),
		cmocka_unit_test(
			slots_that_follow_each_other_in_one_area_are_one_run),
		cmocka_unit_test(behind_the_last_number_there_is_no_next_one),
		cmocka_unit_test(a_slot_is_not_a_frame),
		cmocka_unit_test(zero_pages_are_one_run_without_a_frame),
		cmocka_unit_test(
			the_zero_page_between_frames_in_order_is_not_of_them),
		cmocka_unit_test(
			a_small_zero_page_before_frames_in_step_is_one_page),
		cmocka_unit_test(
			where_zero_frames_are_not_known_their_flags_tell),
		cmocka_unit_test(flags_tell_of_each_page_whether_it_is_zero),
		cmocka_unit_test(attributes_do_not_end_a_run),
		cmocka_unit_test(attributes_end_a_run_if_that_is_wanted),
		cmocka_unit_test(a_run_ends_with_its_mapping),
		cmocka_unit_test(hidden_pages_are_runs_by_state_alone),
		cmocka_unit_test(
			special_entries_with_frames_in_order_are_proven_singly),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
