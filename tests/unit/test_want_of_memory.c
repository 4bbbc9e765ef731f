// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * All that the library does, with each allocation failing, alone and with all
 * that follow: an answer is -ENOMEM or what it always is, nothing shorter, and
 * no memory and no file is left.
 */
#include <errno.h>
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
#include "fake.h"
#include "fault.h"
#include "recorded.h"
#include "vminfo.h"

#define BIT(n) ((uint64_t)1 << (n))
#define EXCLUSIVE BIT(56)
#define FILE_PAGE BIT(61)
#define SWAPPED BIT(62)
#define PRESENT BIT(63)

/* Of a scan, and of kpageflags. */
#define HUGE 6u
#define ANON 12u

static char long_name[300];

static const struct fake_mapping mappings[] = {
	{ .start = 0x400000, .end = 0x404000, .permissions = "rw-p" },
	{ 0x404000, 0x405000, "r-xp", 0, 8, 1, 5, "/a\nb", 0, false },
	{ 0x405000, 0x406000, "r-xp", 0, 8, 1, 6, long_name, 0, false },
	{ 0x500000, 0x508000, "rw-s", 0, 0, 1, 70, "/memfd:x (deleted)", 0,
	  false },
	{ .start = 0x800000, .end = 0xc00000, .permissions = "rw-p" },
	{ .permissions = NULL },
};

static const struct fake_entries entries[] = {
	{ 0x400000, 2, PRESENT | EXCLUSIVE | 0x101, 1, 0 },
	{ 0x402000, 1, SWAPPED | 0x44 << 5, 0, 0 },
	{ 0x404000, 1, PRESENT | FILE_PAGE | 0x180, 0, 0 },
	{ 0x502000, 1, PRESENT | FILE_PAGE | 0x99, 0, 0 },
	{ 0x800000, 512, PRESENT | 0x2000, 1, BIT(HUGE) },
	{ .pages = 0 },
};

static const struct fake_space space = { mappings, entries };

static const struct fake_object objects[] = {
	{ .dev_minor = 1, .inode = 70, .pages = "cc.sskf", .shmem = true },
	{ .dev_major = 8, .dev_minor = 1, .inode = 5, .pages = "c" },
	{ .pages = NULL },
};

/* --- what was answered ---------------------------------------------------- */

enum step {
	CONTEXT,
	MACHINE,
	FRAMES,
	PROCESS,
	RUNS,
	PAGES,
	MAPPINGS,
	ADDRESSES,
	DMA,
	FIND,
	RECORD,
	REBASE,
	REPLAY,
	REPLAY_RUNS,
	STEPS,
};

struct answer {
	bool failed;	/* with -ENOMEM */
	size_t length;
	char bytes[24000];
};

static struct answer usual[STEPS], now[STEPS];
static enum step step;

/* Up to where memory failed. */
static void keep(const void *bytes, size_t length)
{
	struct answer *answer = &now[step];

	if (answer->failed)
		return;
	assert_true(length <= sizeof(answer->bytes) - answer->length);
	memcpy(answer->bytes + answer->length, bytes, length);
	answer->length += length;
}

static void keep_text(const char *text)
{
	keep(text, strlen(text) + 1);
}

/* Another error than want of memory is a part of the answer. */
static bool take(ssize_t ret)
{
	if (ret == -ENOMEM)
		now[step].failed = true;
	else
		keep(&ret, sizeof(ret));
	return ret >= 0;
}

/* --- the machine ---------------------------------------------------------- */

static void ask_machine(struct vminfo_context *context)
{
	struct vminfo_region region = { 0 };
	struct vminfo_swap_area area;
	struct vminfo_zone_span zones[4];
	struct vminfo_ram ram[4];

	step = MACHINE;
	if (take(vminfo_context_ram(context, ram, 4)))
		keep(ram, sizeof(*ram));
	if (take(vminfo_context_zones(context, zones, 4)))
		keep(zones, sizeof(*zones));
	if (take(vminfo_context_region(context, 0x2000, &region)))
		keep_text(region.name);
	if (take(vminfo_context_swap_areas(context, &area, 1)))
		keep_text(area.name);
	if (take(vminfo_context_slot_area(context, 0, 2, &area)))
		keep_text(area.name);
	keep_text(vminfo_context_boot(context));
	take(vminfo_context_next_process(context, 0));
}

static void ask_frames(struct vminfo_context *context)
{
	struct vminfo_frame frames[4] = { 0 };
	uint64_t words[4] = { 0 };

	step = FRAMES;
	if (take(vminfo_context_frame(context, 0x101, frames)))
		keep(frames, sizeof(*frames));
	if (take(vminfo_context_frames(context, 0x2000, 0, frames, 4)))
		keep(frames, sizeof(frames));
	if (take(vminfo_context_frame_words(context, 0x101, words, 4)))
		keep(words, sizeof(words));
}

/* --- one process ---------------------------------------------------------- */

static void walk_runs(struct vminfo_process *process, enum step which)
{
	const struct vminfo_walk_options options = {
		.size = sizeof(options),
		.want = VMINFO_WANT_FRAMES | VMINFO_WANT_BACKING |
			VMINFO_WANT_GAPS,
		.split = VMINFO_SOFT_DIRTY |
			 VMINFO_SPLIT_FRAME(VMINFO_FRAME_HAS_FLAGS),
	};
	struct vminfo_frame frames[3];
	struct vminfo_run runs[3];
	struct vminfo_walk *walk;
	ssize_t n;

	step = which;
	if (!take(vminfo_walk_new(process, &options, &walk)))
		return;
	while ((n = vminfo_walk_runs(walk, runs, frames, 3)) > 0) {
		keep(runs, (size_t)n * sizeof(*runs));
		keep(frames, (size_t)n * sizeof(*frames));
	}
	if (take(n))
		take((ssize_t)vminfo_walk_status(walk));
	vminfo_walk_free(walk);
}

static void walk_pages(struct vminfo_process *process)
{
	const struct vminfo_walk_options options = {
		.size = sizeof(options),
		.length = 0x600000,
		.want = VMINFO_WANT_EXACT,
	};
	struct vminfo_page pages[7];
	struct vminfo_walk *walk;
	ssize_t n;

	step = PAGES;
	if (!take(vminfo_walk_new(process, &options, &walk)))
		return;
	while ((n = vminfo_walk_pages(walk, pages, NULL, 7)) > 0)
		keep(pages, (size_t)n * sizeof(*pages));
	if (take(n))
		take((ssize_t)vminfo_walk_status(walk));
	vminfo_walk_free(walk);
}

static void keep_mapping(const struct vminfo_mapping *m)
{
	keep(&m->va, sizeof(m->va));
	keep(&m->length, sizeof(m->length));
	keep(&m->offset, sizeof(m->offset));
	keep_text(m->name);
}

static void walk_mappings(struct vminfo_process *process)
{
	struct vminfo_mapping mapping;
	struct vminfo_walk *walk;
	struct vminfo_smaps smaps;
	ssize_t n;

	step = MAPPINGS;
	if (!take(vminfo_walk_new(process, NULL, &walk)))
		return;
	while ((n = vminfo_walk_mappings(walk, &mapping, 1)) > 0) {
		keep_mapping(&mapping);
		if (take(vminfo_walk_smaps(walk, mapping.va, &smaps)))
			keep(&smaps, sizeof(smaps));
	}
	if (take(n))
		take((ssize_t)vminfo_walk_status(walk));
	vminfo_walk_free(walk);
}

static void ask_addresses(struct vminfo_process *process)
{
	static const uint64_t addresses[] = {
		0x402000, 0x404000, 0x405000, 0x503000, 0x801000, 0x700000,
	};
	struct vminfo_mapping mapping;
	struct vminfo_page page;
	int ret;

	step = ADDRESSES;
	for (size_t i = 0; i < sizeof(addresses) / sizeof(*addresses); i++) {
		if (take(vminfo_process_page(process, addresses[i], &page)))
			keep(&page, sizeof(page));
		ret = vminfo_process_mapping(process, addresses[i], &mapping);
		if (take(ret) && ret > 0)
			keep_mapping(&mapping);
	}
}

static const struct vminfo_dma_constraints constraints = {
	.size = sizeof(constraints), .mask = 0xffffffff, .max_segs = 8,
};

static void judge(struct vminfo_process *process)
{
	static const struct vminfo_dma_buffer buffers[] = {
		{ 0x400000, 0x2000 }, { 0x400000, 0x4000 },
		{ 0x800123, 0x1f0000 },
	};
	struct vminfo_dma_segment segments[4] = { 0 };
	struct vminfo_dma_report report = {
		.size = sizeof(report), .segments = segments, .room = 4,
	};

	step = DMA;
	for (size_t i = 0; i < 3; i++) {
		if (!take(vminfo_dma_check(process, &buffers[i], &constraints,
					   &report)))
			continue;
		keep(&report.verdict, sizeof(report.verdict));
		keep(report.findings, sizeof(report.findings));
		keep(&report.segments_needed, sizeof(uint64_t));
		keep(segments, sizeof(segments));
	}
}

static void find(struct vminfo_process *process)
{
	const struct vminfo_dma_buffer all = { 0x400000, 0 };
	struct vminfo_dma_window window;

	step = FIND;
	if (take(vminfo_dma_find(process, &all, &constraints, &window)))
		keep(&window, sizeof(window));
}

/* --- recorded, and replayed ----------------------------------------------- */

static int write_text(void *data, const char *text, size_t length)
{
	(void)data;
	keep(text, length);
	return 0;
}

/* It says itself that it was cut, and why. */
static int check_cut(int status)
{
	struct answer *text = &now[step];

	if (status != VMINFO_REFUSED)
		return status;
	assert_non_null(memmem(text->bytes, text->length, " refused ENOMEM\n",
			       strlen(" refused ENOMEM\n")));
	text->length = 0;
	return -ENOMEM;
}

static void record(struct vminfo_context *context,
		   struct vminfo_process *process, uint64_t flags)
{
	const struct vminfo_recorder_options options = {
		.size = sizeof(options), .write = write_text,
		.flags = VMINFO_RECORD_BACKING | flags,
	};
	struct vminfo_recorder *recorder;
	int ret, status;

	step = flags ? REBASE : RECORD;
	ret = vminfo_recorder_new(context, &options, &recorder);
	if (ret == 0) {
		status = vminfo_recorder_add(recorder, process);
		ret = status < 0 ? status : vminfo_recorder_end(recorder);
		vminfo_recorder_free(recorder);
		if (ret == 0)
			ret = check_cut(status);
	}
	take(ret);
}

static void replay(void)
{
	const struct answer *text = &usual[RECORD];
	/* Behind the text is what ending it gave. */
	struct recorded_string string = recorded_string(
		text->bytes, text->length ? text->length - sizeof(ssize_t) : 0);
	struct vminfo_context *context;
	struct vminfo_process *process;
	struct recording *recording;
	char error[256];

	step = REPLAY;
	if (!text->length ||
	    !take(read_recorded(&string, error, sizeof(error), &recording)) ||
	    !take(context_new_recorded(recording, &context)))
		return;
	if (take(vminfo_process_open(context, 42, &process))) {
		walk_runs(process, REPLAY_RUNS);
		vminfo_process_close(process);
	}
	vminfo_context_free(context);
}

/* --- all of it ------------------------------------------------------------ */

static void use_process(struct vminfo_context *context,
			struct vminfo_process *process)
{
	keep_text(vminfo_process_name(process));
	take(vminfo_process_kind_of(context, 42));
	take(vminfo_process_namespace_pid(process));
	take(vminfo_process_thp_enabled(process));
	walk_runs(process, RUNS);
	walk_pages(process);
	walk_mappings(process);
	ask_addresses(process);
	judge(process);
	find(process);
	record(context, process, 0);
	record(context, process, VMINFO_RECORD_REBASED);
}

static void use_everything(void)
{
	struct vminfo_context *context;
	struct vminfo_process *process;
	uint64_t rights;

	memset(now, 0, sizeof(now));
	step = CONTEXT;
	if (take(vminfo_context_new(NULL, &context))) {
		rights = vminfo_context_rights(context);
		keep(&rights, sizeof(rights));
		ask_machine(context);
		ask_frames(context);
		step = PROCESS;
		if (take(vminfo_process_open(context, 42, &process))) {
			use_process(context, process);
			vminfo_process_close(process);
		}
		vminfo_context_free(context);
	}
	replay();
}

static uint64_t frame_word(enum fake_words file, uint64_t frame)
{
	(void)frame;
	return file == FAKE_FLAGS ? BIT(ANON) : file == FAKE_COUNTS ? 1 : 7;
}

static void start(unsigned int machine)
{
	memset(long_name, 'n', sizeof(long_name) - 1);
	long_name[0] = '/';
	fake_start(&space);
	fake.objects = objects;
	fake.mounts = "27 1 8:1 / / rw - ext4 /dev/sda1 rw\n";
	fake.frame_word = frame_word;
	fake.no_scan = machine & 1;
	fake.no_query = machine & 2;
	fake.hidden = machine & 4;
}

/* Numbers of frames are others each time: then it is whole, or it is none. */
static bool is_whole_text(const struct answer *a)
{
	static const char end[] = "\nend\n";
	size_t behind = sizeof(ssize_t) + strlen(end);

	return a->length == 0 ||
	       (a->length > behind &&
		!memcmp(a->bytes + a->length - behind, end, strlen(end)));
}

/* What came before memory failed is the beginning of what always comes. */
static bool is_right(const struct answer *a, const struct answer *b)
{
	if (step == REBASE)
		return a->failed || is_whole_text(a);
	if (a->length > b->length || memcmp(a->bytes, b->bytes, a->length))
		return false;
	return a->failed || a->length == 0 || a->length == b->length;
}

static void check(unsigned long i)
{
	bool failed = false;

	for (step = 0; step < STEPS; step++) {
		failed |= now[step].failed;
		if (!is_right(&now[step], &usual[step]))
			fail_msg("without allocation %lu, step %d is wrong", i,
				 (int)step);
	}
	/* What was not come to has a reason. */
	for (step = 0; step < STEPS; step++)
		assert_true(now[step].length || failed);
	assert_int_equal(fake.open_files, 0);
}

static unsigned long count_usual(unsigned int machine)
{
	/* The second replays what the first has recorded. */
	for (int i = 0; i < 2; i++) {
		start(machine);
		fault_memory(0);
		use_everything();
		memcpy(usual, now, sizeof(usual));
	}
	return fault_memory(0);
}

static void fail_each(unsigned long (*fail_at)(unsigned long number))
{
	/* With both ioctls, without them, and with hidden frames. */
	static const unsigned int machines[] = { 0, 3, 4 };

	for (size_t m = 0; m < sizeof(machines) / sizeof(*machines); m++) {
		unsigned long n = count_usual(machines[m]);
		size_t before = fault_held();

		assert_in_range(n, 50, 5000);
		for (unsigned long i = 1; i <= n; i++) {
			start(machines[m]);
			fail_at(i);
			use_everything();
			fault_memory(0);
			check(i);
			assert_int_equal(fault_held(), before);
		}
		fake_stop();
	}
}

static void each_allocation_fails_alone(void **state)
{
	(void)state;
	fail_each(fault_memory);
}

static void from_each_allocation_on_there_is_no_memory(void **state)
{
	(void)state;
	fail_each(fault_memory_from);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_allocation_fails_alone),
		cmocka_unit_test(from_each_allocation_on_there_is_no_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
