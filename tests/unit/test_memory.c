// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * What must hold of every public function: errno stays, no descriptor is left
 * open, and memory that fails is an error and nothing else.
 */
#include <dirent.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "fake.h"
#include "fault.h"
#include "procfs.h"
#include "vminfo.h"

#define MARK 4711
#define EXCLUSIVE ((uint64_t)1 << 56)
#define SWAPPED ((uint64_t)1 << 62)
#define PRESENT ((uint64_t)1 << 63)

static char long_name[40000];

static const struct fake_mapping mappings[] = {
	{ .start = 0x400000, .end = 0x404000, .permissions = "rw-p" },
	{ 0x404000, 0x405000, "r-xp", 0, 8, 1, 5, "/a\nb", 0, false },
	{ 0x405000, 0x406000, "r-xp", 0, 8, 1, 6, long_name, 0, false },
	{ 0x406000, 0x407000, "r-xp", 0, 8, 1, 6, long_name + 39000, 0, false },
	{ .permissions = NULL },
};

static const struct fake_entries entries[] = {
	{ 0x400000, 2, PRESENT | EXCLUSIVE | 0x101, 1, 0 },
	{ 0x402000, 1, SWAPPED | 0x44 << 5 | 1, 0, 0 },
	{ .pages = 0 },
};

static const struct fake_space space = { mappings, entries };

/* --- everything, once ----------------------------------------------------- */

/* The first error, or 0; errno must be MARK all the time. */
struct result {
	int err;
	size_t runs;
	size_t mappings;
};

static bool take(struct result *result, ssize_t ret)
{
	if (errno != MARK)
		fail_msg("errno became %d (%s) with the result %zd", errno,
			 strerror(errno), ret);
	if (ret < 0 && ret != -ENODATA && !result->err)
		result->err = (int)ret;
	return ret >= 0;
}

static void walk_runs(struct vminfo_process *process, struct result *result)
{
	struct vminfo_walk_options options = { .size = sizeof(options),
					       .want = VMINFO_WANT_FRAMES };
	struct vminfo_frame frame;
	struct vminfo_smaps smaps;
	struct vminfo_walk *walk;
	struct vminfo_run run;
	ssize_t n;

	if (!take(result, vminfo_walk_new(process, &options, &walk)))
		return;
	while ((n = vminfo_walk_runs(walk, &run, &frame, 1)) > 0) {
		result->runs++;
		take(result, vminfo_walk_smaps(walk,
					       vminfo_walk_mapping(walk)->va,
					       &smaps));
	}
	take(result, n);
	vminfo_walk_free(walk);
}

static void walk_mappings(struct vminfo_process *process, struct result *result)
{
	struct vminfo_walk_options options = { .size = sizeof(options),
					       .length = 0x800000 };
	struct vminfo_mapping mapping;
	struct vminfo_walk *walk;
	ssize_t n;

	if (!take(result, vminfo_walk_new(process, &options, &walk)))
		return;
	while ((n = vminfo_walk_mappings(walk, &mapping, 1)) > 0)
		result->mappings++;
	take(result, n);
	vminfo_walk_free(walk);
}

static void look_up(struct vminfo_context *context,
		    struct vminfo_process *process, struct result *result)
{
	struct vminfo_mapping mapping;
	struct vminfo_swap_area area;
	struct vminfo_page page;

	take(result, vminfo_process_page(process, 0x402000, &page));
	take(result, vminfo_process_mapping(process, 0x405000, &mapping));
	take(result, vminfo_process_mapping(process, 0x406000, &mapping));
	take(result, vminfo_context_slot_area(context, 0, 1, &area));
	take(result, vminfo_process_kind_of(context,
					    vminfo_process_pid(process)));
}

static struct result use_everything(pid_t pid)
{
	struct result result = { .err = 0 };
	struct vminfo_context *context;
	struct vminfo_process *process;

	errno = MARK;
	if (!take(&result, vminfo_context_new(NULL, &context)))
		return result;
	if (take(&result, vminfo_process_open(context, pid, &process))) {
		walk_runs(process, &result);
		walk_mappings(process, &result);
		look_up(context, process, &result);
		vminfo_process_close(process);
	}
	vminfo_context_free(context);
	take(&result, 0);
	return result;
}

static void start(unsigned int machine)
{
	memset(long_name, 'n', sizeof(long_name) - 1);
	long_name[0] = '/';
	fake_start(&space);
	fake.no_scan = machine & 1;
	fake.no_query = machine & 2;
	fake.hidden = machine & 4;
}

static void each_allocation_may_fail(void **state)
{
	(void)state;
	for (unsigned int machine = 0; machine < 4; machine++) {
		struct result all, result;
		unsigned long n;

		start(machine);
		fault_memory(0);
		all = use_everything(42);
		n = fault_memory(0);
		assert_int_equal(all.err, 0);
		assert_int_equal(all.mappings, 4);
		assert_in_range(n, 15, 200);
		for (unsigned long i = 1; i <= n; i++) {
			start(machine);
			fault_memory(i);
			result = use_everything(42);
			fault_memory(0);
			/* Some are tried again, later, with success. */
			if (result.err)
				assert_int_equal(result.err, -ENOMEM);
			else
				assert_int_equal(result.runs, all.runs);
			assert_int_equal(fake.open_files, 0);
		}
		fake_stop();
	}
}

/* --- each call may fail --------------------------------------------------- */

static unsigned long failing;
static int failure;

static void fail_there(unsigned long number, enum fake_call call)
{
	(void)call;
	fake.fail_with = number == failing ? failure : 0;
}

static void each_look_at_the_process_may_fail(void **state)
{
	static const int failures[] = { EIO, EPERM, ENOMEM, EACCES };

	(void)state;
	for (unsigned int i = 0; i < 16; i++) {
		struct result all, result;
		unsigned long n;

		start(i / 4);
		all = use_everything(42);
		n = fake.calls;
		failure = failures[i % 4];
		for (failing = 1; failing <= n; failing++) {
			start(i / 4);
			fake.before = fail_there;
			result = use_everything(42);
			if (result.err)
				assert_int_equal(result.err, -failure);
			else
				assert_int_equal(result.runs, all.runs);
			assert_int_equal(fake.open_files, 0);
		}
		fake_stop();
	}
}

/* --- on the real system --------------------------------------------------- */

static unsigned int count_descriptors(void)
{
	DIR *dir = opendir("/proc/self/fd");
	unsigned int n = 0;

	assert_non_null(dir);
	while (readdir(dir))
		n++;
	closedir(dir);
	return n;
}

static void nothing_stays_open_and_errno_stays(void **state)
{
	unsigned int before = count_descriptors();

	(void)state;
	assert_int_equal(use_everything(getpid()).err, 0);
	assert_int_equal(count_descriptors(), before);
	/* No process, and no more of ours. */
	assert_int_equal(use_everything(-1).err, -ENOENT);
	assert_int_equal(count_descriptors(), before);
}

static void it_is_so_with_each_fault(void **state)
{
	static const char *const faults[] = {
		"noscan", "noquery", "hide", "noscan,noquery,hide",
		"eintr", "efault=1000", "change-after=5",
	};
	unsigned int before = count_descriptors();

	(void)state;
	for (size_t i = 0; i < sizeof(faults) / sizeof(*faults); i++) {
		fault_set(faults[i]);
		assert_int_equal(use_everything(getpid()).err, 0);
		assert_int_equal(count_descriptors(), before);
	}
	fault_set(NULL);
}

static void it_is_so_if_the_process_ends_at_any_look(void **state)
{
	static const char *const ends[] = { "dead-after=%lu",
					    "dead-after=%lu,dead-esrch",
					    "exec-after=%lu",
					    "dead-after=%lu,noquery" };
	unsigned int before = count_descriptors();
	char fault[60];

	(void)state;
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		for (unsigned long n = 0; n < 60; n++) {
			struct result result;

			snprintf(fault, sizeof(fault), ends[i], n);
			fault_set(fault);
			result = use_everything(getpid());
			if (result.err != -ESRCH && result.err != -ESTALE)
				fail_msg("%s gives %d", fault, result.err);
			assert_int_equal(count_descriptors(), before);
		}
	}
	fault_set(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_allocation_may_fail),
		cmocka_unit_test(each_look_at_the_process_may_fail),
		cmocka_unit_test(nothing_stays_open_and_errno_stays),
		cmocka_unit_test(it_is_so_with_each_fault),
		cmocka_unit_test(it_is_so_if_the_process_ends_at_any_look),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
