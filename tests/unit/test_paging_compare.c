// SPDX-License-Identifier: LGPL-2.1-or-later
/* What went out and what came in, by two looks or more. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "paging-compare.h"

/*
 * A look is a word, a character a page: a capital letter is a slot of swap, a
 * small one any other place, a digit a slot whose number is not known.
 */
static const char letters[] = ".eosn-x?";

static void put(struct paging_list *list, size_t page, char letter)
{
	struct paging_stretch stretch = { .page = page, .pages = 1,
					  .slot = VMINFO_NONE };

	if (letter == '.')
		return;
	if (letter >= 'A' && letter <= 'Z') {
		stretch.place = PAGING_SLOT;
		stretch.slot = (uint64_t)(letter - 'A');
	} else if (letter == '0') {
		stretch.place = PAGING_SLOT;
	} else {
		const char *at = strchr(letters, letter);

		assert_non_null(at);
		stretch.place = (uint8_t)(at - letters);
	}
	paging_list_add(list, &stretch);
}

static void read_look(struct paging_list *list, const char *word)
{
	paging_list_clear(list);
	for (size_t i = 0; word[i]; i++)
		put(list, i, word[i]);
}

/* "OUT IN REFAULTS SWAPPED", each with a '?' if it may be more. */
static const char *counts_text(const struct paging_counts *counts)
{
	static char text[128];

	snprintf(text, sizeof(text), "%d%s %d%s %d%s %d%s",
		 (int)counts->out, counts->more_out ? "?" : "",
		 (int)counts->in, counts->more_in ? "?" : "",
		 (int)counts->refaults, counts->more_refaults ? "?" : "",
		 (int)counts->swapped, counts->more_swapped ? "?" : "");
	return text;
}

/* The last of the intervals between these looks, which have commas between. */
static const char *last_of_scope(const char *looks, enum paging_scope scope)
{
	struct paging_list before = { 0 }, after = { 0 };
	struct paging_counts counts = { 0 };
	char words[256], *rest = NULL, *word;

	snprintf(words, sizeof(words), "%s", looks);
	word = strtok_r(words, ",", &rest);
	read_look(&before, word);
	while ((word = strtok_r(NULL, ",", &rest))) {
		struct paging_list used = before;

		read_look(&after, word);
		paging_compare(&before, &after, scope, &counts);
		before = after;
		after = used;
	}
	paging_list_free(&before);
	paging_list_free(&after);
	return counts_text(&counts);
}

static const char *last_of(const char *looks)
{
	return last_of_scope(looks, PAGING_ALL);
}

static const char *last_of_part(const char *looks)
{
	return last_of_scope(looks, PAGING_PART);
}

static void a_page_goes_out_and_comes_in(void **state)
{
	(void)state;
	assert_string_equal(last_of("oooo,oABo"), "2 0 0 2");
	assert_string_equal(last_of("oABo,oooA"), "1 2 0 1");
	assert_string_equal(last_of("oABo,oABo"), "0 0 0 2");
}

/* Every change that there is. */
static void what_each_change_of_a_page_means(void **state)
{
	static const struct {
		const char *looks, *counts;
	} changes[] = {
		{ ".,.", "0 0 0 0" },	{ ".,e", "0 0 0 0" },
		{ ".,o", "0 0 0 0" },	{ ".,s", "0 0 0 0" },
		{ ".,n", "0 0 0 0" },	{ ".,A", "1 0 0 1" },
		{ ".,x", "0? 0 0 1" },	{ ".,?", "0? 0 0 0?" },
		{ "e,.", "0 0 0 0" },	{ "e,e", "0 0 0 0" },
		{ "e,o", "0 0 0 0" },	{ "e,s", "0 0 0 0" },
		{ "e,n", "0 0 0 0" },	{ "e,A", "1 0 0 1" },
		{ "e,x", "1 0 0 1" },	{ "e,?", "0? 0 0 0?" },
		{ "o,.", "0 0 0 0" },	{ "o,e", "0 0 0 0" },
		{ "o,o", "0 0 0 0" },	{ "o,s", "0 0 0 0" },
		{ "o,n", "0 0 0 0" },	{ "o,A", "1 0 0 1" },
		{ "o,x", "0 0 0 1" },	{ "o,?", "0? 0 0 0?" },
		{ "s,.", "0 0 0 0" },	{ "s,e", "0 0 0 0" },
		{ "s,o", "0 0 0 0" },	{ "s,s", "0 0 0 0" },
		{ "s,n", "0 0 0 0" },	{ "s,A", "1 0 0 1" },
		{ "s,x", "1 0 0 1" },	{ "s,?", "0? 0 0 0?" },
		{ "n,.", "0 0 0 0" },	{ "n,e", "0 0 0 0" },
		{ "n,o", "0 0 0 0" },	{ "n,s", "0 0 0 0" },
		{ "n,n", "0 0 0 0" },	{ "n,A", "1 0 0 1" },
		{ "n,x", "1 0 0 1" },	{ "n,?", "0? 0 0 0?" },
		{ "A,.", "0 0 0 0" },	{ "A,e", "0 0 0 0" },
		{ "A,o", "0 1 0 0" },	{ "A,s", "0 0 0 0" },
		{ "A,n", "0 0? 0 0" },	{ "A,A", "0 0 0 1" },
		{ "A,B", "1 0 0 1" },
		{ "A,x", "0 0 0 1" },	{ "A,?", "0? 0? 0 0?" },
		{ "x,.", "0 0 0 0" },	{ "x,e", "0 0 0 0" },
		{ "x,o", "0 1 0 0" },	{ "x,s", "0 1 0 0" },
		{ "x,n", "0 0? 0 0" },	{ "x,A", "1 0 0 1" },
		{ "x,x", "0 0 0 1" },	{ "x,?", "0 0? 0 0?" },
		{ "?,.", "0 0 0 0" },	{ "?,e", "0 0 0 0" },
		{ "?,o", "0 0? 0 0" },	{ "?,s", "0 0? 0 0" },
		{ "?,n", "0 0? 0 0" },	{ "?,A", "0? 0 0 1" },
		{ "?,x", "0? 0 0 1" },	{ "?,?", "0? 0? 0 0?" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(changes) / sizeof(*changes); i++) {
		if (strcmp(last_of(changes[i].looks), changes[i].counts) != 0)
			print_message("%s\n", changes[i].looks);
		assert_string_equal(last_of(changes[i].looks),
				    changes[i].counts);
	}
}

static void pages_that_were_seen_going_out_refault(void **state)
{
	(void)state;
	/* It was out before anybody looked. */
	assert_string_equal(last_of("A,o"), "0 1 0 0");
	assert_string_equal(last_of("o,A,o"), "0 1 1 0");
	assert_string_equal(last_of("o,A,A,A,o"), "0 1 1 0");
	/* In again, and out again. */
	assert_string_equal(last_of("A,o,B,o"), "0 1 1 0");
	assert_string_equal(last_of("o,A,o,o"), "0 0 0 0");
	assert_string_equal(last_of("Aoo,ABC,ooo"), "0 3 2 0");
	assert_string_equal(last_of("s,x,x,s"), "0 1 1 0");
	assert_string_equal(last_of("x,x,s"), "0 1 0 0");
	/* In another slot is out again, too. */
	assert_string_equal(last_of("A,B,o"), "0 1 1 0");
	assert_string_equal(last_of("A,A,o"), "0 1 0 0");
}

static void what_was_unmapped_is_another_page(void **state)
{
	(void)state;
	assert_string_equal(last_of("o,A,.,o"), "0 0 0 0");
	assert_string_equal(last_of("o,A,.,B,o"), "0 1 1 0");
	/* As shared memory that is mapped anew. */
	assert_string_equal(last_of("s,x,.,x,s"), "0 1 0? 0");
}

static void what_may_have_gone_out_may_refault(void **state)
{
	(void)state;
	assert_string_equal(last_of("?,A,o"), "0 1 0? 0");
	assert_string_equal(last_of("A,?,o"), "0 0? 0? 0");
	assert_string_equal(last_of("x,?,s"), "0 0? 0 0");
	assert_string_equal(last_of("s,x,?,s"), "0 0? 0? 0");
	assert_string_equal(last_of("oA,?A,oo"), "0 1? 0? 0");
	assert_string_equal(last_of("o,A,n"), "0 0? 0? 0");
}

static void a_slot_at_another_address_did_not_go_out(void **state)
{
	(void)state;
	assert_string_equal(last_of("ABC...,...ABC"), "0 0 0 3");
	assert_string_equal(last_of("ABC...,eeeABC"), "0 0 0 3");
	assert_string_equal(last_of("ABCeee,...ABC"), "0 0 0 3");
	/* A part of it, and new ones before, behind and between. */
	assert_string_equal(last_of("CDE.....,...BCDEF"), "2 0 0 5");
	assert_string_equal(last_of("B.D...,...BCD"), "1 0 0 3");
	assert_string_equal(last_of("DB....,..ABCD"), "2 0 0 4");
	assert_string_equal(last_of("AB..,...B"), "0 0 0 1");
	/* Many, in another order. */
	assert_string_equal(last_of("ACEGIKMOQ.........,"
				    ".........QOMKIGECA"), "0 0 0 9");
	assert_string_equal(last_of("ACEGIKMOQ.........,"
				    ".........RPNLJHFDB"), "9 0 0 9");
	/* Two change places. */
	assert_string_equal(last_of("AB,BA"), "0 0 0 2");
	/* That one came in: another page got its slot. */
	assert_string_equal(last_of("Ae,oA"), "1 1 0 1");
}

static void what_was_seen_of_a_page_moves_with_it(void **state)
{
	(void)state;
	assert_string_equal(last_of("o..,A..,..A,..o"), "0 1 1 0");
	assert_string_equal(last_of("A..,..A,..o"), "0 1 0 0");
	assert_string_equal(last_of("Ao..,AB..,..AB,..oo"), "0 2 1 0");
}

static void areas_have_slots_of_their_own(void **state)
{
	struct paging_list before = { 0 }, after = { 0 };
	struct paging_stretch slot = { .page = 0, .pages = 2, .slot = 5,
				       .place = PAGING_SLOT, .area = 1 };
	struct paging_counts counts;

	(void)state;
	paging_list_add(&before, &slot);
	slot.area = 2;
	paging_list_add(&after, &slot);
	paging_compare(&before, &after, PAGING_ALL, &counts);
	assert_string_equal(counts_text(&counts), "2 0 0 2");
	slot.page = 9;
	paging_list_clear(&before);
	paging_list_add(&before, &slot);
	paging_compare(&before, &after, PAGING_ALL, &counts);
	assert_string_equal(counts_text(&counts), "0 0 0 2");
	slot.area = 1;
	slot.page = 0;
	paging_list_clear(&after);
	paging_list_add(&after, &slot);
	paging_compare(&before, &after, PAGING_ALL, &counts);
	assert_string_equal(counts_text(&counts), "2 0 0 2");
	paging_list_free(&before);
	paging_list_free(&after);
}

static void what_is_new_in_a_part_may_come_from_elsewhere(void **state)
{
	(void)state;
	assert_string_equal(last_of_part(".,A"), "0? 0 0 1");
	assert_string_equal(last_of_part("e,A"), "0? 0 0 1");
	assert_string_equal(last_of_part(".,0"), "0? 0 0 1");
	assert_string_equal(last_of_part(".,A,o"), "0 1 0? 0");
	assert_string_equal(last_of_part("A.,.A"), "0 0 0 1");
	assert_string_equal(last_of_part("o,A"), "1 0 0 1");
	assert_string_equal(last_of_part("A,B"), "1 0 0 1");
	assert_string_equal(last_of_part("o,0"), "1 0 0 1");
}

static void slots_without_a_number_may_have_moved(void **state)
{
	(void)state;
	assert_string_equal(last_of("0,0"), "0 0 0 1");
	assert_string_equal(last_of("0,A"), "0 0 0 1");
	assert_string_equal(last_of("A,0"), "0 0 0 1");
	assert_string_equal(last_of("o,0,0,o"), "0 1 1 0");
	assert_string_equal(last_of(".o,0o"), "1 0 0 1");
	assert_string_equal(last_of("0.,.0"), "0? 0 0 1");
	assert_string_equal(last_of("0.,.0,.o"), "0 1 0? 0");
}

static void most_is_all_that_may_be_in_ram_or_swap(void **state)
{
	struct paging_list list = { 0 };
	struct paging_counts counts;

	(void)state;
	read_look(&list, "eeosAAnxxxxx??????");
	paging_count_now(&list, &counts);
	assert_int_equal(counts.most, 16);
	assert_int_equal(counts.swapped, 7);
	assert_true(counts.more_swapped);
	read_look(&list, "eosAnx");
	paging_count_now(&list, &counts);
	assert_false(counts.more_swapped);
	paging_list_free(&list);
}

static void nothing_is_known_up_to_the_end(void **state)
{
	struct paging_list before = { 0 }, after = { 0 };
	struct paging_counts counts;
	struct paging_stretch all = { .page = 1, .slot = VMINFO_NONE,
				      .pages = UINT64_MAX - 1,
				      .place = PAGING_UNKNOWN };

	(void)state;
	read_look(&before, "AoA");
	read_look(&after, "o");
	paging_list_add(&after, &all);
	paging_compare(&before, &after, PAGING_ALL, &counts);
	assert_string_equal(counts_text(&counts), "0? 1? 0 0?");
	assert_int_equal(after.count, 2);
	assert_true(after.list[1].pages == UINT64_MAX - 1);
	paging_list_free(&before);
	paging_list_free(&after);
}

static void neighbours_that_are_alike_are_one_stretch(void **state)
{
	struct paging_list list = { 0 };

	(void)state;
	read_look(&list, "oooABCCs.sx");
	assert_int_equal(list.count, 6);
	assert_int_equal(list.list[0].pages, 3);
	assert_int_equal(list.list[1].pages, 3);
	assert_int_equal(list.list[1].slot, 0);
	paging_list_free(&list);
}

static enum paging_place place(uint8_t run_state, uint16_t attributes)
{
	const struct vminfo_run run = { .state = run_state,
					.any = attributes };

	return paging_place_of(&run);
}

static void a_place_follows_from_the_state(void **state)
{
	(void)state;
	assert_int_equal(place(VMINFO_PRESENT, 0), PAGING_OWN);
	assert_int_equal(place(VMINFO_PRESENT, VMINFO_FILE), PAGING_SHARED);
	assert_int_equal(place(VMINFO_ZERO, 0), PAGING_EMPTY);
	assert_int_equal(place(VMINFO_SWAPPED, 0), PAGING_SLOT);
	assert_int_equal(place(VMINFO_SHMEM_SWAPPED, 0), PAGING_OBJECT);
	assert_int_equal(place(VMINFO_CACHED, 0), PAGING_SHARED);
	/* Those that may be of shared memory are in doubt. */
	assert_int_equal(place(VMINFO_UNRESOLVED, 0), PAGING_EMPTY);
	assert_int_equal(place(VMINFO_MARKER, 0), PAGING_EMPTY);
	assert_int_equal(place(VMINFO_ABSENT, 0), PAGING_EMPTY);
	assert_int_equal(place(VMINFO_UNMAPPED, 0), PAGING_EMPTY);
	assert_int_equal(place(VMINFO_GUARD, 0), PAGING_EMPTY);
	assert_int_equal(place(VMINFO_POISONED, 0), PAGING_EMPTY);
	assert_int_equal(place(VMINFO_MIGRATING, 0), PAGING_OWN);
	assert_int_equal(place(VMINFO_MIGRATING, VMINFO_FILE), PAGING_SHARED);
	assert_int_equal(place(VMINFO_DEVICE, 0), PAGING_OWN);
	assert_int_equal(place(VMINFO_SPECIAL, 0), PAGING_NOT_SWAPPED);
	assert_int_equal(place(VMINFO_PFNMAP, 0), PAGING_EMPTY);
	assert_int_equal(place(VMINFO_NONPRESENT, 0), PAGING_UNKNOWN);
	assert_int_equal(place(0, 0), PAGING_UNKNOWN);
	assert_int_equal(place(VMINFO_NONPRESENT + 1, 0), PAGING_UNKNOWN);
	assert_int_equal(place(VMINFO_PRESENT, VMINFO_CHANGED),
			 PAGING_UNKNOWN);
}

static void what_was_in_doubt_may_be_settled(void **state)
{
	(void)state;
	assert_int_equal(paging_place_settled(SWAP_OWN), PAGING_SLOT);
	assert_int_equal(paging_place_settled(SWAP_SHMEM), PAGING_OBJECT);
	assert_int_equal(paging_place_settled(SWAP_NOT), PAGING_NOT_SWAPPED);
	assert_int_equal(paging_place_settled(SWAP_MAYBE_OWN),
			 PAGING_UNKNOWN);
	assert_int_equal(paging_place_settled(SWAP_MAYBE_SHMEM),
			 PAGING_UNKNOWN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_page_goes_out_and_comes_in),
		cmocka_unit_test(what_each_change_of_a_page_means),
		cmocka_unit_test(pages_that_were_seen_going_out_refault),
		cmocka_unit_test(what_was_unmapped_is_another_page),
		cmocka_unit_test(what_may_have_gone_out_may_refault),
		cmocka_unit_test(a_slot_at_another_address_did_not_go_out),
		cmocka_unit_test(what_was_seen_of_a_page_moves_with_it),
		cmocka_unit_test(areas_have_slots_of_their_own),
		cmocka_unit_test(
			what_is_new_in_a_part_may_come_from_elsewhere),
		cmocka_unit_test(slots_without_a_number_may_have_moved),
		cmocka_unit_test(most_is_all_that_may_be_in_ram_or_swap),
		cmocka_unit_test(nothing_is_known_up_to_the_end),
		cmocka_unit_test(neighbours_that_are_alike_are_one_stretch),
		cmocka_unit_test(a_place_follows_from_the_state),
		cmocka_unit_test(what_was_in_doubt_may_be_settled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
