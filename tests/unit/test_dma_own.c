// SPDX-License-Identifier: LGPL-2.1-or-later
/* Verdicts on memory of our own, on a kernel that counts what it is asked. */
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

#define ANONYMOUS(from, to)                                                    \
	{ .start = (from), .end = (to), .permissions = "rw-p" }
#define END_OF_MAPPINGS { .permissions = NULL }
#define END_OF_ENTRIES { .pages = 0 }

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_check_opens_nothing_and_allocates_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
