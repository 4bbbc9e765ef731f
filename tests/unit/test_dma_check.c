// SPDX-License-Identifier: LGPL-2.1-or-later
/* Verdicts on real memory: recorded, and our own. */
#include <errno.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "vminfo.h"

static struct vminfo_context *context;
static struct vminfo_process *process;

static const char recording[] =
	"vm 1\n"
	"page-size 4096\n"
	"pmd-size 2097152\n"
	"rights frames\n"
	"features pagemap scan\n"
	"zone 0 Normal 1 1048576 1048576 1048576\n"
	"process 42\n"
	"\tmap 200000-a00000 rw-p 00000000 00:00 0\n"
	"\t\t+0 512 present 0x10000 huge\n"
	"\t\t+512 512 present 0x10200 huge\n"
	"\t\t+1024 1 present 0x20000\n"
	"\t\t+1025 1 swapped 0:17\n"
	"\t\t+1026 1 present 0x20002\n"
	"\t\t+1027 1 special 30:0x20003\n"
	"\t\t+1028 1 zero 0x999\n"
	"\t\t+1030 2 present hidden\n"
	"\t\t+1032 1 nonpresent\n"
	"\t\t+1536 512 present hidden huge\n"
	"\tmap a00000-a02000 rw-p 00000000 00:00 0\n"
	"\t\t+0 2 present 0x10400\n"
	"\tmap b00000-b10000 rw-s 00000000 00:05 9 /dev/device\n"
	"\t\tpfnmap\n"
	"end\n";

static void open_recording(void)
{
	char path[] = "/tmp/vminfo-test-XXXXXX";
	struct vminfo_context_options options = {
		.size = sizeof(options), .recording = path,
	};
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, recording, sizeof(recording) - 1),
			 sizeof(recording) - 1);
	close(fd);
	assert_int_equal(vminfo_context_new(&options, &context), 0);
	unlink(path);
	assert_int_equal(vminfo_process_open(context, 42, &process), 0);
}

static int open_it(void **state)
{
	(void)state;
	open_recording();
	return 0;
}

static int open_self(void **state)
{
	(void)state;
	assert_int_equal(vminfo_context_new(NULL, &context), 0);
	assert_int_equal(vminfo_process_open(context, getpid(), &process), 0);
	return 0;
}

static int close_it(void **state)
{
	(void)state;
	vminfo_process_close(process);
	vminfo_context_free(context);
	return 0;
}

static struct vminfo_dma_report *
check(uint64_t va, uint64_t length, const struct vminfo_dma_constraints *c)
{
	static struct vminfo_dma_segment segments[8];
	static struct vminfo_dma_report report;
	const struct vminfo_dma_buffer buffer = { va, length };

	report = (struct vminfo_dma_report){ .size = sizeof(report),
					     .segments = segments,
					     .room = 8 };
	assert_int_equal(vminfo_dma_check(process, &buffer, c, &report), 0);
	return &report;
}

static const struct vminfo_dma_constraints single = {
	.size = sizeof(single), .single = 1,
};

static uint32_t of(uint64_t va, uint64_t length)
{
	return check(va, length, &single)->verdict;
}

static void huge_pages_that_follow_each_other_are_one_run(void **state)
{
	const struct vminfo_dma_report *report;

	(void)state;
	report = check(0x200001, 0x3fffff, &single);
	assert_int_equal(report->verdict, VMINFO_YES);
	assert_int_equal(report->segments_needed, 1);
	assert_int_equal(report->segments[0].va, 0x200001);
	assert_int_equal(report->segments[0].pa, 0x10000001);
	assert_int_equal(report->segments[0].length, 0x3fffff);
	report = check(0x200001, 0x400000, &single);
	assert_int_equal(report->verdict, VMINFO_NO);
	assert_int_equal(report->findings[VMINFO_DMA_SINGLE].va, 0x600000);
	assert_int_equal(report->segments_needed, 2);
	assert_int_equal(report->segments[1].length, 1);
}

static void only_memory_that_is_there_is_fit(void **state)
{
	(void)state;
	assert_int_equal(of(0x600000, 0x1000), VMINFO_YES);
	assert_int_equal(of(0x600000, 0x1001), VMINFO_NO);	/* swapped */
	assert_int_equal(of(0x602fff, 1), VMINFO_YES);
	assert_int_equal(of(0x602fff, 2), VMINFO_UNKNOWN);	/* special */
	assert_int_equal(of(0x604000, 1), VMINFO_NO);		/* zero */
	assert_int_equal(of(0x605000, 1), VMINFO_NO);		/* absent */
	assert_int_equal(of(0x608000, 1), VMINFO_UNKNOWN);	/* nonpresent */
	assert_int_equal(of(0x100000, 1), VMINFO_NO);		/* unmapped */
}

static void hidden_frames_prove_what_a_page_is(void **state)
{
	const struct vminfo_dma_report *report;

	(void)state;
	assert_int_equal(of(0x606000, 0x1000), VMINFO_YES);
	report = check(0x606fff, 2, &single);
	assert_int_equal(report->verdict, VMINFO_UNKNOWN);
	assert_int_equal(report->findings[VMINFO_DMA_SINGLE].va, 0x607000);
	assert_int_equal(report->segments_least, 1);
	assert_int_equal(report->segments_most, 2);
	assert_int_equal(of(0x800000, 0x200000), VMINFO_YES);
	assert_int_equal(of(0x800000, 0x200001), VMINFO_UNKNOWN);
}

static void the_address_of_a_hidden_segment_is_not_0(void **state)
{
	const struct vminfo_dma_report *report;

	(void)state;
	report = check(0x606ff0, 0x20, &single);
	assert_int_equal(report->segments_needed, VMINFO_NONE);
	assert_int_equal(report->segments[0].va, 0x606ff0);
	assert_int_equal(report->segments[0].length, 0x10);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(report->segments[i].pa, VMINFO_NONE);
		assert_int_equal(report->segments[i].bus, VMINFO_NONE);
	}
	report = check(0x9ffff0, 0x20, &single);
	assert_int_equal(report->segments_needed, VMINFO_NONE);
	assert_int_equal(report->segments[0].pa, VMINFO_NONE);
	assert_int_equal(report->segments[1].pa, 0x10400000);
	assert_int_equal(report->segments[1].bus, 0x10400000);
}

static void a_border_of_mappings_is_no_break(void **state)
{
	const struct vminfo_dma_constraints c = {
		.size = sizeof(c), .min_run = 0x2001,
	};

	(void)state;
	assert_int_equal(check(0xa00000, 0x2000, &single)->verdict, VMINFO_YES);
	assert_int_equal(check(0xa00000, 0x2001, &single)->verdict, VMINFO_NO);
	assert_int_equal(check(0xa00000, 0x2000, &c)->verdict, VMINFO_YES);
}

static void nodes_are_those_of_the_frames(void **state)
{
	const uint64_t first = 1, second = 2;
	struct vminfo_dma_constraints c = {
		.size = sizeof(c), .nodes = &first, .node_words = 1,
	};

	(void)state;
	assert_int_equal(check(0x200000, 0x2000, &c)->verdict, VMINFO_YES);
	assert_int_equal(check(0x606000, 1, &c)->verdict, VMINFO_UNKNOWN);
	c.nodes = &second;
	assert_int_equal(check(0x200000, 0x2000, &c)->verdict, VMINFO_NO);
}

/* Of hidden frames: two pages are on node 1, and of the others nobody knows. */
static uint64_t say_node(void *data, struct vminfo_process *of_process,
			 const struct vminfo_run *run, int *node)
{
	assert_ptr_equal(of_process, process);
	++*(int *)data;
	*node = run->va == 0x606000 ? 1 : -1;
	return run->va == 0x606000 ? 2 : 1;
}

static void nodes_of_hidden_frames_are_those_that_our_caller_knows(void **state)
{
	const uint64_t first = 1, second = 2;
	int asked = 0;
	struct vminfo_dma_constraints c = {
		.size = sizeof(c), .nodes = &second, .node_words = 1,
		.node_of = say_node, .node_data = &asked,
	};

	(void)state;
	assert_int_equal(check(0x606800, 0x1000, &c)->verdict, VMINFO_YES);
	assert_int_equal(asked, 1);
	assert_int_equal(check(0x800000, 1, &c)->verdict, VMINFO_UNKNOWN);
	c.nodes = &first;
	assert_int_equal(check(0x606000, 1, &c)->verdict, VMINFO_NO);
	asked = 0;
	assert_int_equal(check(0x200000, 0x2000, &c)->verdict, VMINFO_YES);
	assert_int_equal(asked, 0);
}

static void bases_tell_where_memory_of_a_device_is(void **state)
{
	const struct vminfo_dma_base bases[] = {
		{ 0xb01000, 0x1000, 0xfe000000 },
		{ 0xb02000, 0x1000, 0xfe001000 },
		{ 0x600000, 0x10000, 0x1000 },
	};
	const struct vminfo_dma_constraints c = {
		.size = sizeof(c), .single = 1, .bases = bases, .base_count = 3,
	};
	const struct vminfo_dma_report *report;

	(void)state;
	assert_int_equal(of(0xb01000, 0x1000), VMINFO_UNKNOWN);
	report = check(0xb01800, 0x1800, &c);
	assert_int_equal(report->verdict, VMINFO_YES);
	assert_int_equal(report->segments[0].pa, 0xfe000800);
	assert_true(report->inferred);
	assert_int_equal(check(0xb00fff, 2, &c)->verdict, VMINFO_UNKNOWN);
	report = check(0xb02fff, 2, &c);
	assert_int_equal(report->verdict, VMINFO_UNKNOWN);
	assert_int_equal(report->findings[VMINFO_DMA_MEMORY].va, 0xb03000);
	assert_true(report->inferred);
	/* What the kernel says stands. */
	assert_int_equal(check(0x601000, 1, &c)->verdict, VMINFO_NO);
	report = check(0x600000, 1, &c);
	assert_int_equal(report->segments[0].pa, 0x20000000);
	assert_false(report->inferred);
}

static void pages_are_counted_by_their_states(void **state)
{
	const struct vminfo_dma_report *report =
		check(0x5ff800, 0x5000, &single);

	(void)state;
	assert_int_equal(report->pages_of_state[VMINFO_PRESENT], 3);
	assert_int_equal(report->pages_of_state[VMINFO_SWAPPED], 1);
	assert_int_equal(report->pages_of_state[VMINFO_NONPRESENT], 1);
	assert_int_equal(report->pages_of_state[VMINFO_ZERO], 1);
	assert_int_equal(report->findings[VMINFO_DMA_MEMORY].bytes, 0x1800);
}

static struct vminfo_dma_window find(uint64_t va, uint64_t length,
				     const struct vminfo_dma_constraints *c)
{
	const struct vminfo_dma_buffer buffer = { va, length };
	struct vminfo_dma_window window;

	assert_int_equal(vminfo_dma_find(process, &buffer, c, &window), 0);
	return window;
}

static void the_largest_part_that_is_fit_is_found(void **state)
{
	const struct vminfo_dma_constraints align = {
		.size = sizeof(align), .align = 0x400000, .single = 1,
	};
	struct vminfo_dma_window window = find(0, 0, &single);

	(void)state;
	assert_int_equal(window.va, 0x200000);
	assert_int_equal(window.length, 0x400000);
	assert_false(window.may_be_larger);
	window = find(0x300000, 0x10000, &single);
	assert_int_equal(window.va, 0x300000);
	assert_int_equal(window.length, 0x10000);
	window = find(0x600000, 0x800000, &single);
	assert_int_equal(window.va, 0x800000);
	assert_int_equal(window.length, 0x200000);
	window = find(0x605000, 0x3000, &single);
	assert_int_equal(window.length, 0x1000);
	assert_true(window.may_be_larger);
	window = find(0x100000, 0x10000, NULL);
	assert_int_equal(window.length, 0);
	window = find(0x200000, 0x200000, &align);
	assert_int_equal(window.length, 0x200000);
	window = find(0x400000, 0x200000, &align);
	assert_int_equal(window.length, 0);
}

static void a_part_is_looked_for_in_what_makes_sense(void **state)
{
	const struct vminfo_dma_buffer beyond = { UINT64_MAX, 2 };
	const struct vminfo_dma_constraints odd = {
		.size = sizeof(odd), .align = 3,
	};
	const struct vminfo_dma_buffer good = { 0x200000, 1 };
	struct vminfo_dma_window window = { .va = 77 };

	(void)state;
	assert_int_equal(vminfo_dma_find(process, &beyond, NULL, &window),
			 -EINVAL);
	assert_int_equal(vminfo_dma_find(process, &good, &odd, &window),
			 -EINVAL);
	assert_int_equal(window.va, 77);
	assert_int_equal(find(0x200000, 1, NULL).length, 1);
}

static void what_makes_no_sense_is_refused(void **state)
{
	struct vminfo_dma_report report = { .size = sizeof(report) };
	const struct vminfo_dma_buffer empty = { 0x200000, 0 };
	const struct vminfo_dma_buffer beyond = { UINT64_MAX, 2 };
	const struct vminfo_dma_buffer good = { 0x200000, 1 };
	const struct vminfo_dma_constraints odd = {
		.size = sizeof(odd), .align = 3,
	};
	const struct vminfo_dma_base nothing = { 0x200000, 0, 0 };
	const struct vminfo_dma_constraints empty_base = {
		.size = sizeof(odd), .bases = &nothing, .base_count = 1,
	};

	(void)state;
	assert_int_equal(vminfo_dma_check(process, &empty, NULL, &report),
			 -EINVAL);
	assert_int_equal(vminfo_dma_check(process, &beyond, NULL, &report),
			 -EINVAL);
	assert_int_equal(vminfo_dma_check(process, &good, &odd, &report),
			 -EINVAL);
	assert_string_equal(vminfo_context_error(context),
			    "constraints: Invalid argument");
	assert_int_equal(vminfo_dma_check(process, &good, &empty_base, &report),
			 -EINVAL);
	report.size--;
	assert_int_equal(vminfo_dma_check(process, &good, NULL, &report),
			 -EINVAL);
	assert_string_equal(vminfo_context_error(context),
			    "report: Invalid argument");
	assert_int_equal(report.verdict, 0);
}

static void a_report_of_a_newer_program_is_silent_on_newer_rules(
	void **state)
{
	struct {
		struct vminfo_dma_report known;
		struct vminfo_dma_finding newer;
		uint64_t behind;
	} report = {
		.known.size = sizeof(report.known) + sizeof(report.newer),
		.newer.verdict = VMINFO_YES,
		.behind = 77,
	};
	const struct vminfo_dma_buffer buffer = { 0x200000, 1 };

	(void)state;
	assert_int_equal(vminfo_dma_check(process, &buffer, NULL,
					  &report.known), 0);
	assert_int_equal(report.known.size,
			 sizeof(report.known) + sizeof(report.newer));
	assert_int_not_equal(report.known.verdict, 0);
	assert_int_equal(report.newer.verdict, 0);
	assert_int_equal(report.behind, 77);
}

static void our_own_memory_is_fit_when_it_was_touched(void **state)
{
	size_t size = (size_t)sysconf(_SC_PAGESIZE);
	char *page = mmap(NULL, size, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)state;
	assert_ptr_not_equal(page, MAP_FAILED);
	assert_int_equal(of((uintptr_t)page, size), VMINFO_NO);
	page[0] = 1;
	/* It may be on the move. */
	assert_int_not_equal(of((uintptr_t)page, size), VMINFO_NO);
	munmap(page, size);
	assert_int_equal(of((uintptr_t)page, size), VMINFO_NO);
}

static void a_forked_child_is_told_that_it_is_not_the_parent(void **state)
{
	struct vminfo_dma_report report = { .size = sizeof(report) };
	const struct vminfo_dma_buffer buffer = { (uintptr_t)&report, 1 };
	pid_t child = fork();
	int status;

	(void)state;
	assert_true(child >= 0);
	if (child == 0)
		_exit(vminfo_dma_check(process, &buffer, NULL, &report) ==
		      -ESTALE ? 0 : 1);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

int main(void)
{
	const struct CMUnitTest recorded[] = {
		cmocka_unit_test(huge_pages_that_follow_each_other_are_one_run),
		cmocka_unit_test(only_memory_that_is_there_is_fit),
		cmocka_unit_test(hidden_frames_prove_what_a_page_is),
		cmocka_unit_test(the_address_of_a_hidden_segment_is_not_0),
		cmocka_unit_test(a_border_of_mappings_is_no_break),
		cmocka_unit_test(nodes_are_those_of_the_frames),
		cmocka_unit_test(
			nodes_of_hidden_frames_are_those_that_our_caller_knows),
		cmocka_unit_test(bases_tell_where_memory_of_a_device_is),
		cmocka_unit_test(pages_are_counted_by_their_states),
		cmocka_unit_test(the_largest_part_that_is_fit_is_found),
		cmocka_unit_test(a_part_is_looked_for_in_what_makes_sense),
		cmocka_unit_test(what_makes_no_sense_is_refused),
		cmocka_unit_test(
			a_report_of_a_newer_program_is_silent_on_newer_rules),
	};
	const struct CMUnitTest own[] = {
		cmocka_unit_test(our_own_memory_is_fit_when_it_was_touched),
		cmocka_unit_test(
			a_forked_child_is_told_that_it_is_not_the_parent),
	};

	return cmocka_run_group_tests(recorded, open_it, close_it) +
	       cmocka_run_group_tests(own, open_self, close_it);
}
