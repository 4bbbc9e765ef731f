// SPDX-License-Identifier: LGPL-2.1-or-later
/* Chunks of an address space leave nothing out, and none is large. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "chunks.h"

#define PAGE ((uint64_t)4096)
#define MOST_PARTS 300
#define GIB ((uint64_t)1 << 30)

static uint64_t seed;

static uint64_t random_below(uint64_t n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (seed >> 20) % n;
}

static struct chunks_part list[MOST_PARTS];
static struct chunks_parts parts = { list, 0 };

/* Small ones, and some of gigabytes. */
static void make_parts(void)
{
	uint64_t at = random_below(1000) * PAGE;

	parts.count = 1 + random_below(MOST_PARTS);
	for (size_t i = 0; i < parts.count; i++) {
		uint64_t pages = 1 + random_below(random_below(9) ? 5000 :
							1 << 20);

		at += random_below(3) ? 0 : random_below(1 << 22) * PAGE;
		list[i].start = at;
		at += pages * PAGE;
		list[i].last = at - 1;
	}
}

static uint64_t overlap(const struct chunks_part *part, uint64_t start,
			uint64_t last)
{
	uint64_t from = part->start > start ? part->start : start;
	uint64_t to = part->last < last ? part->last : last;

	return from <= to ? to - from + 1 : 0;
}

static uint64_t mapped_in(uint64_t start, uint64_t last)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < parts.count; i++)
		sum += overlap(&list[i], start, last);
	return sum;
}

/* What the unit must have been. */
static uint64_t unit_of(uint64_t sum, size_t most)
{
	uint64_t unit = CHUNKS_UNIT;

	while (unit < sum / most)
		unit *= 2;
	return unit;
}

static void check(const struct chunks *chunks, size_t most)
{
	uint64_t sum = mapped_in(0, UINT64_MAX), at = 0;
	uint64_t unit = unit_of(sum, most);

	assert_in_range(chunks->count, 1, 2 * most + 1);
	for (size_t i = 0; i < chunks->count; i++) {
		const struct span *chunk = &chunks->list[i];
		bool is_last = i + 1 == chunks->count;
		uint64_t mapped;

		assert_int_equal(chunk->start, at);
		assert_int_equal(!chunk->length, is_last);
		at += chunk->length;
		mapped = mapped_in(chunk->start, at - 1);
		assert_true(mapped <= 2 * unit);
		assert_true(is_last || mapped >= unit / 2);
	}
}

static void chunks_leave_nothing_out_and_are_about_equal(void **state)
{
	static const struct span all = { 0, 0, NULL };
	struct chunks chunks;

	(void)state;
	for (uint64_t i = 1; i < 3000; i++) {
		size_t most = 1 + i % 40;

		seed = i;
		make_parts();
		chunks_cut(&chunks, &all, &parts, most);
		check(&chunks, most);
		chunks_free(&chunks);
	}
}

static void a_range_ends_where_it_ends(void **state)
{
	static const struct span range = { 3 * PAGE, 4 * GIB, NULL };
	static struct chunks_part part = { 3 * PAGE, 3 * PAGE + 4 * GIB - 1 };
	static const struct chunks_parts one = { &part, 1 };
	struct chunks chunks;
	uint64_t sum = 0;

	(void)state;
	chunks_cut(&chunks, &range, &one, 16);
	assert_int_equal(chunks.list[0].start, range.start);
	for (size_t i = 0; i < chunks.count; i++)
		sum += chunks.list[i].length;
	assert_int_equal(sum, range.length);
	/* Borders are at multiples, which no huge page lies across. */
	assert_int_equal(chunks.list[1].start, GIB / 4);
	assert_int_equal(chunks.count, 17);
	chunks_free(&chunks);
}

static void the_last_page_of_all_addresses_is_in_the_last_chunk(void **state)
{
	static const struct span all = { 0, 0, NULL };
	static struct chunks_part ends[] = {
		{ -(GIB * 2), -GIB - 1 }, { -GIB, UINT64_MAX },
	};
	static const struct chunks_parts two = { ends, 2 };
	struct chunks chunks;

	(void)state;
	chunks_cut(&chunks, &all, &two, 8);
	assert_int_equal(chunks.count, 8);
	assert_int_equal(chunks.list[7].start, -(GIB / 4));
	assert_int_equal(chunks.list[7].length, 0);
	chunks_free(&chunks);
}

static void a_mapping_that_begins_at_a_multiple_begins_a_chunk(void **state)
{
	static const struct span all = { 0, 0, NULL };
	static struct chunks_part three[] = {
		{ GIB + PAGE, 2 * GIB - 1 },
		{ 2 * GIB, 2 * GIB + 2 * PAGE - 1 },
		{ 2 * GIB + 2 * PAGE, 3 * GIB - 1 },
	};
	static const struct chunks_parts parts_of_two = { three, 3 };
	struct chunks chunks;

	(void)state;
	chunks_cut(&chunks, &all, &parts_of_two, 2);
	assert_int_equal(chunks.count, 2);
	assert_int_equal(chunks.list[1].start, 2 * GIB);
	chunks_free(&chunks);
}

static void little_memory_is_one_chunk(void **state)
{
	static const struct span all = { 0, 0, NULL };
	static struct chunks_part little[] = {
		{ 5 * PAGE, 9 * PAGE - 1 }, { GIB, GIB + (32 << 20) - 1 },
	};
	static const struct chunks_parts two = { little, 2 };
	struct chunks chunks;

	(void)state;
	chunks_cut(&chunks, &all, &two, 64);
	assert_int_equal(chunks.count, 1);
	assert_int_equal(chunks.list[0].start, 0);
	assert_int_equal(chunks.list[0].length, 0);
	chunks_free(&chunks);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(chunks_leave_nothing_out_and_are_about_equal),
		cmocka_unit_test(a_range_ends_where_it_ends),
		cmocka_unit_test(
			the_last_page_of_all_addresses_is_in_the_last_chunk),
		cmocka_unit_test(
			a_mapping_that_begins_at_a_multiple_begins_a_chunk),
		cmocka_unit_test(little_memory_is_one_chunk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
