// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The sums of a process, by smaps_rollup.  Without walks they are read when it
 * is opened: they are then of the program that its stat is of, or there is an
 * error, whatever it does meanwhile.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "fake.h"
#include "process.h"

#define SWAPPED ((uint64_t)1 << 62)
#define PRESENT ((uint64_t)1 << 63)
#define KIB 1024

static const struct fake_mapping mappings[] = {
	{ .start = 0x400000, .end = 0x403000, .permissions = "rw-p" },
	{ .permissions = NULL },
};

static const struct fake_entries entries[] = {
	{ 0x400000, 2, PRESENT | 0x101, 1, 0 },
	{ 0x402000, 1, SWAPPED | 0x44 << 5 | 1, 0, 0 },
	{ .pages = 0 },
};

static const struct fake_space before = { mappings, entries };

static const struct fake_entries other_entries[] = {
	{ 0x400000, 1, PRESENT | 0x201, 1, 0 },
	{ .pages = 0 },
};

static const struct fake_space after = { mappings, other_entries };

enum end {
	REAPED,
	ZOMBIE,
	EXEC,
	EXEC_OF_ONE,	/* of two that share the memory, which stays */
	ENDS,
};

static struct {
	unsigned long at;
	enum end end;
	bool happened;
} fate;

static void meet_fate(unsigned long number, enum fake_call call)
{
	(void)call;
	if (number != fate.at)
		return;
	fate.happened = true;
	if (fate.end == REAPED)
		fake_exit();
	else if (fate.end == ZOMBIE)
		fake_zombie();
	else
		fake_exec(&after);
	if (fate.end == EXEC_OF_ONE)
		fake.thread_space = &before;
}

static struct vminfo_context *start(uint64_t without)
{
	const struct vminfo_context_options options = {
		.size = sizeof(options),
		.without = without,
	};
	struct vminfo_context *context;

	fake_start(&before);
	fake.rollup = true;
	assert_int_equal(vminfo_context_new(&options, &context), 0);
	return context;
}

static void stop(struct vminfo_context *context, struct vminfo_process *process)
{
	vminfo_process_close(process);
	vminfo_context_free(context);
	assert_int_equal(fake.open_files, 0);
	fake_stop();
}

static struct vminfo_process *open_process(struct vminfo_context *context)
{
	struct vminfo_process *process;

	assert_int_equal(vminfo_process_open(context, 42, &process), 0);
	return process;
}

static void has_sums(struct vminfo_process *process)
{
	struct vminfo_smaps smaps;

	assert_int_equal(vminfo_process_smaps(process, &smaps), 0);
	assert_int_equal(smaps.rss, 8 * KIB);
	assert_int_equal(smaps.swap, 4 * KIB);
	assert_int_equal(smaps.pss, VMINFO_NONE);
}

static void without_walks_they_are_those_of_when_it_was_opened(void **state)
{
	struct vminfo_context *context = start(VMINFO_WITHOUT_WALKS);
	struct vminfo_process *process = open_process(context);

	(void)state;
	has_sums(process);
	assert_string_equal(vminfo_process_name(process), fake.comm);
	fake_exit();
	has_sums(process);
	stop(context, process);
}

static void with_walks_they_are_those_of_now(void **state)
{
	struct vminfo_context *context = start(0);
	struct vminfo_process *process = open_process(context);
	struct vminfo_smaps smaps;

	(void)state;
	has_sums(process);
	fake_exec(&after);
	assert_int_equal(vminfo_process_smaps(process, &smaps), -ESRCH);
	assert_string_equal(vminfo_context_error(context),
			    "42/smaps_rollup: No such process");
	stop(context, process);
}

static void without_walks_nothing_else_is_open(void **state)
{
	struct vminfo_context *context = start(VMINFO_WITHOUT_WALKS);
	unsigned int files = fake.open_files;
	struct vminfo_process *process = open_process(context);
	struct vminfo_mapping mapping;
	struct vminfo_walk *walk;
	struct vminfo_page page;

	(void)state;
	/* Its directory. */
	assert_int_equal(fake.open_files, files + 1);
	if (vminfo_walk_new(process, NULL, &walk) == 0) {
		assert_int_equal(vminfo_walk_pages(walk, &page, NULL, 1),
				 -EBADF);
		vminfo_walk_free(walk);
	}
	assert_int_equal(vminfo_process_page(process, 0x400000, &page), -EBADF);
	assert_int_equal(vminfo_process_mapping(process, 0x400000, &mapping),
			 -EBADF);
	stop(context, process);
}

static void where_there_are_no_sums_all_is_as_with_walks(void **state)
{
	struct vminfo_context *context = start(VMINFO_WITHOUT_WALKS);
	struct vminfo_process *process;
	struct vminfo_smaps smaps;
	struct vminfo_page page;

	(void)state;
	fake.rollup = false;
	process = open_process(context);
	assert_int_equal(vminfo_process_smaps(process, &smaps), -ENODATA);
	assert_int_equal(vminfo_process_page(process, 0x400000, &page), 0);
	assert_int_equal(page.state, VMINFO_PRESENT);
	stop(context, process);
}

static void without_a_line_there_are_no_sums(void **state)
{
	static const struct fake_mapping none = { .permissions = NULL };
	static const struct fake_space empty = { &none, NULL };
	struct vminfo_context *context = start(VMINFO_WITHOUT_WALKS);
	struct vminfo_process *process;
	struct vminfo_mapping mapping;
	struct vminfo_smaps smaps;

	(void)state;
	fake.space = &empty;
	process = open_process(context);
	assert_int_equal(vminfo_process_smaps(process, &smaps), -ENODATA);
	assert_int_equal(vminfo_process_mapping(process, 0x400000, &mapping),
			 0);
	stop(context, process);
}

static void who_has_no_memory_has_no_sums(void **state)
{
	struct vminfo_context *context = start(VMINFO_WITHOUT_WALKS);
	struct vminfo_process *process;

	(void)state;
	fake_zombie();
	assert_int_equal(vminfo_process_open(context, 42, &process), -ESRCH);
	assert_int_equal(vminfo_process_open(context, 43, &process), -ENOENT);
	stop(context, NULL);
}

static void they_can_be_read_by_a_thread_that_lives(void **state)
{
	static const pid_t tasks[] = { 43, 0 };
	struct vminfo_context *context = start(VMINFO_WITHOUT_WALKS);
	struct vminfo_process *process;

	(void)state;
	fake_zombie();
	fake.threads = 2;
	fake.tasks = tasks;
	fake.thread_space = &before;
	process = open_process(context);
	assert_int_equal(process->stat.number, 43);
	has_sums(process);
	stop(context, process);
}

static void our_own_can_be_read(void **state)
{
	struct vminfo_context *context = start(VMINFO_WITHOUT_WALKS);
	struct vminfo_process *process;

	(void)state;
	fake.pid = getpid();
	assert_int_equal(vminfo_process_open(context, fake.pid, &process), 0);
	has_sums(process);
	stop(context, process);
}

static void an_error_of_the_kernel_is_no_sum(void **state)
{
	struct vminfo_context *context = start(VMINFO_WITHOUT_WALKS);
	struct vminfo_process *process;

	(void)state;
	fake.fail_with = EIO;
	assert_int_equal(vminfo_process_open(context, 42, &process), -EIO);
	assert_string_equal(vminfo_context_error(context),
			    "42/smaps_rollup: Input/output error");
	stop(context, NULL);
}

/* The stack tells which program its stat is of, the sums of which they are. */
static void check_sums(struct vminfo_process *process)
{
	bool other = process->stat.start_stack != 0x7ffc00400000;
	struct vminfo_smaps smaps;

	assert_int_equal(vminfo_process_smaps(process, &smaps), 0);
	if (smaps.rss != (other ? 4 : 8) * KIB)
		fail_msg("call %lu: %d KiB of the program %s exec", fate.at,
			 (int)(smaps.rss / KIB), other ? "after" : "before");
}

static void whatever_it_does_meanwhile_they_are_of_one_program(void **state)
{
	(void)state;
	for (fate.end = 0; fate.end < ENDS; fate.end++) {
		fate.happened = true;
		for (fate.at = 1; fate.happened; fate.at++) {
			struct vminfo_context *context =
				start(VMINFO_WITHOUT_WALKS);
			struct vminfo_process *process = NULL;
			int ret;

			fake.calls = 0;
			fate.happened = false;
			fake.before = meet_fate;
			ret = vminfo_process_open(context, 42, &process);
			fake.before = NULL;
			if (ret == 0)
				check_sums(process);
			else if (ret != -ESRCH && ret != -ENOENT)
				fail_msg("call %lu: %s", fate.at,
					 vminfo_context_error(context));
			/* Who only runs another program can be opened. */
			assert_true(ret == 0 || fate.end < EXEC);
			stop(context, process);
		}
		/* So that it was tried at all. */
		assert_in_range(fate.at, 6, 100);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			without_walks_they_are_those_of_when_it_was_opened),
		cmocka_unit_test(with_walks_they_are_those_of_now),
		cmocka_unit_test(without_walks_nothing_else_is_open),
		cmocka_unit_test(where_there_are_no_sums_all_is_as_with_walks),
		cmocka_unit_test(without_a_line_there_are_no_sums),
		cmocka_unit_test(who_has_no_memory_has_no_sums),
		cmocka_unit_test(they_can_be_read_by_a_thread_that_lives),
		cmocka_unit_test(our_own_can_be_read),
		cmocka_unit_test(an_error_of_the_kernel_is_no_sum),
		cmocka_unit_test(
			whatever_it_does_meanwhile_they_are_of_one_program),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
