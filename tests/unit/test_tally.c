// SPDX-License-Identifier: LGPL-2.1-or-later
/* What the runs of a mapping, or of a process, add up to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tally.h"

#define PAGE 4096

static struct vminfo_run run(enum vminfo_state state, uint64_t pages,
			     uint64_t value)
{
	return (struct vminfo_run){
		.pages = pages,
		.value = value,
		.state = (uint8_t)state,
	};
}

static void add(struct tally *tally, enum vminfo_state state, uint64_t pages,
		uint64_t value)
{
	struct vminfo_run r = run(state, pages, value);

	tally_run(tally, &r);
}

static void add_with(struct tally *tally, enum vminfo_state state,
		     uint64_t pages, uint16_t attributes)
{
	struct vminfo_run r = run(state, pages, VMINFO_NONE);

	r.all = r.any = attributes;
	tally_run(tally, &r);
}

static void pages_are_counted_by_state(void **state)
{
	struct tally tally;

	(void)state;
	tally_start(&tally);
	add(&tally, VMINFO_PRESENT, 3, 100);
	add(&tally, VMINFO_ABSENT, 5, VMINFO_NONE);
	add(&tally, VMINFO_PRESENT, 2, 200);
	assert_int_equal(tally.pages, 10);
	assert_int_equal(tally.of_state[VMINFO_PRESENT], 5);
	assert_int_equal(tally.of_state[VMINFO_ABSENT], 5);
	assert_int_equal(tally.runs, 2);
	assert_int_equal(tally.longest, 3);
}

static void runs_that_were_cut_are_joined_again(void **state)
{
	struct tally tally;

	(void)state;
	tally_start(&tally);
	add(&tally, VMINFO_PRESENT, 3, 100);
	add(&tally, VMINFO_PRESENT, 2, 103);
	add(&tally, VMINFO_PRESENT, 1, 106);
	assert_int_equal(tally.runs, 2);
	assert_int_equal(tally.longest, 5);
}

static void single_pages_count_like_the_runs_they_make(void **state)
{
	struct vminfo_page page = { .state = VMINFO_PRESENT, .value = 7 };
	struct tally tally;

	(void)state;
	tally_start(&tally);
	for (int i = 0; i < 4; i++, page.value++)
		tally_page(&tally, &page);
	page.value = 3;
	tally_page(&tally, &page);
	assert_int_equal(tally.pages, 5);
	assert_int_equal(tally.runs, 2);
	assert_int_equal(tally.longest, 4);
}

static void slots_of_two_areas_are_two_runs(void **state)
{
	struct vminfo_run a = run(VMINFO_SWAPPED, 2, 10);
	struct vminfo_run b = run(VMINFO_SWAPPED, 2, 12);
	struct tally tally;

	(void)state;
	tally_start(&tally);
	b.swap_type = 1;
	tally_run(&tally, &a);
	tally_run(&tally, &b);
	assert_int_equal(tally.slot_runs, 2);
	assert_int_equal(tally.runs, 0);
	assert_int_equal(tally.longest, 0);
}

static void what_is_not_certain_is_counted_as_unknown(void **state)
{
	struct tally tally;

	(void)state;
	tally_start(&tally);
	add_with(&tally, VMINFO_SPECIAL, 1, 0);
	add_with(&tally, VMINFO_NONPRESENT, 2, VMINFO_HIDDEN);
	add_with(&tally, VMINFO_PRESENT, 4, VMINFO_MAYBE_ZERO);
	add_with(&tally, VMINFO_ABSENT, 8, VMINFO_CHANGED);
	add_with(&tally, VMINFO_ABSENT, 16, 0);
	add_with(&tally, VMINFO_UNRESOLVED, 32, 0);
	assert_int_equal(tally.unknown, 15);
	assert_int_equal(tally.maybe_zero, 4);
	assert_int_equal(tally.slots_hidden, 2);
}

static void huge_pages_that_cannot_be_told_are_kept_apart(void **state)
{
	struct tally tally;

	(void)state;
	tally_start(&tally);
	add_with(&tally, VMINFO_PRESENT, 512, VMINFO_HUGE);
	add_with(&tally, VMINFO_PRESENT, 3, VMINFO_HUGE_UNKNOWN);
	add_with(&tally, VMINFO_PRESENT, 1, 0);
	add_with(&tally, VMINFO_ZERO, 512, VMINFO_HUGE);
	assert_int_equal(tally.huge, 512);
	assert_int_equal(tally.huge_unknown, 3);
}

static void a_process_adds_up_its_mappings(void **state)
{
	struct tally total = { 0 }, part;

	(void)state;
	tally_start(&part);
	add(&part, VMINFO_PRESENT, 3, 100);
	tally_add(&total, &part);
	tally_start(&part);
	add(&part, VMINFO_PRESENT, 2, 103);
	tally_add(&total, &part);
	assert_int_equal(total.mappings, 2);
	assert_int_equal(total.of_state[VMINFO_PRESENT], 5);
	/* A run never crosses from one mapping into the next. */
	assert_int_equal(total.runs, 2);
	assert_int_equal(total.longest, 3);
}

static void holes_alone_are_no_pages(void **state)
{
	struct tally tally;

	(void)state;
	tally_start(&tally);
	add(&tally, VMINFO_ABSENT, 5, VMINFO_NONE);
	add(&tally, VMINFO_UNRESOLVED, 5, VMINFO_NONE);
	assert_true(tally_is_empty(&tally));
	add(&tally, VMINFO_GUARD, 1, VMINFO_NONE);
	assert_false(tally_is_empty(&tally));
}

static struct vminfo_smaps smaps_of(uint64_t rss, uint64_t swap)
{
	struct vminfo_smaps smaps;

	/* Every line unknown, as far as it matters here. */
	memset(&smaps, 0xff, sizeof(smaps));
	smaps.rss = rss;
	smaps.swap = swap;
	return smaps;
}

static void verify(struct tally *tally, enum vminfo_mapping_kind kind,
		   const struct vminfo_smaps *smaps)
{
	const struct vminfo_mapping mapping = { .kind = kind };

	tally_verify(tally, &mapping, smaps, PAGE);
}

static void the_residual_is_0_when_smaps_says_the_same(void **state)
{
	struct vminfo_smaps smaps = smaps_of(4 * PAGE, 2 * PAGE);
	struct tally tally;

	(void)state;
	tally_start(&tally);
	add(&tally, VMINFO_PRESENT, 3, 100);
	add(&tally, VMINFO_MIGRATING, 1, 500);
	add(&tally, VMINFO_SWAPPED, 2, 1);
	add(&tally, VMINFO_ZERO, 7, VMINFO_NONE);
	verify(&tally, VMINFO_ANONYMOUS, &smaps);
	assert_true(tally_knows(&tally, TALLY_RESIDUAL));
	assert_int_equal(tally.smaps.bytes[TALLY_RESIDUAL], 0);
}

static void a_page_that_moved_to_swap_does_not_cancel_out(void **state)
{
	struct vminfo_smaps smaps = smaps_of(2 * PAGE, 1 * PAGE);
	struct tally tally;

	(void)state;
	tally_start(&tally);
	add(&tally, VMINFO_PRESENT, 3, 100);
	verify(&tally, VMINFO_ANONYMOUS, &smaps);
	assert_true(tally_knows(&tally, TALLY_RESIDUAL));
	assert_int_equal(tally.smaps.bytes[TALLY_RESIDUAL], 2 * PAGE);
}

static void hugetlb_has_lines_of_its_own_in_smaps(void **state)
{
	struct vminfo_smaps smaps = smaps_of(0, 0);
	struct tally tally;

	(void)state;
	smaps.private_hugetlb = 512 * PAGE;
	tally_start(&tally);
	add(&tally, VMINFO_PRESENT, 512, 1024);
	verify(&tally, VMINFO_OBJECT, &smaps);
	assert_int_equal(tally.smaps.bytes[TALLY_RESIDUAL], 0);
	assert_int_equal(tally.smaps.bytes[TALLY_SMAPS_RSS], 0);
}

static void swap_of_an_object_makes_the_residual_unknown(void **state)
{
	struct vminfo_smaps smaps = smaps_of(0, 3 * PAGE);
	struct tally tally;

	(void)state;
	tally_start(&tally);
	add(&tally, VMINFO_UNRESOLVED, 3, VMINFO_NONE);
	verify(&tally, VMINFO_OBJECT, &smaps);
	assert_false(tally_knows(&tally, TALLY_RESIDUAL));

	tally_start(&tally);
	add(&tally, VMINFO_ABSENT, 3, VMINFO_NONE);
	verify(&tally, VMINFO_ANONYMOUS, &smaps);
	assert_true(tally_knows(&tally, TALLY_RESIDUAL));
	assert_int_equal(tally.smaps.bytes[TALLY_RESIDUAL], 3 * PAGE);
}

static void swap_of_an_object_that_was_asked_counts(void **state)
{
	struct vminfo_smaps smaps = smaps_of(0, 3 * PAGE);
	struct tally tally;

	(void)state;
	tally_start(&tally);
	add(&tally, VMINFO_SHMEM_SWAPPED, 2, VMINFO_NONE);
	add(&tally, VMINFO_SWAPPED, 1, 7);
	add(&tally, VMINFO_CACHED, 5, VMINFO_NONE);
	verify(&tally, VMINFO_OBJECT, &smaps);
	assert_true(tally_knows(&tally, TALLY_RESIDUAL));
	assert_int_equal(tally.smaps.bytes[TALLY_RESIDUAL], 0);
	assert_int_equal(tally_swapped(&tally), 3);
	assert_false(tally_is_empty(&tally));
}

static void an_object_that_did_not_say_leaves_a_doubt(void **state)
{
	static const struct {
		uint32_t object;
		uint64_t shmem, cached;
	} expected[] = {
		{ 0, 4, 4 },
		{ VMINFO_BACKED_BY_SHMEM, 4, 4 },
		{ VMINFO_BACKED_BY_FILE, 0, 4 },
		{ VMINFO_BACKED_BY_OTHER, 0, 0 },
	};
	struct tally total = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(expected) / sizeof(*expected); i++) {
		const struct vminfo_backing said = {
			.object = expected[i].object,
		};
		struct tally tally;

		tally_start(&tally);
		assert_false(tally.asked);
		add(&tally, VMINFO_UNRESOLVED, 4, VMINFO_NONE);
		assert_false(tally_may_be_swapped(&tally));
		tally_ask(&tally, &said);
		assert_true(tally.asked);
		assert_int_equal(tally.maybe_shmem, expected[i].shmem);
		assert_int_equal(tally.maybe_cached, expected[i].cached);
		assert_int_equal(tally_may_be_swapped(&tally),
				 expected[i].shmem != 0);
		tally_add(&total, &tally);
	}
	assert_true(total.asked);
	assert_int_equal(total.maybe_shmem, 8);
	assert_int_equal(total.maybe_cached, 12);
}

static void one_unknown_residual_makes_the_sum_unknown(void **state)
{
	struct vminfo_smaps same = smaps_of(0, 0), none = smaps_of(0, 0);
	struct tally total = { 0 }, part;

	(void)state;
	none.rss = VMINFO_NONE;
	tally_start(&part);
	verify(&part, VMINFO_ANONYMOUS, &none);
	tally_add(&total, &part);
	tally_start(&part);
	verify(&part, VMINFO_ANONYMOUS, &same);
	tally_add(&total, &part);
	assert_false(tally_knows(&total, TALLY_SMAPS_RSS));
	assert_false(tally_knows(&total, TALLY_RESIDUAL));
	assert_true(tally_knows(&total, TALLY_SMAPS_SWAP));
}

static void huge_pages_are_set_beside_those_of_smaps(void **state)
{
	struct vminfo_smaps smaps = smaps_of(1024 * PAGE, 0);
	struct tally tally;

	(void)state;
	smaps.anon_huge = 512 * PAGE;
	smaps.file_huge = 256 * PAGE;
	tally_start(&tally);
	add_with(&tally, VMINFO_PRESENT, 512, VMINFO_HUGE);
	add_with(&tally, VMINFO_PRESENT, 512, 0);
	verify(&tally, VMINFO_ANONYMOUS, &smaps);
	assert_int_equal(tally.smaps.bytes[TALLY_SMAPS_HUGE], 768 * PAGE);
	assert_int_equal(tally.smaps.bytes[TALLY_RESIDUAL], 256 * PAGE);
	/* A kernel that does not tell them is not far off. */
	tally_start(&tally);
	add_with(&tally, VMINFO_PRESENT, 1024, VMINFO_HUGE_UNKNOWN);
	verify(&tally, VMINFO_ANONYMOUS, &smaps);
	assert_int_equal(tally.smaps.bytes[TALLY_RESIDUAL], 0);
}

static void compare(struct tally *tally, uint64_t pss, uint64_t uss)
{
	const struct tally_shares shares = { .pss = pss, .uss = uss };

	tally_verify_shares(tally, &shares, PAGE);
}

static void shares_are_set_beside_smaps_but_for_its_rounding(void **state)
{
	struct vminfo_smaps smaps = smaps_of(3 * PAGE, 0);
	struct tally tally;

	(void)state;
	smaps.pss = 5 * 1024;
	smaps.private_clean = PAGE;
	smaps.private_dirty = 0;
	tally_start(&tally);
	add_with(&tally, VMINFO_PRESENT, 1, 0);
	add_with(&tally, VMINFO_PRESENT, 2, 0);
	verify(&tally, VMINFO_ANONYMOUS, &smaps);
	assert_false(tally_knows(&tally, TALLY_SHARE_RESIDUAL));
	compare(&tally, 5 * 1024 + 1023, PAGE);
	assert_true(tally_knows(&tally, TALLY_SHARE_RESIDUAL));
	assert_int_equal(tally.smaps.bytes[TALLY_SHARE_RESIDUAL], 0);
	compare(&tally, 7 * 1024, PAGE);
	assert_int_equal(tally.smaps.bytes[TALLY_SHARE_RESIDUAL], 2048);
	smaps.private_dirty = PAGE;
	verify(&tally, VMINFO_ANONYMOUS, &smaps);
	compare(&tally, 5 * 1024, PAGE);
	assert_int_equal(tally.smaps.bytes[TALLY_SHARE_RESIDUAL], PAGE);
}

static void a_page_on_its_way_has_a_share_but_is_not_private(void **state)
{
	struct vminfo_smaps smaps = smaps_of(2 * PAGE, 0);
	struct tally tally;

	(void)state;
	smaps.pss = 2 * PAGE;
	smaps.private_clean = PAGE;
	smaps.private_dirty = 0;
	tally_start(&tally);
	add_with(&tally, VMINFO_PRESENT, 1, 0);
	add_with(&tally, VMINFO_MIGRATING, 1, 0);
	verify(&tally, VMINFO_ANONYMOUS, &smaps);
	compare(&tally, PAGE, PAGE);
	assert_true(tally_knows(&tally, TALLY_SHARE_RESIDUAL));
	assert_int_equal(tally.smaps.bytes[TALLY_SHARE_RESIDUAL], 0);
}

/* Smaps has no Pss of it. */
static void shares_of_hugetlb_are_not_compared(void **state)
{
	struct vminfo_smaps smaps = smaps_of(0, 0);
	struct tally tally;

	(void)state;
	smaps.pss = smaps.private_clean = smaps.private_dirty = 0;
	smaps.private_hugetlb = 512 * PAGE;
	tally_start(&tally);
	add_with(&tally, VMINFO_PRESENT, 512, VMINFO_HUGE);
	verify(&tally, VMINFO_OBJECT, &smaps);
	compare(&tally, 512 * PAGE, 512 * PAGE);
	assert_true(tally_knows(&tally, TALLY_SHARE_RESIDUAL));
	assert_int_equal(tally.smaps.bytes[TALLY_SHARE_RESIDUAL], 0);
}

static void shares_that_are_not_certain_are_not_compared(void **state)
{
	struct vminfo_smaps smaps = smaps_of(PAGE, 0);
	struct tally tally;

	(void)state;
	smaps.pss = PAGE;
	tally_start(&tally);
	add_with(&tally, VMINFO_PRESENT, 1, 0);
	verify(&tally, VMINFO_ANONYMOUS, &smaps);
	compare(&tally, PAGE, PAGE);
	assert_false(tally_knows(&tally, TALLY_SHARE_RESIDUAL));

	smaps.private_clean = PAGE;
	smaps.private_dirty = 0;
	tally_start(&tally);
	add_with(&tally, VMINFO_PRESENT, 1, VMINFO_CHANGED);
	verify(&tally, VMINFO_ANONYMOUS, &smaps);
	compare(&tally, PAGE, PAGE);
	assert_false(tally_knows(&tally, TALLY_SHARE_RESIDUAL));

	tally_start(&tally);
	add_with(&tally, VMINFO_DEVICE, 1, 0);
	verify(&tally, VMINFO_ANONYMOUS, &smaps);
	compare(&tally, PAGE, PAGE);
	assert_false(tally_knows(&tally, TALLY_SHARE_RESIDUAL));
}

static void the_sentence_says_what_was_counted(void **state)
{
	struct tally tally;
	char text[TALLY_ROOM];

	(void)state;
	tally_start(&tally);
	add(&tally, VMINFO_PRESENT, 1204, 100);
	add(&tally, VMINFO_SWAPPED, 64, 1);
	assert_string_equal(tally_sentence(&tally, PAGE, text),
			    "5.0M mapped, 1,204 pages present, 64 swapped, "
			    "0 unknown; 1 runs, longest 4.7M");
}

static void the_sentence_says_what_is_hidden(void **state)
{
	struct tally tally;
	char text[TALLY_ROOM];

	(void)state;
	tally_start(&tally);
	add_with(&tally, VMINFO_PRESENT, 4, VMINFO_HIDDEN);
	add_with(&tally, VMINFO_NONPRESENT, 1, VMINFO_HIDDEN);
	assert_string_equal(tally_sentence(&tally, PAGE, text),
			    "20K mapped, 4 pages present, ? swapped, "
			    "1 unknown; ? runs, longest ?");
}

static void the_sentence_counts_both_kinds_of_swap(void **state)
{
	const struct vminfo_backing said = { .object = 0 };
	struct tally tally;
	char text[TALLY_ROOM];

	(void)state;
	tally_start(&tally);
	add(&tally, VMINFO_SWAPPED, 2, 1);
	add(&tally, VMINFO_SHMEM_SWAPPED, 3, VMINFO_NONE);
	assert_string_equal(tally_sentence(&tally, PAGE, text),
			    "20K mapped, 0 pages present, 5 swapped, "
			    "0 unknown; 0 runs, longest 0");
	add(&tally, VMINFO_UNRESOLVED, 1, VMINFO_NONE);
	tally_ask(&tally, &said);
	assert_string_equal(tally_sentence(&tally, PAGE, text),
			    "24K mapped, 0 pages present, ? swapped, "
			    "0 unknown; 0 runs, longest 0");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pages_are_counted_by_state),
		cmocka_unit_test(runs_that_were_cut_are_joined_again),
		cmocka_unit_test(single_pages_count_like_the_runs_they_make),
		cmocka_unit_test(slots_of_two_areas_are_two_runs),
		cmocka_unit_test(what_is_not_certain_is_counted_as_unknown),
		cmocka_unit_test(huge_pages_that_cannot_be_told_are_kept_apart),
		cmocka_unit_test(a_process_adds_up_its_mappings),
		cmocka_unit_test(holes_alone_are_no_pages),
		cmocka_unit_test(swap_of_an_object_that_was_asked_counts),
		cmocka_unit_test(an_object_that_did_not_say_leaves_a_doubt),
		cmocka_unit_test(the_residual_is_0_when_smaps_says_the_same),
		cmocka_unit_test(a_page_that_moved_to_swap_does_not_cancel_out),
		cmocka_unit_test(hugetlb_has_lines_of_its_own_in_smaps),
		cmocka_unit_test(swap_of_an_object_makes_the_residual_unknown),
		cmocka_unit_test(one_unknown_residual_makes_the_sum_unknown),
		cmocka_unit_test(huge_pages_are_set_beside_those_of_smaps),
		cmocka_unit_test(
			shares_are_set_beside_smaps_but_for_its_rounding),
		cmocka_unit_test(
			a_page_on_its_way_has_a_share_but_is_not_private),
		cmocka_unit_test(shares_of_hugetlb_are_not_compared),
		cmocka_unit_test(shares_that_are_not_certain_are_not_compared),
		cmocka_unit_test(the_sentence_counts_both_kinds_of_swap),
		cmocka_unit_test(the_sentence_says_what_was_counted),
		cmocka_unit_test(the_sentence_says_what_is_hidden),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
