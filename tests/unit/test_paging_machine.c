// SPDX-License-Identifier: LGPL-2.1-or-later
/* What the kernel counts of paging, and what it adds up to in an interval. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "fake-tree.h"
#include "paging-machine.h"

static const char vmstat[] =
	"nr_free_pages 123\n"
	"pswpin 10\n"
	"pswpout 20\n"
	"pgfault 100\n"
	"pgmajfault 7\n"
	"workingset_refault_anon 5\n"
	"zswpin 1\n"
	"zswpout 2\n"
	"swpin_zero 3\n"
	"swpout_zero 4\n"
	"swpin_zeroes 99\n";

static const char pressure[] =
	"some avg10=0.00 avg60=1.50 avg300=0.00 total=1739438\n"
	"full avg10=0.00 avg60=0.00 avg300=0.00 total=41\n";

static void counters_are_found_by_their_whole_names(void **state)
{
	static const uint64_t expected[PAGING_COUNTERS] = {
		10, 20, 1, 2, 3, 4, 5, 100, 7,
	};
	struct paging_sample sample = { 0 };

	(void)state;
	assert_int_equal(paging_sample_counters(&sample, vmstat), 0);
	assert_true(sample.has_counters);
	assert_int_equal(sample.listed, (1u << PAGING_COUNTERS) - 1);
	for (size_t i = 0; i < PAGING_COUNTERS; i++)
		assert_int_equal(sample.counters[i], expected[i]);
}

static void a_counter_that_is_not_listed_is_not_0(void **state)
{
	struct paging_sample sample = { .listed = 1u << PAGING_ZSWPIN };

	(void)state;
	assert_int_equal(paging_sample_counters(&sample,
						"pgfault 1\npswpout 0\n"),
			 0);
	assert_int_equal(sample.listed,
			 1u << PAGING_PGFAULT | 1u << PAGING_PSWPOUT);
}

static void what_is_no_vmstat_is_refused(void **state)
{
	static const char *const texts[] = {
		"", "\n", "pswpin 1\n", "pgfault 1", "pgfault\n", "pgfault \n",
		"pgfault x\n", "pgfault 1x\n", "pgfault -1\n", "pgfault 1 \n",
		"pgfault 18446744073709551616\n", "pgfault 1\npswpin 1",
		"pgfault 1\nnr_free", "pgfault 1\npswpin ?\n",
	};
	struct paging_sample sample = { .nanoseconds = 5 };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		assert_true(paging_sample_counters(&sample, texts[i]) < 0);
		assert_false(sample.has_counters);
		assert_int_equal(sample.listed, 0);
	}
	assert_int_equal(paging_sample_counters(&sample,
		"pgfault 18446744073709551615\n"), 0);
	assert_true(sample.counters[PAGING_PGFAULT] == UINT64_MAX);
	assert_int_equal(sample.nanoseconds, 5);
}

static void both_kinds_of_pressure_are_read(void **state)
{
	struct paging_sample sample = { 0 };

	(void)state;
	assert_int_equal(paging_sample_pressure(&sample, pressure), 0);
	assert_true(sample.has_pressure);
	assert_int_equal(sample.some, 1739438);
	assert_int_equal(sample.full, 41);
}

static void what_is_no_pressure_is_refused(void **state)
{
	static const char *const texts[] = {
		"", "some total=1\n", "full total=1\n",
		"some total=1\nfull total=2", "some total=\nfull total=2\n",
		"some total=x\nfull total=2\n", "some 1\nfull total=2\n",
		"some total=1\nfull 2\n", "some total=1 \nfull total=2\n",
		"something total=1\nfull total=2\n",
		"some avg=1\nfull total=2\nsome total=1\n",
		"some avg=1", "some avg=1\n total=1\nfull total=2\n",
	};
	struct paging_sample sample = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		assert_true(paging_sample_pressure(&sample, texts[i]) < 0);
		assert_false(sample.has_pressure);
	}
	assert_int_equal(paging_sample_pressure(&sample,
		"full total=2\nsome total=1\n"), 0);
	assert_int_equal(sample.some, 1);
}

static void files_of_another_proc_are_read(void **state)
{
	struct fake_tree tree;
	struct paging_sample sample;

	(void)state;
	fake_tree_make(&tree);
	fake_tree_put(&tree, "vmstat", vmstat);
	paging_sample_take(&sample, tree.path);
	assert_true(sample.has_counters);
	assert_false(sample.has_pressure);
	assert_true(sample.nanoseconds > 0);
	fake_tree_put(&tree, "pressure/memory", pressure);
	fake_tree_put(&tree, "vmstat", "nothing\n");
	paging_sample_take(&sample, tree.path);
	assert_false(sample.has_counters);
	assert_true(sample.has_pressure);
	assert_int_equal(sample.full, 41);
	assert_int_equal(fake_tree_end(&tree), 0);
}

static void a_file_that_may_have_been_cut_is_not_believed(void **state)
{
	static char text[65536 + 1];
	struct fake_tree tree;
	struct paging_sample sample;

	(void)state;
	memset(text, '\n', sizeof(text) - 1);
	memcpy(text, "pgfault 1\n", 10);
	fake_tree_make(&tree);
	fake_tree_put(&tree, "vmstat", text);
	paging_sample_take(&sample, tree.path);
	assert_false(sample.has_counters);
	text[sizeof(text) - 2] = '\0';
	fake_tree_put(&tree, "vmstat", text);
	paging_sample_take(&sample, tree.path);
	assert_true(sample.has_counters);
	assert_int_equal(fake_tree_end(&tree), 0);
}

/* Samples that all counters are in, and what comes next. */
static void fill(struct paging_sample *sample, uint64_t first)
{
	*sample = (struct paging_sample){
		.has_counters = true,
		.listed = (1u << PAGING_COUNTERS) - 1,
		.has_pressure = true,
		.some = first,
		.full = first,
		.nanoseconds = first * 1000000,
	};
	for (unsigned int i = 0; i < PAGING_COUNTERS; i++)
		sample->counters[i] = first * (i + 1);
}

static void an_interval_has_what_was_counted_in_it(void **state)
{
	struct paging_sample before, after;
	struct paging_machine machine;

	(void)state;
	fill(&before, 100);
	fill(&after, 110);
	after.full = 104;
	paging_machine_between(&before, &after, &machine);
	for (unsigned int i = 0; i < PAGING_COUNTERS; i++) {
		assert_int_equal(machine.counters[i].known, PAGING_KNOWN);
		assert_int_equal(machine.counters[i].number, 10 * (i + 1));
	}
	/* pswpin, zswpin and swpin_zero; their counterparts. */
	assert_int_equal(machine.in.number, 10 + 30 + 50);
	assert_int_equal(machine.out.number, 20 + 40 + 60);
	assert_int_equal(machine.some.number, 10);
	assert_int_equal(machine.full.number, 4);
	assert_int_equal(machine.full.known, PAGING_KNOWN);
	assert_int_equal(machine.microseconds, 10000);
}

static void a_counter_that_shrank_is_not_known(void **state)
{
	struct paging_sample before, after;
	struct paging_machine machine;

	(void)state;
	fill(&before, 100);
	fill(&after, 100);
	after.counters[PAGING_ZSWPIN]--;
	after.some--;
	paging_machine_between(&before, &after, &machine);
	assert_int_equal(machine.counters[PAGING_ZSWPIN].known,
			 PAGING_NOT_KNOWN);
	assert_int_equal(machine.in.known, PAGING_NOT_KNOWN);
	assert_int_equal(machine.in.number, 0);
	assert_int_equal(machine.out.known, PAGING_KNOWN);
	assert_int_equal(machine.some.known, PAGING_NOT_KNOWN);
	assert_int_equal(machine.full.known, PAGING_KNOWN);
}

static void what_a_kernel_does_not_count_is_left_out_of_sums(void **state)
{
	struct paging_sample before, after;
	struct paging_machine machine;

	(void)state;
	fill(&before, 100);
	fill(&after, 110);
	before.listed &= ~(1u << PAGING_SWPIN_ZERO);
	after.listed = before.listed;
	paging_machine_between(&before, &after, &machine);
	assert_int_equal(machine.counters[PAGING_SWPIN_ZERO].known,
			 PAGING_NO_SUCH);
	assert_int_equal(machine.in.known, PAGING_KNOWN);
	assert_int_equal(machine.in.number, 10 + 30);
	before.listed = after.listed = 1u << PAGING_PGFAULT;
	paging_machine_between(&before, &after, &machine);
	assert_int_equal(machine.in.known, PAGING_NO_SUCH);
	assert_int_equal(machine.out.known, PAGING_NO_SUCH);
	/* That one of the two has it tells nothing. */
	after.listed |= 1u << PAGING_PSWPIN;
	paging_machine_between(&before, &after, &machine);
	assert_int_equal(machine.in.known, PAGING_NOT_KNOWN);
}

static void what_could_not_be_read_is_not_known(void **state)
{
	struct paging_sample before, after;
	struct paging_machine machine;

	(void)state;
	for (int i = 0; i < 2; i++) {
		fill(&before, 100);
		fill(&after, 110);
		(i ? &after : &before)->has_counters = false;
		(i ? &after : &before)->has_pressure = false;
		paging_machine_between(&before, &after, &machine);
		assert_int_equal(machine.counters[PAGING_PGFAULT].known,
				 PAGING_NOT_KNOWN);
		assert_int_equal(machine.in.known, PAGING_NOT_KNOWN);
		assert_int_equal(machine.some.known, PAGING_NOT_KNOWN);
		assert_int_equal(machine.full.known, PAGING_NOT_KNOWN);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counters_are_found_by_their_whole_names),
		cmocka_unit_test(a_counter_that_is_not_listed_is_not_0),
		cmocka_unit_test(what_is_no_vmstat_is_refused),
		cmocka_unit_test(both_kinds_of_pressure_are_read),
		cmocka_unit_test(what_is_no_pressure_is_refused),
		cmocka_unit_test(files_of_another_proc_are_read),
		cmocka_unit_test(a_file_that_may_have_been_cut_is_not_believed),
		cmocka_unit_test(an_interval_has_what_was_counted_in_it),
		cmocka_unit_test(a_counter_that_shrank_is_not_known),
		cmocka_unit_test(
			what_a_kernel_does_not_count_is_left_out_of_sums),
		cmocka_unit_test(what_could_not_be_read_is_not_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
