// SPDX-License-Identifier: LGPL-2.1-or-later
/* Blocks of free frames: what consecutive ones are, and lines of buddyinfo. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "free-blocks.h"

static void a_run_is_cut_where_blocks_must_begin(void **unused)
{
	struct free_blocks blocks = { { 0 } };

	(void)unused;
	/* 5; 6-7; 8-15; 16-31; 32-35; 36-37 */
	free_blocks_add(&blocks, 5, 33, 10);
	assert_int_equal(blocks.of_order[0], 1);
	assert_int_equal(blocks.of_order[1], 2);
	assert_int_equal(blocks.of_order[2], 1);
	assert_int_equal(blocks.of_order[3], 1);
	assert_int_equal(blocks.of_order[4], 1);
	assert_int_equal(blocks.of_order[5], 0);
	assert_int_equal(free_blocks_frames(&blocks, 0), 33);
	assert_int_equal(free_blocks_frames(&blocks, 3), 24);
}

static void no_block_is_larger_than_the_largest(void **unused)
{
	struct free_blocks blocks = { { 0 } };

	(void)unused;
	free_blocks_add(&blocks, 0, 1 << 20, 10);
	assert_int_equal(blocks.of_order[10], 1 << 10);
	assert_int_equal(free_blocks_frames(&blocks, 0), 1 << 20);
	blocks = (struct free_blocks){ { 0 } };
	free_blocks_add(&blocks, 3, 7, 0);
	assert_int_equal(blocks.of_order[0], 7);
	/* One that no machine has. */
	blocks = (struct free_blocks){ { 0 } };
	free_blocks_add(&blocks, 0, (uint64_t)1 << 40, 63);
	assert_int_equal(free_blocks_frames(&blocks, 0), (uint64_t)1 << 40);
}

static void nothing_is_no_block(void **unused)
{
	struct free_blocks blocks = { { 0 } };

	(void)unused;
	free_blocks_add(&blocks, 0, 0, 10);
	assert_int_equal(free_blocks_frames(&blocks, 0), 0);
}

/* By brute force: each frame is in one block, which is aligned. */
static void all_frames_of_any_run_are_in_blocks(void **unused)
{
	(void)unused;
	for (uint64_t pfn = 0; pfn < 40; pfn++)
		for (uint64_t n = 0; n < 80; n++) {
			struct free_blocks blocks = { { 0 } };

			free_blocks_add(&blocks, pfn, n, 4);
			assert_int_equal(free_blocks_frames(&blocks, 0), n);
			assert_int_equal(free_blocks_frames(&blocks, 5), 0);
			/* Two of a size that could be one are one. */
			for (unsigned int order = 0; order < 4; order++)
				assert_true(blocks.of_order[order] <= 2);
		}
}

static void a_line_of_buddyinfo_is_read(void **unused)
{
	struct free_blocks_line line = { 0 };

	(void)unused;
	assert_int_equal(free_blocks_read(
		"Node 3, zone   Normal  12196   9591      0   4430 \n",
		&line), 0);
	assert_int_equal(line.node, 3);
	assert_string_equal(line.zone, "Normal");
	assert_int_equal(line.orders, 4);
	assert_int_equal(line.blocks.of_order[0], 12196);
	assert_int_equal(line.blocks.of_order[1], 9591);
	assert_int_equal(line.blocks.of_order[2], 0);
	assert_int_equal(line.blocks.of_order[3], 4430);
}

static const char *const wrong[] = {
	"", "\n", "Node", "Node 0", "Node 0, zone", "Node 0, zone   DMA",
	"Node x, zone   DMA 1 2", "Node -1, zone   DMA 1 2",
	"Node 0, zone   DMA 1 x", "Node 0, zone   DMA 1 -2",
	"Node 0, zone   DMA 99999999999999999999999",
	"Node 70000, zone   DMA 1 2", "node 0, zone   DMA 1 2",
	"Node 0, zone   ANameThatNoZoneHasEver 1 2",
};

static void more_orders_than_there_can_be_are_refused(void **unused)
{
	struct free_blocks_line line = { .node = 17 };
	char text[256] = "Node 0, zone   DMA";

	(void)unused;
	for (unsigned int i = 0; i < FREE_BLOCKS_ORDERS; i++)
		strcat(text, " 1");
	assert_int_equal(free_blocks_read(text, &line), 0);
	assert_int_equal(line.orders, FREE_BLOCKS_ORDERS);
	strcat(text, " 1");
	assert_int_equal(free_blocks_read(text, &line), -EINVAL);
}

static void another_line_is_refused_and_nothing_written(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		struct free_blocks_line line = { .node = 17 };

		if (free_blocks_read(wrong[i], &line) != -EINVAL)
			fail_msg("taken: %s", wrong[i]);
		assert_int_equal(line.node, 17);
		assert_int_equal(line.orders, 0);
	}
}

static void blocks_add_up(void **unused)
{
	struct free_blocks a = { { 1, 2, 3 } };
	const struct free_blocks b = { { 4, 0, 1 } };

	(void)unused;
	free_blocks_join(&a, &b);
	assert_int_equal(a.of_order[0], 5);
	assert_int_equal(free_blocks_frames(&a, 0), 5 + 4 + 16);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_run_is_cut_where_blocks_must_begin),
		cmocka_unit_test(no_block_is_larger_than_the_largest),
		cmocka_unit_test(nothing_is_no_block),
		cmocka_unit_test(all_frames_of_any_run_are_in_blocks),
		cmocka_unit_test(a_line_of_buddyinfo_is_read),
		cmocka_unit_test(more_orders_than_there_can_be_are_refused),
		cmocka_unit_test(another_line_is_refused_and_nothing_written),
		cmocka_unit_test(blocks_add_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
