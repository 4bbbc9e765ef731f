// SPDX-License-Identifier: LGPL-2.1-or-later
/* What each state of a page does to a verdict: alone, and among good pages. */
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
#include "dma.h"
#include "recorded.h"
#include "vminfo.h"

#define P ((uint64_t)0x1000)
#define BEFORE ((uint64_t)0x200000)
#define CELL (BEFORE + P)
#define AFTER (CELL + P)

/* --- a recording with one page of a kind between two good ones ------------ */

struct cell {
	uint32_t state;
	uint32_t verdict;	/* of the page alone */
	const char *mapping;	/* NULL: anonymous; "": there is none */
	const char *entry;	/* below it */
	const char *process;	/* a line of the process, or NULL */
	bool poor;		/* of a machine that tells less of frames */
};

static const char anonymous[] = "rw-p 00000000 00:00 0";

static const char rich_machine[] =
	"rights frames kpage ram swaps\n"
	"swap /swap file 1048572 4 -2\n"
	"ram 1000-40000000\n"
	"zone 0 Normal 1 262143 262143 262143\n"
	"zone 0 Device - 0 0 0\n"
	"frame 0x1f00 1 hwpoison\n";

static const char poor_machine[] = "rights frames swaps\n"
				   "swap /swap file 1048572 4 -2\n";

static const struct cell cells[] = {
	{ VMINFO_PRESENT, VMINFO_YES, NULL, "+0 1 present 0x20001", NULL,
	  false },
	{ VMINFO_PRESENT, VMINFO_YES, NULL, "+0 1 present hidden", NULL,
	  false },
	{ VMINFO_PRESENT, VMINFO_UNKNOWN, NULL,
	  "+0 1 present 0x20001 maybe-zero", NULL, true },
	{ VMINFO_PRESENT, VMINFO_UNKNOWN, NULL,
	  "+0 1 present hidden maybe-zero", NULL, false },
	{ VMINFO_PRESENT, VMINFO_UNKNOWN, NULL, "+0 1 present 0x20001",
	  "changed 201000-202000", false },
	/* Nobody knows that it is elsewhere. */
	{ VMINFO_PRESENT, VMINFO_UNKNOWN, NULL, "+0 1 present 0x30000",
	  "changed 201000-202000", false },
	{ VMINFO_PRESENT, VMINFO_UNKNOWN, NULL, "+0 1 present hidden huge",
	  "changed 201000-202000", false },
	{ VMINFO_ZERO, VMINFO_NO, NULL, "+0 1 zero 0x20001", NULL, false },
	{ VMINFO_ZERO, VMINFO_NO, NULL, "+0 1 zero hidden", NULL, false },
	{ VMINFO_SWAPPED, VMINFO_NO, NULL, "+0 1 swapped 0:17", NULL, false },
	{ VMINFO_UNRESOLVED, VMINFO_NO, "rw-s 00000000 08:01 5 /file", "",
	  NULL, false },
	{ VMINFO_ABSENT, VMINFO_NO, NULL, "", NULL, false },
	{ VMINFO_UNMAPPED, VMINFO_NO, "", NULL, NULL, false },
	{ VMINFO_GUARD, VMINFO_NO, NULL, "+0 1 guard", NULL, false },
	{ VMINFO_GUARD, VMINFO_NO, NULL, "+0 1 guard hidden", NULL, false },
	{ VMINFO_MARKER, VMINFO_NO, NULL, "+0 1 marker", NULL, false },
	{ VMINFO_POISONED, VMINFO_NO, NULL, "+0 1 poison", NULL, false },
	{ VMINFO_POISONED, VMINFO_NO, NULL, "+0 1 special 28:0x1f00", NULL,
	  false },
	{ VMINFO_DEVICE, VMINFO_NO, NULL, "+0 1 special 29:0x90000", NULL,
	  false },
	{ VMINFO_MIGRATING, VMINFO_UNKNOWN, NULL, "+0 1 special 30:0x20001",
	  NULL, false },
	{ VMINFO_MIGRATING, VMINFO_UNKNOWN, NULL, "+0 1 special 30:0x30000",
	  NULL, false },
	{ VMINFO_SPECIAL, VMINFO_UNKNOWN, NULL, "+0 1 special 30:0x20001",
	  NULL, true },
	{ VMINFO_NONPRESENT, VMINFO_UNKNOWN, NULL, "+0 1 nonpresent", NULL,
	  false },
	{ VMINFO_PFNMAP, VMINFO_UNKNOWN, "rw-s 00000000 00:05 9 /dev/device",
	  "pfnmap", NULL, false },
};

#define N_CELLS (sizeof(cells) / sizeof(*cells))

static struct vminfo_context *context;
static struct vminfo_process *process;

static void open_text(const char *text)
{
	struct recorded_string string = recorded_string(text, strlen(text));
	struct recording *recording;
	char error[256] = "";

	if (read_recorded(&string, error, sizeof(error), &recording) < 0)
		fail_msg("%s\n%s", error, text);
	assert_int_equal(context_new_recorded(recording, &context), 0);
	assert_int_equal(vminfo_process_open(context, 42, &process), 0);
}

static void open_cell(const struct cell *cell)
{
	const char *mapping = cell->mapping ? cell->mapping : anonymous;
	const char *entry = cell->entry ? cell->entry : "";
	char text[2048];

	snprintf(text, sizeof(text),
		 "vm 1\npage-size 4096\npmd-size 2097152\n%s"
		 "features pagemap scan\nprocess 42\n%s\n"
		 "map 200000-201000 %s\n+0 1 present 0x20000\n"
		 "%s%s\n%s\n"
		 "map 202000-203000 %s\n+0 1 present 0x20002\nend\n",
		 cell->poor ? poor_machine : rich_machine,
		 cell->process ? cell->process : "", anonymous,
		 *mapping ? "map 201000-202000 " : "", mapping, entry,
		 anonymous);
	open_text(text);
}

static void close_it(void)
{
	vminfo_process_close(process);
	vminfo_context_free(context);
}

static struct vminfo_dma_report report;

static uint32_t check(uint64_t va, uint64_t length,
		      const struct vminfo_dma_constraints *c)
{
	const struct vminfo_dma_buffer buffer = { va, length };

	report = (struct vminfo_dma_report){ .size = sizeof(report) };
	assert_int_equal(vminfo_dma_check(process, &buffer, c, &report), 0);
	return report.verdict;
}

#define SIZED .size = sizeof(struct vminfo_dma_constraints)

/* All are fulfilled if the page is the good one that could be there. */
static const struct vminfo_dma_constraints fulfilled[] = {
	{ SIZED },
	{ SIZED, .single = 1 },
	{ SIZED, .min_run = 0x800 },
	{ SIZED, .align = 0x800 },
	{ SIZED, .mask = 0x20003000 - 1 },
	{ SIZED, .mask = UINT64_MAX },
	{ SIZED, .boundary = 0x10000 },
	{ SIZED, .virt_boundary = 0x1000 },
	{ SIZED, .seg_max = 0x3000 },
	{ SIZED, .max_segs = 1 },
	{ SIZED, .bus_offset = 0x100000 },
	{ SIZED, .bus_offset = -0x100000 },
	{ SIZED, .single = 1, .boundary = 0x10000, .seg_max = 0x3000,
	  .mask = 0x20003000 - 1 },
};

#define N_FULFILLED (sizeof(fulfilled) / sizeof(*fulfilled))

/* Buffers that have some of the page, and some of what is good beside it. */
static const struct vminfo_dma_buffer mixed[] = {
	{ BEFORE, 2 * P },	 { BEFORE, P + 1 }, { BEFORE + P - 1, 2 },
	{ BEFORE, 3 * P },	 { CELL, 2 * P },   { CELL + P - 1, 2 },
	{ BEFORE + 1, 3 * P - 2 },
};

#define N_MIXED (sizeof(mixed) / sizeof(*mixed))

/* The i-th of all buffers with all constraints.  False: they do not fit. */
static bool check_mixed(size_t i)
{
	const struct vminfo_dma_constraints *c = &fulfilled[i % N_FULFILLED];
	const struct vminfo_dma_buffer *b = &mixed[i / N_FULFILLED];

	if (c->align && b->va % c->align)
		return false;
	check(b->va, b->length, c);
	return true;
}

/* --- tests ---------------------------------------------------------------- */

static void each_state_alone_has_its_verdict(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_CELLS; i++) {
		open_cell(&cells[i]);
		assert_int_equal(check(CELL, P, NULL), cells[i].verdict);
		assert_int_equal(report.pages_of_state[cells[i].state], 1);
		assert_int_equal(check(CELL, 1, NULL), cells[i].verdict);
		assert_int_equal(check(CELL + P - 1, 1, NULL),
				 cells[i].verdict);
		if (cells[i].verdict != VMINFO_YES)
			assert_int_equal(
				report.findings[VMINFO_DMA_MEMORY].state,
				cells[i].state);
		close_it();
	}
}

static void a_bad_page_makes_good_ones_a_no(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_CELLS; i++) {
		if (cells[i].verdict != VMINFO_NO)
			continue;
		open_cell(&cells[i]);
		for (size_t j = 0; j < N_MIXED * N_FULFILLED; j++) {
			if (!check_mixed(j))
				continue;
			assert_int_equal(report.verdict, VMINFO_NO);
			assert_int_equal(
				report.findings[VMINFO_DMA_MEMORY].verdict,
				VMINFO_NO);
		}
		close_it();
	}
}

static void a_page_in_doubt_is_never_a_yes_and_never_a_no(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_CELLS; i++) {
		if (cells[i].verdict != VMINFO_UNKNOWN)
			continue;
		open_cell(&cells[i]);
		for (size_t j = 0; j < N_MIXED * N_FULFILLED; j++) {
			if (!check_mixed(j))
				continue;
			assert_int_equal(report.verdict, VMINFO_UNKNOWN);
			for (int rule = 0; rule < VMINFO_DMA_RULES; rule++)
				assert_int_equal(report.findings[rule].verdict,
						 VMINFO_UNKNOWN);
		}
		close_it();
	}
}

/* Only what was asked for is in doubt where the frame is hidden. */
static void a_hidden_page_among_others_is_not_known_to_be_in_a_row(void **state)
{
	static const struct vminfo_dma_constraints others[] = {
		{ SIZED }, { SIZED, .align = 0x800 }, { SIZED, .min_run = 1 },
		{ SIZED, .virt_boundary = 0x1000 }, { SIZED, .max_segs = 3 },
		{ SIZED, .boundary = 0x1000 },
	};

	(void)state;
	open_cell(&cells[1]);
	assert_int_equal(check(BEFORE, 3 * P, &fulfilled[1]), VMINFO_UNKNOWN);
	assert_int_equal(check(CELL, P, &fulfilled[1]), VMINFO_YES);
	assert_int_equal(check(CELL, P, &fulfilled[4]), VMINFO_UNKNOWN);
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		assert_int_equal(check(BEFORE, 3 * P, &others[i]), VMINFO_YES);
	close_it();
}

/* The good pages before and behind it are not what is asked for. */
static const struct vminfo_dma_constraints violated[] = {
	{ SIZED, .mask = 0x1fffffff },
	{ SIZED, .mask = 0x20001fff },
	{ SIZED, .align = (uint64_t)1 << 40 },
	{ SIZED, .single = 1, .seg_max = 0x2fff },
	{ SIZED, .max_segs = 2, .seg_max = 0x1000 },
	{ SIZED, .bus_offset = -0x20000001 },
};

static void a_proven_violation_is_a_no_whatever_is_in_doubt(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_CELLS; i++) {
		open_cell(&cells[i]);
		for (size_t j = 0; j < sizeof(violated) / sizeof(*violated);
		     j++)
			assert_int_equal(check(BEFORE, 3 * P, &violated[j]),
					 VMINFO_NO);
		/* Another page, which is not there at all. */
		assert_int_equal(check(BEFORE, 3 * P + 1, NULL), VMINFO_NO);
		assert_int_equal(check(BEFORE - 1, 3 * P, NULL), VMINFO_NO);
		close_it();
	}
}

static void nodes_are_judged_of_what_may_be_memory(void **state)
{
	static const uint64_t nodes[] = { 1, 2 };
	const struct vminfo_dma_constraints right = {
		SIZED, .nodes = &nodes[0], .node_words = 1,
	};
	const struct vminfo_dma_constraints wrong = {
		SIZED, .nodes = &nodes[1], .node_words = 1,
	};

	(void)state;
	for (size_t i = 1; i < N_CELLS; i++) {
		uint32_t nobody_knows = cells[i].verdict == VMINFO_NO ?
						VMINFO_NO :
						VMINFO_UNKNOWN;

		open_cell(&cells[i]);
		if (!cells[i].poor) {
			assert_int_equal(check(CELL, P, &right), nobody_knows);
			assert_int_equal(check(CELL, P, &wrong), nobody_knows);
			assert_int_equal(check(BEFORE, 3 * P, &wrong),
					 VMINFO_NO);
		}
		close_it();
	}
	open_cell(&cells[0]);
	assert_int_equal(check(BEFORE, 3 * P, &right), VMINFO_YES);
	assert_int_equal(check(CELL, 1, &wrong), VMINFO_NO);
	close_it();
}

/* Of a huge page of hugetlb the kernel shows no word while it is moved. */
static void hugetlb_that_is_occupied_is_in_doubt(void **state)
{
	(void)state;
	open_text("vm 1\npage-size 4096\npmd-size 2097152\n"
		  "rights frames\nfeatures pagemap scan\nprocess 42\n"
		  "map 200000-800000 rw-p 00000000 00:0f 7 /anon_hugepage\n"
		  "hugetlb 2097152\n"
		  "+0 512 present 0x10000 huge\n"
		  "+512 512 occupied\n"
		  "end\n");
	assert_int_equal(check(0x200000, 0x200000, &fulfilled[1]), VMINFO_YES);
	assert_int_equal(check(0x200000, 0x200001, &fulfilled[1]),
			 VMINFO_UNKNOWN);
	assert_int_equal(report.findings[VMINFO_DMA_MEMORY].state,
			 VMINFO_SPECIAL);
	assert_int_equal(check(0x5fffff, 2, NULL), VMINFO_NO);
	close_it();
}

/* --- states that no recording has ----------------------------------------- */

static uint32_t judge(const struct vminfo_dma_constraints *c, uint32_t state,
		      uint16_t attributes)
{
	struct dma_piece pieces[] = {
		{ .va = BEFORE, .length = P, .pa = 0x20000000,
		  .known = UINT64_MAX, .memory = VMINFO_YES,
		  .state = VMINFO_PRESENT, .node = -1 },
		{ .va = CELL, .length = P, .state = state, .node = -1,
		  .memory = dma_state_verdict(state, attributes) },
		{ .va = AFTER, .length = P, .pa = 0x20002000,
		  .known = UINT64_MAX, .memory = VMINFO_YES,
		  .state = VMINFO_PRESENT, .node = -1 },
	};
	struct dma dma;

	report = (struct vminfo_dma_report){ .size = sizeof(report) };
	dma_begin(&dma, c, P, &report);
	for (size_t i = 0; i < 3; i++)
		dma_add(&dma, &pieces[i]);
	dma_end(&dma);
	return report.verdict;
}

static void what_another_process_has_is_not_in_our_memory(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_FULFILLED; i++) {
		assert_int_equal(judge(&fulfilled[i], VMINFO_SHMEM_SWAPPED, 0),
				 VMINFO_NO);
		assert_int_equal(judge(&fulfilled[i], VMINFO_CACHED, 0),
				 VMINFO_NO);
		assert_int_equal(report.findings[VMINFO_DMA_MEMORY].state,
				 VMINFO_CACHED);
		assert_int_equal(report.pages_of_state[VMINFO_CACHED], 1);
	}
}

/* So that a state that is new cannot be a yes by mistake. */
static void a_state_without_a_name_is_no_memory(void **state)
{
	(void)state;
	for (uint32_t i = VMINFO_NONPRESENT + 1; i < 256; i++) {
		assert_int_equal(dma_state_verdict(i, 0), VMINFO_NO);
		assert_int_equal(judge(&fulfilled[0], i, 0), VMINFO_NO);
	}
	assert_int_equal(dma_state_verdict(0, 0), VMINFO_NO);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_state_alone_has_its_verdict),
		cmocka_unit_test(a_bad_page_makes_good_ones_a_no),
		cmocka_unit_test(a_page_in_doubt_is_never_a_yes_and_never_a_no),
		cmocka_unit_test(
			a_hidden_page_among_others_is_not_known_to_be_in_a_row),
		cmocka_unit_test(
			a_proven_violation_is_a_no_whatever_is_in_doubt),
		cmocka_unit_test(nodes_are_judged_of_what_may_be_memory),
		cmocka_unit_test(hugetlb_that_is_occupied_is_in_doubt),
		cmocka_unit_test(what_another_process_has_is_not_in_our_memory),
		cmocka_unit_test(a_state_without_a_name_is_no_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
