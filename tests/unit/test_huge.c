// SPDX-License-Identifier: LGPL-2.1-or-later
/* libvminfo/window*.c: huge pages, and those of hugetlb. */
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
#define EXCLUSIVE BIT(56)
#define FILE_PAGE BIT(61)
#define SWAPPED BIT(62)
#define PRESENT BIT(63)

/* Categories of a scan that words do not show. */
#define HUGE BIT(6)
#define PFNZERO BIT(5)
#define SCAN_SWAPPED BIT(4)

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

/* --- huge pages ----------------------------------------------------------- */

#define H FAKE_HUGE

static const struct fake_mapping huge_mapping[] = {
	ANONYMOUS(2 * H, 8 * H),
	END_OF_MAPPINGS,
};

/* Huge; huge zero; small but in step; small out of step; empty; swapped. */
static const struct fake_entries huge_kinds[] = {
	{ 2 * H, 512, PRESENT | EXCLUSIVE | 0x10000, 1, HUGE },
	{ 3 * H, 512, PRESENT | FILE_PAGE | 0x20000, 1, HUGE | PFNZERO },
	{ 4 * H, 512, PRESENT | EXCLUSIVE | 0x30000, 1, 0 },
	{ 5 * H, 512, PRESENT | EXCLUSIVE | 0x40001, 1, 0 },
	{ 7 * H, 512, SWAPPED | 0x100 << 5 | 1, 1 << 5, 0 },
	END_OF_ENTRIES,
};

static const struct fake_space huge_space = { huge_mapping, huge_kinds };

static const char huge_told[] =
	"400000+512 present 10000 exclusive huge inferred\n"
	"600000+512 zero huge inferred\n"
	"800000+512 present 30000 exclusive\n"
	"a00000+512 present 40001 exclusive\n"
	"c00000+512 absent\n"
	"e00000+512 swapped 1:100\n"
	"[complete]\n";

static void one_word_is_read_of_a_huge_page(void **state)
{
	(void)state;
	shows(&huge_space, huge_told);
}

static void each_word_of_a_huge_page_is_read_if_that_is_wanted(void **state)
{
	struct vminfo_walk_options options = { .size = sizeof(options),
					       .want = VMINFO_WANT_EXACT };
	struct scene scene;

	(void)state;
	fake_start(&huge_space);
	scene = scene_open();
	runs_are(&scene, &options,
		 "400000+512 present 10000 exclusive huge\n"
		 "600000+512 zero huge\n"
		 "800000+512 present 30000 exclusive\n"
		 "a00000+512 present 40001 exclusive\n"
		 "c00000+512 absent\n"
		 "e00000+512 swapped 1:100\n"
		 "[complete]\n");
}

static const struct fake_frame zero_frames[] = {
	{ 0x20000, BIT(22) | BIT(24) },
	{ 0x201ff, BIT(22) | BIT(24) },
	{ 0, 0 },
};

static void without_a_scan_huge_is_unknown_where_it_is_possible(void **state)
{
	struct scene scene;

	(void)state;
	fake_start(&huge_space);
	fake.no_scan = true;
	fake.frames = zero_frames;
	scene = scene_open();
	runs_are(&scene, NULL,
		 "400000+512 present 10000 exclusive huge-unknown\n"
		 "600000+512 zero huge-unknown\n"
		 "800000+512 present 30000 exclusive huge-unknown\n"
		 "a00000+512 present 40001 exclusive\n"
		 "c00000+512 absent\n"
		 "e00000+512 swapped 1:100\n"
		 "[complete]\n");
}

static void without_scan_and_flags_a_huge_page_may_be_zero(void **state)
{
	struct scene scene;

	(void)state;
	fake_start(&huge_space);
	fake.no_scan = true;
	fake.frames = NULL;
	scene = scene_open();
	runs_are(&scene, NULL,
		 "400000+512 present 10000 exclusive huge-unknown\n"
		 "600000+512 present 20000 file huge-unknown maybe-zero\n"
		 "800000+512 present 30000 exclusive huge-unknown\n"
		 "a00000+512 present 40001 exclusive\n"
		 "c00000+512 absent\n"
		 "e00000+512 swapped 1:100\n"
		 "[complete]\n");
}

static void hidden_huge_pages_are_huge(void **state)
{
	struct scene scene;

	(void)state;
	fake_start(&huge_space);
	fake.hidden = true;
	scene = scene_open();
	runs_are(&scene, NULL,
		 "400000+512 present exclusive huge hidden inferred\n"
		 "600000+512 zero huge hidden inferred\n"
		 "800000+1024 present exclusive hidden\n"
		 "c00000+512 absent\n"
		 "e00000+512 nonpresent hidden\n"
		 "[complete]\n");
}

static const struct fake_mapping one_slot[] = {
	ANONYMOUS(2 * H, 3 * H),
	END_OF_MAPPINGS,
};

static void a_part_of_a_huge_page_is_one(void **state)
{
	static const struct fake_space space = { one_slot, huge_kinds };
	struct vminfo_walk_options part = { .size = sizeof(part),
					    .start = 2 * H + 3 * FAKE_PAGE,
					    .length = 2 * FAKE_PAGE };
	struct scene scene;

	(void)state;
	fake_start(&space);
	scene = scene_open();
	runs_are(&scene, &part,
		 "403000+2 present 10003 exclusive huge inferred\n"
		 "[complete]\n");
}

/* Frames in step with their addresses: as of a huge page that was split. */
static void a_mapping_smaller_than_a_slot_has_no_huge_page(void **state)
{
	static const struct fake_mapping part[] = {
		ANONYMOUS(2 * H, 2 * H + 511 * FAKE_PAGE),
		END_OF_MAPPINGS,
	};
	static const struct fake_entries split[] = {
		{ 2 * H, 512, PRESENT | EXCLUSIVE | 0x10000, 1, 0 },
		END_OF_ENTRIES,
	};
	static const struct fake_space space = { part, split };
	struct scene scene;

	(void)state;
	fake_start(&space);
	fake.no_scan = true;
	scene = scene_open();
	runs_are(&scene, NULL, "400000+511 present 10000 exclusive\n"
			       "[complete]\n");
}

static struct fake_entries splitting[2];

static const struct fake_mapping one_huge_slot[] = {
	ANONYMOUS(2 * H, 3 * H),
	END_OF_MAPPINGS,
};

static const struct fake_space splitting_space = { one_huge_slot, splitting };

/* Behind the scan, before a word is read: to other frames, or to swap. */
static void split(unsigned long number, enum fake_call call)
{
	(void)number;
	if (call != FAKE_PAGEMAP_READ || !(fake.scan_masks & HUGE))
		return;
	splitting[0].word = fake.many_zero_pages ? SWAPPED | 0x100 << 5 | 1 :
						   PRESENT | 0x50003;
	splitting[0].step = fake.many_zero_pages ? 1 << 5 : 1;
	splitting[0].categories = 0;
}

static void a_huge_page_that_was_split_is_read_word_by_word(void **state)
{
	struct scene scene;

	(void)state;
	for (int swapped = 0; swapped < 2; swapped++) {
		splitting[0] = (struct fake_entries){
			2 * H, 512, PRESENT | EXCLUSIVE | 0x10000, 1, HUGE
		};
		fake_start(&splitting_space);
		fake.before = split;
		fake.many_zero_pages = swapped;
		scene = scene_open();
		runs_are(&scene, NULL,
			 swapped ? "400000+512 swapped 1:100 huge-unknown\n"
				   "[complete]\n" :
				   "400000+512 present 50003 huge-unknown\n"
				   "[complete]\n");
	}
}

/* --- dense memory --------------------------------------------------------- */

static unsigned int reads;

static void count_reads(unsigned long number, enum fake_call call)
{
	(void)number;
	reads += call == FAKE_PAGEMAP_READ;
}

/* Reads of pagemap for all of it, walked in runs. */
static unsigned int reads_of(const struct fake_space *space, uint64_t want)
{
	const struct vminfo_walk_options options = { .size = sizeof(options),
						     .want = want };
	struct scene scene;

	fake_start(space);
	scene = scene_open();
	reads = 0;
	fake.before = count_reads;
	runs_are(&scene, &options, "400000+512 absent\n"
				   "600000+524288 present 10001 exclusive\n"
				   "[complete]\n");
	return reads;
}

static void reading_goes_on_in_steps_as_large_as_the_scan_was(void **state)
{
	static const struct fake_mapping mappings[] = {
		ANONYMOUS(2 * H, 1027 * H),
		END_OF_MAPPINGS,
	};
	static const struct fake_entries entries[] = {
		{ 3 * H, 524288, PRESENT | EXCLUSIVE | 0x10001, 1, 0 },
		END_OF_ENTRIES,
	};
	static const struct fake_space space = { mappings, entries };

	(void)state;
	/* 16 Ki pages behind the scan; as many again; then whole windows. */
	assert_int_equal(reads_of(&space, 0), 12);
	assert_int_equal(reads_of(&space, VMINFO_WANT_AHEAD), 9);
	assert_int_equal(reads_of(&space,
				  VMINFO_WANT_AHEAD | VMINFO_WANT_EXACT), 34);
}

static unsigned int scans;

static void count_scans(unsigned long number, enum fake_call call)
{
	(void)number;
	scans += call == FAKE_SCAN;
}

/*
 * Scans of 16384 pages, the most for one, of which so many are in a row at its
 * end, and of 1000 more behind them.
 */
static unsigned int scans_behind(const struct fake_entries *entries)
{
	static const struct fake_mapping mappings[] = {
		ANONYMOUS(2 * H, 4 * H + 17385 * FAKE_PAGE),
		END_OF_MAPPINGS,
	};
	const struct fake_space space = { mappings, entries };
	struct scene scene;

	fake_start(&space);
	scene = scene_open();
	scans = 0;
	fake.before = count_scans;
	free(scene_runs(&scene, NULL, 100));
	scene_close(&scene);
	return scans;
}

static void it_goes_on_behind_as_many_as_in_a_huge_page(void **state)
{
	static const struct fake_entries fewer[] = {
		{ 4 * H, 16384 - 511, PRESENT | 0x10001, 1, 0 },
		{ 4 * H + (16385 - 511) * FAKE_PAGE, 1511, PRESENT | 0x20007,
		  1, 0 },
		END_OF_ENTRIES,
	};
	static const struct fake_entries enough[] = {
		{ 4 * H, 16384 - 512, PRESENT | 0x10001, 1, 0 },
		{ 4 * H + (16385 - 512) * FAKE_PAGE, 1512, PRESENT | 0x20007,
		  1, 0 },
		END_OF_ENTRIES,
	};

	(void)state;
	assert_int_equal(scans_behind(fewer), 2);
	assert_int_equal(scans_behind(enough), 1);
}

/* --- hugetlb -------------------------------------------------------------- */

static const struct fake_mapping hugetlb_mappings[] = {
	{ 2 * H, 5 * H, "rw-p", 0, 0, 0xf, 77, "/anon_hugepage (deleted)", H,
	  false },
	{ 5 * H, 7 * H, "rw-s", 0, 0, 0xf, 78, "/memfd:x (deleted)", H, false },
	END_OF_MAPPINGS,
};

/* There; none; one that the kernel shows as a scan's SWAPPED alone. */
static const struct fake_entries hugetlb_kinds[] = {
	{ 2 * H, 512, PRESENT | EXCLUSIVE | 0x10000, 1, HUGE },
	{ 4 * H, 512, 0, 0, HUGE | SCAN_SWAPPED },
	{ 5 * H, 512, PRESENT | FILE_PAGE | 0x20000, 1, HUGE },
	END_OF_ENTRIES,
};

static const struct fake_space hugetlb_space = { hugetlb_mappings,
						 hugetlb_kinds };

static void hugetlb_that_is_only_reserved_is_not_there(void **state)
{
	(void)state;
	shows(&hugetlb_space,
	      "400000+512 present 10000 exclusive huge inferred\n"
	      "600000+512 absent\n"
	      "800000+512 special huge\n"
	      "a00000+512 present 20000 file huge inferred\n"
	      "c00000+512 unresolved\n"
	      "[complete]\n");
}

static void hugetlb_is_known_by_smaps_too(void **state)
{
	struct scene scene;

	(void)state;
	fake_start(&hugetlb_space);
	fake.no_query = true;
	scene = scene_open();
	runs_are(&scene, NULL,
		 "400000+512 present 10000 exclusive huge inferred\n"
		 "600000+512 absent\n"
		 "800000+512 special huge\n"
		 "a00000+512 present 20000 file huge inferred\n"
		 "c00000+512 unresolved\n"
		 "[complete]\n");
}

/* No page table is for it: a scan shows it like any other hole. */
static void hugetlb_of_which_nothing_was_touched_is_not_there(void **state)
{
	static const struct fake_space space = { hugetlb_mappings, NULL };

	(void)state;
	shows(&space, "400000+1536 absent\n"
		      "a00000+1024 unresolved\n"
		      "[complete]\n");
}

static struct fake_entries arriving[] = {
	{ 2 * H, 512, 0, 0, HUGE },
	END_OF_ENTRIES,
};

static const struct fake_mapping one_hugetlb[] = {
	{ 2 * H, 3 * H, "rw-p", 0, 0, 0xf, 77, "/anon_hugepage (deleted)", H,
	  false },
	END_OF_MAPPINGS,
};

static const struct fake_space arriving_space = { one_hugetlb, arriving };

static void let_it_arrive(unsigned long number, enum fake_call call)
{
	(void)number;
	if (call != FAKE_PAUSE)
		return;
	arriving[0].word = PRESENT | EXCLUSIVE | 0x10000;
	arriving[0].step = 1;
}

static void hugetlb_that_is_empty_for_a_moment_is_looked_at_again(void **state)
{
	struct scene scene;

	(void)state;
	for (int no_scan = 0; no_scan < 2; no_scan++) {
		arriving[0].word = arriving[0].step = 0;
		fake_start(&arriving_space);
		fake.before = let_it_arrive;
		fake.no_scan = no_scan;
		scene = scene_open();
		runs_are(&scene, NULL,
			 no_scan ?
				 "400000+512 present 10000 exclusive huge\n"
				 "[complete]\n" :
				 "400000+512 present 10000 exclusive huge "
				 "inferred\n[complete]\n");
	}
}

static void let_it_blink(unsigned long number, enum fake_call call)
{
	(void)number;
	if (call == FAKE_PAUSE)
		arriving[0].word = arriving[0].word ?
					   0 :
					   PRESENT | EXCLUSIVE | 0x10000;
}

static void hugetlb_that_is_never_twice_the_same_is_changed(void **state)
{
	struct scene scene;

	(void)state;
	arriving[0].word = arriving[0].step = 0;
	fake_start(&arriving_space);
	fake.before = let_it_blink;
	scene = scene_open();
	runs_are(&scene, NULL, "400000+512 absent changed\n[changed]\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_word_is_read_of_a_huge_page),
		cmocka_unit_test(
			each_word_of_a_huge_page_is_read_if_that_is_wanted),
		cmocka_unit_test(
			without_a_scan_huge_is_unknown_where_it_is_possible),
		cmocka_unit_test(
			without_scan_and_flags_a_huge_page_may_be_zero),
		cmocka_unit_test(hidden_huge_pages_are_huge),
		cmocka_unit_test(a_part_of_a_huge_page_is_one),
		cmocka_unit_test(
			a_mapping_smaller_than_a_slot_has_no_huge_page),
		cmocka_unit_test(
			a_huge_page_that_was_split_is_read_word_by_word),
		cmocka_unit_test(
			reading_goes_on_in_steps_as_large_as_the_scan_was),
		cmocka_unit_test(it_goes_on_behind_as_many_as_in_a_huge_page),
		cmocka_unit_test(hugetlb_that_is_only_reserved_is_not_there),
		cmocka_unit_test(
			hugetlb_of_which_nothing_was_touched_is_not_there),
		cmocka_unit_test(hugetlb_is_known_by_smaps_too),
		cmocka_unit_test(
			hugetlb_that_is_empty_for_a_moment_is_looked_at_again),
		cmocka_unit_test(
			hugetlb_that_is_never_twice_the_same_is_changed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
