// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Walks of processes made at random: each page must have the state and value
 * that it was made with, however the library comes to know it.
 */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fake.h"
#include "scene.h"

#define BIT(n) ((uint64_t)1 << (n))
#define EXCLUSIVE BIT(56)
#define FILE_PAGE BIT(61)
#define SWAPPED BIT(62)
#define PRESENT BIT(63)
#define PFNZERO BIT(5)
#define HUGE BIT(6)

/* More than a window holds of words, and of regions. */
#define MOST_PAGES 40000u
#define MAPPINGS 12u
#define START ((uint64_t)0x10000000)

/* What was made. */
static struct {
	struct fake_mapping mappings[MAPPINGS + 1];
	struct fake_entries entries[MOST_PAGES + 1];
	struct vminfo_page pages[MOST_PAGES];	/* va, value, state, type */
	size_t n_entries;
	size_t n_pages;
	struct fake_space space;
} made;

static uint32_t seed;

static uint32_t random_below(uint32_t limit)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % limit;
}

static void add_pages(uint64_t va, uint64_t pages, struct vminfo_page page,
		      uint64_t step)
{
	for (uint64_t i = 0; i < pages; i++) {
		page.va = va + i * FAKE_PAGE;
		made.pages[made.n_pages++] = page;
		if (page.value != VMINFO_NONE)
			page.value += step;
	}
}

/* Present, and next to what is something else: each has its own frame. */
static uint64_t odd_frame(void)
{
	static const uint64_t frames[] = {
		FAKE_ZERO_FRAME - 1, FAKE_ZERO_FRAME + 1, 1, 2, BIT(55) - 2,
		BIT(55) - 1, 0x10000, 0x10001,
	};

	return frames[random_below(8)];
}

static uint64_t odd_flags(void)
{
	static const uint64_t flags[] = { 0, EXCLUSIVE, EXCLUSIVE, FILE_PAGE,
					  FILE_PAGE | BIT(55), BIT(57) };

	return PRESENT | flags[random_below(6)];
}

static void add_odd(struct fake_entries *e, uint64_t va, uint64_t pages,
		    struct vminfo_page page)
{
	page.state = VMINFO_PRESENT;
	page.value = odd_frame();
	e->word = odd_flags() | page.value;
	e->pages = 1;
	add_pages(va, 1, page, 0);
	/* Of the others, frames are hidden. */
	page.value = VMINFO_NONE;
	if (pages > 1)
		e[1] = (struct fake_entries){ .va = va + FAKE_PAGE,
					      .pages = pages - 1,
					      .word = PRESENT | FILE_PAGE };
	add_pages(va + FAKE_PAGE, pages - 1, page, 0);
	made.n_entries += pages > 1;
}

/* One kind of pages, from va on. */
static void add_kind(uint64_t va, uint64_t pages)
{
	struct fake_entries *e = &made.entries[made.n_entries];
	struct vminfo_page page = { .value = VMINFO_NONE,
				    .state = VMINFO_ABSENT };
	uint64_t frame = 0x10000 + random_below(1000) * 512 + random_below(3);

	*e = (struct fake_entries){ .va = va, .pages = pages };
	switch (random_below(8)) {
	case 0:
		add_pages(va, pages, page, 0);
		return;
	case 1:
		page.state = VMINFO_ZERO;
		page.value = FAKE_ZERO_FRAME;
		e->word = PRESENT | FAKE_ZERO_FRAME;
		e->categories = PFNZERO;
		add_pages(va, pages, page, 0);
		break;
	case 2:
		page.state = VMINFO_SWAPPED;
		page.swap_type = (uint8_t)random_below(3);
		page.value = frame;
		e->word = SWAPPED | frame << 5 | page.swap_type;
		e->step = 1 << 5;
		add_pages(va, pages, page, 1);
		break;
	case 3:
		page.state = VMINFO_GUARD;
		e->word = 0x440000000000009f;
		add_pages(va, pages, page, 0);
		break;
	case 4:
	case 5:
		add_odd(e, va, pages, page);
		break;
	default:
		page.state = VMINFO_PRESENT;
		page.value = frame;
		e->word = PRESENT | EXCLUSIVE | frame;
		e->step = 1;
		add_pages(va, pages, page, 1);
		break;
	}
	made.n_entries++;
}

static uint64_t some_pages(void)
{
	static const uint32_t limits[] = { 2, 2, 2, 2, 2, 2, 10, 700, 1500 };

	return 1 + random_below(limits[random_below(9)]);
}

static void add_mapping(size_t i, uint64_t start, uint64_t pages)
{
	uint64_t left = pages, n;

	made.mappings[i] = (struct fake_mapping){
		.start = start,
		.end = start + pages * FAKE_PAGE,
		.permissions = "rw-p",
	};
	for (; left; left -= n, start += n * FAKE_PAGE) {
		n = some_pages();
		if (n > left)
			n = left;
		add_kind(start, n);
	}
}

static void make(uint32_t number)
{
	uint64_t at = START, pages;

	seed = number * 77777 + 1;
	made.n_entries = 0;
	made.n_pages = 0;
	for (size_t i = 0; i < MAPPINGS; i++) {
		/* One is larger than a window. */
		pages = i == number % MAPPINGS ? 20000 : random_below(1700) + 1;
		add_mapping(i, at, pages);
		at += pages * FAKE_PAGE;
		if (random_below(3))
			at += random_below(600) * FAKE_PAGE;
	}
	made.mappings[MAPPINGS] = (struct fake_mapping){ .permissions = NULL };
	made.entries[made.n_entries] = (struct fake_entries){ .pages = 0 };
	made.space = (struct fake_space){ made.mappings, made.entries };
	fake_start(&made.space);
}

static void same_page(const struct vminfo_page *got,
		      const struct vminfo_page *wanted)
{
	if (got->va == wanted->va && got->value == wanted->value &&
	    got->state == wanted->state && got->swap_type == wanted->swap_type)
		return;
	fail_msg("%" PRIx64 ": %s %" PRIx64
		 " (type %u); it was made at %" PRIx64
		 " as %s %" PRIx64 " (type %u)",
		 got->va, vminfo_state_name(got->state), got->value,
		 got->swap_type, wanted->va, vminfo_state_name(wanted->state),
		 wanted->value, wanted->swap_type);
}

static struct vminfo_page records[20000];
static struct vminfo_run runs[20000];

static void check_pages(const struct scene *scene, size_t batch)
{
	struct vminfo_walk *walk = scene_walk(scene, NULL);
	size_t seen = 0;
	ssize_t n;

	while ((n = vminfo_walk_pages(walk, records, NULL, batch)) > 0) {
		assert_true(seen + (size_t)n <= made.n_pages);
		for (ssize_t i = 0; i < n; i++) {
			same_page(&records[i], &made.pages[seen++]);
			assert_true(!records[i].word ==
				    (records[i].state == VMINFO_ABSENT));
		}
	}
	assert_int_equal(n, 0);
	assert_int_equal(seen, made.n_pages);
	assert_int_equal(vminfo_walk_status(walk), VMINFO_COMPLETE);
	vminfo_walk_free(walk);
}

/* Whether a page goes on with the run of the page before it. */
static bool goes_on(size_t i)
{
	const struct vminfo_page *b = &made.pages[i], *a = i ? b - 1 : NULL;

	for (size_t m = 0; m < MAPPINGS; m++) {
		if (made.mappings[m].start == b->va)
			return false;
	}
	if (!a || a->state != b->state || a->swap_type != b->swap_type)
		return false;
	if (a->state == VMINFO_ZERO)
		return true;
	return a->value == VMINFO_NONE ? b->value == VMINFO_NONE :
					 a->value + 1 == b->value;
}

/* A run must be as long as it can, and its pages what was made. */
static void check_run(const struct vminfo_run *run, size_t first)
{
	bool is_zero = run->state == VMINFO_ZERO;

	for (uint64_t i = 0; i < run->pages; i++) {
		struct vminfo_page page = {
			.va = run->va + i * FAKE_PAGE,
			.value = is_zero ? FAKE_ZERO_FRAME :
				 run->value == VMINFO_NONE ? VMINFO_NONE :
							     run->value + i,
			.state = run->state,
			.swap_type = run->swap_type,
		};

		same_page(&page, &made.pages[first + i]);
		assert_int_equal(goes_on(first + i), i != 0);
	}
}

static void check_runs(const struct scene *scene, size_t batch)
{
	struct vminfo_walk *walk = scene_walk(scene, NULL);
	size_t seen = 0;
	ssize_t n;

	made.pages[made.n_pages % MOST_PAGES].state = 0;
	while ((n = vminfo_walk_runs(walk, runs, NULL, batch)) > 0) {
		for (ssize_t i = 0; i < n; i++) {
			assert_true(seen + runs[i].pages <= made.n_pages);
			check_run(&runs[i], seen);
			seen += (size_t)runs[i].pages;
		}
	}
	assert_int_equal(n, 0);
	assert_int_equal(seen, made.n_pages);
	assert_int_equal(vminfo_walk_status(walk), VMINFO_COMPLETE);
	vminfo_walk_free(walk);
}

static void check_all(size_t batch)
{
	struct scene scene = scene_open();

	check_pages(&scene, batch);
	check_runs(&scene, batch);
	scene_close(&scene);
}

static void pages_and_runs_are_what_was_made(void **state)
{
	(void)state;
	for (uint32_t i = 1; i <= 6; i++) {
		make(i);
		check_all(1000);
	}
}

static void they_are_without_a_scan(void **state)
{
	(void)state;
	for (uint32_t i = 1; i <= 6; i++) {
		make(i);
		fake.no_scan = true;
		check_all(1000);
	}
}

static void they_are_without_any_ioctl(void **state)
{
	(void)state;
	for (uint32_t i = 1; i <= 3; i++) {
		make(i);
		fake.no_scan = fake.no_query = true;
		check_all(1000);
	}
}

static void they_are_if_all_is_scanned(void **state)
{
	(void)state;
	for (uint32_t i = 1; i <= 6; i++) {
		make(i);
		fake.many_zero_pages = true;
		check_all(1000);
	}
}

static void they_are_in_batches_of_any_size(void **state)
{
	static const size_t batches[] = { 1, 2, 3, 7, 511, 512, 513, 20000 };

	(void)state;
	for (size_t i = 0; i < sizeof(batches) / sizeof(*batches); i++) {
		make(7);
		check_all(batches[i]);
		make(8);
		fake.many_zero_pages = true;
		check_all(batches[i]);
	}
}

/* A run says what holds on all of its pages, and on any. */
static void check_attributes(const struct scene *scene)
{
	struct vminfo_walk *by_run = scene_walk(scene, NULL);
	struct vminfo_walk *by_page = scene_walk(scene, NULL);
	struct vminfo_run run;
	struct vminfo_page page;

	while (vminfo_walk_runs(by_run, &run, NULL, 1) == 1) {
		uint16_t all = UINT16_MAX, any = 0;

		for (uint64_t i = 0; i < run.pages; i++) {
			assert_int_equal(vminfo_walk_pages(by_page, &page,
							   NULL, 1),
					 1);
			all &= page.attributes;
			any |= page.attributes;
		}
		assert_int_equal(run.all, all);
		assert_int_equal(run.any, any);
		assert_int_equal(run.reserved, 0);
	}
	vminfo_walk_free(by_run);
	vminfo_walk_free(by_page);
}

static void attributes_of_runs_are_those_of_their_pages(void **state)
{
	struct scene scene;

	(void)state;
	for (unsigned int i = 0; i < 4; i++) {
		make(9 + i);
		fake.no_scan = i & 1;
		fake.hidden = i & 2;
		scene = scene_open();
		check_attributes(&scene);
		scene_close(&scene);
	}
}

static void a_sparse_terabyte_costs_its_pages_and_512_scans(void **state)
{
	static struct fake_mapping mappings[] = {
		{ .start = START, .end = START + ((uint64_t)20 << 40),
		  .permissions = "rw-p" },
		{ .permissions = NULL },
	};
	struct scene scene;
	unsigned long before;

	(void)state;
	for (size_t i = 0; i < 1000; i++)
		made.entries[i] = (struct fake_entries){
			.va = START + i * ((uint64_t)20 << 30),
			.pages = 1,
			.word = PRESENT | EXCLUSIVE | (i + 1),
		};
	made.entries[1000] = (struct fake_entries){ .pages = 0 };
	made.space = (struct fake_space){ mappings, made.entries };
	fake_start(&made.space);
	scene = scene_open();
	before = fake.calls;
	free(scene_runs(&scene, NULL, 1000));
	/* Each page is read by itself. */
	assert_in_range(fake.calls - before, 1000, 12500);
	scene_close(&scene);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pages_and_runs_are_what_was_made),
		cmocka_unit_test(they_are_without_a_scan),
		cmocka_unit_test(they_are_without_any_ioctl),
		cmocka_unit_test(they_are_if_all_is_scanned),
		cmocka_unit_test(they_are_in_batches_of_any_size),
		cmocka_unit_test(attributes_of_runs_are_those_of_their_pages),
		cmocka_unit_test(
			a_sparse_terabyte_costs_its_pages_and_512_scans),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
