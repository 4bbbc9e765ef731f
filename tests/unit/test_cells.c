// SPDX-License-Identifier: LGPL-2.1-or-later
/* What columns say of pages, runs, mappings and processes, and when "?". */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cells.h"

static const struct vminfo_mapping file = {
	.va = 0x1000, .length = 0x4000, .offset = 0x2000, .inode = 42,
	.dev_major = 8, .dev_minor = 1,
	.permissions = VMINFO_READ | VMINFO_EXECUTE, .name = "/srv/app",
};

static const struct vminfo_mapping heap = {
	.va = 0x1000, .length = 0x4000,
	.permissions = VMINFO_READ | VMINFO_WRITE, .name = "[heap]",
};

static struct row row_of(enum vminfo_state state, uint64_t value,
			 uint16_t attributes)
{
	return (struct row){
		.page_size = 4096,
		.mapping = &heap,
		.va = 0x2000,
		.pages = 1,
		.state = (uint8_t)state,
		.value = value,
		.attributes = attributes,
		.doubts = attributes,
	};
}

/* What is said: none, slot, unknown, mixed, known, vague, guess. */
static char letter(cells_get *get, const struct row *row)
{
	static const char letters[] = "-su*+~g";

	return letters[get(row).known];
}

struct expectation {
	enum vminfo_state state;
	uint64_t value;
	uint16_t attributes;
	const char *letters;	/* STATE PA PFN SWAPTYPE SWAPOFF NODE */
};

#define NO VMINFO_NONE

static const struct expectation expectations[] = {
	{ VMINFO_PRESENT, 7, 0, "+++--+" },
	{ VMINFO_PRESENT, NO, VMINFO_HIDDEN, "+uu--+" },
	{ VMINFO_PRESENT, NO, VMINFO_HIDDEN | VMINFO_MAYBE_ZERO, "~uu--+" },
	{ VMINFO_ZERO, NO, 0, "+-----" },
	{ VMINFO_ZERO, 7, 0, "+++---" },
	{ VMINFO_SWAPPED, 9, 0, "+s-++-" },
	{ VMINFO_SWAPPED, NO, VMINFO_HIDDEN, "+--uu-" },
	{ VMINFO_NONPRESENT, NO, VMINFO_HIDDEN, "~uuuu-" },
	{ VMINFO_MIGRATING, 7, 0, "+++---" },
	{ VMINFO_SPECIAL, NO, 0, "+uu---" },
	{ VMINFO_POISONED, 7, 0, "+++---" },
	{ VMINFO_POISONED, NO, 0, "+-----" },
	{ VMINFO_ABSENT, NO, 0, "+-----" },
	{ VMINFO_UNRESOLVED, NO, 0, "+-----" },
	{ VMINFO_CACHED, NO, VMINFO_INFERRED, "+-----" },
	{ VMINFO_SHMEM_SWAPPED, NO, VMINFO_INFERRED, "+-----" },
	{ VMINFO_UNMAPPED, NO, 0, "+-----" },
	{ VMINFO_GUARD, NO, 0, "+-----" },
	{ VMINFO_MARKER, NO, 0, "+-----" },
	{ VMINFO_PFNMAP, NO, 0, "+-----" },
};

static void each_state_has_what_it_has_and_no_more(void **state)
{
	static cells_get *const columns[] = {
		cells_state, cells_pa, cells_pfn, cells_swaptype,
		cells_swapoff, cells_node,
	};

	(void)state;
	for (size_t i = 0; i < sizeof(expectations) / sizeof(*expectations);
	     i++) {
		const struct expectation *e = &expectations[i];
		const struct row row = row_of(e->state, e->value,
					      e->attributes);

		for (size_t c = 0; c < 6; c++)
			if (letter(columns[c], &row) != e->letters[c])
				fail_msg("%s, value %llx, column %zu: "
					 "'%c' != '%c'",
					 vminfo_state_name(e->state),
					 (unsigned long long)e->value, c,
					 letter(columns[c], &row),
					 e->letters[c]);
	}
}

static void an_object_that_did_not_say_makes_a_state_vague(void **state)
{
	static const char *const words[] = { "cached", NULL };
	struct row row = row_of(VMINFO_UNRESOLVED, NO, 0);
	struct row other = row_of(VMINFO_ABSENT, NO, 0);

	(void)state;
	row.unresolved = other.unresolved = words;
	assert_int_equal(letter(cells_state, &row), '~');
	assert_ptr_equal(cells_state(&row).may_be, words);
	assert_int_equal(letter(cells_state, &other), '+');
}

static void what_only_objects_know_needs_them_to_be_asked(void **state)
{
	struct tally tally = { .of_state[VMINFO_CACHED] = 3,
			       .of_state[VMINFO_SHMEM_SWAPPED] = 4,
			       .of_state[VMINFO_SWAPPED] = 1 };
	struct row row = row_of(0, NO, 0);

	(void)state;
	row.tally = &tally;
	assert_int_equal(cells_backed(&row, VMINFO_CACHED).known, REPORT_NONE);
	tally.asked = true;
	assert_int_equal(cells_backed(&row, VMINFO_CACHED).number, 3);
	assert_int_equal(cells_backed(&row, VMINFO_SHMEM_SWAPPED).number, 4);
	assert_int_equal(cells_swap(&row).number, 5 * 4096);
	tally.maybe_cached = 1;
	assert_int_equal(cells_backed(&row, VMINFO_CACHED).known,
			 REPORT_UNKNOWN);
	assert_int_equal(cells_backed(&row, VMINFO_SHMEM_SWAPPED).known,
			 REPORT_KNOWN);
	assert_int_equal(cells_swap(&row).known, REPORT_KNOWN);
	tally.maybe_shmem = 1;
	assert_int_equal(cells_backed(&row, VMINFO_SHMEM_SWAPPED).known,
			 REPORT_UNKNOWN);
	assert_int_equal(cells_swap(&row).known, REPORT_UNKNOWN);
	/* That is of this process alone. */
	assert_int_equal(cells_count(&row, VMINFO_SWAPPED).known,
			 REPORT_KNOWN);
}

static void a_frame_gives_address_and_alignment(void **state)
{
	const struct row row = row_of(VMINFO_PRESENT, 0x68, 0);
	const struct row first = row_of(VMINFO_PRESENT, 0, 0);

	(void)state;
	assert_int_equal(cells_pa(&row).number, 0x68000);
	assert_int_equal(cells_align(&row).number, 0x8000);
	/* Frame 0 is a frame: every power of two divides its address. */
	assert_int_equal(cells_align(&first).known, REPORT_KNOWN);
	assert_true(cells_align(&first).number == UINT64_C(1) << 63);
}

static void a_swapped_page_shows_its_slot_for_an_address(void **state)
{
	struct row row = row_of(VMINFO_SWAPPED, 0xa340, 0);

	(void)state;
	row.swap_type = 1;
	assert_int_equal(cells_pa(&row).number, 0xa340);
	assert_int_equal(cells_pa(&row).area, 1);
	assert_int_equal(cells_swapoff(&row).number, 0xa340);
	assert_int_equal(cells_swaptype(&row).number, 1);
}

static void a_node_that_was_not_told_is_unknown(void **state)
{
	struct row row = row_of(VMINFO_PRESENT, 7, 0);

	(void)state;
	row.node = -1;
	assert_int_equal(letter(cells_node, &row), 'u');
}

static void huge_is_unknown_where_the_kernel_cannot_tell(void **state)
{
	const struct row no = row_of(VMINFO_PRESENT, 7, 0);
	const struct row yes = row_of(VMINFO_PRESENT, 7, VMINFO_HUGE);
	const struct row unknown = row_of(VMINFO_PRESENT, 7,
					  VMINFO_HUGE_UNKNOWN);
	const struct row absent = row_of(VMINFO_ABSENT, NO, 0);

	(void)state;
	assert_int_equal(letter(cells_huge, &no), '+');
	assert_int_equal(cells_huge(&no).number, 0);
	assert_int_equal(cells_huge(&yes).number, 1);
	assert_int_equal(letter(cells_huge, &unknown), 'u');
	assert_int_equal(letter(cells_huge, &absent), '-');
}

static void soft_dirty_is_not_denied_by_a_kernel_without_it(void **state)
{
	struct row row = row_of(VMINFO_PRESENT, 7, 0);

	(void)state;
	assert_int_equal(letter(cells_softdirty, &row), '-');
	row.soft_dirty = -1;
	assert_int_equal(letter(cells_softdirty, &row), 'u');
	row.soft_dirty = 1;
	assert_int_equal(cells_softdirty(&row).known, REPORT_KNOWN);
	assert_int_equal(cells_softdirty(&row).number, 0);
	row.attributes = VMINFO_SOFT_DIRTY;
	assert_int_equal(cells_softdirty(&row).number, 1);
}

static void exclusive_is_said_of_mapped_pages_only(void **state)
{
	const struct row mapped = row_of(VMINFO_PRESENT, 7, VMINFO_EXCLUSIVE);
	const struct row swapped = row_of(VMINFO_SWAPPED, 7, 0);

	(void)state;
	assert_int_equal(cells_excl(&mapped).number, 1);
	assert_int_equal(letter(cells_excl, &swapped), '-');
}

static void the_offset_is_that_of_the_first_byte_of_the_row(void **state)
{
	struct row row = row_of(VMINFO_PRESENT, 7, 0);

	(void)state;
	assert_int_equal(letter(cells_offset, &row), '-');
	assert_int_equal(letter(cells_inode, &row), '-');
	row.mapping = &file;
	assert_int_equal(cells_offset(&row).number, 0x3000);
	assert_int_equal(cells_inode(&row).number, 42);
	assert_string_equal(cells_perms(&row).text, "r-xp");
}

static void a_gap_belongs_to_no_mapping(void **state)
{
	struct row row = row_of(VMINFO_UNMAPPED, NO, 0);

	(void)state;
	row.mapping = NULL;
	row.locked = -1;
	assert_int_equal(letter(cells_mapping, &row), '-');
	assert_int_equal(letter(cells_perms, &row), '-');
	assert_int_equal(letter(cells_locked, &row), '-');
	assert_int_equal(letter(cells_word, &row), '-');
	assert_int_equal(letter(cells_softdirty, &row), '-');
}

static void an_end_of_2_to_the_64_wraps_to_0(void **state)
{
	struct row row = row_of(VMINFO_PFNMAP, NO, 0);

	(void)state;
	row.va = UINT64_MAX - 4095;
	assert_int_equal(cells_end(&row).number, 0);
	assert_int_equal(cells_size(&row).number, 4096);
}

static void a_name_that_could_not_be_read_is_unknown(void **state)
{
	struct row row = { .command = "", .namespace_pid = -1 };

	(void)state;
	assert_int_equal(letter(cells_command, &row), 'u');
	assert_int_equal(letter(cells_nspid, &row), 'u');
	row.command = "app";
	assert_string_equal(cells_command(&row).text, "app");
}

static char sum(cells_get *get, const struct tally *tally)
{
	const struct row row = { .page_size = 4096, .tally = tally };

	return letter(get, &row);
}

static void runs_are_unknown_when_frames_are_hidden(void **state)
{
	const struct tally seen = { .runs = 3, .longest = 5 };
	const struct tally hidden = { .hidden = 1, .runs = 3, .longest = 5 };
	const struct tally slots = { .slots_hidden = 1 };

	(void)state;
	assert_int_equal(sum(cells_runs, &seen), '+');
	assert_int_equal(sum(cells_longest, &seen), '+');
	assert_int_equal(sum(cells_runs, &hidden), 'u');
	assert_int_equal(sum(cells_longest, &hidden), 'u');
	assert_int_equal(sum(cells_slotruns, &hidden), '+');
	assert_int_equal(sum(cells_slotruns, &slots), 'u');
}

static void swap_is_unknown_when_it_may_be_something_else(void **state)
{
	const struct tally tally = {
		.of_state[VMINFO_NONPRESENT] = 1,
		.of_state[VMINFO_PRESENT] = 2,
	};
	const struct row row = { .page_size = 4096, .tally = &tally };

	(void)state;
	assert_int_equal(sum(cells_swap, &tally), 'u');
	assert_int_equal(cells_count(&row, VMINFO_SWAPPED).known,
			 REPORT_UNKNOWN);
	assert_int_equal(cells_count(&row, VMINFO_PRESENT).known,
			 REPORT_KNOWN);
	assert_int_equal(cells_count(&row, VMINFO_GUARD).known, REPORT_KNOWN);
	assert_int_equal(cells_rss(&row).number, 2 * 4096);
}

static void rss_is_unknown_when_it_may_be_the_zero_page(void **state)
{
	const struct tally tally = {
		.of_state[VMINFO_PRESENT] = 2, .maybe_zero = 1,
	};
	const struct row row = { .page_size = 4096, .tally = &tally };

	(void)state;
	assert_int_equal(sum(cells_rss, &tally), 'u');
	assert_int_equal(cells_count(&row, VMINFO_PRESENT).known,
			 REPORT_UNKNOWN);
	assert_int_equal(cells_count(&row, VMINFO_ZERO).known,
			 REPORT_UNKNOWN);
}

static void the_huge_percentage_is_rounded_down(void **state)
{
	const struct tally tally = {
		.of_state[VMINFO_PRESENT] = 1000, .huge = 999,
	};
	const struct tally nothing = { .huge = 0 };
	const struct tally unknown = {
		.of_state[VMINFO_PRESENT] = 1, .huge_unknown = 1,
	};
	const struct row row = { .tally = &tally };

	(void)state;
	assert_int_equal(cells_huge_percent(&row).number, 99);
	assert_int_equal(sum(cells_huge_percent, &nothing), '-');
	assert_int_equal(sum(cells_huge_percent, &unknown), 'u');
	assert_int_equal(sum(cells_huge_pages, &unknown), 'u');
}

static void smaps_that_were_not_read_are_unknown(void **state)
{
	struct tally tally;
	const struct row row = { .tally = &tally };

	(void)state;
	tally_start(&tally);
	for (uint64_t item = 0; item < TALLY_ITEMS; item++)
		assert_int_equal(cells_smaps(&row, item).known,
				 REPORT_UNKNOWN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_state_has_what_it_has_and_no_more),
		cmocka_unit_test(
			an_object_that_did_not_say_makes_a_state_vague),
		cmocka_unit_test(what_only_objects_know_needs_them_to_be_asked),
		cmocka_unit_test(a_frame_gives_address_and_alignment),
		cmocka_unit_test(a_swapped_page_shows_its_slot_for_an_address),
		cmocka_unit_test(a_node_that_was_not_told_is_unknown),
		cmocka_unit_test(huge_is_unknown_where_the_kernel_cannot_tell),
		cmocka_unit_test(
			soft_dirty_is_not_denied_by_a_kernel_without_it),
		cmocka_unit_test(exclusive_is_said_of_mapped_pages_only),
		cmocka_unit_test(
			the_offset_is_that_of_the_first_byte_of_the_row),
		cmocka_unit_test(a_gap_belongs_to_no_mapping),
		cmocka_unit_test(an_end_of_2_to_the_64_wraps_to_0),
		cmocka_unit_test(a_name_that_could_not_be_read_is_unknown),
		cmocka_unit_test(runs_are_unknown_when_frames_are_hidden),
		cmocka_unit_test(swap_is_unknown_when_it_may_be_something_else),
		cmocka_unit_test(rss_is_unknown_when_it_may_be_the_zero_page),
		cmocka_unit_test(the_huge_percentage_is_rounded_down),
		cmocka_unit_test(smaps_that_were_not_read_are_unknown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
