// SPDX-License-Identifier: LGPL-2.1-or-later
/* Which blocks of memory are offline, by a directory that was made up. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "memory-blocks.h"

#define BLOCK ((uint64_t)128 << 20)

static char root[] = "/tmp/vminfo-blocks-XXXXXX";

static void write_file(const char *name, const char *text)
{
	char path[128];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", root, name);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static void make_block(unsigned int number, const char *state)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/memory%u", root, number);
	assert_int_equal(mkdir(path, 0700), 0);
	snprintf(path, sizeof(path), "memory%u/state", number);
	write_file(path, state);
}

static int make_root(void **unused)
{
	(void)unused;
	if (!mkdtemp(root))
		return -1;
	write_file("block_size_bytes", "8000000\n");
	make_block(0, "online\n");
	make_block(1, "offline\n");
	make_block(2, "going-offline\n");
	return 0;
}

static int remove_root(void **unused)
{
	static const char *const names[] = {
		"memory0/state", "memory0", "memory1/state", "memory1",
		"memory2/state", "memory2", "block_size_bytes", "",
	};
	char path[128];

	(void)unused;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		snprintf(path, sizeof(path), "%s/%s", root, names[i]);
		remove(path);
	}
	return 0;
}

static void a_block_is_offline_from_its_first_to_its_last_byte(void **unused)
{
	struct memory_blocks blocks;

	(void)unused;
	memory_blocks_open(&blocks, root);
	assert_int_equal(blocks.size, BLOCK);
	assert_false(memory_blocks_are_offline(&blocks, 0));
	assert_false(memory_blocks_are_offline(&blocks, BLOCK - 1));
	assert_true(memory_blocks_are_offline(&blocks, BLOCK));
	assert_true(memory_blocks_are_offline(&blocks, 2 * BLOCK - 1));
	/* It is not, yet. */
	assert_false(memory_blocks_are_offline(&blocks, 2 * BLOCK));
	/* There is no such block. */
	assert_false(memory_blocks_are_offline(&blocks, 3 * BLOCK));
	assert_true(memory_blocks_are_offline(&blocks, BLOCK));
}

static void without_blocks_none_is_offline(void **unused)
{
	struct memory_blocks blocks;

	(void)unused;
	memory_blocks_open(&blocks, "/nonexistent");
	assert_int_equal(blocks.size, 0);
	assert_false(memory_blocks_are_offline(&blocks, BLOCK));
}

static void a_size_that_is_none_means_no_blocks(void **unused)
{
	struct memory_blocks blocks;

	(void)unused;
	write_file("block_size_bytes", "80k\n");
	memory_blocks_open(&blocks, root);
	assert_false(memory_blocks_are_offline(&blocks, BLOCK));
	write_file("block_size_bytes", "0\n");
	memory_blocks_open(&blocks, root);
	assert_false(memory_blocks_are_offline(&blocks, BLOCK));
	write_file("block_size_bytes", "8000000\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_block_is_offline_from_its_first_to_its_last_byte),
		cmocka_unit_test(without_blocks_none_is_offline),
		cmocka_unit_test(a_size_that_is_none_means_no_blocks),
	};

	return cmocka_run_group_tests(tests, make_root, remove_root);
}
