// SPDX-License-Identifier: LGPL-2.1-or-later
/* tools/swap-readahead.c: on files of our own, and its table of cases. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "swap-readahead.h"

static char root[64];
static int directory;	/* both /proc and /sys */

static int make_root(void **state)
{
	(void)state;
	strcpy(root, "/tmp/vminfo-readahead-XXXXXX");
	if (!mkdtemp(root))
		return -1;
	directory = open(root, O_PATH | O_DIRECTORY);
	return directory < 0;
}

static int remove_root(void **state)
{
	char command[128];

	(void)state;
	close(directory);
	snprintf(command, sizeof(command), "rm -r %s", root);
	return system(command);
}

static void put(const char *name, const char *text)
{
	char path[256], command[320];
	FILE *out;

	snprintf(path, sizeof(path), "%s/%s", root, name);
	snprintf(command, sizeof(command), "mkdir -p \"$(dirname '%s')\"",
		 path);
	assert_int_equal(system(command), 0);
	out = fopen(path, "w");
	assert_non_null(out);
	fputs(text, out);
	assert_int_equal(fclose(out), 0);
}

static void rules_are(int cluster, enum answer by_address)
{
	struct swap_readahead_rules rules;

	swap_readahead_read(&rules, directory, directory);
	assert_int_equal(rules.cluster, cluster);
	assert_int_equal(rules.by_address, by_address);
	assert_int_equal(rules.rotates, ANSWER_NO);
}

#define CLUSTER "sys/vm/page-cluster"
#define BY_ADDRESS "kernel/mm/swap/vma_ra_enabled"

static void the_kernel_says_how_much_it_reads(void **state)
{
	(void)state;
	put(CLUSTER, "3\n");
	put(BY_ADDRESS, "true\n");
	rules_are(3, ANSWER_YES);
	put(CLUSTER, "0\n");
	put(BY_ADDRESS, "false\n");
	rules_are(0, ANSWER_NO);
	put(CLUSTER, "31\n");
	put(BY_ADDRESS, "perhaps\n");
	rules_are(31, ANSWER_UNKNOWN);
	put(CLUSTER, "32\n");
	rules_are(-1, ANSWER_UNKNOWN);
}

static void an_old_kernel_reads_by_slot_alone(void **state)
{
	(void)state;
	put("kernel/mm/ksm/run", "0\n");
	rules_are(-1, ANSWER_NO);
}

static void what_cannot_be_read_is_not_known(void **state)
{
	struct swap_readahead_rules rules;

	(void)state;
	/* This is no /sys. */
	rules_are(-1, ANSWER_UNKNOWN);
	/* It is there, and no file. */
	put(BY_ADDRESS "/file", "true\n");
	rules_are(-1, ANSWER_UNKNOWN);
	assert_int_equal(unlinkat(directory, BY_ADDRESS "/file", 0), 0);
	assert_int_equal(unlinkat(directory, BY_ADDRESS, AT_REMOVEDIR), 0);
	put(CLUSTER, "3\n");
	put(BY_ADDRESS, "true\n");
	swap_readahead_read(&rules, -1, -1);
	assert_int_equal(rules.cluster, -1);
	assert_int_equal(rules.by_address, ANSWER_UNKNOWN);
}

#define NO ANSWER_NO
#define YES ANSWER_YES
#define MAYBE ANSWER_UNKNOWN

static void what_is_read_is_decided_by_all_areas(void **state)
{
	static const struct {
		int cluster;
		enum answer by_address, rotates, immediate;
		enum swap_readahead readahead;
	} cases[] = {
		{ 3, YES, NO, NO, SWAP_READAHEAD_BY_ADDRESS },
		{ 3, YES, YES, NO, SWAP_READAHEAD_BY_SLOT },
		{ 3, NO, NO, NO, SWAP_READAHEAD_BY_SLOT },
		{ 3, NO, MAYBE, NO, SWAP_READAHEAD_BY_SLOT },
		{ 3, MAYBE, YES, NO, SWAP_READAHEAD_BY_SLOT },
		{ 3, YES, MAYBE, NO, SWAP_READAHEAD_UNKNOWN },
		{ 3, MAYBE, NO, NO, SWAP_READAHEAD_UNKNOWN },
		{ 3, YES, NO, YES, SWAP_READAHEAD_NONE },
		{ 3, NO, YES, YES, SWAP_READAHEAD_NONE },
		{ 3, YES, NO, MAYBE, SWAP_READAHEAD_UNKNOWN },
		{ 3, NO, YES, MAYBE, SWAP_READAHEAD_UNKNOWN },
		{ 0, YES, NO, NO, SWAP_READAHEAD_NONE },
		{ 0, MAYBE, MAYBE, MAYBE, SWAP_READAHEAD_NONE },
		{ 1, YES, NO, NO, SWAP_READAHEAD_BY_ADDRESS },
		{ -1, YES, NO, NO, SWAP_READAHEAD_UNKNOWN },
		{ -1, MAYBE, MAYBE, YES, SWAP_READAHEAD_NONE },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct swap_readahead_rules rules = {
			.cluster = cases[i].cluster,
			.by_address = cases[i].by_address,
			.rotates = cases[i].rotates,
		};
		struct swap_area area = { .immediate = cases[i].immediate };

		if (swap_readahead_of(&rules, &area) != cases[i].readahead)
			fail_msg("case %zu is not %d", i, cases[i].readahead);
	}
}

/* In any order, also of the others. */
static void one_area_that_rotates_is_enough(void **state)
{
	static const struct {
		enum answer areas[3], rotates;
	} cases[] = {
		{ { NO, NO, NO }, NO },
		{ { NO, YES, NO }, YES },
		{ { MAYBE, YES, NO }, YES },
		{ { YES, MAYBE, NO }, YES },
		{ { NO, MAYBE, NO }, MAYBE },
		{ { MAYBE, NO, MAYBE }, MAYBE },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct swap_readahead_rules rules = { .rotates = NO };

		for (size_t n = 0; n < 3; n++) {
			struct swap_area area = {
				.rotates = cases[i].areas[n],
			};

			swap_readahead_add(&rules, &area);
		}
		assert_int_equal(rules.rotates, cases[i].rotates);
	}
}

static void ways_have_words(void **state)
{
	(void)state;
	assert_null(swap_readahead_word(SWAP_READAHEAD_UNKNOWN));
	assert_string_equal(swap_readahead_word(SWAP_READAHEAD_NONE), "none");
	assert_string_equal(swap_readahead_word(SWAP_READAHEAD_BY_ADDRESS),
			    "by-address");
	assert_string_equal(swap_readahead_word(SWAP_READAHEAD_BY_SLOT),
			    "by-slot");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_root, remove_root)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_kernel_says_how_much_it_reads),
		TEST(an_old_kernel_reads_by_slot_alone),
		TEST(what_cannot_be_read_is_not_known),
		cmocka_unit_test(what_is_read_is_decided_by_all_areas),
		cmocka_unit_test(one_area_that_rotates_is_enough),
		cmocka_unit_test(ways_have_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
