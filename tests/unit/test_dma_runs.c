// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * libvminfo/dma-runs.c, dma-stretch.c: many pages at once are judged as they
 * are one by one.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dma-runs.h"

#define PRESENT ((uint64_t)1 << 63)
#define START 0x7f0000000000u
#define MOST_PAGES 1600u
#define ROOM 1000u

/* --- a buffer, and what is said of it ------------------------------------- */

static struct {
	uint64_t frames[MOST_PAGES];
	size_t n;
	uint64_t first;		/* bytes of the first page that are not in it */
	uint64_t length;
	uint64_t page_size;
	uint64_t unit;		/* runs of so many pages, or multiples of it,
				   begin on multiples of the device's own */
	uint64_t base;		/* no frame is lower */
	struct vminfo_dma_constraints constraints;
	size_t room;
} it;

struct said {
	struct vminfo_dma_report report;
	struct vminfo_dma_segment segments[ROOM];
};

static void begin(struct dma *dma, struct said *said)
{
	/* Whatever the caller has there: VMINFO_NONE, for example. */
	memset(said, 0xff, sizeof(*said));
	said->report.segments = it.room ? said->segments : NULL;
	said->report.room = it.room;
	assert_int_equal(dma_check_constraints(&it.constraints), 0);
	dma_begin(dma, &it.constraints, it.page_size, &said->report);
}

/* Pages from the i-th on, which are one run, as far as they are in it. */
static void add_piece(struct dma *dma, size_t i, size_t pages)
{
	uint64_t first = i * it.page_size, end = (i + pages) * it.page_size;

	if (first < it.first)
		first = it.first;
	if (end > it.first + it.length)
		end = it.first + it.length;
	dma_add(dma, &(struct dma_piece){
		.va = START + first,
		.length = end - first,
		.pa = it.frames[i] * it.page_size + (first - i * it.page_size),
		.known = UINT64_MAX,
		.memory = VMINFO_YES,
		.state = VMINFO_PRESENT,
		.node = -1,
	});
}

/* All of it, in pieces of no more pages than these. */
static void say_in_pieces(size_t most, struct said *said)
{
	struct dma dma;

	begin(&dma, said);
	for (size_t i = 0, pages; i < it.n; i += pages) {
		pages = 1;
		while (i + pages < it.n && pages < most &&
		       it.frames[i + pages] == it.frames[i] + pages)
			pages++;
		add_piece(&dma, i, pages);
	}
	dma_end(&dma);
}

static void add_at_once(struct dma *dma, size_t i, size_t pages)
{
	static uint64_t words[MOST_PAGES];
	const struct dma_range range = {
		START + it.first, START + it.first + (it.length - 1),
	};
	struct dma_block block;

	for (size_t n; pages; i += n, pages -= n) {
		n = pages < DMA_BLOCK ? pages : DMA_BLOCK;
		for (size_t j = 0; j < n; j++)
			words[j] = PRESENT | it.frames[i + j];
		dma_divide(&block, START + i * it.page_size, words, n);
		dma_add_block(dma, &block, &range);
	}
}

static void say_at_once(struct said *said)
{
	struct dma dma;

	begin(&dma, said);
	add_at_once(&dma, 0, it.n);
	dma_end(&dma);
}

/* As a buffer that is read in two parts is. */
static void say_in_two(size_t pages, struct said *said)
{
	struct dma dma;

	begin(&dma, said);
	add_at_once(&dma, 0, pages);
	add_at_once(&dma, pages, it.n - pages);
	dma_end(&dma);
}

static void findings_are_equal(const struct vminfo_dma_finding *a,
			       const struct vminfo_dma_finding *b)
{
	assert_int_equal(a->verdict, b->verdict);
	assert_int_equal(a->va, b->va);
	assert_int_equal(a->pa, b->pa);
	assert_int_equal(a->expected, b->expected);
	assert_int_equal(a->bytes, b->bytes);
	assert_int_equal(a->state, b->state);
}

static void reports_are_equal(const struct vminfo_dma_report *a,
			      const struct vminfo_dma_report *b)
{
	assert_int_equal(a->segments_needed, b->segments_needed);
	assert_int_equal(a->segments_least, b->segments_least);
	assert_int_equal(a->segments_most, b->segments_most);
	assert_int_equal(a->runs, b->runs);
	assert_int_equal(a->longest, b->longest);
	for (size_t i = 0; i < 64; i++)
		assert_int_equal(a->runs_of_order[i], b->runs_of_order[i]);
	for (size_t i = 0; i < 32; i++)
		assert_int_equal(a->pages_of_state[i], b->pages_of_state[i]);
	assert_int_equal(a->verdict, b->verdict);
	assert_int_equal(a->inferred, b->inferred);
	for (size_t i = 0; i < VMINFO_DMA_RULES; i++)
		findings_are_equal(&a->findings[i], &b->findings[i]);
}

/* What is behind the room is not written, so that it is equal, too. */
static void segments_are_equal(const struct said *a, const struct said *b)
{
	if (!memcmp(a->segments, b->segments, sizeof(a->segments)))
		return;
	for (size_t i = 0; i < ROOM; i++) {
		assert_int_equal(a->segments[i].va, b->segments[i].va);
		assert_int_equal(a->segments[i].pa, b->segments[i].pa);
		assert_int_equal(a->segments[i].bus, b->segments[i].bus);
		assert_int_equal(a->segments[i].length, b->segments[i].length);
	}
}

static void are_equal(const struct said *a, const struct said *b)
{
	reports_are_equal(&a->report, &b->report);
	segments_are_equal(a, b);
}

/* --- chance --------------------------------------------------------------- */

static uint64_t seed;

static uint64_t chance(uint64_t n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (seed >> 33) % n;
}

/* A power of two from a quarter of a page to some hundred pages; often 0. */
static uint64_t power(void)
{
	return chance(2) ? 0 : it.page_size / 4 << chance(12);
}

static uint64_t mostly_pages(uint64_t pages)
{
	return chance(pages) * it.page_size +
	       (chance(4) ? 0 : chance(it.page_size));
}

static uint64_t choose_mask(void)
{
	uint64_t base = it.base * it.page_size;

	switch (chance(4)) {
	case 0:
		return base + mostly_pages(0x5000) + it.page_size - 1;
	case 1:
		return UINT64_MAX;
	case 2:
		return base + mostly_pages(0x20000) + it.page_size - 1;
	default:
		return 0;
	}
}

static int64_t choose_offset(void)
{
	int64_t size = (int64_t)it.page_size;

	switch (chance(6)) {
	case 0:
		return size * (int64_t)chance(0x4000);
	case 1:
		return -size * (int64_t)chance(0x4000);
	case 2:
		return (int64_t)chance(0x1000000) - 0x800000;
	case 3:
		return INT64_MAX - size + 1;
	default:
		return 0;
	}
}

static void choose_constraints(void)
{
	static const uint64_t nodes[] = { 2 };

	it.constraints = (struct vminfo_dma_constraints){
		.single = chance(2) != 0,
		.min_run = chance(2) ? 0 : mostly_pages(8),
		.align = power(),
		.mask = choose_mask(),
		.boundary = power(),
		.virt_boundary = power(),
		.seg_max = chance(2) ? 0 : it.page_size / 4 + mostly_pages(40),
		.max_segs = chance(2) ? 0 : 1 + chance(it.n),
		.nodes = nodes,
		.node_words = chance(16) == 0,
		.bus_offset = choose_offset(),
	};
}

static uint64_t choose_frame(uint64_t most)
{
	uint64_t frame = it.unit + chance(most);
	uint64_t bus = frame + (uint64_t)it.constraints.bus_offset /
				       it.page_size;

	return it.base + frame - bus % it.unit;
}

/* One page of so many goes on from none; 1: each. */
static void choose_frames(uint64_t breaks)
{
	uint64_t frame = choose_frame(0x8000);

	for (size_t i = 0; i < it.n; i++, frame++) {
		if (i % it.unit == 0 && chance(breaks) == 0)
			frame = choose_frame(chance(2) ? 0x40 : 0x8000);
		/* 0 is no frame of memory. */
		frame += !frame;
		it.frames[i] = frame;
	}
}

static void choose_buffer(void)
{
	static const uint64_t sizes[] = { 4096, 4096, 16, 65536 };
	uint64_t last;

	it.page_size = sizes[chance(4)];
	it.n = 1 + chance(chance(6) ? 60 : MOST_PAGES);
	it.room = chance(2) ? chance(ROOM) : chance(3) * ROOM / 2;
	it.unit = chance(2) ? 1 : (uint64_t)1 << chance(6);
	it.base = chance(2) ? 0 : (uint64_t)1 << (16 + chance(20));
	it.first = chance(2) ? 0 : chance(it.page_size);
	last = it.n * it.page_size - 1 - (chance(2) ? 0 : chance(it.page_size));
	if (last < it.first)
		last = it.first;
	it.length = last - it.first + 1;
}

static void choose(uint64_t number)
{
	static const uint64_t breaks[] = { 1, 2, 2, 3, 8, 40, 600 };

	seed = number * 0x9e3779b97f4a7c15u;
	choose_buffer();
	choose_constraints();
	choose_frames(breaks[chance(7)]);
}

/* --- tests ---------------------------------------------------------------- */

static struct said expected, got;

static void a_report_does_not_depend_on_how_runs_are_cut(void **state)
{
	(void)state;
	for (uint64_t number = 1; number <= 15000; number++) {
		choose(number);
		say_in_pieces(MOST_PAGES, &expected);
		say_in_pieces(1, &got);
		are_equal(&expected, &got);
		say_in_pieces(1 + chance(5), &got);
		are_equal(&expected, &got);
	}
}

static void many_pages_at_once_are_judged_as_they_are_one_by_one(void **state)
{
	size_t verdicts[VMINFO_DMA_RULES][4] = { 0 };

	(void)state;
	for (uint64_t number = 1; number <= 30000; number++) {
		choose(number);
		say_in_pieces(1, &expected);
		say_at_once(&got);
		are_equal(&expected, &got);
		assert_int_equal(got.report.segments_needed,
				 got.report.segments_most);
		for (size_t i = 0; i < VMINFO_DMA_RULES; i++)
			verdicts[i][got.report.findings[i].verdict]++;
	}
	/* Chance had all of them in it. */
	for (size_t i = VMINFO_DMA_SINGLE; i < VMINFO_DMA_NODES; i++) {
		assert_true(verdicts[i][VMINFO_YES] > 1000);
		assert_true(verdicts[i][VMINFO_NO] > 1000);
	}
}

static void a_buffer_may_come_in_parts(void **state)
{
	(void)state;
	for (uint64_t number = 1; number <= 10000; number++) {
		choose(number);
		if (it.n < 2)
			continue;
		say_in_pieces(1, &expected);
		say_in_two(1 + chance(it.n - 1), &got);
		are_equal(&expected, &got);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_report_does_not_depend_on_how_runs_are_cut),
		cmocka_unit_test(
			many_pages_at_once_are_judged_as_they_are_one_by_one),
		cmocka_unit_test(a_buffer_may_come_in_parts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
