// SPDX-License-Identifier: LGPL-2.1-or-later
/* Pages that are alike, and runs of them, say what each by itself says. */
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
#define HUGE BIT(6)
#define H FAKE_HUGE
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

static struct vminfo_page pages[PAGES + 1], many_pages[PAGES + 1];
static struct vminfo_frame frames[PAGES + 1], many_frames[PAGES + 1];
static struct vminfo_run runs[PAGES + 1];
static struct vminfo_frame run_frames[PAGES + 1];

/* One by one, no page is taken from the one before. */
static void take_pages(const struct scene *scene,
		       const struct vminfo_walk_options *options)
{
	struct vminfo_walk *walk = scene_walk(scene, options);

	for (size_t i = 0; i < PAGES; i++)
		assert_int_equal(vminfo_walk_pages(walk, &pages[i],
						   options->want ? &frames[i] :
								   NULL, 1),
				 1);
	vminfo_walk_free(walk);
}

static void compare_many(const struct scene *scene,
			 const struct vminfo_walk_options *options)
{
	struct vminfo_walk *walk = scene_walk(scene, options);

	assert_int_equal(vminfo_walk_pages(walk, many_pages,
					   options->want ? many_frames : NULL,
					   PAGES + 1), PAGES);
	vminfo_walk_free(walk);
	assert_memory_equal(many_pages, pages, PAGES * sizeof(*pages));
	if (options->want)
		assert_memory_equal(many_frames, frames,
				    PAGES * sizeof(*frames));
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
	compare_many(&scene, options);
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

/* --- map counts that the word tells -------------------------------------- */

static const struct fake_mapping counted_mappings[] = {
	{ .start = 2 * H, .end = 4 * H, .permissions = "rw-p" },
	{ .permissions = NULL },
};

static uint64_t asked[16];
static size_t n_asked;

static uint64_t count_asked(enum fake_words file, uint64_t frame)
{
	if (file == FAKE_COUNTS && n_asked < 16)
		asked[n_asked++] = frame;
	return file == FAKE_COUNTS ? 5 : FLAG(ANON);
}

static const struct fake_entries counted[] = {
	{ 2 * H, 1, PRESENT | EXCLUSIVE | 0x100, 0, 0 },
	{ 2 * H + 0x1000, 1, PRESENT | 0x200, 0, 0 },
	{ 2 * H + 0x2000, 1, PRESENT | EXCLUSIVE | FILE_PAGE | 0x300, 0, 0 },
	{ 3 * H, 512, PRESENT | EXCLUSIVE | 0x4e00, 1, HUGE },
	{ .pages = 0 },
};

static void take_counts(uint64_t members,
			uint64_t (*word)(enum fake_words file, uint64_t frame))
{
	static const struct fake_space counted_space = { counted_mappings,
							 counted };
	const struct vminfo_walk_options options = {
		.size = sizeof(options),
		.want = VMINFO_WANT_FRAMES | VMINFO_WANT_EXACT,
		.members = members,
		.length = 3 * H + 0x2000,
	};
	struct vminfo_walk *walk;
	struct scene scene;
	size_t count = 0;
	ssize_t n;

	fake_start(&counted_space);
	fake.frame_word = word;
	n_asked = 0;
	scene = scene_open();
	walk = scene_walk(&scene, &options);
	while ((n = vminfo_walk_pages(walk, pages + count, frames + count,
				      PAGES - count)) > 0)
		count += (size_t)n;
	assert_int_equal(n, 0);
	assert_int_equal(count, 514);
	vminfo_walk_free(walk);
	scene_close(&scene);
}

static void a_page_of_its_own_is_mapped_once_without_asking(void **state)
{
	(void)state;
	take_counts(VMINFO_FRAME_HAS_MAPCOUNT, count_asked);
	assert_int_equal(frames[0].mapcount, 1);
	assert_int_equal(frames[0].known, VMINFO_FRAME_HAS_MAPCOUNT);
	assert_int_equal(frames[0].inferred, 0);
	/* Of others, and of the pages of a huge one, its file is asked. */
	assert_int_equal(frames[1].mapcount, 5);
	assert_int_equal(frames[2].mapcount, 5);
	assert_int_equal(frames[512].mapcount, 5);
	assert_int_equal(frames[513].mapcount, 5);
	for (size_t i = 0; i < n_asked; i++)
		assert_int_not_equal(asked[i], 0x100);
	assert_int_not_equal(n_asked, 0);
}

static void what_is_asked_for_other_members_tells_the_count(void **state)
{
	(void)state;
	take_counts(VMINFO_FRAME_HAS_MAPCOUNT | VMINFO_FRAME_HAS_FLAGS,
		    count_asked);
	assert_int_equal(frames[0].mapcount, 5);
	assert_int_equal(frames[0].flags, FLAG(ANON));
}

static void no_map_count_is_known_without_the_file_of_them(void **state)
{
	(void)state;
	take_counts(VMINFO_FRAME_HAS_MAPCOUNT, NULL);
	for (size_t i = 0; i < 514; i++)
		assert_int_equal(frames[i].known, 0);
}

/* The second look finds another page, which is its own; and then a shared. */
static unsigned int looks;
static struct fake_entries moving[] = {
	{ 2 * H, 1, PRESENT | 0x200, 0, 0 },
	{ .pages = 0 },
};

static void move_page(unsigned long number, enum fake_call call)
{
	(void)number;
	if (call != FAKE_PAGEMAP_READ || ++looks < 2)
		return;
	moving[0].word = PRESENT | 0x300 | (looks == 2 ? EXCLUSIVE : 0);
}

static void a_page_that_moved_is_its_own_at_the_second_look(void **state)
{
	static const struct fake_mapping small[] = {
		{ .start = 2 * H, .end = 2 * H + FAKE_PAGE,
		  .permissions = "rw-p" },
		{ .permissions = NULL },
	};
	static const struct fake_space moving_space = { small, moving };
	const struct vminfo_walk_options options = {
		.size = sizeof(options),
		.want = VMINFO_WANT_FRAMES,
		.members = VMINFO_FRAME_HAS_MAPCOUNT,
	};
	struct vminfo_walk *walk;
	struct scene scene;

	(void)state;
	fake_start(&moving_space);
	fake.frame_word = count_asked;
	scene = scene_open();
	looks = 0;
	fake.before = move_page;
	walk = scene_walk(&scene, &options);
	assert_int_equal(vminfo_walk_pages(walk, pages, frames, 4), 1);
	assert_int_equal(pages[0].value, 0x300);
	assert_int_equal(frames[0].mapcount, 1);
	assert_int_equal(frames[0].changed, 0);
	vminfo_walk_free(walk);
	scene_close(&scene);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(runs_have_the_pages_that_pages_have),
		cmocka_unit_test(runs_have_the_frames_that_pages_have),
		cmocka_unit_test(
			a_page_of_its_own_is_mapped_once_without_asking),
		cmocka_unit_test(
			what_is_asked_for_other_members_tells_the_count),
		cmocka_unit_test(
			no_map_count_is_known_without_the_file_of_them),
		cmocka_unit_test(
			a_page_that_moved_is_its_own_at_the_second_look),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
