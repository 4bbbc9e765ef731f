// SPDX-License-Identifier: LGPL-2.1-or-later
/* Runs of pages that are alike say what each page by itself says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fake.h"
#include "kpageflags.h"
#include "scene.h"

#define BIT(n) ((uint64_t)1 << (n))
#define EXCLUSIVE BIT(56)
#define FILE_PAGE BIT(61)
#define SWAPPED BIT(62)
#define PRESENT BIT(63)
#define FLAG(name) KPAGEFLAGS_BIT(VMINFO_FRAME_##name)
#define ALL 0x3fu

#define PAGES 700u
#define START 0x400000u

/* Frames that are alike are not all in one place: two zones, and a hole. */
#define HOLE 4096u
#define HOLE_END 4160u
static const char zoneinfo[] =
	"Node 0, zone    DMA32\n        spanned  4095\n        present  4095\n"
	"        managed  4095\n  start_pfn:           1\n"
	"Node 0, zone   Normal\n        spanned  61376\n"
	"        present  61376\n        managed  61376\n"
	"  start_pfn:           4160\n";

static struct fake_entries entries[PAGES + 1];

static const struct fake_mapping mappings[] = {
	{ .start = START, .end = START + PAGES * FAKE_PAGE,
	  .permissions = "rw-p" },
	{ .permissions = NULL },
};

static const struct fake_space space = { mappings, entries };

/* Mostly like the one before; no clock and no seed of the machine. */
static unsigned int chance;

static bool one_in(unsigned int n)
{
	chance = chance * 1103515245 + 12345;
	return chance / 65536 % n == 0;
}

static void make_pages(unsigned int seed)
{
	static const uint64_t others[] = {
		0, SWAPPED | 0x20 << 5, PRESENT | FAKE_ZERO_FRAME,
	};
	uint64_t frame = 0xf00, bits = PRESENT;

	chance = seed;
	for (unsigned int i = 0; i < PAGES; i++) {
		frame += one_in(3) ? 1 + chance / 65536 % 9 : 1;
		if (one_in(60))
			frame = 0xf00;
		if (one_in(20))
			bits ^= one_in(2) ? EXCLUSIVE : FILE_PAGE;
		entries[i] = (struct fake_entries){
			.va = START + i * FAKE_PAGE,
			.pages = 1,
			.word = one_in(30) ? others[chance / 65536 % 3] :
					     bits | frame,
		};
		if (entries[i].word == others[2])
			entries[i].categories = BIT(5);
	}
}

static uint64_t frame_word(enum fake_words file, uint64_t frame)
{
	/* Only its place tells whether there is one. */
	if (frame % 64 > 60 || (frame >= HOLE && frame < HOLE_END))
		return 0;
	if (file == FAKE_FLAGS)
		return FLAG(ANON) | (frame % 32 > 28 ? FLAG(DIRTY) : 0);
	return file == FAKE_COUNTS ? 1 + (frame % 50 == 0) : 7;
}

static void start(unsigned int seed)
{
	make_pages(seed);
	fake_start(&space);
	fake.zoneinfo = zoneinfo;
	fake.frame_word = frame_word;
}

static struct vminfo_page pages[PAGES + 1];
static struct vminfo_frame frames[PAGES + 1];
static struct vminfo_run runs[PAGES + 1];
static struct vminfo_frame run_frames[PAGES + 1];

static void take_pages(const struct scene *scene,
		       const struct vminfo_walk_options *options)
{
	struct vminfo_walk *walk = scene_walk(scene, options);

	assert_int_equal(vminfo_walk_pages(walk, pages,
					   options->want ? frames : NULL,
					   PAGES + 1), PAGES);
	vminfo_walk_free(walk);
}

static size_t take_runs(const struct scene *scene,
			const struct vminfo_walk_options *options, size_t batch)
{
	struct vminfo_walk *walk = scene_walk(scene, options);
	size_t count = 0;
	ssize_t n;

	do {
		n = vminfo_walk_runs(walk, runs + count,
				     options->want ? run_frames + count : NULL,
				     batch < PAGES - count ? batch :
							     PAGES - count + 1);
		assert_true(n >= 0);
		count += (size_t)n;
	} while (n);
	vminfo_walk_free(walk);
	return count;
}

/* The page that is `i` pages into a run, as the run tells it. */
static void is_told(const struct vminfo_run *run, uint64_t i,
		    const struct vminfo_page *page)
{
	uint64_t value = run->value == VMINFO_NONE ? VMINFO_NONE :
						     run->value + i;

	assert_int_equal(run->va + i * FAKE_PAGE, page->va);
	assert_int_equal(run->state, page->state);
	if (page->state != VMINFO_ZERO)
		assert_int_equal(value, page->value);
	assert_int_equal(run->all, page->attributes);
	assert_int_equal(run->any, page->attributes);
}

static bool goes_on(const struct vminfo_run *run)
{
	const struct vminfo_run *next = run + 1;

	return run->value != VMINFO_NONE &&
	       run->value + run->pages == next->value &&
	       run->state == next->state && run->all == next->all;
}

static void compare(const struct vminfo_walk_options *options, size_t batch,
		    unsigned int seed)
{
	struct scene scene;
	size_t count, page = 0;

	start(seed);
	scene = scene_open();
	take_pages(&scene, options);
	count = take_runs(&scene, options, batch);
	for (size_t r = 0; r < count; r++) {
		for (uint64_t i = 0; i < runs[r].pages; i++, page++) {
			is_told(&runs[r], i, &pages[page]);
			if (!options->want)
				continue;
			if (i)
				frames[page].pfn = run_frames[r].pfn;
			assert_memory_equal(&run_frames[r], &frames[page],
					    sizeof(frames[page]));
		}
		if (!options->want && r + 1 < count)
			assert_false(goes_on(&runs[r]));
	}
	assert_int_equal(page, PAGES);
	scene_close(&scene);
}

#define EACH (VMINFO_FILE | VMINFO_EXCLUSIVE | VMINFO_SOFT_DIRTY)

static void runs_have_the_pages_that_pages_have(void **state)
{
	static const size_t batches[] = { 1, 2, 13, PAGES };
	static const struct vminfo_walk_options words = {
		.size = sizeof(words), .split = EACH,
	};

	(void)state;
	for (unsigned int seed = 1; seed < 20; seed++)
		compare(&words, batches[seed % 4], seed);
}

/* Members that are not wanted are unknown in both. */
static void runs_have_the_frames_that_pages_have(void **state)
{
	static const size_t batches[] = { 1, 2, 13, PAGES };
	static const uint64_t members[] = {
		ALL, VMINFO_FRAME_HAS_FLAGS, VMINFO_FRAME_HAS_MAPCOUNT,
		VMINFO_FRAME_HAS_ZONE,
		VMINFO_FRAME_HAS_FLAGS | VMINFO_FRAME_HAS_NODE,
	};

	(void)state;
	for (unsigned int seed = 1; seed < 41; seed++) {
		uint64_t which = members[seed % 5];
		const struct vminfo_walk_options options = {
			.size = sizeof(options),
			.want = VMINFO_WANT_FRAMES,
			.members = which,
			.split = EACH | VMINFO_SPLIT_FRAME(which),
		};

		compare(&options, batches[seed / 5 % 4], seed);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(runs_have_the_pages_that_pages_have),
		cmocka_unit_test(runs_have_the_frames_that_pages_have),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
