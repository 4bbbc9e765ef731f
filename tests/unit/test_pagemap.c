// SPDX-License-Identifier: LGPL-2.1-or-later
/* libvminfo/pagemap.c: what one word of pagemap means. */
#include <inttypes.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "pagemap.h"
#include "told.h"

#define ZERO_FRAME 0x5000u

#define BIT(n) ((uint64_t)1 << (n))
#define SOFT_DIRTY BIT(55)
#define EXCLUSIVE BIT(56)
#define UFFD_WP BIT(57)
#define GUARD BIT(58)
#define FILE_PAGE BIT(61)
#define SWAPPED BIT(62)
#define PRESENT BIT(63)

/* Anonymous memory as root sees it. */
static const struct pagemap_decoder root = {
	.zero_frame = ZERO_FRAME,
	.special_start = PAGEMAP_LOWEST_SPECIAL,
	.marker_type = 31,
	.anonymous = true,
	.empty = VMINFO_ABSENT,
	.zero = PAGEMAP_ZERO_BY_FRAME,
};

static struct pagemap_decoder with_zero(enum pagemap_zero zero,
					uint64_t zero_frame)
{
	struct pagemap_decoder how = root;

	how.zero = (uint8_t)zero;
	how.zero_frame = zero_frame;
	return how;
}

static struct pagemap_decoder of_object(void)
{
	struct pagemap_decoder how = root;

	how.anonymous = false;
	how.empty = VMINFO_UNRESOLVED;
	return how;
}

/* The text is told_page()'s, without the address. */
static void means(const struct pagemap_decoder *how, uint64_t word,
		  const char *expected)
{
	struct vminfo_page page = { .va = 0x1000, .swap_type = 77,
				    .reserved = 77 };
	char wanted[200];
	char *told;

	pagemap_decode(how, word, &page);
	told = told_page(&page);
	snprintf(wanted, sizeof(wanted), "1000+1 %s", expected);
	assert_string_equal(told, wanted);
	free(told);
	assert_int_equal(page.word, word);
	assert_int_equal(page.reserved, 0);
	assert_int_equal(page.va, 0x1000);
	if (page.state != VMINFO_SWAPPED)
		assert_int_equal(page.swap_type, 0);
}

static void words_seen_on_a_real_kernel_mean_what_they_were(void **state)
{
	static const struct {
		uint64_t word;
		const char *told;
	} seen[] = {
		{ 0x440000000000009f, "guard" },
		{ 0x400000000000005f, "poisoned" },
		{ 0x420000000000003f, "marker uffd-wp" },
		{ 0x4000000000000020, "swapped 0:1" },
		{ 0x4200000000000020, "swapped 0:1 uffd-wp" },
		/* Moving to another frame: told by its frame, not here. */
		{ 0x400000000252951e, "special" },
		{ 0x8100000000395fd1, "present 395fd1 exclusive" },
		{ 0xa000000000428a00, "present 428a00 file" },
		{ 0, "absent" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(seen) / sizeof(*seen); i++)
		means(&root, seen[i].word, seen[i].told);
}

static void a_present_page_has_its_frame(void **state)
{
	(void)state;
	means(&root, PRESENT | 1, "present 1");
	means(&root, PRESENT | 0x7fffffffffffff, "present 7fffffffffffff");
}

static void each_attribute_has_its_bit(void **state)
{
	(void)state;
	means(&root, PRESENT | SOFT_DIRTY | 7, "present 7 soft-dirty");
	means(&root, PRESENT | EXCLUSIVE | 7, "present 7 exclusive");
	means(&root, PRESENT | UFFD_WP | 7, "present 7 uffd-wp");
	means(&root, PRESENT | FILE_PAGE | 7, "present 7 file");
	means(&root, SWAPPED | SOFT_DIRTY | 0x23, "swapped 3:1 soft-dirty");
}

static void unknown_bits_change_nothing(void **state)
{
	(void)state;
	means(&root, PRESENT | BIT(59) | BIT(60) | 7, "present 7");
	means(&root, SWAPPED | BIT(59) | BIT(60) | 0x23, "swapped 3:1");
	means(&root, BIT(59) | BIT(60), "absent");
}

static void a_frame_whose_bits_are_all_0_is_hidden(void **state)
{
	struct pagemap_decoder object = of_object();

	(void)state;
	means(&object, PRESENT | FILE_PAGE, "present file hidden");
	means(&root, PRESENT | EXCLUSIVE, "present exclusive hidden");
	means(&root, SWAPPED, "nonpresent hidden");
	means(&root, SWAPPED | UFFD_WP, "nonpresent uffd-wp hidden");
	means(&root, SWAPPED | SOFT_DIRTY, "nonpresent soft-dirty hidden");
}

static void a_guard_page_is_one_even_if_its_entry_is_hidden(void **state)
{
	(void)state;
	means(&root, SWAPPED | GUARD, "guard");
	means(&root, SWAPPED | GUARD | SOFT_DIRTY, "guard soft-dirty");
}

static void the_payload_of_a_marker_is_a_set(void **state)
{
	static const char *const told[] = {
		"special",  /* none that we know */
		"marker",   /* write-protected */
		"poisoned", /* poisoned */
		"poisoned", /* and write-protected */
		"guard",    /* before bit 58 was invented */
		"guard",    /* and write-protected */
		"poisoned", /* poisoned guard */
		"poisoned", /* all of them */
		"special",  /* one that we do not know */
	};

	(void)state;
	/* The payload 0 of type 31 is not all zero, so it is not hidden. */
	for (uint64_t i = 0; i < sizeof(told) / sizeof(*told); i++)
		means(&root, SWAPPED | i << 5 | 31, told[i]);
	means(&root, SWAPPED | 9 << 5 | 31, "marker");
}

static void markers_have_the_type_that_was_found_out(void **state)
{
	struct pagemap_decoder how = root;

	(void)state;
	how.marker_type = 30;
	means(&how, SWAPPED | 1 << 5 | 30, "marker");
	means(&how, SWAPPED | 1 << 5 | 31, "special");
	how.marker_type = PAGEMAP_TYPES;
	means(&how, SWAPPED | 1 << 5 | 30, "special");
	means(&how, SWAPPED | 1 << 5 | 31, "special");
}

static void types_from_22_on_are_never_swap(void **state)
{
	char expected[40];

	(void)state;
	for (unsigned int type = 0; type < PAGEMAP_TYPES; type++) {
		snprintf(expected, sizeof(expected), "swapped %u:123", type);
		means(&root, SWAPPED | 0x123 << 5 | type,
		      type == 31 ? "poisoned" :
		      type >= 22 ? "special" :
				   expected);
	}
}

static void a_slot_has_50_bits(void **state)
{
	(void)state;
	means(&root, SWAPPED | 0x3ffffffffffff << 5 | 21,
	      "swapped 21:3ffffffffffff");
}

static void an_empty_word_means_what_its_mapping_says(void **state)
{
	struct pagemap_decoder object = of_object();

	(void)state;
	means(&object, 0, "unresolved");
	/* Soft-dirty of the mapping shows in holes, too. */
	means(&root, SOFT_DIRTY, "absent soft-dirty");
	means(&object, SOFT_DIRTY, "unresolved soft-dirty");
}

static void the_zero_page_is_known_by_its_frame(void **state)
{
	struct pagemap_decoder unknown =
		with_zero(PAGEMAP_ZERO_BY_FRAME, VMINFO_NONE);

	(void)state;
	means(&root, PRESENT | ZERO_FRAME, "zero 5000");
	means(&root, PRESENT | SOFT_DIRTY | ZERO_FRAME, "zero 5000 soft-dirty");
	means(&root, PRESENT | (ZERO_FRAME + 1), "present 5001");
	means(&root, PRESENT | (ZERO_FRAME - 1), "present 4fff");
	means(&root, PRESENT | BIT(32) | ZERO_FRAME, "present 100005000");
	means(&unknown, PRESENT | ZERO_FRAME, "present 5000 maybe-zero");
}

static void the_kernel_knows_the_zero_page_best(void **state)
{
	struct pagemap_decoder yes = with_zero(PAGEMAP_ZERO_YES, VMINFO_NONE);
	struct pagemap_decoder no = with_zero(PAGEMAP_ZERO_NO, VMINFO_NONE);
	struct pagemap_decoder huge = with_zero(PAGEMAP_ZERO_YES, ZERO_FRAME);

	(void)state;
	means(&yes, PRESENT, "zero hidden");
	means(&no, PRESENT, "present hidden");
	means(&no, PRESENT | 0x99, "present 99");
	/* The huge zero page counts as page of a file on some kernels. */
	means(&huge, PRESENT | FILE_PAGE | 0x10000, "zero 10000");
}

static void the_zero_page_is_found_by_frame_whatever_a_scan_said(void **state)
{
	struct pagemap_decoder no = with_zero(PAGEMAP_ZERO_NO, ZERO_FRAME);
	struct pagemap_decoder maybe = with_zero(PAGEMAP_ZERO_MAYBE,
						 ZERO_FRAME);

	(void)state;
	means(&no, PRESENT | ZERO_FRAME, "zero 5000");
	means(&maybe, PRESENT | ZERO_FRAME, "zero 5000");
	means(&maybe, PRESENT | 0x99, "present 99 maybe-zero");
}

static void a_hidden_frame_may_be_the_zero_page(void **state)
{
	struct pagemap_decoder object = of_object();

	(void)state;
	means(&root, PRESENT, "present hidden maybe-zero");
	means(&object, PRESENT, "present hidden maybe-zero");
	/* In anonymous memory only the huge zero page looks like a file's. */
	means(&root, PRESENT | FILE_PAGE, "present file hidden maybe-zero");
	means(&object, PRESENT | FILE_PAGE, "present file hidden");
}

static void an_exclusive_page_is_not_the_zero_page(void **state)
{
	struct pagemap_decoder yes = with_zero(PAGEMAP_ZERO_YES, ZERO_FRAME);

	(void)state;
	means(&root, PRESENT | EXCLUSIVE, "present exclusive hidden");
	/* It was the zero page when it was scanned, and written since then. */
	means(&yes, PRESENT | EXCLUSIVE | 0x99, "present 99 exclusive");
}

/* Without CONFIG_PAGE_MAPCOUNT some kernels say that it is mapped once. */
static void the_huge_zero_page_may_seem_to_be_exclusive(void **state)
{
	struct pagemap_decoder yes = with_zero(PAGEMAP_ZERO_YES, ZERO_FRAME);
	struct pagemap_decoder object = of_object();

	(void)state;
	means(&yes, PRESENT | EXCLUSIVE | FILE_PAGE | 0x10000,
	      "zero 10000 exclusive");
	means(&root, PRESENT | EXCLUSIVE | FILE_PAGE,
	      "present file exclusive hidden maybe-zero");
	means(&object, PRESENT | EXCLUSIVE | FILE_PAGE,
	      "present file exclusive hidden");
}

static void a_page_further_in_a_huge_page_has_the_frame_further(void **state)
{
	(void)state;
	assert_int_equal(pagemap_step(PRESENT | FILE_PAGE | 0x200, 511),
			 PRESENT | FILE_PAGE | 0x3ff);
	assert_int_equal(pagemap_step(SWAPPED | 0x200 << 5 | 30, 3),
			 SWAPPED | 0x203 << 5 | 30);
	/* What is hidden or empty stays so. */
	assert_int_equal(pagemap_step(PRESENT, 5), PRESENT);
	assert_int_equal(pagemap_step(SWAPPED, 5), SWAPPED);
	assert_int_equal(pagemap_step(0, 5), 0);
	assert_int_equal(pagemap_step(SOFT_DIRTY, 5), SOFT_DIRTY);
	assert_int_equal(pagemap_step(0x123, 5), 0x123);
}

static void a_number_never_goes_over_into_the_flags(void **state)
{
	const uint64_t frames = BIT(55) - 1, slots = (frames & ~31ull) | 5;

	(void)state;
	assert_int_equal(pagemap_step(PRESENT | frames, 1), PRESENT);
	assert_int_equal(pagemap_step(~(uint64_t)0, 1), ~frames);
	assert_int_equal(pagemap_step(PRESENT | BIT(40) | 5, 3),
			 PRESENT | BIT(40) | 8);
	assert_int_equal(pagemap_step(SWAPPED | slots, 1), SWAPPED | 5);
	assert_int_equal(pagemap_steps(PRESENT | frames), 0);
	assert_int_equal(pagemap_steps(PRESENT | (frames - 7)), 7);
	assert_int_equal(pagemap_steps(SWAPPED | slots), 0);
	assert_int_equal(pagemap_steps(SWAPPED | (slots - 32 * 9)), 9);
	assert_true(pagemap_steps(PRESENT) == UINT64_MAX);
	assert_true(pagemap_steps(SOFT_DIRTY | 5) == UINT64_MAX);
}

static void only_a_present_word_has_a_frame(void **state)
{
	(void)state;
	assert_int_equal(pagemap_frame(PRESENT | FILE_PAGE | 0x123), 0x123);
	assert_int_equal(pagemap_frame(PRESENT), VMINFO_NONE);
	assert_int_equal(pagemap_frame(SWAPPED | 0x123), VMINFO_NONE);
	assert_int_equal(pagemap_frame(0x123), VMINFO_NONE);
}

static void a_word_without_an_entry_is_empty(void **state)
{
	(void)state;
	assert_true(pagemap_is_empty(0));
	assert_true(pagemap_is_empty(SOFT_DIRTY));
	assert_false(pagemap_is_empty(PRESENT));
	assert_false(pagemap_is_empty(SWAPPED));
	assert_true(pagemap_is_present(PRESENT));
	assert_false(pagemap_is_present(SWAPPED | 0x123));
}

static void special_entries_that_last_moments_are_looked_at_again(
	void **state)
{
	(void)state;
	assert_true(pagemap_is_movable(&root, 0x400000000252951e));
	assert_int_equal(pagemap_special_frame(0x400000000252951e), 0x1294a8);
	assert_int_equal(pagemap_type(0x400000000252951e), 30);
	assert_true(pagemap_is_movable(&root, SWAPPED | 0x99 << 5 | 22));
	/* Markers, guards and swap stay; what is hidden cannot be told. */
	assert_false(pagemap_is_movable(&root, 0x400000000000005f));
	assert_false(pagemap_is_movable(&root, 0x440000000000009f));
	assert_false(pagemap_is_movable(&root, SWAPPED | 0x99 << 5 | 21));
	assert_false(pagemap_is_movable(&root, SWAPPED));
	assert_false(pagemap_is_movable(&root,
					SWAPPED | GUARD | 0x99 << 5 | 30));
	assert_false(pagemap_is_movable(&root,
					SWAPPED | PRESENT | 0x99 << 5 | 30));
	assert_false(pagemap_is_movable(&root, PRESENT | 30));
	assert_false(pagemap_is_movable(&root, 30));
}

static void only_a_marker_for_write_protection_is_a_marker(void **state)
{
	const uint64_t entry = 1 << 5 | 31;

	(void)state;
	assert_true(pagemap_is_marker(&root, SWAPPED | entry));
	assert_true(pagemap_is_marker(&root, SWAPPED | UFFD_WP | entry));
	assert_false(pagemap_is_marker(&root, PRESENT | entry));
	assert_false(pagemap_is_marker(&root, SWAPPED | PRESENT | entry));
	assert_false(pagemap_is_marker(&root, SWAPPED | GUARD | entry));
	assert_false(pagemap_is_marker(&root, SWAPPED | 2 << 5 | 31));
	assert_false(pagemap_is_marker(&root, SWAPPED | 1 << 5 | 21));
	assert_false(pagemap_is_marker(&root, entry));
	assert_false(pagemap_is_marker(&root, 0));
}

static void the_guard_bit_is_seen_in_any_word(void **state)
{
	(void)state;
	assert_true(pagemap_has_guard_bit(GUARD));
	assert_true(pagemap_has_guard_bit(SWAPPED | GUARD | 0x9f));
	assert_false(pagemap_has_guard_bit(SWAPPED | 0x9f));
	assert_false(pagemap_has_guard_bit(0));
}

static void words_are_empty_if_each_of_them_is(void **state)
{
	const uint64_t words[] = { SOFT_DIRTY, 0, 0, SWAPPED | 0x20, 0 };
	const uint64_t first[] = { PRESENT | 7, 0 };

	(void)state;
	assert_true(pagemap_are_empty(first, 0));
	assert_true(pagemap_are_empty(words, 1));
	assert_true(pagemap_are_empty(words, 3));
	assert_true(pagemap_are_empty(words + 2, 1));
	assert_false(pagemap_are_empty(words, 4));
	assert_false(pagemap_are_empty(words, 5));
	assert_false(pagemap_are_empty(first, 2));
}

/* --- piece by piece ------------------------------------------------------- */

/* The pieces of a word, put together again; their names in a row. */
static uint64_t pieces(uint64_t word, char *names)
{
	struct vminfo_word_field field;
	unsigned int i, next = 63;
	uint64_t whole = 0;

	*names = '\0';
	for (i = 0; vminfo_word_field(word, i, &field); i++) {
		assert_int_equal(field.high, next);
		assert_true(field.low <= field.high);
		next = field.low - 1;
		whole |= field.value << field.low;
		strcat(strcat(names, " "), field.name);
	}
	assert_int_equal(next, (unsigned int)-1);
	assert_int_equal(vminfo_word_field(word, i + 1, &field), 0);
	assert_int_equal(vminfo_word_field(word, UINT_MAX, &field), 0);
	return whole;
}

static void the_pieces_of_a_word_are_all_its_bits(void **state)
{
	static const char flags[] = " present not-present file reserved guard "
				    "uffd-wp exclusive soft-dirty";
	static const struct {
		uint64_t word;
		const char *rest;
	} cases[] = {
		{ 0, " empty" },
		{ 0x0080000000000000, " empty" },
		{ 0x8180000000abcdef, " frame" },
		{ 0xffffffffffffffff, " frame" },
		{ 0x4000000000000020, " offset type" },
		{ 0x7fffffffffffffff, " offset type" },
	};
	char names[256], wanted[256];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_int_equal(pieces(cases[i].word, names), cases[i].word);
		snprintf(wanted, sizeof(wanted), "%s%s", flags, cases[i].rest);
		assert_string_equal(names, wanted);
	}
}

static void each_piece_has_its_value(void **state)
{
	static const struct {
		unsigned int i;
		uint64_t value;
	} cases[] = {
		{ 0, 0 }, { 1, 1 }, { 2, 0 }, { 3, 3 }, { 4, 1 }, { 5, 0 },
		{ 6, 1 }, { 7, 0 }, { 8, 0x345 }, { 9, 22 },
	};
	const uint64_t word = 1ull << 62 | 3ull << 59 | 1ull << 58 |
			      1ull << 56 | 0x345 << 5 | 22;
	struct vminfo_word_field field;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_int_equal(vminfo_word_field(word, cases[i].i, &field),
				 1);
		assert_int_equal(field.value, cases[i].value);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			words_seen_on_a_real_kernel_mean_what_they_were),
		cmocka_unit_test(a_present_page_has_its_frame),
		cmocka_unit_test(each_attribute_has_its_bit),
		cmocka_unit_test(unknown_bits_change_nothing),
		cmocka_unit_test(a_frame_whose_bits_are_all_0_is_hidden),
		cmocka_unit_test(
			a_guard_page_is_one_even_if_its_entry_is_hidden),
		cmocka_unit_test(the_payload_of_a_marker_is_a_set),
		cmocka_unit_test(markers_have_the_type_that_was_found_out),
		cmocka_unit_test(types_from_22_on_are_never_swap),
		cmocka_unit_test(a_slot_has_50_bits),
		cmocka_unit_test(an_empty_word_means_what_its_mapping_says),
		cmocka_unit_test(the_zero_page_is_known_by_its_frame),
		cmocka_unit_test(the_kernel_knows_the_zero_page_best),
		cmocka_unit_test(
			the_zero_page_is_found_by_frame_whatever_a_scan_said),
		cmocka_unit_test(a_hidden_frame_may_be_the_zero_page),
		cmocka_unit_test(an_exclusive_page_is_not_the_zero_page),
		cmocka_unit_test(the_huge_zero_page_may_seem_to_be_exclusive),
		cmocka_unit_test(
			a_page_further_in_a_huge_page_has_the_frame_further),
		cmocka_unit_test(a_number_never_goes_over_into_the_flags),
		cmocka_unit_test(only_a_present_word_has_a_frame),
		cmocka_unit_test(a_word_without_an_entry_is_empty),
		cmocka_unit_test(
			only_a_marker_for_write_protection_is_a_marker),
		cmocka_unit_test(the_guard_bit_is_seen_in_any_word),
		cmocka_unit_test(words_are_empty_if_each_of_them_is),
		cmocka_unit_test(
			special_entries_that_last_moments_are_looked_at_again),
		cmocka_unit_test(the_pieces_of_a_word_are_all_its_bits),
		cmocka_unit_test(each_piece_has_its_value),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
