// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Where a run leaves its node.  The machine may have one node only, so the
 * functions of libnuma that ask the kernel are replaced: they stand for a
 * machine whose memory changes the node at the addresses of `border`.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <numa.h>

#include "node.h"
#include "process.h"

#define PAGE 4096

static const struct vminfo_process process = { .pid = 1 };

static struct {
	uint64_t border[4];	/* ascending addresses; 0: none */
	int nodes;
	int refused;		/* errno */
	unsigned long asked;	/* pages */
} machine;

int numa_available(void)
{
	return 0;
}

int numa_num_configured_nodes(void)
{
	return machine.nodes;
}

int numa_move_pages(int pid, unsigned long count, void **pages,
		    const int *nodes, int *status, int flags)
{
	(void)pid;
	(void)nodes;
	(void)flags;
	if (machine.refused)
		return -machine.refused;
	machine.asked += count;
	for (unsigned long i = 0; i < count; i++) {
		status[i] = 0;
		for (size_t b = 0; b < 4 && machine.border[b]; b++)
			status[i] += (uintptr_t)pages[i] >= machine.border[b];
	}
	return 0;
}

static uint64_t extent(uint64_t pages, uint64_t value)
{
	const struct vminfo_run run = {
		.va = 0x10000000, .pages = pages, .value = value,
	};

	machine.asked = 0;
	return node_extent(&process, &run, PAGE, 0);
}

/* The node changes behind so many pages of the run. */
static void change_behind(uint64_t pages)
{
	machine.nodes = 2;
	machine.border[0] = 0x10000000 + pages * PAGE;
}

static void a_run_ends_where_its_node_does(void **state)
{
	static const uint64_t borders[] = {
		1, 2, 511, 512, 513, 1000, 1023, 1024, 4095, 4096, 700000,
	};

	(void)state;
	for (size_t i = 0; i < sizeof(borders) / sizeof(*borders); i++) {
		change_behind(borders[i]);
		assert_int_equal(extent(1 << 20, 100), borders[i]);
		assert_int_equal(extent(borders[i] + 1, 100), borders[i]);
	}
}

static void a_run_on_one_node_is_whole(void **state)
{
	(void)state;
	change_behind(1 << 20);
	assert_int_equal(extent(1 << 20, 100), 1 << 20);
	assert_int_equal(extent(777, 100), 777);
	assert_int_equal(extent(1, 100), 1);
}

static void consecutive_frames_are_asked_sparsely(void **state)
{
	(void)state;
	change_behind(1 << 20);
	extent(1 << 20, 100);
	assert_true(machine.asked < 4096);
}

static void each_page_is_asked_where_frames_are_hidden(void **state)
{
	(void)state;
	machine.nodes = 2;
	/* One page of another node, in the middle of a step. */
	machine.border[0] = 0x10000000 + 700 * PAGE;
	machine.border[1] = machine.border[2] = machine.border[3] = 0;
	assert_int_equal(extent(5000, VMINFO_NONE), 700);
	assert_int_equal(extent(700, VMINFO_NONE), 700);
	assert_int_equal(machine.asked, 700);
}

static void a_machine_with_one_node_is_not_asked(void **state)
{
	(void)state;
	machine.nodes = 1;
	assert_int_equal(extent(1 << 20, VMINFO_NONE), 1 << 20);
	assert_int_equal(machine.asked, 0);
}

static void what_the_kernel_refuses_is_unknown(void **state)
{
	const uint64_t va[2] = { 0x10000000, 0x10001000 };
	int node[2] = { 0, 0 };

	(void)state;
	machine.refused = EPERM;
	node_of_pages(&process, va, 2, node);
	assert_int_equal(node[0], NODE_UNKNOWN);
	assert_int_equal(node[1], NODE_UNKNOWN);
	machine.refused = 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_run_ends_where_its_node_does),
		cmocka_unit_test(a_run_on_one_node_is_whole),
		cmocka_unit_test(consecutive_frames_are_asked_sparsely),
		cmocka_unit_test(each_page_is_asked_where_frames_are_hidden),
		cmocka_unit_test(a_machine_with_one_node_is_not_asked),
		cmocka_unit_test(what_the_kernel_refuses_is_unknown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
