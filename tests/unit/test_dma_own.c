// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Verdicts on memory of our own, on a kernel that counts what it is asked:
 * libvminfo/dma-plain.c, and the walk where that is not enough.
 */
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
#include "scene.h"

#define BIT(n) ((uint64_t)1 << (n))
#define EXCLUSIVE BIT(56)
#define FILE_PAGE BIT(61)
#define NOT_PRESENT BIT(62)
#define PRESENT BIT(63)
#define SWAPPED (NOT_PRESENT | 0x44 << 5)

/* Categories of a scan that words do not show. */
#define HUGE BIT(6)
#define PFNZERO BIT(5)

#define H FAKE_HUGE
#define P ((uint64_t)FAKE_PAGE)

/* --- the scene ------------------------------------------------------------ */

static struct scene scene;
static unsigned long calls[FAKE_PAUSE + 1];

static void count(unsigned long number, enum fake_call call)
{
	(void)number;
	calls[call]++;
}

/* A process that looks at itself; pid 42 is another one. */
static void open_as(pid_t pid)
{
	fake.pid = pid;
	scene = scene_open();
	memset(calls, 0, sizeof(calls));
	fake.frame_reads = 0;
	fake.before = count;
}

static void start(const struct fake_space *space)
{
	fake_start(space);
	open_as(getpid());
}

static void end(void)
{
	fake.before = NULL;
	scene_close(&scene);
}

static struct vminfo_dma_segment segments[64];
static struct vminfo_dma_report report;

static int try_check(uint64_t va, uint64_t length,
		     const struct vminfo_dma_constraints *c)
{
	const struct vminfo_dma_buffer buffer = { va, length };

	report = (struct vminfo_dma_report){
		.size = sizeof(report), .segments = segments, .room = 64,
	};
	return vminfo_dma_check(scene.process, &buffer, c, &report);
}

static uint32_t check(uint64_t va, uint64_t length)
{
	static const struct vminfo_dma_constraints single = {
		.size = sizeof(single), .single = 1,
	};

	assert_int_equal(try_check(va, length, &single), 0);
	return report.verdict;
}

static void only_pagemap_was_read(unsigned long times)
{
	for (int i = 0; i <= FAKE_PAUSE; i++)
		assert_int_equal(calls[i], i == FAKE_PAGEMAP_READ ? times : 0);
	assert_int_equal(fake.frame_reads, 0);
}

#define ANONYMOUS(from, to)                                                    \
	{ .start = (from), .end = (to), .permissions = "rw-p" }
#define END_OF_MAPPINGS { .permissions = NULL }
#define END_OF_ENTRIES { .pages = 0 }

/* --- plain memory --------------------------------------------------------- */

/* Two mappings beside each other, of which the second one is a file's. */
static const struct fake_mapping plain_mappings[] = {
	ANONYMOUS(H, 4 * H),
	{ 4 * H, 80 * H, "rw-s", 0, 8, 1, 5, "/a/file", 0, false },
	END_OF_MAPPINGS,
};

/* Frames that go down; up, and over the border of mappings; small ones. */
static const struct fake_entries plain_entries[] = {
	{ H, 512, PRESENT | EXCLUSIVE | 0x31fff, (uint64_t)-1, 0 },
	{ 2 * H, 512, PRESENT | 0x40001, 1, 0 },
	{ 3 * H, 512, PRESENT | EXCLUSIVE | 0x40201, 1, 0 },
	{ 4 * H, 512, PRESENT | FILE_PAGE | 0x40401, 1, 0 },
	{ 5 * H, 33 * 512, PRESENT | EXCLUSIVE | FILE_PAGE | 0x81001, 2, 0 },
	END_OF_ENTRIES,
};

static const struct fake_space plain = { plain_mappings, plain_entries };

static void a_plain_buffer_is_one_look_at_pagemap(void **state)
{
	(void)state;
	start(&plain);
	assert_int_equal(check(H, 2 * H / 2), VMINFO_NO);
	assert_int_equal(report.runs, 512);
	assert_int_equal(report.segments_needed, 512);
	assert_int_equal(segments[1].va, H + P);
	assert_int_equal(segments[1].pa, 0x31ffe * P);
	assert_int_equal(report.pages_of_state[VMINFO_PRESENT], 512);
	assert_int_equal(report.findings[VMINFO_DMA_SINGLE].va, H + P);
	assert_int_equal(report.findings[VMINFO_DMA_MEMORY].verdict,
			 VMINFO_YES);
	only_pagemap_was_read(1);
	end();
}

static void a_border_of_mappings_costs_nothing(void **state)
{
	(void)state;
	start(&plain);
	assert_int_equal(check(2 * H, 3 * H), VMINFO_YES);
	assert_int_equal(report.segments_needed, 1);
	assert_int_equal(segments[0].length, 3 * H);
	only_pagemap_was_read(1);
	end();
}

static void a_byte_is_in_a_page(void **state)
{
	(void)state;
	start(&plain);
	assert_int_equal(check(2 * H + 0x7ff, 1), VMINFO_YES);
	assert_int_equal(segments[0].va, 2 * H + 0x7ff);
	assert_int_equal(segments[0].pa, 0x40001 * P + 0x7ff);
	assert_int_equal(segments[0].length, 1);
	assert_int_equal(check(2 * H + 0xfff, 2), VMINFO_YES);
	assert_int_equal(segments[0].length, 2);
	assert_int_equal(report.pages_of_state[VMINFO_PRESENT], 2);
	assert_int_equal(check(H + 0xfff, 2), VMINFO_NO);
	assert_int_equal(report.findings[VMINFO_DMA_SINGLE].va, H + P);
	assert_int_equal(report.findings[VMINFO_DMA_SINGLE].expected,
			 0x32000 * P);
	assert_int_equal(segments[0].length, 1);
	assert_int_equal(segments[1].length, 1);
	only_pagemap_was_read(3);
	end();
}

/* 16 Ki words are read at once. */
static void a_large_buffer_is_a_look_for_each_64_mib(void **state)
{
	(void)state;
	start(&plain);
	assert_int_equal(check(5 * H + 1, 32 * H - 1), VMINFO_NO);
	only_pagemap_was_read(1);
	assert_int_equal(report.runs, 32 * 512);
	assert_int_equal(check(5 * H + P - 1, 32 * H), VMINFO_NO);
	only_pagemap_was_read(3);
	assert_int_equal(report.runs, 32 * 512 + 1);
	assert_int_equal(report.runs_of_order[12], 32 * 512 - 1);
	assert_int_equal(report.runs_of_order[11], 1);
	assert_int_equal(report.runs_of_order[0], 1);
	end();
}

/* Nothing is told of 4.6 million pages from where the first is not. */
static void a_hole_of_terabytes_is_not_read(void **state)
{
	(void)state;
	start(&plain);
	assert_int_equal(check(2 * H, (uint64_t)1 << 46), VMINFO_NO);
	assert_true(calls[FAKE_PAGEMAP_READ] < 100);
	assert_int_equal(report.pages_of_state[VMINFO_PRESENT],
			 3 * 512 + 33 * 512);
	end();
}

/* The last pages that a program can have. */
#define TOP ((uint64_t)1 << 47)

static void the_top_of_the_address_space_has_an_end(void **state)
{
	static const struct fake_mapping mappings[] = {
		ANONYMOUS(TOP - 2 * P, TOP),
		END_OF_MAPPINGS,
	};
	static const struct fake_entries entries[] = {
		{ TOP - 2 * P, 2, PRESENT | EXCLUSIVE | 0x40001, 1, 0 },
		END_OF_ENTRIES,
	};
	static const struct fake_space top = { mappings, entries };

	(void)state;
	start(&top);
	assert_int_equal(check(TOP - 2 * P, 2 * P), VMINFO_YES);
	assert_int_equal(check(TOP - 1, 1), VMINFO_YES);
	assert_int_equal(segments[0].pa, 0x40003 * P - 1);
	only_pagemap_was_read(2);
	assert_int_equal(check(TOP - 1, 2), VMINFO_NO);
	assert_int_equal(report.findings[VMINFO_DMA_MEMORY].va, TOP);
	assert_int_equal(report.findings[VMINFO_DMA_MEMORY].state,
			 VMINFO_UNMAPPED);
	assert_int_equal(check(UINT64_MAX, 1), VMINFO_NO);
	end();
}

static void a_report_is_written_only_on_success(void **state)
{
	struct vminfo_dma_report before;

	(void)state;
	start(&plain);
	check(2 * H, H);
	fake.fail_with = 5;
	report.verdict = 77;
	before = report;
	assert_int_equal(
		vminfo_dma_check(scene.process,
				 &(struct vminfo_dma_buffer){ 2 * H, H }, NULL,
				 &report),
		-5);
	assert_memory_equal(&report, &before, sizeof(report));
	end();
}

/* --- all other memory ----------------------------------------------------- */

static char long_name[3000];

/* Each kind of page has a mapping of its own size. */
enum kind {
	SMALL,
	MOVED,		/* small, elsewhere */
	LARGE,		/* mapped by one entry, and shared */
	LARGE_FILE,
	LARGE_ZERO,
	SMALL_ZERO,
	ABSENT,
	SWAPPED_OUT,
	GUARD,
	MIGRATING,
	HUGETLB,
	HUGETLB_EMPTY,
	PFNMAP,
	GAP,
	KINDS,
};

static uint64_t va_of(enum kind kind)
{
	return (2 + (uint64_t)kind * 2) * H;
}

#define ALONE(kind) ((2 + (uint64_t)(kind) * 2) * H)
#define OF_KIND(kind) ANONYMOUS(ALONE(kind), ALONE(kind) + H)
#define OF_FILE(kind, name)                                                    \
	{ ALONE(kind), ALONE(kind) + H, "rw-s", 0, 8, 1, 5, name, 0, false }

static const struct fake_mapping kinds_mappings[] = {
	OF_KIND(SMALL),
	OF_FILE(MOVED, long_name),
	OF_KIND(LARGE),
	OF_FILE(LARGE_FILE, "/a/file"),
	OF_KIND(LARGE_ZERO),
	OF_KIND(SMALL_ZERO),
	OF_FILE(ABSENT, long_name),
	OF_KIND(SWAPPED_OUT),
	OF_KIND(GUARD),
	OF_KIND(MIGRATING),
	{ ALONE(HUGETLB), ALONE(HUGETLB) + H, "rw-s", 0, 0, 0xf, 77,
	  "/memfd:huge (deleted)", H, false },
	{ ALONE(HUGETLB_EMPTY), ALONE(HUGETLB_EMPTY) + H, "rw-p", 0, 0, 0xf, 78,
	  "/anon_hugepage (deleted)", H, false },
	{ ALONE(PFNMAP), ALONE(PFNMAP) + H, "rw-s", 0, 0, 5, 79, "/dev/device",
	  0, true },
	END_OF_MAPPINGS,
};

#define SMALL_FRAME 0x20003u
#define MOVED_FRAME 0x30005u
#define LARGE_FRAME 0x40000u
#define ZERO_FRAME 0x60000u

static const struct fake_entries kinds_entries[] = {
	{ ALONE(SMALL), 512, PRESENT | SMALL_FRAME, 1, 0 },
	{ ALONE(MOVED), 512, PRESENT | FILE_PAGE | MOVED_FRAME, 1, 0 },
	{ ALONE(LARGE), 512, PRESENT | LARGE_FRAME, 1, HUGE },
	{ ALONE(LARGE_FILE), 512, PRESENT | FILE_PAGE | EXCLUSIVE | LARGE_FRAME,
	  1, HUGE },
	{ ALONE(LARGE_ZERO), 512, PRESENT | FILE_PAGE | ZERO_FRAME, 1,
	  HUGE | PFNZERO },
	{ ALONE(SMALL_ZERO), 512, PRESENT | FAKE_ZERO_FRAME, 0, PFNZERO },
	{ ALONE(SWAPPED_OUT), 512, SWAPPED, 32, 0 },
	{ ALONE(GUARD), 512, BIT(58) | NOT_PRESENT | 0x9f, 0, 0 },
	{ ALONE(MIGRATING), 512, NOT_PRESENT | 0x90000 << 5 | 30, 32, 0 },
	{ ALONE(HUGETLB), 512, PRESENT | FILE_PAGE | LARGE_FRAME, 1, HUGE },
	END_OF_ENTRIES,
};

static const struct fake_space kinds = { kinds_mappings, kinds_entries };

/* Those of both zero pages; others have none. */
static uint64_t flags_of(enum fake_words file, uint64_t frame)
{
	(void)file;
	if (frame == FAKE_ZERO_FRAME)
		return BIT(24) | BIT(32);
	return frame >> 9 == ZERO_FRAME >> 9 ? BIT(22) | BIT(24) : 0;
}

static void set_kinds(void)
{
	memset(long_name, 'n', sizeof(long_name) - 1);
	long_name[0] = '/';
	fake_start(&kinds);
	fake.frame_word = flags_of;
}

/* What may be missing on a kernel, as bits. */
static void take_away(unsigned int what)
{
	fake.no_scan = what & 1;
	fake.no_query = what & 2;
	fake.hidden = what & 4;
	fake.many_zero_pages = what & 8;
	if (what & 16)
		fake.frames = NULL;
}

static void a_check_opens_nothing_and_allocates_nothing(void **state)
{
	static const struct vminfo_dma_constraints all = {
		.size = sizeof(all), .single = 1, .min_run = 2, .align = 4096,
		.mask = UINT32_MAX, .boundary = H, .virt_boundary = 4096,
		.seg_max = H, .max_segs = 3,
	};

	(void)state;
	for (unsigned int what = 0; what < 32; what++) {
		set_kinds();
		take_away(what);
		open_as(getpid());
		fault_memory(0);
		for (int kind = 0; kind < KINDS; kind++)
			assert_int_equal(
				try_check(va_of((enum kind)kind), H, &all), 0);
		assert_int_equal(try_check(H, 40 * H, &all), 0);
		assert_int_equal(fault_memory(0), 0);
		assert_int_equal(calls[FAKE_OPEN], 0);
		end();
	}
}

static const uint32_t verdicts[KINDS] = {
	[SMALL] = VMINFO_YES,
	[MOVED] = VMINFO_YES,
	[LARGE] = VMINFO_YES,
	[LARGE_FILE] = VMINFO_YES,
	[LARGE_ZERO] = VMINFO_NO,
	[SMALL_ZERO] = VMINFO_NO,
	[ABSENT] = VMINFO_NO,
	[SWAPPED_OUT] = VMINFO_NO,
	[GUARD] = VMINFO_NO,
	[MIGRATING] = VMINFO_UNKNOWN,
	[HUGETLB] = VMINFO_YES,
	[HUGETLB_EMPTY] = VMINFO_NO,
	[PFNMAP] = VMINFO_UNKNOWN,
	[GAP] = VMINFO_NO,
};

/* For ourselves, and for another process: there all of it is walked. */
static void who_asks_makes_no_difference(void **state)
{
	(void)state;
	for (int self = 0; self < 2; self++) {
		set_kinds();
		open_as(self ? getpid() : 42);
		for (int kind = 0; kind < KINDS; kind++) {
			uint64_t va = va_of((enum kind)kind);

			assert_int_equal(check(va, H), verdicts[kind]);
			assert_int_equal(check(va + H - 1, 1), verdicts[kind]);
		}
		end();
	}
}

/* Two huge pages that are shared, and the zero page behind them. */
static const struct fake_mapping shared_mappings[] = {
	ANONYMOUS(2 * H, 6 * H),
	END_OF_MAPPINGS,
};

static const struct fake_entries shared_entries[] = {
	{ 2 * H, 1024, PRESENT | (ZERO_FRAME - 1024), 1, HUGE },
	{ 4 * H, 512, PRESENT | FILE_PAGE | EXCLUSIVE | ZERO_FRAME, 1,
	  HUGE | PFNZERO },
	{ 5 * H, 512, PRESENT | EXCLUSIVE | LARGE_FRAME, 1, HUGE },
	END_OF_ENTRIES,
};

static const struct fake_space shared = { shared_mappings, shared_entries };

static void start_shared(void)
{
	fake_start(&shared);
	fake.frame_word = flags_of;
	open_as(getpid());
}

static void only_frames_of_huge_pages_are_asked_for(void **state)
{
	(void)state;
	start_shared();
	/* Anonymous, and mapped once: it is no zero page. */
	assert_int_equal(check(5 * H, H), VMINFO_YES);
	assert_int_equal(fake.frame_reads, 0);
	assert_int_equal(check(2 * H, 2 * H), VMINFO_YES);
	assert_int_equal(fake.frame_reads, 2);
	assert_int_equal(check(2 * H + P, P), VMINFO_YES);
	assert_int_equal(fake.frame_reads, 3);
	assert_int_equal(calls[FAKE_PAGEMAP_READ], 3);
	assert_int_equal(calls[FAKE_SCAN] + calls[FAKE_QUERY], 0);
	end();
}

/* Whatever is before it in a row, and however little of it is in the buffer. */
static void the_huge_zero_page_is_found_wherever_it_begins(void **state)
{
	(void)state;
	start_shared();
	assert_int_equal(check(4 * H, H), VMINFO_NO);
	assert_int_equal(check(2 * H, 3 * H), VMINFO_NO);
	assert_int_equal(report.findings[VMINFO_DMA_MEMORY].va, 4 * H);
	assert_int_equal(check(4 * H - 1, 2), VMINFO_NO);
	assert_int_equal(check(5 * H - 1, 1), VMINFO_NO);
	assert_int_equal(check(5 * H - 1, 2), VMINFO_NO);
	assert_int_equal(check(4 * H + 7 * P, 100 * P), VMINFO_NO);
	end();
}

/* Small pages that are shared, of which one is the zero page. */
static void a_small_zero_page_is_found_among_others(void **state)
{
	static const struct fake_mapping mappings[] = {
		ANONYMOUS(2 * H, 3 * H),
		END_OF_MAPPINGS,
	};
	static const struct fake_entries entries[] = {
		{ 2 * H, 100, PRESENT | (FAKE_ZERO_FRAME - 101), 1, 0 },
		{ 2 * H + 100 * P, 1, PRESENT | FAKE_ZERO_FRAME, 0, PFNZERO },
		{ 2 * H + 101 * P, 100, PRESENT | (FAKE_ZERO_FRAME + 1), 1, 0 },
		END_OF_ENTRIES,
	};
	static const struct fake_space few = { mappings, entries };

	(void)state;
	start(&few);
	assert_int_equal(check(2 * H, 100 * P), VMINFO_YES);
	assert_int_equal(check(2 * H, 101 * P), VMINFO_NO);
	assert_int_equal(check(2 * H + 101 * P, 100 * P), VMINFO_YES);
	assert_int_equal(check(2 * H, 201 * P), VMINFO_NO);
	assert_int_equal(report.pages_of_state[VMINFO_ZERO], 1);
	end();
}

/* --- what changes while it is looked at ----------------------------------- */

/* Pages of one mapping, which are of one kind and then of another. */
static struct fake_space changing;
static enum kind kinds_of[2];
static unsigned long change_at, change_back_at;

static const struct fake_mapping one_mapping[] = {
	ANONYMOUS(2 * H, 3 * H),
	END_OF_MAPPINGS,
};

static const struct fake_mapping no_mapping[] = {
	ANONYMOUS(8 * H, 9 * H),
	END_OF_MAPPINGS,
};

/* As above, but all at one address. */
static struct fake_entries entries_of[KINDS][2];

static void make_entries(void)
{
	for (int kind = 0; kind < KINDS; kind++)
		for (const struct fake_entries *e = kinds_entries; e->pages;
		     e++) {
			if (e->va != va_of((enum kind)kind))
				continue;
			entries_of[kind][0] = *e;
			entries_of[kind][0].va = 2 * H;
		}
}

static void become(enum kind kind)
{
	changing.mappings = kind == GAP ? no_mapping : one_mapping;
	changing.entries = entries_of[kind];
}

static void change(unsigned long number, enum fake_call call)
{
	bool changed = number >= change_at && number < change_back_at;

	(void)call;
	become(kinds_of[changed]);
}

static bool is_fit(enum kind kind)
{
	return verdicts[kind] == VMINFO_YES;
}

/* Of hidden frames only those of a huge page are known to be in a row. */
static bool is_of(enum kind kind, uint64_t pages)
{
	uint64_t frame = entries_of[kind][0].word & (BIT(55) - 1);

	if (fake.hidden)
		return is_fit(kind) && (pages == 1 || kind == LARGE);
	return is_fit(kind) && segments[0].pa == (frame + 1) * P;
}

static void judge_change(uint64_t pages)
{
	bool first = is_fit(kinds_of[0]), second = is_fit(kinds_of[1]);
	uint32_t verdict;

	become(kinds_of[0]);
	fake.calls = 0;
	verdict = check(2 * H + P, pages * P);
	if (verdict == VMINFO_YES)
		assert_true(is_of(kinds_of[0], pages) ||
			    is_of(kinds_of[1], pages));
	if (first && second)
		assert_int_not_equal(verdict, VMINFO_NO);
}

/* There, and perhaps back, at each moment that there is. */
static void judge_changes(enum kind from, enum kind to)
{
	kinds_of[0] = from;
	kinds_of[1] = to;
	for (change_at = 1; change_at < 24; change_at++) {
		change_back_at = UINT64_MAX;
		judge_change(1);
		judge_change(3);
		for (change_back_at = change_at + 1;
		     change_back_at < change_at + 8; change_back_at++) {
			judge_change(1);
			judge_change(3);
		}
	}
}

static void try_changes(unsigned int what, pid_t pid)
{
	static const enum kind all[] = {
		SMALL, MOVED, LARGE, LARGE_ZERO, SMALL_ZERO, ABSENT,
		SWAPPED_OUT, GUARD, MIGRATING, GAP,
	};
	const size_t n = sizeof(all) / sizeof(*all);

	become(SMALL);
	fake_start(&changing);
	fake.frame_word = flags_of;
	take_away(what);
	open_as(pid);
	fake.before = change;
	for (size_t i = 0; i < n * n; i++)
		judge_changes(all[i / n], all[i % n]);
	end();
}

static void what_was_never_fit_is_never_a_yes(void **state)
{
	static const unsigned int lacks[] = { 0, 1, 4, 5, 8, 16, 17, 20 };

	(void)state;
	make_entries();
	for (size_t i = 0; i < sizeof(lacks) / sizeof(*lacks); i++) {
		try_changes(lacks[i], getpid());
		try_changes(lacks[i], 42);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_plain_buffer_is_one_look_at_pagemap),
		cmocka_unit_test(a_border_of_mappings_costs_nothing),
		cmocka_unit_test(a_byte_is_in_a_page),
		cmocka_unit_test(a_large_buffer_is_a_look_for_each_64_mib),
		cmocka_unit_test(a_hole_of_terabytes_is_not_read),
		cmocka_unit_test(the_top_of_the_address_space_has_an_end),
		cmocka_unit_test(a_report_is_written_only_on_success),
		cmocka_unit_test(a_check_opens_nothing_and_allocates_nothing),
		cmocka_unit_test(who_asks_makes_no_difference),
		cmocka_unit_test(only_frames_of_huge_pages_are_asked_for),
		cmocka_unit_test(
			the_huge_zero_page_is_found_wherever_it_begins),
		cmocka_unit_test(a_small_zero_page_is_found_among_others),
		cmocka_unit_test(what_was_never_fit_is_never_a_yes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
