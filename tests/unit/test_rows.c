// SPDX-License-Identifier: LGPL-2.1-or-later
/* Runs that were cut to be counted are shown as the runs that they are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "overhear.h"
#include "rows-place.h"

#define PAGE 4096

static const struct report_column columns[] = {
	{ "VA", REPORT_ADDRESS, CELLS_RUN, cells_va, .text = "va" },
	{ "PAGES", REPORT_COUNT, CELLS_RUN, cells_pages, .text = "pages" },
	{ "PFN", REPORT_FRAME, CELLS_RUN, cells_pfn, .text = "pfn" },
	{ .name = NULL },
};

static const struct report_plan plan = {
	.columns = columns,
	.group = CELLS_RUN,
	.group_names = cells_groups,
	.defaults = "VA,PAGES,PFN",
};

static const struct vminfo_mapping mapping = { .name = "" };
static char printed[4096];
static const char *condition;	/* --where */
static struct tally counted;

static struct vminfo_run piece(uint64_t va, uint64_t pages, uint64_t pfn,
			       uint16_t attributes)
{
	return (struct vminfo_run){
		.va = va, .pages = pages, .value = pfn,
		.state = VMINFO_PRESENT, .all = attributes, .any = attributes,
	};
}

/* What is shown of pieces that come in batches of `batch`. */
static void show(uint64_t split, struct vminfo_run *runs, size_t n,
		 size_t batch)
{
	struct report_options options = { .raw = 1, .noheadings = 1 };
	const struct report_facts facts = { .page_size = PAGE };
	struct overhear out;
	int node[16] = { 0 };
	struct rows rows = {
		.group = CELLS_RUN,
		.split.attributes = split,
		.cut = split | VMINFO_HUGE,
		.node = node,
		.row = { .page_size = PAGE, .mapping = &mapping },
		.choosy = condition != NULL,
	};

	if (condition)
		assert_int_equal(report_add_where(&options, condition), 0);
	assert_int_equal(report_new(&options, &plan, &rows.report), 0);
	out = overhear_start(stdout);
	report_begin(rows.report, &facts);
	for (size_t i = 0; i < n; i += batch)
		rows_of_runs(&rows, runs + i, n - i < batch ? n - i : batch);
	rows_finish_run(&rows);
	report_end(rows.report, true, 0);
	overhear_stop(&out, printed, sizeof(printed));
	report_free(rows.report);
	report_options_free(&options);
	counted = rows.part;
}

static void pieces_of_a_run_are_joined_across_batches(void **state)
{
	(void)state;
	for (size_t batch = 1; batch <= 4; batch++) {
		struct vminfo_run runs[] = {
			piece(0x10000, 2, 100, VMINFO_HUGE),
			piece(0x12000, 3, 102, 0),
			piece(0x15000, 1, 105, VMINFO_HUGE),
			piece(0x16000, 1, 200, VMINFO_HUGE),
		};

		show(0, runs, 4, batch);
		assert_string_equal(printed, "10000 6 0x64\n16000 1 0xc8\n");
	}
}

static void a_shown_attribute_keeps_its_runs_apart(void **state)
{
	struct vminfo_run runs[] = {
		piece(0x10000, 2, 100, VMINFO_EXCLUSIVE),
		piece(0x12000, 3, 102, VMINFO_EXCLUSIVE | VMINFO_HUGE),
		piece(0x15000, 1, 105, VMINFO_HUGE),
	};

	(void)state;
	show(VMINFO_EXCLUSIVE, runs, 3, 3);
	assert_string_equal(printed, "10000 5 0x64\n15000 1 0x69\n");
}

static void what_does_not_touch_is_not_joined(void **state)
{
	struct vminfo_run runs[] = {
		piece(0x10000, 2, VMINFO_NONE, VMINFO_HIDDEN),
		piece(0x12000, 2, VMINFO_NONE, VMINFO_HIDDEN | VMINFO_HUGE),
		piece(0x15000, 1, VMINFO_NONE, VMINFO_HIDDEN),
		piece(0x16000, 1, VMINFO_NONE, 0),
	};

	(void)state;
	runs[3].state = VMINFO_ABSENT;
	show(0, runs, 4, 4);
	assert_string_equal(printed, "10000 4 ?\n15000 1 ?\n16000 1 -\n");
}

static void only_what_is_listed_counts_and_by_its_pieces(void **state)
{
	(void)state;
	condition = "pages>1";
	for (size_t batch = 1; batch <= 5; batch++) {
		struct vminfo_run runs[] = {
			piece(0x10000, 2, 100, VMINFO_HUGE),
			piece(0x12000, 3, 102, 0),
			piece(0x15000, 1, 300, VMINFO_HUGE),
			/* Frames that go on, but not in memory. */
			piece(0x16000, 2, 105, 0),
			piece(0x18000, 1, 107, VMINFO_HUGE),
		};

		show(0, runs, 5, batch);
		assert_string_equal(printed, "10000 5 0x64\n16000 3 0x69\n");
		assert_int_equal(counted.pages, 8);
		assert_int_equal(counted.huge, 3);
		assert_int_equal(counted.huge_unknown, 0);
		assert_int_equal(counted.runs, 2);
		assert_int_equal(counted.longest, 5);
	}
	condition = NULL;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_of_a_run_are_joined_across_batches),
		cmocka_unit_test(a_shown_attribute_keeps_its_runs_apart),
		cmocka_unit_test(what_does_not_touch_is_not_joined),
		cmocka_unit_test(only_what_is_listed_counts_and_by_its_pieces),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
