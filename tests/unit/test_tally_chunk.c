// SPDX-License-Identifier: LGPL-2.1-or-later
/* Sums of a mapping that was counted in chunks are those of all its runs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tally-chunk.h"

#define PAGE 4096
#define MOST 64

static uint64_t seed;

static unsigned int random_below(unsigned int n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned int)(seed >> 33) % n;
}

/* Runs one behind the other; some go on in memory, too. */
static size_t make_runs(struct vminfo_run *runs)
{
	static const uint8_t states[] = { VMINFO_PRESENT, VMINFO_PRESENT,
					  VMINFO_SWAPPED, VMINFO_ABSENT };
	size_t n = 1 + random_below(MOST);
	uint64_t va = 0x10000;

	for (size_t i = 0; i < n; i++) {
		const struct vminfo_run *before = i ? &runs[i - 1] : NULL;
		struct vminfo_run run = {
			.va = va,
			.pages = 1 + random_below(9),
			.value = 1000 + random_below(1000),
			.state = states[random_below(4)],
		};

		if (before && random_below(2)) {
			run.state = before->state;
			run.value = before->value + before->pages;
		}
		if (run.state == VMINFO_ABSENT)
			run.value = VMINFO_NONE;
		if (run.state == VMINFO_PRESENT && !random_below(4))
			run.all = run.any = VMINFO_HUGE;
		runs[i] = run;
		va += run.pages * PAGE;
	}
	return n;
}

/* The part of a run up to so many pages; the run is what is left of it. */
static struct vminfo_run cut(struct vminfo_run *run, uint64_t pages)
{
	struct vminfo_run part = *run;

	part.pages = pages;
	run->va += pages * PAGE;
	run->pages -= pages;
	if (run->value != VMINFO_NONE)
		run->value += pages;
	return part;
}

static void assert_same(const struct tally *one, const struct tally *other)
{
	assert_int_equal(one->mappings, other->mappings);
	assert_int_equal(one->pages, other->pages);
	assert_memory_equal(one->of_state, other->of_state,
			    sizeof(one->of_state));
	assert_int_equal(one->huge, other->huge);
	assert_int_equal(one->runs, other->runs);
	assert_int_equal(one->slot_runs, other->slot_runs);
	assert_int_equal(one->longest, other->longest);
	assert_int_equal(one->open.value, other->open.value);
	/* Where nothing can go on, it does not matter how long it is. */
	if (one->open.value != VMINFO_NONE)
		assert_int_equal(one->open.pages, other->open.pages);
	assert_int_equal(one->smaps.unknown, other->smaps.unknown);
}

/* Counts them with a border now and then, also in the middle of runs. */
static void count_in_chunks(struct tally *tally, const struct vminfo_run *runs,
			    size_t n, unsigned int seldom)
{
	struct tally_chunk chunk;

	tally_start(tally);
	tally_chunk_start(&chunk);
	for (size_t i = 0; i < n; i++) {
		struct vminfo_run rest = runs[i];

		while (rest.pages) {
			uint64_t most = random_below(seldom) ? rest.pages : 1;
			struct vminfo_run part = cut(&rest, most);

			tally_chunk_run(&chunk, &part);
			if (random_below(seldom))
				continue;
			tally_chunk_join(tally, &chunk);
			tally_chunk_start(&chunk);
		}
	}
	tally_chunk_join(tally, &chunk);
}

static void chunks_add_up_to_the_whole(void **state)
{
	struct vminfo_run runs[MOST];

	(void)state;
	for (seed = 1; seed < 20000; seed++) {
		uint64_t before = seed;
		size_t n = make_runs(runs);
		struct tally whole, joined;

		tally_start(&whole);
		for (size_t i = 0; i < n; i++)
			tally_run(&whole, &runs[i]);
		count_in_chunks(&joined, runs, n, 2 + random_below(9));
		assert_same(&joined, &whole);
		seed = before;
	}
}

static void a_run_over_three_chunks_is_one(void **state)
{
	struct vminfo_run run = { .va = 0x1000, .pages = 30, .value = 7,
				  .state = VMINFO_PRESENT };
	struct tally_chunk chunk;
	struct tally tally;

	(void)state;
	tally_start(&tally);
	for (int i = 0; i < 3; i++) {
		struct vminfo_run part = cut(&run, 10);

		tally_chunk_start(&chunk);
		tally_chunk_run(&chunk, &part);
		tally_chunk_join(&tally, &chunk);
	}
	assert_int_equal(tally.runs, 1);
	assert_int_equal(tally.longest, 30);
	assert_int_equal(tally.mappings, 1);
}

static void a_chunk_without_pages_changes_nothing(void **state)
{
	const struct vminfo_run run = { .va = 0x1000, .pages = 3, .value = 7,
					.state = VMINFO_PRESENT };
	struct tally_chunk chunk;
	struct tally tally, before;

	(void)state;
	tally_start(&tally);
	tally_run(&tally, &run);
	before = tally;
	tally_chunk_start(&chunk);
	tally_chunk_join(&tally, &chunk);
	assert_same(&tally, &before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(chunks_add_up_to_the_whole),
		cmocka_unit_test(a_run_over_three_chunks_is_one),
		cmocka_unit_test(a_chunk_without_pages_changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
