// SPDX-License-Identifier: LGPL-2.1-or-later
/* tools/audit-metric.c and what takes metrics from sums: what is not known is
 * never a number. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "audit-metric.h"

#define PAGE UINT64_C(4096)
#define EVERYTHING 0x1ff

static struct audit_sum sum;

static void begin(void)
{
	static const struct vminfo_mapping mapping = {
		.va = 0x10000, .length = 16 * PAGE,
		.kind = VMINFO_ANONYMOUS, .name = "",
	};

	audit_sum_free(&sum);
	sum = (struct audit_sum){ .page_size = PAGE, .wants = EVERYTHING };
	audit_sum_start(&sum, &mapping);
}

static void put_run(const struct vminfo_run *run,
		    const struct vminfo_frame *frame, enum swap_kind swap)
{
	audit_sum_piece(&sum, &(struct audit_piece){
		.run = *run,
		.frame = frame,
		.bytes = run->pages * PAGE,
		.swap = swap,
	});
}

/* Pages behind those before, of that state. */
static void put(enum vminfo_state state, uint64_t pages, uint16_t attributes)
{
	struct vminfo_run run = {
		.va = 0x10000 + sum.pages * PAGE,
		.pages = pages,
		.value = VMINFO_NONE,
		.state = (uint8_t)state,
		.all = attributes,
		.any = attributes,
	};

	put_run(&run, NULL, SWAP_NOT);
}

static void put_present(uint64_t pages, uint64_t pfn,
			const struct vminfo_frame *frame)
{
	struct vminfo_run run = {
		.va = 0x10000 + sum.pages * PAGE,
		.pages = pages,
		.value = pfn,
		.state = VMINFO_PRESENT,
	};

	put_run(&run, frame, SWAP_NOT);
}

static struct audit_value value_of(const char *name)
{
	const struct audit_measured measured = { .sum = &sum };
	struct audit_use use;

	assert_int_equal(audit_metric_find(name, &use), 0);
	return use.metric->get(&measured, &use);
}

/* "3", "3 to 5", "?" */
static void is(const char *name, const char *found)
{
	struct audit_value value = value_of(name);
	char text[AUDIT_FOUND_ROOM];
	struct audit_use use;

	audit_metric_find(name, &use);
	audit_metric_found(use.metric, &value, text);
	if (strcmp(text, found) != 0)
		fail_msg("%s is %s, not %s", name, text, found);
	if (!audit_value_is_known(&value) && !(value.each && !value.why))
		assert_non_null(value.why);
}

static void pages_are_counted_by_their_state(void **state)
{
	(void)state;
	begin();
	put_present(3, 0x100, NULL);
	put(VMINFO_ZERO, 2, 0);
	put(VMINFO_ABSENT, 4, 0);
	put(VMINFO_GUARD, 1, 0);
	put(VMINFO_PFNMAP, 5, 0);
	is("pages", "15");
	is("size", "60 KiB");
	is("mappings", "1");
	is("present", "3");
	is("not-present", "12");
	is("zero", "2");
	is("absent", "4");
	is("guard", "1");
	is("pfnmap", "5");
	is("swapped", "0");
	is("unknown", "0");
	is("rss", "12 KiB");
}

static void what_may_be_the_zero_page_may_be_present(void **state)
{
	(void)state;
	begin();
	put(VMINFO_PRESENT, 4, VMINFO_MAYBE_ZERO | VMINFO_HIDDEN);
	put(VMINFO_ZERO, 1, 0);
	is("present", "0 to 4");
	is("not-present", "1 to 5");
	is("zero", "1 to 5");
	is("rss", "0 to 16 KiB");
	is("unknown", "4");
	is("runs", "?");
	is("longest-run", "0 to 20 KiB");
	is("huge-percent", "?");
	is("pss", "?");
	is("uss", "?");
	is("shared", "?");
	is("rss-anon", "?");
}

static void a_hidden_entry_may_be_of_many_states(void **state)
{
	static const char *const may_be[] = {
		"marker", "poisoned", "migrating", "device", "special",
	};

	(void)state;
	begin();
	put(VMINFO_NONPRESENT, 3, 0);
	is("nonpresent", "3");
	is("present", "0");
	is("unknown", "3");
	for (size_t i = 0; i < sizeof(may_be) / sizeof(*may_be); i++)
		is(may_be[i], "0 to 3");
}

static void a_special_entry_may_be_poisoned_or_moving(void **state)
{
	static const char *const may_be[] = {
		"marker", "poisoned", "migrating", "device",
	};

	(void)state;
	begin();
	put(VMINFO_SPECIAL, 2, 0);
	put(VMINFO_POISONED, 1, 0);
	is("special", "2");
	is("poisoned", "1 to 3");
	is("guard", "0");
	begin();
	put(VMINFO_SPECIAL, 2, 0);
	for (size_t i = 0; i < sizeof(may_be) / sizeof(*may_be); i++)
		is(may_be[i], "0 to 2");
}

static void what_changed_may_be_of_any_state(void **state)
{
	(void)state;
	begin();
	put_present(2, 0x100, NULL);
	put(VMINFO_PRESENT, 3, VMINFO_CHANGED);
	put(VMINFO_ABSENT, 1, VMINFO_CHANGED);
	is("present", "2 to 6");
	is("absent", "0 to 4");
	is("guard", "0 to 4");
	is("runs", "?");
	is("nodes", "?");
	is("huge-pages", "0 to 4");
	is("order-0", "0 to 24 KiB");
}

static void where_it_is_takes_all_of_it(void **state)
{
	static const char *const placed[] = {
		"runs", "shortest-run", "alignment", "min-pa", "max-pa",
		"nodes", "node", "segments",
	};

	(void)state;
	begin();
	put_present(2, 0x100, NULL);
	audit_sum_node(&sum, 2, 0);
	for (size_t i = 0; i < 7; i++)
		assert_null(value_of(placed[i]).why);
	put(VMINFO_ABSENT, 1, 0);
	for (size_t i = 0; i < 8; i++)
		is(placed[i], "?");
	/* What is not present is in no run. */
	is("longest-run", "8 KiB");
}

static void runs_have_addresses(void **state)
{
	(void)state;
	begin();
	put_present(2, 0x104, NULL);
	put_present(1, 0x200, NULL);
	is("runs", "2");
	is("longest-run", "8 KiB");
	is("shortest-run", "4 KiB");
	is("alignment", "16 KiB");
	is("min-pa", "0x104000");
	is("max-pa", "0x200fff");
}

static void hidden_frames_are_nowhere(void **state)
{
	(void)state;
	begin();
	put(VMINFO_PRESENT, 2, VMINFO_HIDDEN);
	is("present", "2");
	is("runs", "?");
	is("max-pa", "?");
	is("alignment", "?");
	is("longest-run", "0 to 8 KiB");
	is("mapcount", "?");
	is("ksm", "0 to 2");
	is("pss", "0 to 8 KiB");
	is("uss", "0");	/* none is mapped once */
	is("order-9", "0 to 8 KiB");
}

static void frames_say_who_maps_them(void **state)
{
	struct vminfo_frame frame = {
		.flags = UINT64_C(1) << VMINFO_FRAME_ANON,
		.mapcount = 1,
		.order = 0,
		.known = VMINFO_FRAME_HAS_FLAGS | VMINFO_FRAME_HAS_MAPCOUNT |
			 VMINFO_FRAME_HAS_ORDER,
	};

	(void)state;
	begin();
	put_present(3, 0x100, &frame);
	is("mapcount", "1");
	is("uss", "12 KiB");
	is("shared", "0");
	is("ksm", "0");
	is("order-0", "12 KiB");
	is("rss-anon", "12 KiB");
	frame.mapcount = 2;
	frame.flags |= UINT64_C(1) << VMINFO_FRAME_KSM;
	put_present(2, 0x200, &frame);
	is("mapcount", "1 and 2");
	is("uss", "12 KiB");
	is("pss", "16 KiB");
	is("shared", "2");
	is("ksm", "2");
	is("rss-file", "0");
}

static void smaps_says_what_is_locked_and_dumped(void **state)
{
	static const struct swap_doubt none = { .known = false };
	struct vminfo_smaps smaps = { .flags = VMINFO_VM_LOCKED };

	(void)state;
	begin();
	put(VMINFO_ABSENT, 4, 0);
	audit_sum_end(&sum, &smaps, &none);
	is("locked", "4");
	is("unlocked", "0");
	is("dontdump", "0");
	is("dumpable", "4");
	begin();
	put(VMINFO_ABSENT, 4, 0);
	audit_sum_end(&sum, NULL, &none);
	is("locked", "0 to 4");
	is("dumpable", "0 to 4");
}

static void swap_is_from_so_much_to_so_much(void **state)
{
	static const struct swap_doubt none = { .known = false };
	struct vminfo_run run = {
		.va = 0x10000, .pages = 2, .value = 0x10,
		.state = VMINFO_SWAPPED,
	};

	(void)state;
	begin();
	put_run(&run, NULL, SWAP_OWN);
	run.state = VMINFO_NONPRESENT;
	run.value = VMINFO_NONE;
	put_run(&run, NULL, SWAP_MAYBE_OWN);
	audit_sum_end(&sum, NULL, &none);
	is("swapped", "2 to 4");
	is("swapped-private", "2 to 4");
	is("swapped-shmem", "0");
	is("swap", "8 KiB to 16 KiB");
}

static void huge_pages_are_a_part_of_those_present(void **state)
{
	struct vminfo_run run = {
		.va = 0x10000, .pages = 1, .value = 0x200,
		.state = VMINFO_PRESENT, .all = VMINFO_HUGE,
		.any = VMINFO_HUGE,
	};

	(void)state;
	begin();
	is("huge-percent", "?");
	put_run(&run, NULL, SWAP_NOT);
	is("huge-percent", "100%");
	put_present(2, 0x100, NULL);
	is("huge-percent", "33%");
	is("huge-pages", "1");
	run.all = 0;
	run.any = VMINFO_HUGE_UNKNOWN;
	put_run(&run, NULL, SWAP_NOT);
	is("huge-percent", "25% to 50%");
	is("huge-pages", "1 to 2");
}

static void nodes_are_as_many_as_differ(void **state)
{
	(void)state;
	begin();
	put_present(3, 0x100, NULL);
	audit_sum_node(&sum, 2, 0);
	is("nodes", "1");
	is("node", "0");
	audit_sum_node(&sum, 1, 3);
	is("nodes", "2");
	is("node", "0 and 3");
	audit_sum_node(&sum, 1, -1);
	is("nodes", "2 or more");
	assert_non_null(value_of("node").why);
}

static void segments_are_those_of_the_list(void **state)
{
	(void)state;
	begin();
	put_present(3, 0x100, NULL);
	sum.segments = (struct audit_segments){ .least = 2, .most = 3 };
	is("segments", "2 to 3");
	sum.segments.unknown = true;
	is("segments", "?");
}

/* As a walk counts several mappings. */
static void sums_of_mappings_add_up(void **state)
{
	struct vminfo_frame frame = {
		.mapcount = 3, .known = VMINFO_FRAME_HAS_MAPCOUNT,
	};
	struct audit_sum total = { .page_size = PAGE, .wants = EVERYTHING };

	(void)state;
	audit_sum_start(&total, NULL);
	for (uint32_t i = 1; i < 4; i++) {
		begin();
		frame.mapcount = i;
		put_present(2, 0x100 * i, &frame);
		put(VMINFO_ABSENT, i, 0);
		audit_sum_node(&sum, 2, (int)i);
		audit_sum_add(&total, &sum);
	}
	audit_sum_free(&sum);
	sum = total;
	is("mappings", "3");
	is("pages", "12");
	is("present", "6");
	is("absent", "6");
	is("mapcount", "1 and 3");
	is("uss", "8 KiB");
	assert_int_equal(sum.runs.count, 3);
	assert_int_equal(sum.frames.nodes.count, 3);
	begin();
}

static int forget(void **state)
{
	(void)state;
	audit_sum_free(&sum);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pages_are_counted_by_their_state),
		cmocka_unit_test(what_may_be_the_zero_page_may_be_present),
		cmocka_unit_test(a_hidden_entry_may_be_of_many_states),
		cmocka_unit_test(a_special_entry_may_be_poisoned_or_moving),
		cmocka_unit_test(what_changed_may_be_of_any_state),
		cmocka_unit_test(where_it_is_takes_all_of_it),
		cmocka_unit_test(runs_have_addresses),
		cmocka_unit_test(hidden_frames_are_nowhere),
		cmocka_unit_test(frames_say_who_maps_them),
		cmocka_unit_test(smaps_says_what_is_locked_and_dumped),
		cmocka_unit_test(swap_is_from_so_much_to_so_much),
		cmocka_unit_test(huge_pages_are_a_part_of_those_present),
		cmocka_unit_test(nodes_are_as_many_as_differ),
		cmocka_unit_test(segments_are_those_of_the_list),
		cmocka_unit_test(sums_of_mappings_add_up),
	};

	return cmocka_run_group_tests(tests, NULL, forget);
}
