// SPDX-License-Identifier: LGPL-2.1-or-later
/* tools/place.c: an address, read again while it changes. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "fake.h"
#include "../../tools/place.h" /* the library has another one */

#define PRESENT ((uint64_t)1 << 63)

static const struct fake_mapping mappings[] = {
	{ .start = 0x400000, .end = 0x404000, .permissions = "rw-p",
	  .name = "[heap]" },
	{ .start = 0x600000, .end = 0x601000, .permissions = "rw-p",
	  .name = "[stack]" },
	{ .permissions = NULL },
};

static struct fake_entries entries[] = {
	{ 0x400000, 1, PRESENT | 0x1001, 1, 0 },
	{ .pages = 0 },
};

static const struct fake_frame frames[] = {
	{ 0x1001, 1 << 12 }, { 0x1002, 1 << 11 }, { 0, 0 },
};

static const struct fake_space space = { mappings, entries };

static struct vminfo_context *context;
static struct vminfo_process *process;

static int open_process(void **state)
{
	(void)state;
	entries[0].word = PRESENT | 0x1001;
	fake_start(&space);
	fake.frames = frames;
	if (vminfo_context_new(NULL, &context) != 0)
		return -1;
	return vminfo_process_open(context, fake.pid, &process);
}

static int close_process(void **state)
{
	(void)state;
	vminfo_process_close(process);
	vminfo_context_free(context);
	fake_stop();
	return 0;
}

static void an_address_is_what_all_files_say_of_it(void **state)
{
	struct place place;

	(void)state;
	assert_int_equal(place_look(&place, context, process, 0x400123), 0);
	assert_int_equal(place.va, 0x400123);
	assert_int_equal(place.page.va, 0x400000);
	assert_int_equal(place.page.state, VMINFO_PRESENT);
	assert_true(place.mapped);
	assert_string_equal(place.name, "[heap]");
	assert_true(place_has_frame(&place));
	assert_int_equal(place.frame.pfn, 0x1001);
	assert_int_equal(place.frame.flags, 1 << 12);
	assert_false(place.moved);
	assert_false(place.recorded);
	place_free(&place);
}

static void a_gap_knows_its_neighbours(void **state)
{
	struct place place;

	(void)state;
	assert_int_equal(place_look(&place, context, process, 0x500000), 0);
	assert_false(place.mapped);
	assert_int_equal(place.below_end, 0x404000);
	assert_int_equal(place.above_start, 0x600000);
	assert_true(place.above_is_stack);
	place_free(&place);
	assert_int_equal(place_look(&place, context, process, 0x1000), 0);
	assert_int_equal(place.below_end, VMINFO_NONE);
	assert_int_equal(place.above_start, 0x400000);
	assert_false(place.above_is_stack);
	place_free(&place);
	assert_int_equal(place_look(&place, context, process, UINT64_MAX), 0);
	assert_int_equal(place.below_end, 0x601000);
	assert_int_equal(place.above_start, VMINFO_NONE);
	place_free(&place);
}

static unsigned int moves;	/* that are still to come */
static unsigned int reads;

/* The page moves between any two looks at its entry. */
static void move(unsigned long number, enum fake_call call)
{
	(void)number;
	if (call != FAKE_PAGEMAP_READ || ++reads % 2 || !moves)
		return;
	moves--;
	entries[0].word++;
}

static void look_while_it_moves(struct place *place, unsigned int times)
{
	reads = 0;
	moves = times;
	fake.before = move;
	assert_int_equal(place_look(place, context, process, 0x400000), 0);
	fake.before = NULL;
}

static void a_page_that_moves_once_is_looked_at_again(void **state)
{
	struct place place;

	(void)state;
	look_while_it_moves(&place, 1);
	assert_false(place.moved);
	assert_int_equal(place.page.value, 0x1002);
	assert_int_equal(place.frame.pfn, 0x1002);
	place_free(&place);
}

static void a_page_that_never_rests_is_told_to_move(void **state)
{
	struct place place;

	(void)state;
	look_while_it_moves(&place, 1000);
	assert_true(place.moved);
	place_free(&place);
}

static void a_frame_that_is_hidden_is_not_frame_0(void **state)
{
	struct place place;

	(void)state;
	fake.hidden = true;
	assert_int_equal(place_look(&place, context, process, 0x400000), 0);
	assert_true(place_has_frame(&place));
	assert_int_equal(place.page.value, VMINFO_NONE);
	assert_int_equal(place.frame.known, 0);
	assert_int_equal(place.frame.flags, UINT64_MAX);
	place_free(&place);
}

static void a_process_that_ended_has_no_addresses(void **state)
{
	struct place place;

	(void)state;
	fake_exit();
	assert_int_equal(place_look(&place, context, process, 0x400000),
			 -ESRCH);
	place_free(&place);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, open_process, close_process)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_address_is_what_all_files_say_of_it),
		TEST(a_gap_knows_its_neighbours),
		TEST(a_page_that_moves_once_is_looked_at_again),
		TEST(a_page_that_never_rests_is_told_to_move),
		TEST(a_frame_that_is_hidden_is_not_frame_0),
		TEST(a_process_that_ended_has_no_addresses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
