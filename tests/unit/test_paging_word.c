// SPDX-License-Identifier: LGPL-2.1-or-later
/* What is called quiet, paging and thrashing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "paging-word.h"

/* "?": there is none. */
static const char *word_of(struct paging_counts counts)
{
	const char *name = paging_word_name(paging_word_of(&counts));

	return name ? name : "?";
}

static void a_process_of_which_no_page_moved_is_quiet(void **state)
{
	(void)state;
	assert_string_equal(word_of((struct paging_counts){ 0 }), "quiet");
	assert_string_equal(word_of((struct paging_counts){
		.swapped = 1000, .most = 1000 }), "quiet");
}

static void one_page_is_paging(void **state)
{
	(void)state;
	assert_string_equal(word_of((struct paging_counts){
		.out = 1, .most = 10 }), "paging");
	assert_string_equal(word_of((struct paging_counts){
		.in = 1, .most = 10 }), "paging");
}

static void thrashing_is_out_and_in_again(void **state)
{
	(void)state;
	assert_string_equal(word_of((struct paging_counts){
		.out = 50, .in = 50, .refaults = 50, .most = 100 }),
		"thrashing");
	/* One way alone. */
	assert_string_equal(word_of((struct paging_counts){
		.out = 50, .most = 100 }), "paging");
	assert_string_equal(word_of((struct paging_counts){
		.in = 50, .refaults = 50, .most = 100 }), "paging");
	/* What came in went out before anybody looked. */
	assert_string_equal(word_of((struct paging_counts){
		.out = 50, .in = 50, .most = 100 }), "paging");
}

static void a_few_pages_are_no_thrashing(void **state)
{
	(void)state;
	assert_string_equal(word_of((struct paging_counts){
		.out = 16, .in = 16, .refaults = 16, .most = 32 }),
		"thrashing");
	assert_string_equal(word_of((struct paging_counts){
		.out = 15, .in = 16, .refaults = 16, .most = 32 }), "paging");
	assert_string_equal(word_of((struct paging_counts){
		.out = 16, .in = 16, .refaults = 15, .most = 32 }), "paging");
}

static void a_small_part_is_no_thrashing(void **state)
{
	(void)state;
	assert_string_equal(word_of((struct paging_counts){
		.out = 100, .in = 100, .refaults = 100, .most = 10000 }),
		"thrashing");
	assert_string_equal(word_of((struct paging_counts){
		.out = 100, .in = 100, .refaults = 100, .most = 10001 }),
		"paging");
	assert_string_equal(word_of((struct paging_counts){
		.out = 101, .in = 100, .refaults = 99, .most = 10000 }),
		"paging");
	assert_string_equal(word_of((struct paging_counts){
		.out = 1000, .in = 1000, .refaults = 1000,
		.most = UINT64_MAX }), "paging");
}

static void what_may_be_more_has_no_word_unless_it_is_proven(void **state)
{
	(void)state;
	assert_string_equal(word_of((struct paging_counts){
		.more_out = true }), "?");
	assert_string_equal(word_of((struct paging_counts){
		.more_in = true }), "?");
	assert_string_equal(word_of((struct paging_counts){
		.more_refaults = true }), "?");
	assert_string_equal(word_of((struct paging_counts){
		.out = 5, .more_out = true }), "?");
	assert_string_equal(word_of((struct paging_counts){
		.out = 50, .in = 50, .refaults = 50, .most = 100,
		.more_out = true, .more_in = true, .more_refaults = true }),
		"thrashing");
	/* Unknown that did not change is known not to have gone anywhere. */
	assert_string_equal(word_of((struct paging_counts){
		.more_swapped = true }), "quiet");
}

static struct paging_amount known(uint64_t number)
{
	return (struct paging_amount){ .known = PAGING_KNOWN,
				       .number = number };
}

/* A second in which much went out and in again, and tasks waited. */
static struct paging_machine busy(void)
{
	struct paging_machine machine = {
		.in = known(100),
		.out = known(100),
		.some = known(100000),
		.full = known(0),
		.microseconds = 1000000,
	};

	machine.counters[PAGING_REFAULT_ANON] = known(50);
	return machine;
}

static const char *word_of_machine(const struct paging_machine *machine)
{
	const char *name = paging_word_name(paging_word_of_machine(machine));

	return name ? name : "?";
}

static void a_machine_thrashes_when_tasks_wait_for_what_was_missed(void **state)
{
	struct paging_machine machine = busy();

	(void)state;
	assert_string_equal(word_of_machine(&machine), "thrashing");
	machine.out = known(0);
	assert_string_equal(word_of_machine(&machine), "thrashing");
	machine.counters[PAGING_REFAULT_ANON] = known(49);
	assert_string_equal(word_of_machine(&machine), "paging");
	machine = busy();
	machine.some = known(99999);
	assert_string_equal(word_of_machine(&machine), "paging");
	machine = busy();
	machine.in = known(101);
	assert_string_equal(word_of_machine(&machine), "paging");
	machine.counters[PAGING_REFAULT_ANON] = known(51);
	assert_string_equal(word_of_machine(&machine), "thrashing");
}

static void a_machine_that_only_writes_is_paging(void **state)
{
	struct paging_machine machine = busy();

	(void)state;
	machine.in = known(0);
	assert_string_equal(word_of_machine(&machine), "paging");
	machine.out = known(1);
	assert_string_equal(word_of_machine(&machine), "paging");
	machine.in = known(1);
	machine.out = known(0);
	machine.some = known(0);
	assert_string_equal(word_of_machine(&machine), "paging");
}

static void a_machine_without_traffic_is_quiet(void **state)
{
	struct paging_machine machine = busy();

	(void)state;
	machine.in = machine.out = known(0);
	assert_string_equal(word_of_machine(&machine), "quiet");
	/* A kernel without swap. */
	machine.in.known = machine.out.known = PAGING_NO_SUCH;
	assert_string_equal(word_of_machine(&machine), "quiet");
	/* Whatever it has for other reasons. */
	machine.some.known = PAGING_NOT_KNOWN;
	machine.counters[PAGING_REFAULT_ANON].known = PAGING_NOT_KNOWN;
	assert_string_equal(word_of_machine(&machine), "quiet");
}

static void what_is_not_known_of_a_machine_has_no_word(void **state)
{
	struct paging_machine machine = busy();

	(void)state;
	machine.in.known = PAGING_NOT_KNOWN;
	assert_string_equal(word_of_machine(&machine), "?");
	machine = busy();
	machine.out.known = PAGING_NOT_KNOWN;
	assert_string_equal(word_of_machine(&machine), "?");
	machine = busy();
	machine.some = (struct paging_amount){ .known = PAGING_NOT_KNOWN };
	assert_string_equal(word_of_machine(&machine), "?");
	/* But it is not thrashing. */
	machine.counters[PAGING_REFAULT_ANON] = known(0);
	assert_string_equal(word_of_machine(&machine), "paging");
	machine = busy();
	machine.counters[PAGING_REFAULT_ANON].known = PAGING_NO_SUCH;
	assert_string_equal(word_of_machine(&machine), "?");
	machine.some = known(0);
	assert_string_equal(word_of_machine(&machine), "paging");
}

static void words_have_names(void **state)
{
	(void)state;
	assert_null(paging_word_name(PAGING_NO_WORD));
	assert_string_equal(paging_word_name(PAGING_THRASHING), "thrashing");
	assert_null(paging_word_name(PAGING_THRASHING + 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_process_of_which_no_page_moved_is_quiet),
		cmocka_unit_test(one_page_is_paging),
		cmocka_unit_test(thrashing_is_out_and_in_again),
		cmocka_unit_test(a_few_pages_are_no_thrashing),
		cmocka_unit_test(a_small_part_is_no_thrashing),
		cmocka_unit_test(
			what_may_be_more_has_no_word_unless_it_is_proven),
		cmocka_unit_test(
			a_machine_thrashes_when_tasks_wait_for_what_was_missed),
		cmocka_unit_test(a_machine_that_only_writes_is_paging),
		cmocka_unit_test(a_machine_without_traffic_is_quiet),
		cmocka_unit_test(what_is_not_known_of_a_machine_has_no_word),
		cmocka_unit_test(words_have_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
