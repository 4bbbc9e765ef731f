// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * libvminfo/backing-ask.c, backing-core.c, walk-recheck.c: what is asked, with
 * cachestat(2) or without, of pages that change meanwhile, or that are many.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "backed.h"

/* --- without cachestat ---------------------------------------------------- */

static void swap_is_on(void)
{
	fake.no_cachestat = true;
}

static void swap_is_off(void)
{
	fake.no_cachestat = true;
	fake.swaps = "Filename Type Size Used Priority\n";
}

static const struct fake_object written[] = {
	{ .dev_minor = 1, .inode = 70, .pages = "ccc.sskk.c", .shmem = true },
	END_OF_OBJECTS,
};

static const struct fake_object never_swapped[] = {
	{ .dev_minor = 1, .inode = 70, .pages = "ccc...cccc", .shmem = true },
	END_OF_OBJECTS,
};

static void mincore_cannot_tell_the_swap_cache_from_ram(void **state)
{
	(void)state;
	start(&memfd_space, written);
	swap_is_on();
	runs_are("400000+2 unresolved\n"
		 "402000+1 present 99 file\n"
		 "403000+1 absent inferred\n"
		 "404000+2 shmem-swapped inferred\n"
		 "406000+2 unresolved\n"
		 "408000+1 absent inferred\n"
		 "409000+1 unresolved\n"
		 "40a000+2 absent inferred\n"
		 "[complete]\n");
	start(&memfd_space, written);
	swap_is_on();
	assert_int_equal(ask("unresolved").reason, VMINFO_BACKING_OLD_KERNEL);
}

static void without_swap_what_was_written_is_in_ram(void **state)
{
	(void)state;
	start(&memfd_space, never_swapped);
	swap_is_off();
	runs_are("400000+2 cached inferred\n"
		 "402000+1 present 99 file\n"
		 "403000+3 absent inferred\n"
		 "406000+4 cached inferred\n"
		 "40a000+2 absent inferred\n"
		 "[complete]\n");
	start(&memfd_space, never_swapped);
	swap_is_off();
	assert_int_equal(ask("cached").method, VMINFO_BACKING_MINCORE);
	start(&memfd_space, never_swapped);
	swap_is_off();
	assert_int_equal(ask("cached").reason, 0);
	/* If it is not known whether swap is on, it may be. */
	start(&memfd_space, never_swapped);
	fake.no_cachestat = true;
	fake.swaps = NULL;
	assert_int_equal(ask("unresolved").reason, VMINFO_BACKING_OLD_KERNEL);
}

static void what_is_allocated_only_looks_like_a_hole(void **state)
{
	static const struct fake_object allocated[] = {
		{ .dev_minor = 1, .inode = 70, .pages = "ccc.sskk.cf",
		  .shmem = true },
		END_OF_OBJECTS,
	};

	(void)state;
	start(&memfd_space, allocated);
	swap_is_on();
	runs_are("400000+2 unresolved\n"
		 "402000+1 present 99 file\n"
		 "403000+1 unresolved\n"
		 "404000+2 shmem-swapped inferred\n"
		 "406000+6 unresolved\n"
		 "[complete]\n");
}

static void of_what_others_own_nothing_is_believed(void **state)
{
	static const struct fake_mapping mappings[] = {
		{ 0x400000, 0x404000, "r-xp", 0, 8, 1, 5, "/bin/x", 0, false },
		{ 0x500000, 0x504000, "rw-s", 0, 0, 1, 70, "/memfd:x", 0,
		  false },
		END_OF_MAPPINGS,
	};
	static const struct fake_space space = { mappings, NULL };
	static const struct fake_object objects[] = {
		{ .dev_major = 8, .dev_minor = 1, .inode = 5, .pages = "c..c",
		  .foreign = true },
		{ .dev_minor = 1, .inode = 70, .pages = "cs.k", .shmem = true,
		  .foreign = true },
		END_OF_OBJECTS,
	};

	(void)state;
	for (int i = 0; i < 2; i++) {
		start(&space, objects);
		fake.no_cachestat = i;
		runs_are("400000+4 unresolved\n"
			 "500000+2 unresolved\n"
			 "502000+1 absent inferred\n"
			 "503000+1 unresolved\n"
			 "[complete]\n");
		start(&space, objects);
		fake.no_cachestat = i;
		assert_int_equal(ask("unresolved").reason,
				 VMINFO_BACKING_NOT_OWNER);
		start(&space, objects);
		fake.no_cachestat = i;
		assert_int_equal(ask("unresolved").method, 0);
	}
}

static void a_hole_of_others_is_unknown_for_what_was_refused(void **state)
{
	static const struct fake_object allocated[] = {
		{ .dev_minor = 1, .inode = 70, .pages = ".f", .shmem = true,
		  .foreign = true },
		END_OF_OBJECTS,
	};

	(void)state;
	start(&memfd_space, allocated);
	assert_int_equal(ask("unresolved").reason, VMINFO_BACKING_NOT_OWNER);
	start(&memfd_space, allocated);
	swap_is_on();
	assert_int_equal(ask("unresolved").reason, VMINFO_BACKING_OLD_KERNEL);
}

static void what_others_own_may_have_more_than_32_bits_of_pages(void **state)
{
	static const struct fake_mapping large[] = {
		{ 0x100000000000, 0x300000000000, "r--p", 0, 8, 1, 5, "/large",
		  0, false },
		END_OF_MAPPINGS,
	};
	static const struct fake_space space = { large, NULL };
	static const struct fake_object objects[] = {
		{ .dev_major = 8, .dev_minor = 1, .inode = 5, .pages = "c",
		  .foreign = true },
		END_OF_OBJECTS,
	};

	(void)state;
	start(&space, objects);
	runs_are("100000000000+8589934592 unresolved\n[complete]\n");
}

static void of_a_file_mincore_tells_all(void **state)
{
	static const struct fake_mapping mappings[] = {
		{ 0x400000, 0x406000, "r-xp", 0x2000, 8, 1, 5, "/bin/x", 0,
		  false },
		END_OF_MAPPINGS,
	};
	static const struct fake_space space = { mappings, NULL };
	static const struct fake_object objects[] = {
		{ .dev_major = 8, .dev_minor = 1, .inode = 5,
		  .pages = "..ceccee" },
		END_OF_OBJECTS,
	};

	(void)state;
	start(&space, objects);
	swap_is_on();
	runs_are("400000+1 cached inferred\n"
		 "401000+1 absent inferred\n"
		 "402000+2 cached inferred\n"
		 "404000+2 absent inferred\n"
		 "[complete]\n");
}

static void what_a_file_said_is_not_taken_for_another(void **state)
{
	static const struct fake_mapping mappings[] = {
		{ 0x400000, 0x402000, "r-xp", 0, 8, 1, 5, "/bin/x", 0, false },
		{ 0x500000, 0x502000, "r-xp", 0, 8, 1, 6, "/bin/y", 0, false },
		END_OF_MAPPINGS,
	};
	static const struct fake_space space = { mappings, NULL };
	static const struct fake_object objects[] = {
		{ .dev_major = 8, .dev_minor = 1, .inode = 5, .pages = "cc" },
		{ .dev_major = 8, .dev_minor = 1, .inode = 6, .pages = "ee" },
		END_OF_OBJECTS,
	};

	(void)state;
	start(&space, objects);
	swap_is_on();
	runs_are("400000+2 cached inferred\n"
		 "500000+2 absent inferred\n"
		 "[complete]\n");
}

/* Pages of mincore are counted from the first that was asked of. */
static void further_on_in_shared_memory_it_is_the_same(void **state)
{
	static const struct fake_mapping further[] = {
		{ 0x404000, 0x408000, "rw-s", 0x4000, 0, 1, 70, "/memfd:x", 0,
		  false },
		END_OF_MAPPINGS,
	};
	static const struct fake_space space = { further, NULL };

	(void)state;
	start(&space, written);
	swap_is_on();
	runs_are("404000+2 shmem-swapped inferred\n"
		 "406000+2 unresolved\n"
		 "[complete]\n");
}

static void a_context_may_do_without_cachestat(void **state)
{
	struct vminfo_context_options options = {
		.size = sizeof(options),
		.without = VMINFO_WITHOUT_CACHESTAT,
	};
	struct scene scene;
	char *told;

	(void)state;
	start(&memfd_space, never_swapped);
	fake.swaps = "Filename Type Size Used Priority\n";
	assert_int_equal(vminfo_context_new(&options, &scene.context), 0);
	assert_int_equal(vminfo_process_open(scene.context, 42,
					     &scene.process), 0);
	told = scene_runs(&scene, &backing, 100);
	assert_non_null(strstr(told, "406000+4 cached inferred\n"));
	assert_int_equal(fake.questions, 0);
	free(told);
	scene_close(&scene);
}

static void an_error_is_no_answer(void **state)
{
	(void)state;
	start(&memfd_space, shmem);
	fake.asking_fails_with = EIO;
	assert_int_equal(ask("unresolved").reason, VMINFO_BACKING_FAILED);
}

/* --- what changes meanwhile ----------------------------------------------- */

static struct fake_entries arriving[] = {
	{ 0x402000, 1, PRESENT | FILE_PAGE | 0x99, 0, 0 },
	{ 0x405000, 1, 0, 0, 0 },
	END_OF_ENTRIES,
};

static const struct fake_space arriving_space = { memfd, arriving };

/* It comes back from swap as soon as somebody asks. */
static void bring_back(unsigned long number, enum fake_call call)
{
	(void)number;
	if (call == FAKE_ASK)
		arriving[1].word = PRESENT | FILE_PAGE | 0x77;
}

static void a_page_that_got_an_entry_meanwhile_has_that(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++) {
		start(&arriving_space, shmem);
		arriving[1].va = 0x405000;
		arriving[1].word = 0;
		fake.no_scan = i;
		fake.before = bring_back;
		runs_are("400000+2 cached inferred\n"
			 "402000+1 present 99 file\n"
			 "403000+1 absent inferred\n"
			 "404000+1 shmem-swapped inferred\n"
			 "405000+1 present 77 file\n"
			 "406000+2 shmem-swapped inferred\n"
			 "408000+2 cached inferred\n"
			 "40a000+2 absent inferred\n"
			 "[complete]\n");
	}
}

static void the_first_page_may_get_one_too(void **state)
{
	static const struct fake_mapping first[] = {
		{ 0x405000, 0x407000, "rw-s", 0x5000, 0, 1, 70, "/memfd:x", 0,
		  false },
		END_OF_MAPPINGS,
	};
	static const struct fake_space space = { first, &arriving[1] };

	(void)state;
	start(&space, shmem);
	arriving[1].word = 0;
	fake.before = bring_back;
	runs_are("405000+1 present 77 file\n"
		 "406000+1 shmem-swapped inferred\n"
		 "[complete]\n");
}

/* Its word was read together with those of the mapping before it. */
static void what_was_read_ahead_is_not_taken_again(void **state)
{
	static const struct fake_mapping two[] = {
		{ .start = 0x404000, .end = 0x405000, .permissions = "rw-p" },
		{ 0x405000, 0x407000, "rw-s", 0x5000, 0, 1, 70, "/memfd:x", 0,
		  false },
		END_OF_MAPPINGS,
	};
	static const struct fake_space space = { two, &arriving[1] };

	(void)state;
	for (uint64_t va = 0x405000; va < 0x407000; va += FAKE_PAGE) {
		start(&space, shmem);
		arriving[1].va = va;
		arriving[1].word = 0;
		fake.before = bring_back;
		runs_are(va == 0x405000 ?
				 "404000+1 absent\n"
				 "405000+1 present 77 file\n"
				 "406000+1 shmem-swapped inferred\n"
				 "[complete]\n" :
				 "404000+1 absent\n"
				 "405000+1 shmem-swapped inferred\n"
				 "406000+1 present 77 file\n"
				 "[complete]\n");
	}
	arriving[1].va = 0x405000;
}

/*
 * It is there whenever the question is answered, and gone when the window is
 * read again.
 */
static void vanish(unsigned long number, enum fake_call call)
{
	static int looks;

	(void)number;
	if (call == FAKE_ASK) {
		looks = 0;
		arriving[1].word = PRESENT | FILE_PAGE | 0x77;
	} else if (call == FAKE_PAGEMAP_READ && looks++) {
		arriving[1].word = 0;
	}
}

static void a_page_that_comes_and_goes_is_changed(void **state)
{
	static const struct fake_mapping first[] = {
		{ 0x405000, 0x407000, "rw-s", 0x5000, 0, 1, 70, "/memfd:x", 0,
		  false },
		END_OF_MAPPINGS,
	};
	static const struct fake_space space = { first, &arriving[1] };

	(void)state;
	start(&space, shmem);
	arriving[1].word = 0;
	fake.no_scan = true;
	fake.before = vanish;
	runs_are("405000+1 unresolved changed\n"
		 "406000+1 shmem-swapped inferred\n"
		 "[changed]\n");
}

/* --- large objects -------------------------------------------------------- */

#define MANY 40000u

static char many_pages[MANY + 1];

static const struct fake_mapping many_mapping[] = {
	{ 0x10000000, 0x10000000 + (uint64_t)MANY * FAKE_PAGE, "rw-s", 0, 0, 1,
	  70, "/memfd:x", 0, false },
	END_OF_MAPPINGS,
};

static const struct fake_object many_object[] = {
	{ .dev_minor = 1, .inode = 70, .pages = many_pages, .shmem = true },
	END_OF_OBJECTS,
};

/* All pages of the walk, whatever its windows are. */
static const struct vminfo_page *walk_many(void)
{
	static struct vminfo_page pages[MANY + 1];
	struct scene scene = scene_open();
	struct vminfo_walk *walk = scene_walk(&scene, &backing);
	size_t n = 0;
	ssize_t got;

	while ((got = vminfo_walk_pages(walk, pages + n, NULL,
					MANY + 1 - n)) > 0)
		n += (size_t)got;
	assert_int_equal(n, MANY);
	assert_int_equal(vminfo_walk_status(walk), VMINFO_COMPLETE);
	for (n = 0; n < MANY; n++)
		assert_int_equal(pages[n].va, 0x10000000 + n * FAKE_PAGE);
	vminfo_walk_free(walk);
	scene_close(&scene);
	return pages;
}

static uint8_t state_of(char letter)
{
	switch (letter) {
	case 's':
		return VMINFO_SHMEM_SWAPPED;
	case '.':
		return VMINFO_ABSENT;
	default:
		return VMINFO_CACHED;
	}
}

/* Each by its letter. */
static void each_is_told(void)
{
	const struct vminfo_page *pages = walk_many();

	for (size_t i = 0; i < MANY; i++)
		assert_int_equal(pages[i].state, state_of(many_pages[i]));
}

static void pages_that_differ_one_by_one_are_told_one_by_one(void **state)
{
	static const struct fake_space space = { many_mapping, NULL };
	static const char *const patterns[] = { "cs", "c.", "s.", "ccss.", "c",
						"s", ".", "f." };

	(void)state;
	for (size_t p = 0; p < sizeof(patterns) / sizeof(*patterns); p++) {
		size_t length = strlen(patterns[p]);

		for (unsigned int i = 0; i < MANY; i++)
			many_pages[i] = patterns[p][i % length];
		start(&space, many_object);
		each_is_told();
	}
}

/* How much was asked for all of the pages of a pattern. */
static void costs(const char *pattern, unsigned long questions,
		  unsigned long counted)
{
	static const struct fake_space space = { many_mapping, NULL };
	size_t length = strlen(pattern);

	for (unsigned int i = 0; i < MANY; i++)
		many_pages[i] = pattern[i % length];
	start(&space, many_object);
	each_is_told();
	assert_in_range(fake.questions, 1, questions);
	assert_in_range(fake.pages_counted, 0, counted);
	assert_in_range(fake.seeks, 0, questions);
	assert_int_equal(fake.seeks_of_holes, 0);
}

static void questions_are_few_where_pages_are_alike(void **state)
{
	(void)state;
	costs("c", 2, MANY);
	costs("s", 2, MANY);
	costs(".", 1, 0);
	/* To find out takes some more than one for each page. */
	costs("cs", MANY + 100, 4 * MANY);
	costs("c.", MANY + 100, 4 * MANY);
	costs(".s", MANY + 100, 4 * MANY);
	costs("f.", MANY + 100, 4 * MANY);
	costs("ccss", MANY / 2 + 100, 4 * MANY);
	costs("ffff..", MANY, 6 * MANY);
}

static void long_stretches_take_few_questions(void **state)
{
	static char pattern[MANY + 1];

	(void)state;
	for (unsigned int i = 0; i < MANY; i++)
		pattern[i] = "cs.f"[i / 5000 % 4];
	costs(pattern, 400, 4 * MANY);
}

/* Of more than mincore is asked at once. */
static void a_long_file_is_asked_piece_by_piece(void **state)
{
	static const struct fake_mapping mapping[] = {
		{ 0x10000000, 0x11005000, "r-xp", 0, 8, 1, 5, "/bin/x", 0,
		  false },
		END_OF_MAPPINGS,
	};
	static const struct fake_space space = { mapping, NULL };
	static const struct fake_object object[] = {
		{ .dev_major = 8, .dev_minor = 1, .inode = 5,
		  .pages = many_pages },
		END_OF_OBJECTS,
	};

	(void)state;
	memset(many_pages, 'e', 4096);
	memset(many_pages + 4096, 'c', 5);
	many_pages[4101] = '\0';
	start(&space, object);
	swap_is_on();
	runs_are("10000000+4096 absent inferred\n"
		 "11000000+5 cached inferred\n"
		 "[complete]\n");
}

/* None of them is that of the zero page. */
#define FIRST_FRAME 0x100000u

static struct fake_entries every_other[MANY / 2 + 1];

static void entries_and_answers_stay_apart(void **state)
{
	static const struct fake_space space = { many_mapping, every_other };
	const struct vminfo_page *pages;

	(void)state;
	for (unsigned int i = 0; i < MANY; i++) {
		many_pages[i] = i % 2 ? "c.s"[i / 2 % 3] : 'c';
		if (i % 2)
			continue;
		every_other[i / 2] = (struct fake_entries){
			.va = 0x10000000 + (uint64_t)i * FAKE_PAGE,
			.pages = 1,
			.word = PRESENT | FILE_PAGE | (FIRST_FRAME + i),
		};
	}
	start(&space, many_object);
	pages = walk_many();
	assert_int_equal(fake.seeks_of_holes, 0);
	for (unsigned int i = 0; i < MANY; i++) {
		assert_int_equal(pages[i].state,
				 i % 2 ? state_of(many_pages[i]) :
					 VMINFO_PRESENT);
		if (i % 2 == 0)
			assert_int_equal(pages[i].value, FIRST_FRAME + i);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mincore_cannot_tell_the_swap_cache_from_ram),
		cmocka_unit_test(without_swap_what_was_written_is_in_ram),
		cmocka_unit_test(what_is_allocated_only_looks_like_a_hole),
		cmocka_unit_test(of_what_others_own_nothing_is_believed),
		cmocka_unit_test(
			a_hole_of_others_is_unknown_for_what_was_refused),
		cmocka_unit_test(
			what_others_own_may_have_more_than_32_bits_of_pages),
		cmocka_unit_test(of_a_file_mincore_tells_all),
		cmocka_unit_test(what_a_file_said_is_not_taken_for_another),
		cmocka_unit_test(further_on_in_shared_memory_it_is_the_same),
		cmocka_unit_test(a_context_may_do_without_cachestat),
		cmocka_unit_test(an_error_is_no_answer),
		cmocka_unit_test(a_page_that_got_an_entry_meanwhile_has_that),
		cmocka_unit_test(the_first_page_may_get_one_too),
		cmocka_unit_test(what_was_read_ahead_is_not_taken_again),
		cmocka_unit_test(a_page_that_comes_and_goes_is_changed),
		cmocka_unit_test(
			pages_that_differ_one_by_one_are_told_one_by_one),
		cmocka_unit_test(questions_are_few_where_pages_are_alike),
		cmocka_unit_test(long_stretches_take_few_questions),
		cmocka_unit_test(a_long_file_is_asked_piece_by_piece),
		cmocka_unit_test(entries_and_answers_stay_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
