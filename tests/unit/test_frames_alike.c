// SPDX-License-Identifier: LGPL-2.1-or-later
/* tools/frames-alike.c, cells-frame.c: what rows say of one or more frames. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cells.h"
#include "frames-alike.h"

#define FLAGS VMINFO_FRAME_HAS_FLAGS
#define MAPCOUNT VMINFO_FRAME_HAS_MAPCOUNT
#define ZONE VMINFO_FRAME_HAS_ZONE
#define ALL ((uint8_t)0x3f)
#define BIT(flag) ((uint64_t)1 << (flag))
#define HEAD BIT(VMINFO_FRAME_COMPOUND_HEAD)
#define TAIL BIT(VMINFO_FRAME_COMPOUND_TAIL)
#define ANON BIT(VMINFO_FRAME_ANON)

static struct vminfo_frame frame_of(uint64_t flags, uint32_t mapcount)
{
	return (struct vminfo_frame){
		.pfn = 0x1000, .flags = flags, .mapcount = mapcount,
		.zone = VMINFO_ZONE_NORMAL, .known = ALL,
	};
}

static void heads_and_tails_are_alike_and_a_run_has_both(void **state)
{
	struct vminfo_frame run = frame_of(ANON | HEAD, 1);
	const struct vminfo_frame tail = frame_of(ANON | TAIL, 1);

	(void)state;
	assert_int_equal(frames_alike_but(&run, &tail, ALL), 0);
	frames_alike_join(&run, &tail, ALL);
	assert_int_equal(run.flags, ANON | HEAD | TAIL);
	assert_int_equal(run.known, ALL);
	assert_int_equal(run.varies, 0);
}

static void what_differs_varies_and_is_not_known_any_more(void **state)
{
	struct vminfo_frame run = frame_of(ANON, 1);
	struct vminfo_frame other = frame_of(0, 2);

	(void)state;
	assert_int_equal(frames_alike_but(&run, &other, ALL), FLAGS | MAPCOUNT);
	assert_int_equal(frames_alike_but(&run, &other, MAPCOUNT), MAPCOUNT);
	frames_alike_join(&run, &other, ALL);
	assert_int_equal(run.varies, FLAGS | MAPCOUNT);
	assert_int_equal(run.known, ALL & ~(FLAGS | MAPCOUNT));
	/* That is not the same as one of which nothing is known. */
	other.known = ALL & ~(FLAGS | MAPCOUNT);
	assert_int_equal(frames_alike_but(&run, &other, FLAGS), FLAGS);
}

static void one_that_is_hidden_or_changed_is_another(void **state)
{
	struct vminfo_frame run = frame_of(ANON, 1), other = run;

	(void)state;
	other.known = ALL & ~FLAGS;
	assert_int_equal(frames_alike_but(&run, &other, ALL), FLAGS);
	run.known = ALL & ~FLAGS;
	other.hidden = FLAGS;
	assert_int_equal(frames_alike_but(&run, &other, ALL), FLAGS);
	run.hidden = FLAGS;
	assert_int_equal(frames_alike_but(&run, &other, ALL), 0);
	other.changed = MAPCOUNT;
	assert_int_equal(frames_alike_but(&run, &other, ALL), MAPCOUNT);
	frames_alike_join(&run, &other, ALL);
	assert_int_equal(run.hidden, FLAGS);
	assert_int_equal(run.changed, 0);
	assert_int_equal(run.varies, MAPCOUNT);
}

static struct report_cell mapcount_of(const struct vminfo_frame *frame,
				      uint8_t state)
{
	const struct row row = {
		.frame = frame, .state = state, .has_zones = true,
		.recorded = true,
	};

	return cells_mapcount(&row, MAPCOUNT);
}

static void a_tuple_of_two_moments_is_unknown(void **state)
{
	struct vminfo_frame frame = frame_of(ANON, 7);

	(void)state;
	assert_int_equal(mapcount_of(&frame, VMINFO_PRESENT).known,
			 REPORT_KNOWN);
	assert_int_equal(mapcount_of(&frame, VMINFO_PRESENT).number, 7);
	frame.changed = MAPCOUNT;
	assert_int_equal(mapcount_of(&frame, VMINFO_PRESENT).known,
			 REPORT_UNKNOWN);
	frame.known = 0;
	assert_int_equal(mapcount_of(&frame, VMINFO_PRESENT).known,
			 REPORT_UNKNOWN);
}

static void a_page_without_frame_and_a_hole_have_no_mapcount(void **state)
{
	struct vminfo_frame frame = frame_of(ANON, 7);

	(void)state;
	assert_int_equal(mapcount_of(&frame, VMINFO_SWAPPED).known,
			 REPORT_NONE);
	frame.known = 0;
	assert_int_equal(mapcount_of(&frame, VMINFO_PRESENT).known,
			 REPORT_NONE);
	/* Memory, of which nothing was recorded. */
	frame.known = ZONE;
	frame.pfn = 0x1000;
	assert_int_equal(mapcount_of(&frame, VMINFO_DEVICE).known,
			 REPORT_NONE);
	/* Without a frame, but there may be one. */
	frame = (struct vminfo_frame){ .pfn = VMINFO_NONE };
	assert_int_equal(mapcount_of(&frame, VMINFO_POISONED).known,
			 REPORT_NONE);
	assert_int_equal(mapcount_of(&frame, VMINFO_SPECIAL).known,
			 REPORT_UNKNOWN);
	assert_int_equal(mapcount_of(NULL, VMINFO_PRESENT).known, REPORT_NONE);
}

static void a_member_that_varies_is_mixed(void **state)
{
	struct vminfo_frame frame = frame_of(ANON, 7);

	(void)state;
	frame.known = (uint8_t)(ALL & ~MAPCOUNT);
	frame.varies = MAPCOUNT;
	assert_int_equal(mapcount_of(&frame, VMINFO_PRESENT).known,
			 REPORT_MIXED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(heads_and_tails_are_alike_and_a_run_has_both),
		cmocka_unit_test(what_differs_varies_and_is_not_known_any_more),
		cmocka_unit_test(one_that_is_hidden_or_changed_is_another),
		cmocka_unit_test(a_tuple_of_two_moments_is_unknown),
		cmocka_unit_test(
			a_page_without_frame_and_a_hole_have_no_mapcount),
		cmocka_unit_test(a_member_that_varies_is_mixed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
