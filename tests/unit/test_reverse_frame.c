// SPDX-License-Identifier: LGPL-2.1-or-later
/* Whether all pages that a frame is in were found. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "frame-use.h"
#include "reverse-frame.h"

#define BIT(flag) ((uint64_t)1 << (flag))
#define ANON (BIT(VMINFO_FRAME_ANON) | BIT(VMINFO_FRAME_MMAP))
#define PFN 0x1000

static const uint8_t all_members =
	VMINFO_FRAME_HAS_FLAGS | VMINFO_FRAME_HAS_MAPCOUNT |
	VMINFO_FRAME_HAS_ORDER | VMINFO_FRAME_HAS_MEMCG;

static struct vminfo_ram whole = { .pa = 0, .length = UINT64_C(1) << 40 };

static struct reverse_frame frame_with(uint64_t flags, uint32_t mapcount)
{
	struct reverse_ram ram = { .ranges = &whole, .count = 1 };
	struct reverse_frame frame = {
		.is = {
			.pfn = PFN,
			.flags = flags,
			.mapcount = mapcount,
			.known = all_members,
		},
	};

	reverse_frames_tell(&frame, 1, &ram, 4096);
	return frame;
}

/* Places in so many processes, one each. */
static struct places *places_in(uint32_t count)
{
	static struct place list[8];
	static struct place_mapping mappings[8];
	static struct scan_process processes[8];
	static struct places places;

	for (uint32_t i = 0; i < count; i++) {
		list[i] = (struct place){
			.pfn = PFN, .pages = 1, .mapping = i,
			.state = VMINFO_PRESENT,
		};
		mappings[i] = (struct place_mapping){ .process = i };
		processes[i] = (struct scan_process){ .pid = (pid_t)i + 1 };
	}
	places = (struct places){
		.list = list, .count = count,
		.mappings = mappings, .mapping_count = count,
		.processes = processes, .process_count = count,
	};
	return &places;
}

static const uint32_t each_its_own[] = { 0, 1, 2, 3 };

static enum reverse_proof judge(struct reverse_frame frame, uint32_t pages,
				const struct reverse_scan *scan)
{
	reverse_frame_judge(&frame, places_in(pages), scan);
	return frame.proof;
}

static void a_scan_of_all_processes_is_the_whole_answer(void **state)
{
	const struct reverse_scan scan = {
		.complete = true, .first = each_its_own,
	};

	(void)state;
	assert_int_equal(judge(frame_with(ANON, 2), 2, &scan),
			 REVERSE_MAPCOUNT);
	assert_int_equal(judge(frame_with(ANON, 2), 3, &scan), REVERSE_SCAN);
	assert_int_equal(judge(frame_with(ANON, 2), 1, &scan),
			 REVERSE_MISSING);
}

static void a_mapcount_proves_it_if_somebody_refused(void **state)
{
	const struct reverse_scan scan = { .first = each_its_own };

	(void)state;
	assert_int_equal(judge(frame_with(ANON, 2), 2, &scan),
			 REVERSE_MAPCOUNT);
	assert_int_equal(judge(frame_with(ANON, 0), 0, &scan),
			 REVERSE_MAPCOUNT);
	assert_int_equal(judge(frame_with(ANON, 2), 1, &scan),
			 REVERSE_REFUSED);
	assert_int_equal(judge(frame_with(ANON, 1), 2, &scan),
			 REVERSE_REFUSED);
}

/* What they map is counted once. */
static void two_processes_may_have_one_address_space(void **state)
{
	const uint32_t one_is_two[] = { 0, 0, 2, 3 };
	const struct reverse_scan scan = { .first = one_is_two };
	struct reverse_scan unknown = { .first = NULL };

	(void)state;
	assert_int_equal(judge(frame_with(ANON, 2), 2, &scan),
			 REVERSE_REFUSED);
	assert_int_equal(judge(frame_with(ANON, 1), 2, &scan),
			 REVERSE_MAPCOUNT);
	assert_int_equal(judge(frame_with(ANON, 2), 3, &scan),
			 REVERSE_MAPCOUNT);
	assert_int_equal(judge(frame_with(ANON, 2), 2, &unknown),
			 REVERSE_REFUSED);
	assert_int_equal(judge(frame_with(ANON, 1), 1, &unknown),
			 REVERSE_MAPCOUNT);
}

static void a_mapcount_of_a_folio_proves_nothing(void **state)
{
	struct reverse_scan scan = { .first = each_its_own };
	struct reverse_frame frame = frame_with(ANON, 1);

	(void)state;
	frame.is.order = 4;
	assert_int_equal(judge(frame, 1, &scan), REVERSE_REFUSED);
	scan.counts_each = true;
	assert_int_equal(judge(frame, 1, &scan), REVERSE_MAPCOUNT);
	scan.counts_each = false;
	frame = frame_with(BIT(VMINFO_FRAME_HUGE), 1);
	frame.is.order = 9;
	assert_int_equal(judge(frame, 1, &scan), REVERSE_MAPCOUNT);
	frame = frame_with(ANON, 1);
	frame.is.known &= (uint8_t)~VMINFO_FRAME_HAS_ORDER;
	assert_int_equal(judge(frame, 1, &scan), REVERSE_REFUSED);
}

static void what_is_not_counted_is_not_proven_by_it(void **state)
{
	const struct reverse_scan scan = { .first = each_its_own };
	struct reverse_frame zero = frame_with(
		BIT(VMINFO_FRAME_ZERO_PAGE) | BIT(VMINFO_FRAME_RESERVED), 0);
	struct reverse_frame hole = frame_with(0, 0);
	struct reverse_frame unflagged = frame_with(0, 0);
	struct reverse_frame hidden = frame_with(ANON, 0);

	(void)state;
	hidden.is.known = 0;
	assert_int_equal(judge(zero, 0, &scan), REVERSE_REFUSED);
	assert_int_equal(judge(unflagged, 0, &scan), REVERSE_MAPCOUNT);
	/* Memory of a device has no flags. */
	hole.ram = ANSWER_NO;
	hole.device = true;
	assert_int_equal(judge(hole, 0, &scan), REVERSE_REFUSED);
	assert_int_equal(judge(hidden, 0, &scan), REVERSE_REFUSED);
	assert_true(reverse_frame_may_be_mapped(&zero));
	assert_true(reverse_frame_may_be_mapped(&hole));
	assert_true(reverse_frame_may_be_mapped(&hidden));
	assert_true(reverse_frame_may_be_zero(&zero));
	assert_true(reverse_frame_may_be_zero(&hole));
}

static void a_frame_that_nothing_maps_need_not_be_looked_for(void **state)
{
	const struct reverse_frame free = frame_with(BIT(VMINFO_FRAME_BUDDY),
						     0);
	const struct reverse_frame mapped = frame_with(ANON, 1);

	(void)state;
	assert_false(reverse_frame_may_be_mapped(&free));
	assert_true(reverse_frame_may_be_mapped(&mapped));
	assert_false(reverse_frame_may_be_zero(&mapped));
}

static void where_no_ram_is_no_page_is(void **state)
{
	const struct reverse_scan scan = { .complete = false };
	struct reverse_ram ram = { .ranges = &whole, .count = 1 };
	struct reverse_frame hole = { .is = { .pfn = UINT64_C(1) << 40 } };
	struct reverse_frame old = hole, unknown = hole;

	(void)state;
	reverse_frames_tell(&hole, 1, &ram, 4096);
	assert_int_equal(judge(hole, 0, &scan), REVERSE_NO_FRAME);
	/* As older kernels say it. */
	old.is.known = VMINFO_FRAME_HAS_FLAGS | VMINFO_FRAME_HAS_MAPCOUNT;
	old.is.flags = BIT(VMINFO_FRAME_NOPAGE);
	reverse_frames_tell(&old, 1, &ram, 4096);
	assert_int_equal(old.use, 0);
	assert_int_equal(judge(old, 0, &scan), REVERSE_NO_FRAME);
	ram.count = -1;
	reverse_frames_tell(&unknown, 1, &ram, 4096);
	assert_int_equal(judge(unknown, 0, &scan), REVERSE_REFUSED);
}

static void hidden_numbers_are_no_answer(void **state)
{
	const struct reverse_scan scan = { .hidden = true, .complete = true };

	(void)state;
	assert_int_equal(judge(frame_with(ANON, 1), 0, &scan),
			 REVERSE_HIDDEN);
	assert_int_equal(judge(frame_with(BIT(VMINFO_FRAME_SLAB), 0), 0, &scan),
			 REVERSE_MAPCOUNT);
}

static void of_chosen_processes_others_are_not_missing(void **state)
{
	const struct reverse_scan scan = {
		.complete = true, .chosen = true, .first = each_its_own,
	};

	(void)state;
	assert_int_equal(judge(frame_with(ANON, 5), 2, &scan), REVERSE_SCAN);
}

static void what_changed_is_not_known(void **state)
{
	const struct reverse_scan scan = {
		.complete = true, .first = each_its_own,
	};
	const struct {
		struct reverse_frame before, after;
		bool changed;
		unsigned int members;
	} pairs[] = {
		{ frame_with(ANON, 1), frame_with(ANON, 1), false, 0 },
		{ frame_with(ANON, 1), frame_with(ANON, 2), true,
		  VMINFO_FRAME_HAS_MAPCOUNT },
		{ frame_with(ANON, 1),
		  frame_with(BIT(VMINFO_FRAME_BUDDY), 1), true,
		  VMINFO_FRAME_HAS_FLAGS },
		/* The kernel looked whether it is used. */
		{ frame_with(ANON, 1),
		  frame_with(ANON | BIT(VMINFO_FRAME_REFERENCED), 1), false,
		  0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
		struct reverse_frame frame = pairs[i].before;

		reverse_frame_compare(&frame, &pairs[i].after);
		assert_int_equal(frame.changed, pairs[i].changed);
		assert_int_equal(frame.is.changed, pairs[i].members);
		assert_int_equal(judge(frame, 1, &scan), pairs[i].changed ?
				 REVERSE_CHANGED : REVERSE_MAPCOUNT);
	}
}

static void pages_that_are_moving_are_not_counted(void **state)
{
	const struct reverse_scan scan = { .first = each_its_own };
	struct reverse_frame frame = frame_with(ANON, 1);
	struct places *places = places_in(2);

	(void)state;
	places->list[1].state = VMINFO_MIGRATING;
	reverse_frame_judge(&frame, places, &scan);
	assert_int_equal(frame.found, 1);
	assert_int_equal(frame.proof, REVERSE_MAPCOUNT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_scan_of_all_processes_is_the_whole_answer),
		cmocka_unit_test(a_mapcount_proves_it_if_somebody_refused),
		cmocka_unit_test(two_processes_may_have_one_address_space),
		cmocka_unit_test(a_mapcount_of_a_folio_proves_nothing),
		cmocka_unit_test(what_is_not_counted_is_not_proven_by_it),
		cmocka_unit_test(
			a_frame_that_nothing_maps_need_not_be_looked_for),
		cmocka_unit_test(where_no_ram_is_no_page_is),
		cmocka_unit_test(hidden_numbers_are_no_answer),
		cmocka_unit_test(of_chosen_processes_others_are_not_missing),
		cmocka_unit_test(what_changed_is_not_known),
		cmocka_unit_test(pages_that_are_moving_are_not_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
