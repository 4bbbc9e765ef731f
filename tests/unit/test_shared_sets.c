// SPDX-License-Identifier: LGPL-2.1-or-later
/* Frames of a group of processes, against a list of them in plain words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "shared-sets.h"

#define FRAMES 2048u
#define PROCESSES 5u
#define RUNS 40u

/* The same numbers each time. */
static uint32_t next_number(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

static struct vminfo_run runs[PROCESSES][RUNS];
static unsigned int times[PROCESSES][FRAMES];	/* that each has a frame */

static void make_processes(uint32_t seed)
{
	memset(times, 0, sizeof(times));
	for (unsigned int i = 0; i < PROCESSES; i++) {
		for (unsigned int j = 0; j < RUNS; j++) {
			uint32_t pfn = next_number(&seed) % FRAMES;
			uint32_t pages = next_number(&seed) % 150 + 1;

			if (pages > FRAMES - pfn)
				pages = FRAMES - pfn;
			runs[i][j] = (struct vminfo_run){
				.value = pfn, .pages = pages,
			};
			for (uint32_t k = 0; k < pages; k++)
				times[i][pfn + k]++;
		}
	}
}

static void put_all(struct shared_sets *sets)
{
	for (unsigned int i = 0; i < PROCESSES; i++) {
		shared_sets_begin(sets);
		for (unsigned int j = 0; j < RUNS; j++)
			shared_sets_put(sets, &runs[i][j]);
		shared_sets_end(sets);
	}
}

static unsigned int owners(uint64_t pfn)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < PROCESSES; i++)
		n += times[i][pfn] > 0;
	return n;
}

/* Of a process; PROCESSES: of all. */
static struct shared_amounts expected(unsigned int process, uint64_t first,
				      uint64_t count)
{
	struct shared_amounts sum = { 0 };

	for (uint64_t pfn = first; pfn < first + count; pfn++) {
		unsigned int n = owners(pfn);

		if (process < PROCESSES)
			sum.pages += times[process][pfn];
		if (!n || (process < PROCESSES && !times[process][pfn]))
			continue;
		sum.frames++;
		sum.several += n > 1;
		sum.all += n == PROCESSES;
	}
	return sum;
}

static void check_sums(struct shared_sets *sets)
{
	struct shared_amounts sum = expected(PROCESSES, sets->first,
					     sets->count);

	assert_int_equal(frame_bits_sum(&sets->any), sum.frames);
	assert_int_equal(frame_bits_sum(&sets->several), sum.several);
	assert_int_equal(frame_bits_sum(&sets->all), sum.all);
	for (unsigned int i = 0; i < PROCESSES; i++) {
		struct shared_amounts own = { 0 };

		sum = expected(i, sets->first, sets->count);
		shared_sets_begin(sets);
		for (unsigned int j = 0; j < RUNS; j++)
			shared_sets_add(sets, &runs[i][j], &own);
		assert_memory_equal(&own, &sum, sizeof(own));
	}
}

static void each_frame_counts_once(void **state)
{
	struct shared_sets sets;

	(void)state;
	for (uint32_t seed = 0; seed < 20; seed++) {
		make_processes(seed);
		shared_sets_open(&sets, FRAMES);
		put_all(&sets);
		assert_int_equal(sets.beyond, VMINFO_NONE);
		check_sums(&sets);
		shared_sets_close(&sets);
	}
}

static void windows_have_their_own_frames_each(void **state)
{
	struct shared_sets sets;
	uint64_t windows = 0;

	(void)state;
	make_processes(99);
	shared_sets_open(&sets, 512);
	for (uint64_t next = 0; next != VMINFO_NONE; next = sets.beyond) {
		shared_sets_move(&sets, next / 512 * 512);
		put_all(&sets);
		check_sums(&sets);
		windows++;
	}
	assert_int_equal(windows, FRAMES / 512);
	shared_sets_close(&sets);
}

static void who_was_not_seen_whole_has_nothing(void **state)
{
	struct shared_sets sets;
	const struct vminfo_run run = { .value = 5, .pages = 100 };

	(void)state;
	shared_sets_open(&sets, FRAMES);
	shared_sets_begin(&sets);
	shared_sets_put(&sets, &run);
	shared_sets_begin(&sets);
	shared_sets_end(&sets);
	assert_int_equal(frame_bits_sum(&sets.any), 0);
	shared_sets_close(&sets);
}

/* How often the group has each frame that it has more than once. */
static void frames_that_are_there_more_than_once_are_counted(void **state)
{
	struct shared_sets sets;
	uint32_t rank = 0;

	(void)state;
	make_processes(7);
	shared_sets_open(&sets, FRAMES);
	put_all(&sets);
	assert_true(shared_sets_count_more(&sets));
	for (unsigned int i = 0; i < PROCESSES; i++)
		for (unsigned int j = 0; j < RUNS; j++)
			shared_sets_count(&sets, &runs[i][j]);
	for (uint64_t pfn = 0; pfn < FRAMES; pfn++) {
		unsigned int n = 0;

		for (unsigned int i = 0; i < PROCESSES; i++)
			n += times[i][pfn];
		if (n > 1)
			assert_int_equal(sets.counts[rank++], n);
	}
	assert_int_equal(sets.ranked, rank);
	assert_false(shared_sets_count_more(&sets));
	shared_sets_close(&sets);
}

static void what_two_have_in_common_counts_once(void **state)
{
	struct shared_sets sets;
	uint64_t common = 0, wanted = 0;

	(void)state;
	make_processes(3);
	shared_sets_open(&sets, FRAMES);
	shared_sets_begin(&sets);
	for (unsigned int j = 0; j < RUNS; j++)
		shared_sets_put(&sets, &runs[0][j]);
	shared_sets_meet(&sets);
	for (unsigned int j = 0; j < RUNS; j++)
		common += shared_sets_common(&sets, &runs[1][j]);
	for (uint64_t pfn = 0; pfn < FRAMES; pfn++)
		wanted += times[0][pfn] && times[1][pfn];
	assert_int_equal(common, wanted);
	shared_sets_close(&sets);
}

static void bits_at_the_edges_of_words_are_set(void **state)
{
	(void)state;
	assert_true(frame_bits_mask(0, 64, 0) == UINT64_MAX);
	assert_true(frame_bits_mask(63, 1, 0) == UINT64_C(1) << 63);
	assert_true(frame_bits_mask(63, 2, 1) == 1);
	assert_true(frame_bits_mask(10, 200, 1) == UINT64_MAX);
	assert_true(frame_bits_mask(10, 118, 1) == UINT64_MAX);
	assert_true(frame_bits_mask(10, 117, 1) == UINT64_MAX >> 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_frame_counts_once),
		cmocka_unit_test(windows_have_their_own_frames_each),
		cmocka_unit_test(who_was_not_seen_whole_has_nothing),
		cmocka_unit_test(
			frames_that_are_there_more_than_once_are_counted),
		cmocka_unit_test(what_two_have_in_common_counts_once),
		cmocka_unit_test(bits_at_the_edges_of_words_are_set),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
