// SPDX-License-Identifier: LGPL-2.1-or-later
/* tools/swap-doubt.c: which pages are in swap, and what smaps settles. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "swap-doubt.h"

static enum swap_kind kind_in(uint32_t mapping_kind, uint8_t state,
			      uint32_t object)
{
	const struct vminfo_run run = { .pages = 1, .state = state };
	const struct vminfo_mapping mapping = { .kind = mapping_kind };
	const struct vminfo_backing backing = { .object = object };

	return swap_kind_of(&run, &mapping, &backing);
}

static enum swap_kind kind(uint8_t state, uint16_t any, uint32_t object)
{
	const struct vminfo_mapping mapping = { .kind = VMINFO_OBJECT };
	const struct vminfo_run run = { .pages = 1, .state = state,
					.any = any, .value = VMINFO_NONE };
	const struct vminfo_backing backing = { .object = object };

	return swap_kind_of(&run, &mapping, &backing);
}

static void only_slots_and_shared_memory_are_in_swap(void **state)
{
	(void)state;
	for (uint8_t i = VMINFO_PRESENT; i <= VMINFO_NONPRESENT; i++) {
		enum swap_kind expected =
			i == VMINFO_SWAPPED ? SWAP_OWN :
			i == VMINFO_SHMEM_SWAPPED ? SWAP_SHMEM :
			i == VMINFO_NONPRESENT ? SWAP_MAYBE_OWN :
			i == VMINFO_UNRESOLVED || i == VMINFO_MARKER
				? SWAP_MAYBE_SHMEM :
			i == VMINFO_SPECIAL || i == VMINFO_MIGRATING ||
			i == VMINFO_DEVICE ? SWAP_SPECIAL : SWAP_NOT;

		assert_int_equal(kind(i, 0, VMINFO_BACKED_BY_SHMEM), expected);
	}
}

/* Poison of userfaultfd is a marker, that of hardware a type. */
static void only_poison_with_a_frame_is_special(void **state)
{
	struct vminfo_run run = { .pages = 1, .state = VMINFO_POISONED,
				  .value = VMINFO_NONE };
	const struct vminfo_mapping mapping = { .kind = VMINFO_ANONYMOUS };
	const struct vminfo_backing backing = { .object = 0 };

	(void)state;
	assert_int_equal(swap_kind_of(&run, &mapping, &backing), SWAP_NOT);
	run.value = 7;
	assert_int_equal(swap_kind_of(&run, &mapping, &backing),
			 SWAP_SPECIAL);
}

static void special_entries_are_in_doubt_only_if_smaps_says_so(void **state)
{
	struct swap_doubt doubt = {
		.known = true,
		.swapped = 4,
		.pages = { .own = { 0, 4 }, .special = 4 },
	};

	(void)state;
	assert_int_equal(swap_doubt_settle(&doubt, SWAP_SPECIAL), SWAP_NOT);
	doubt.specials = true;
	assert_int_equal(swap_doubt_settle(&doubt, SWAP_SPECIAL), SWAP_OWN);
	doubt.swapped = 3;
	assert_int_equal(swap_doubt_settle(&doubt, SWAP_SPECIAL),
			 SWAP_MAYBE_OWN);
}

static void pages_of_files_on_a_disk_never_are(void **state)
{
	(void)state;
	assert_int_equal(kind(VMINFO_UNRESOLVED, 0, VMINFO_BACKED_BY_FILE),
			 SWAP_NOT);
	assert_int_equal(kind(VMINFO_UNRESOLVED, 0, VMINFO_BACKED_BY_OTHER),
			 SWAP_NOT);
	/* What it is is not known. */
	assert_int_equal(kind(VMINFO_UNRESOLVED, 0, 0), SWAP_MAYBE_SHMEM);
}

/* In memory without an object it stands for nothing. */
static void behind_a_marker_only_shared_memory_may_be(void **state)
{
	struct vminfo_run run = { .pages = 1, .state = VMINFO_MARKER };
	const struct vminfo_mapping mapping = { .kind = VMINFO_OBJECT };
	struct vminfo_backing asked = { .object = VMINFO_BACKED_BY_SHMEM };

	(void)state;
	assert_int_equal(kind_in(VMINFO_ANONYMOUS, VMINFO_MARKER, 0),
			 SWAP_NOT);
	assert_int_equal(kind_in(VMINFO_OBJECT, VMINFO_MARKER,
				 VMINFO_BACKED_BY_FILE), SWAP_NOT);
	assert_int_equal(kind_in(VMINFO_OBJECT, VMINFO_MARKER,
				 VMINFO_BACKED_BY_SHMEM), SWAP_MAYBE_SHMEM);
	assert_int_equal(kind_in(VMINFO_OBJECT, VMINFO_MARKER, 0),
			 SWAP_MAYBE_SHMEM);
	/* It has said what is there. */
	asked.method = VMINFO_BACKING_CACHESTAT;
	assert_int_equal(swap_kind_of(&run, &mapping, &asked), SWAP_NOT);
	asked.reason = VMINFO_BACKING_FAILED;
	assert_int_equal(swap_kind_of(&run, &mapping, &asked),
			 SWAP_MAYBE_SHMEM);
	asked.reason = 0;
	run.any = VMINFO_CHANGED;
	assert_int_equal(swap_kind_of(&run, &mapping, &asked),
			 SWAP_MAYBE_SHMEM);
	run.any = 0;
	asked.method = VMINFO_BACKING_RECORDED;
	assert_int_equal(swap_kind_of(&run, &mapping, &asked),
			 SWAP_MAYBE_SHMEM);
	assert_int_equal(kind_in(VMINFO_OBJECT, VMINFO_GUARD,
				 VMINFO_BACKED_BY_SHMEM), SWAP_NOT);
}

static void what_is_shared_has_no_slots_of_its_own(void **state)
{
	const struct vminfo_run run = { .pages = 1,
					.state = VMINFO_NONPRESENT };
	const struct vminfo_mapping mapping = { .kind = VMINFO_OBJECT,
						.permissions = VMINFO_SHARED };
	struct vminfo_backing backing = { .object = VMINFO_BACKED_BY_SHMEM };

	(void)state;
	assert_int_equal(swap_kind_of(&run, &mapping, &backing),
			 SWAP_MAYBE_SHMEM);
	backing.object = VMINFO_BACKED_BY_FILE;
	assert_int_equal(swap_kind_of(&run, &mapping, &backing), SWAP_NOT);
}

static void what_changed_meanwhile_is_in_doubt(void **state)
{
	(void)state;
	assert_int_equal(kind(VMINFO_SWAPPED, VMINFO_CHANGED, 0),
			 SWAP_MAYBE_OWN);
	assert_int_equal(kind(VMINFO_SHMEM_SWAPPED, VMINFO_CHANGED, 0),
			 SWAP_MAYBE_SHMEM);
	assert_int_equal(kind(VMINFO_SWAPPED, VMINFO_INFERRED, 0), SWAP_OWN);
}

static void each_kind_is_counted_for_itself(void **state)
{
	struct swap_pages pages = { 0 };

	(void)state;
	swap_pages_add(&pages, SWAP_NOT, 100);
	swap_pages_add(&pages, SWAP_OWN, 1);
	swap_pages_add(&pages, SWAP_SHMEM, 2);
	swap_pages_add(&pages, SWAP_MAYBE_OWN, 3);
	swap_pages_add(&pages, SWAP_MAYBE_SHMEM, 4);
	swap_pages_add(&pages, SWAP_SPECIAL, 6);
	swap_pages_add(&pages, SWAP_OWN, 10);
	swap_pages_add(&pages, SWAP_SHMEM, 20);
	swap_pages_add(&pages, SWAP_MAYBE_OWN, 30);
	swap_pages_add(&pages, SWAP_MAYBE_SHMEM, 40);
	assert_int_equal(pages.own.certain, 11);
	assert_int_equal(pages.shmem.certain, 22);
	assert_int_equal(pages.own.maybe, 33);
	assert_int_equal(pages.shmem.maybe, 44);
	assert_int_equal(pages.special, 6);
}

static void smaps_settles_none_and_all_of_them(void **state)
{
	struct swap_doubt doubt = {
		.known = true,
		.swapped = 0,
		.pages = { .own = { 1, 3 }, .shmem = { 0, 2 } },
	};

	(void)state;
	assert_int_equal(swap_doubt_settle(&doubt, SWAP_MAYBE_OWN), SWAP_NOT);
	assert_int_equal(swap_doubt_settle(&doubt, SWAP_MAYBE_SHMEM),
			 SWAP_NOT);
	doubt.swapped = 6;
	assert_int_equal(swap_doubt_settle(&doubt, SWAP_MAYBE_OWN), SWAP_OWN);
	assert_int_equal(swap_doubt_settle(&doubt, SWAP_MAYBE_SHMEM),
			 SWAP_SHMEM);
	for (uint64_t some = 1; some < 9; some += some == 5 ? 2 : 1) {
		doubt.swapped = some;
		assert_int_equal(swap_doubt_settle(&doubt, SWAP_MAYBE_OWN),
				 SWAP_MAYBE_OWN);
		assert_int_equal(swap_doubt_settle(&doubt, SWAP_MAYBE_SHMEM),
				 SWAP_MAYBE_SHMEM);
	}
	/* What is known stays so. */
	assert_int_equal(swap_doubt_settle(&doubt, SWAP_OWN), SWAP_OWN);
	assert_int_equal(swap_doubt_settle(&doubt, SWAP_NOT), SWAP_NOT);
}

static void smaps_that_could_not_be_read_settles_nothing(void **state)
{
	struct swap_doubt doubt = { .known = false };

	(void)state;
	assert_int_equal(swap_doubt_settle(&doubt, SWAP_MAYBE_OWN),
			 SWAP_MAYBE_OWN);
	doubt.known = true;
	assert_int_equal(swap_doubt_settle(&doubt, SWAP_MAYBE_OWN), SWAP_NOT);
}

/* Where smaps may count more, only its zero proves something. */
static void a_count_that_may_be_too_high_never_proves_all(void **state)
{
	struct swap_doubt doubt = {
		.known = true,
		.below = true,
		.swapped = 3,
		.pages = { .own = { 0, 3 } },
	};

	(void)state;
	assert_int_equal(swap_doubt_settle(&doubt, SWAP_MAYBE_OWN),
			 SWAP_MAYBE_OWN);
	doubt.swapped = 0;
	assert_int_equal(swap_doubt_settle(&doubt, SWAP_MAYBE_OWN), SWAP_NOT);
}

/* --- counts --------------------------------------------------------------- */

static void are(struct swap_counts counts, const uint64_t expected[6])
{
	assert_int_equal(counts.own.least, expected[0]);
	assert_int_equal(counts.own.most, expected[1]);
	assert_int_equal(counts.shmem.least, expected[2]);
	assert_int_equal(counts.shmem.most, expected[3]);
	assert_int_equal(counts.all.least, expected[4]);
	assert_int_equal(counts.all.most, expected[5]);
}

/* Own ones that are certain, or in doubt, and those of shared memory. */
#define PAGES(a, b, c, d) \
	{ .own = { (a), (b) }, .shmem = { (c), (d) } }

#define ARE(counts, ...) are((counts), (const uint64_t[6]){ __VA_ARGS__ })

static void without_smaps_all_in_doubt_may_be(void **state)
{
	const struct swap_pages inside = PAGES(1, 2, 4, 8);
	const struct swap_doubt doubt = { .known = false };

	(void)state;
	ARE(swap_doubt_count(&doubt, &inside), 1, 3, 4, 12, 5, 15);
}

static void of_a_whole_mapping_the_number_is_that_of_smaps(void **state)
{
	struct swap_doubt doubt = { .known = true, .swapped = 5,
				    .pages = PAGES(0, 9, 0, 0) };

	(void)state;
	ARE(swap_doubt_count(&doubt, &doubt.pages), 5, 5, 0, 0, 5, 5);
	doubt.pages = (struct swap_pages)PAGES(0, 0, 2, 9);
	ARE(swap_doubt_count(&doubt, &doubt.pages), 0, 0, 5, 5, 5, 5);
	/* Own ones that are certain are not of shared memory. */
	doubt.pages = (struct swap_pages)PAGES(2, 0, 0, 9);
	ARE(swap_doubt_count(&doubt, &doubt.pages), 2, 2, 3, 3, 5, 5);
	/* Of which kind they are is not known, but how many. */
	doubt.pages = (struct swap_pages)PAGES(0, 4, 0, 4);
	ARE(swap_doubt_count(&doubt, &doubt.pages), 0, 4, 0, 4, 5, 5);
	doubt.swapped = 3;
	ARE(swap_doubt_count(&doubt, &doubt.pages), 0, 4, 0, 4, 3, 3);
	doubt.swapped = 0;
	ARE(swap_doubt_count(&doubt, &doubt.pages), 0, 0, 0, 0, 0, 0);
	doubt.swapped = 8;
	ARE(swap_doubt_count(&doubt, &doubt.pages), 4, 4, 4, 4, 8, 8);
}

static void what_is_certain_of_the_other_kind_is_taken_off(void **state)
{
	struct swap_doubt doubt = { .known = true, .swapped = 2,
				    .pages = PAGES(0, 4, 2, 0) };

	(void)state;
	ARE(swap_doubt_count(&doubt, &doubt.pages), 0, 0, 2, 2, 2, 2);
	doubt.swapped = 6;
	assert_int_equal(swap_doubt_settle(&doubt, SWAP_MAYBE_OWN), SWAP_OWN);
	/* Unless that is more than smaps says: then they contradict. */
	doubt.swapped = 2;
	doubt.pages.shmem.certain = 3;
	ARE(swap_doubt_count(&doubt, &doubt.pages), 0, 4, 3, 3, 3, 7);
}

static void there_may_be_more_than_32_bits_of_pages(void **state)
{
	const uint64_t many = (uint64_t)5 << 32;
	struct swap_doubt doubt = { .known = true, .swapped = many,
				    .pages = PAGES(0, many, 0, 0) };

	(void)state;
	ARE(swap_doubt_count(&doubt, &doubt.pages),
	    many, many, 0, 0, many, many);
	assert_int_equal(swap_doubt_settle(&doubt, SWAP_MAYBE_OWN), SWAP_OWN);
	doubt.pages.own.maybe++;
	ARE(swap_doubt_count(&doubt, &doubt.pages),
	    many, many, 0, 0, many, many);
	assert_int_equal(swap_doubt_settle(&doubt, SWAP_MAYBE_OWN),
			 SWAP_MAYBE_OWN);
	doubt.swapped = 1;
	doubt.pages.own.maybe = many + 1;
	assert_int_equal(swap_doubt_settle(&doubt, SWAP_MAYBE_OWN),
			 SWAP_MAYBE_OWN);
}

static void of_a_part_the_rest_bounds_it(void **state)
{
	const struct swap_doubt doubt = { .known = true, .swapped = 8,
					  .pages = PAGES(0, 10, 0, 0) };
	const struct swap_pages part = PAGES(0, 5, 0, 0);
	const struct swap_pages few = PAGES(0, 1, 0, 0);
	const struct swap_pages none = PAGES(0, 0, 0, 0);

	(void)state;
	ARE(swap_doubt_count(&doubt, &part), 3, 5, 0, 0, 3, 5);
	ARE(swap_doubt_count(&doubt, &few), 0, 1, 0, 0, 0, 1);
	ARE(swap_doubt_count(&doubt, &none), 0, 0, 0, 0, 0, 0);
}

static void what_changed_behind_the_closer_look_is_not_bounded(void **state)
{
	const struct swap_doubt doubt = { .known = true, .swapped = 1,
					  .pages = PAGES(0, 2, 0, 0) };
	const struct swap_pages more = PAGES(0, 3, 0, 0);
	const struct swap_pages certain = PAGES(1, 2, 0, 0);
	const struct swap_pages shmem = PAGES(0, 0, 0, 1);

	(void)state;
	ARE(swap_doubt_count(&doubt, &more), 0, 3, 0, 0, 0, 3);
	ARE(swap_doubt_count(&doubt, &certain), 1, 3, 0, 0, 1, 3);
	ARE(swap_doubt_count(&doubt, &shmem), 0, 0, 0, 1, 0, 1);
}

static void a_count_that_may_be_too_high_is_an_upper_bound(void **state)
{
	struct swap_doubt doubt = { .known = true, .below = true, .swapped = 2,
				    .pages = PAGES(0, 3, 0, 3) };

	(void)state;
	ARE(swap_doubt_count(&doubt, &doubt.pages), 0, 3, 0, 3, 0, 2);
	doubt.swapped = 6;
	ARE(swap_doubt_count(&doubt, &doubt.pages), 0, 3, 0, 3, 0, 6);
	doubt.swapped = 0;
	ARE(swap_doubt_count(&doubt, &doubt.pages), 0, 0, 0, 0, 0, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_slots_and_shared_memory_are_in_swap),
		cmocka_unit_test(only_poison_with_a_frame_is_special),
		cmocka_unit_test(
			special_entries_are_in_doubt_only_if_smaps_says_so),
		cmocka_unit_test(pages_of_files_on_a_disk_never_are),
		cmocka_unit_test(behind_a_marker_only_shared_memory_may_be),
		cmocka_unit_test(what_is_shared_has_no_slots_of_its_own),
		cmocka_unit_test(what_changed_meanwhile_is_in_doubt),
		cmocka_unit_test(each_kind_is_counted_for_itself),
		cmocka_unit_test(smaps_settles_none_and_all_of_them),
		cmocka_unit_test(smaps_that_could_not_be_read_settles_nothing),
		cmocka_unit_test(
			a_count_that_may_be_too_high_never_proves_all),
		cmocka_unit_test(without_smaps_all_in_doubt_may_be),
		cmocka_unit_test(
			of_a_whole_mapping_the_number_is_that_of_smaps),
		cmocka_unit_test(
			what_is_certain_of_the_other_kind_is_taken_off),
		cmocka_unit_test(there_may_be_more_than_32_bits_of_pages),
		cmocka_unit_test(of_a_part_the_rest_bounds_it),
		cmocka_unit_test(
			what_changed_behind_the_closer_look_is_not_bounded),
		cmocka_unit_test(
			a_count_that_may_be_too_high_is_an_upper_bound),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
