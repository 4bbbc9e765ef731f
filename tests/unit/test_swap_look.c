// SPDX-License-Identifier: LGPL-2.1-or-later
/* tools/swap-doubt.c: what a closer look at a mapping finds, in recordings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "context.h"
#include "recorded.h"
#include "swap-doubt.h"
#include "vminfo.h"

#define ANONYMOUS "p 00000000 00:00 0\n"
#define FILE_70 " 00000000 00:01 70 /memfd:x (deleted)\n"

static struct vminfo_context *context;
static struct vminfo_process *process;

static const char *smaps_items = "Rss Swap";
static uint64_t want = VMINFO_WANT_BACKING;

static void open_text(const char *text)
{
	struct recorded_string string = recorded_string(text, strlen(text));
	struct recording *recording;
	char error[256] = "";

	if (read_recorded(&string, error, sizeof(error), &recording) < 0)
		fail_msg("%s\n%.2000s", error, text);
	assert_int_equal(context_new_recorded(recording, &context), 0);
	assert_int_equal(vminfo_process_open(context, 42, &process), 0);
}

/* Of the first mapping of a process that is recorded so. */
static struct swap_doubt look_at(unsigned int page_size, const char *recorded)
{
	const struct vminfo_walk_options options = {
		.size = sizeof(options),
	};
	struct swap_doubt doubt = { .swapped = 77 };
	struct vminfo_walk *walk;
	struct vminfo_run run;
	char text[32768];

	snprintf(text, sizeof(text),
		 "vm 1\npage-size %u\npmd-size %u\nrights frames swaps\n"
		 "features pagemap scan\nsmaps-items %s\nprocess 42\n%send\n",
		 page_size, page_size * 512, smaps_items, recorded);
	open_text(text);
	assert_int_equal(vminfo_walk_new(process, &options, &walk), 0);
	assert_int_equal(vminfo_walk_runs(walk, &run, NULL, 1), 1);
	swap_doubt_look(&doubt, &(struct swap_doubt_how){
		.process = process,
		.walk = walk,
		.want = want,
		.page_size = page_size,
	});
	vminfo_walk_free(walk);
	vminfo_process_close(process);
	vminfo_context_free(context);
	return doubt;
}

static struct swap_doubt look(const char *recorded)
{
	return look_at(4096, recorded);
}

static void own_pages_are(const struct swap_doubt *doubt, uint64_t certain,
			  uint64_t maybe)
{
	assert_int_equal(doubt->pages.own.certain, certain);
	assert_int_equal(doubt->pages.own.maybe, maybe);
}

static void shmem_pages_are(const struct swap_doubt *doubt, uint64_t certain,
			    uint64_t maybe)
{
	assert_int_equal(doubt->pages.shmem.certain, certain);
	assert_int_equal(doubt->pages.shmem.maybe, maybe);
}

static void it_counts_what_is_in_doubt_and_reads_smaps(void **state)
{
	struct swap_doubt doubt = look("map 200000-210000 rw-" ANONYMOUS
				       "smaps Swap 20\n"
				       "+0 4 nonpresent\n"
				       "+4 1 present 0x20000\n"
				       "+5 3 swapped 0:17\n"
				       "+9 2 nonpresent\n");

	(void)state;
	assert_true(doubt.known);
	assert_false(doubt.below);
	assert_int_equal(doubt.swapped, 5);
	own_pages_are(&doubt, 3, 6);
	shmem_pages_are(&doubt, 0, 0);
}

static void it_counts_pages_of_the_size_of_the_machine(void **state)
{
	struct swap_doubt doubt = look_at(65536,
					  "map 200000-280000 rw-" ANONYMOUS
					  "smaps Swap 128\n"
					  "+0 4 nonpresent\n");

	(void)state;
	assert_true(doubt.known);
	assert_int_equal(doubt.swapped, 2);
	own_pages_are(&doubt, 0, 4);
}

static void it_counts_a_mapping_of_one_run(void **state)
{
	struct swap_doubt doubt = look("map 200000-204000 rw-" ANONYMOUS
				       "smaps Swap 8\n"
				       "+0 4 nonpresent\n");

	(void)state;
	assert_true(doubt.known);
	own_pages_are(&doubt, 0, 4);
}

/* As many as do not fit in one batch. */
static void it_counts_all_runs_of_the_mapping_and_no_other(void **state)
{
	char text[16384] = "map 200000-458000 rw-" ANONYMOUS "smaps Swap 4\n";
	struct swap_doubt doubt;
	size_t length = strlen(text);

	(void)state;
	for (unsigned int i = 0; i < 600; i += 2)
		length += (size_t)snprintf(text + length, sizeof(text) - length,
					   "+%u 1 nonpresent\n", i);
	snprintf(text + length, sizeof(text) - length,
		 "map 500000-510000 rw-" ANONYMOUS "smaps Swap 8\n"
		 "+0 7 nonpresent\n");
	doubt = look(text);
	assert_int_equal(doubt.swapped, 1);
	own_pages_are(&doubt, 0, 300);
}

static void without_a_count_of_smaps_nothing_is_known(void **state)
{
	struct swap_doubt doubt = look("map 200000-210000 rw-" ANONYMOUS
				       "+0 4 nonpresent\n");

	(void)state;
	assert_false(doubt.known);
	assert_int_equal(doubt.swapped, 0);
	own_pages_are(&doubt, 0, 0);
	smaps_items = "Rss";
	doubt = look("map 200000-210000 rw-" ANONYMOUS "smaps Rss 4\n"
		     "+0 4 nonpresent\n");
	smaps_items = "Rss Swap";
	assert_false(doubt.known);
	assert_int_equal(doubt.swapped, 0);
}

static void what_changed_while_it_was_recorded_is_not_known(void **state)
{
	struct swap_doubt doubt = look("changed 200000-201000\n"
				       "map 200000-210000 rw-" ANONYMOUS
				       "smaps Swap 8\n"
				       "+0 4 nonpresent\n");

	(void)state;
	assert_false(doubt.known);
}

static struct swap_doubt look_shared(const char *permissions,
				     const char *entries)
{
	char text[400];

	snprintf(text, sizeof(text),
		 "map 200000-204000 %s" FILE_70 "smaps Swap 8\n%s",
		 permissions, entries);
	return look(text);
}

static const char guard[] = "+0 1 present 0x2000 file\n+1 1 guard\n";
static const char poison[] = "+0 1 present 0x2000 file\n+1 1 poison\n";
static const char marker[] = "+0 1 present 0x2000 file\n+1 1 marker\n";
static const char plain[] = "+0 1 present 0x2000 file\n";

static void of_shared_memory_all_without_an_entry_are_in_doubt(void **state)
{
	struct swap_doubt doubt = look_shared("rw-s", plain);

	(void)state;
	assert_true(doubt.known);
	assert_false(doubt.below);
	own_pages_are(&doubt, 0, 0);
	shmem_pages_are(&doubt, 0, 3);
	doubt = look_shared("rw-s", guard);
	shmem_pages_are(&doubt, 0, 2);
}

static void what_a_file_is_is_not_known_unless_it_is_asked(void **state)
{
	struct swap_doubt doubt;

	(void)state;
	want = 0;
	doubt = look_shared("rw-s", plain);
	want = VMINFO_WANT_BACKING;
	assert_true(doubt.known);
	shmem_pages_are(&doubt, 0, 3);
}

/* Each of the two looks, so that they are the same. */
static void what_cannot_be_walked_is_not_known(void **state)
{
	struct swap_doubt doubt;

	(void)state;
	want = UINT64_MAX;
	doubt = look_shared("rw-s", plain);
	want = VMINFO_WANT_BACKING;
	assert_false(doubt.known);
	assert_int_equal(doubt.swapped, 0);
}

static void smaps_may_count_what_lies_behind_the_own_pages(void **state)
{
	static const struct {
		const char *permissions;
		const char *entries;
		bool below;
	} cases[] = {
		/* All of the object at once. */
		{ "r--p", plain, true }, { "---p", plain, true },
		{ "r-xp", guard, true },
		/* Likewise, which matters for what has a guard there. */
		{ "rw-s", plain, false }, { "r--s", plain, false },
		{ "rw-s", guard, true }, { "r--s", guard, true },
		{ "rw-s", poison, true }, { "rw-s", marker, false },
		/* Page by page. */
		{ "rw-p", plain, false }, { "rw-p", guard, false },
		{ "-w-p", poison, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct swap_doubt doubt = look_shared(cases[i].permissions,
						      cases[i].entries);

		if (!doubt.known || doubt.below != cases[i].below)
			fail_msg("%s: known %d, below %d; entries:\n%s",
				 cases[i].permissions, doubt.known,
				 doubt.below, cases[i].entries);
	}
}

static void memory_without_an_object_has_nothing_behind_it(void **state)
{
	struct swap_doubt doubt = look("map 200000-204000 r--" ANONYMOUS
				       "smaps Swap 8\n"
				       "+0 3 nonpresent\n+3 1 guard\n");

	(void)state;
	assert_true(doubt.known);
	assert_false(doubt.below);
}

static void smaps_does_not_count_behind_a_marker_of_private_memory(void **state)
{
	struct swap_doubt doubt = look_shared("rw-p", marker);

	(void)state;
	assert_false(doubt.known);
	shmem_pages_are(&doubt, 0, 3);
	assert_false(look_shared("r--p", marker).known);
	assert_true(look_shared("rw-s", marker).known);
	/* In memory without an object it stands for nothing. */
	doubt = look("map 200000-204000 rw-" ANONYMOUS "smaps Swap 8\n"
		     "+0 3 nonpresent\n+3 1 marker\n");
	assert_true(doubt.known);
	own_pages_are(&doubt, 0, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_counts_what_is_in_doubt_and_reads_smaps),
		cmocka_unit_test(it_counts_pages_of_the_size_of_the_machine),
		cmocka_unit_test(it_counts_a_mapping_of_one_run),
		cmocka_unit_test(
			it_counts_all_runs_of_the_mapping_and_no_other),
		cmocka_unit_test(without_a_count_of_smaps_nothing_is_known),
		cmocka_unit_test(
			what_changed_while_it_was_recorded_is_not_known),
		cmocka_unit_test(
			of_shared_memory_all_without_an_entry_are_in_doubt),
		cmocka_unit_test(
			what_a_file_is_is_not_known_unless_it_is_asked),
		cmocka_unit_test(what_cannot_be_walked_is_not_known),
		cmocka_unit_test(
			smaps_may_count_what_lies_behind_the_own_pages),
		cmocka_unit_test(
			memory_without_an_object_has_nothing_behind_it),
		cmocka_unit_test(
			smaps_does_not_count_behind_a_marker_of_private_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
