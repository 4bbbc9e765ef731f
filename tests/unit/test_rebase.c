// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * libvminfo/rebase*.c: other numbers for frames, on random recordings.  What
 * has to hold is looked at frame by frame, without the code under test.
 */
#include <errno.h>
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fault.h"
#include "growing.h"
#include "pagemap-bits.h"
#include "rebase.h"
#include "vminfo.h"

#define PAGE ((uint64_t)4096)
#define GIB_OF_FRAMES ((uint64_t)1 << 18)

static uint64_t state;

static uint64_t next(void)
{
	state = state * 6364136223846793005 + 1442695040888963407;
	return state >> 16;
}

static int draw(void *data, uint64_t *number)
{
	(void)data;
	*number = next() ^ next() << 32;
	return 0;
}

static int draw_nothing(void *data, uint64_t *number)
{
	(void)data;
	(void)number;
	return -EIO;
}

/* --- recordings ----------------------------------------------------------- */

static struct recording *empty(void)
{
	struct recording *r = calloc(1, sizeof(*r));

	assert_non_null(r);
	r->machine.page_size = PAGE;
	r->machine.special_start = 22;
	r->machine.marker_type = 31;
	return r;
}

static void add_ram(struct recording *r, uint64_t first, uint64_t end)
{
	struct recorded_range *ram = growing_add(&r->ram, 1, sizeof(*ram));

	assert_non_null(ram);
	ram->va = first * PAGE;
	ram->last = end * PAGE - 1;
}

/* Names are single letters. */
static void add_region(struct recording *r, uint64_t first, uint64_t end,
		       char name)
{
	struct recorded_region *region = growing_add(&r->regions, 1,
						     sizeof(*region));
	char *text = growing_add(&r->texts, 2, 1);

	assert_non_null(region);
	assert_non_null(text);
	*text = name;
	*region = (struct recorded_region){
		.range = { first * PAGE, end * PAGE - 1 },
		.name = r->texts.n - 2,
	};
}

static void add_zone(struct recording *r, uint64_t start, uint64_t spanned)
{
	struct recorded_zone *zone = growing_add(&r->zones, 1, sizeof(*zone));

	assert_non_null(zone);
	zone->has_start = true;
	zone->start = start;
	zone->spanned = spanned;
}

static void add_pages(struct recording *r, uint64_t word, uint64_t count,
		      uint16_t step)
{
	struct recorded_pages *pages = growing_add(&r->pages, 1,
						   sizeof(*pages));

	assert_non_null(pages);
	pages->word = word;
	pages->count = count;
	pages->step = step;
}

static void add_present(struct recording *r, uint64_t frame, uint64_t count)
{
	add_pages(r, PAGEMAP_PRESENT | PAGEMAP_FILE | frame, count, 1);
}

static int rebase(struct recording *r, uint64_t *kept)
{
	struct rebase it = { .recording = r, .draw = draw };

	return rebase_recording(&it, kept);
}

/* --- frame by frame ------------------------------------------------------- */

struct frame {
	uint64_t before;
	uint64_t after;
};

static struct {
	struct frame *rows;
	size_t n;
	size_t room;
} frames;

static uint64_t frame_of(uint64_t word)
{
	return word & PAGEMAP_PRESENT ? word & PAGEMAP_FRAME :
					(word & PAGEMAP_FRAME) >> 5;
}

static void note(uint64_t before, uint64_t after)
{
	/* A sanitizer's realloc() copies all of it each time. */
	if (frames.n == frames.room) {
		frames.room = frames.room ? 2 * frames.room : 1024;
		frames.rows = realloc(frames.rows,
				      frames.room * sizeof(*frames.rows));
		assert_non_null(frames.rows);
	}
	frames.rows[frames.n++] = (struct frame){ before, after };
}

/* All frames that lines of pages name, before and after. */
static void note_all(const struct recorded_pages *before,
		     const struct recorded_pages *after, size_t n)
{
	frames.n = 0;
	for (size_t i = 0; i < n; i++) {
		uint64_t kept = PAGEMAP_PRESENT | PAGEMAP_FILE |
				PAGEMAP_NOT_PRESENT;

		assert_int_equal(before[i].count, after[i].count);
		assert_int_equal(before[i].word & kept, after[i].word & kept);
		for (uint64_t j = 0; j < before[i].count; j++)
			note(frame_of(before[i].word + j * before[i].step),
			     frame_of(after[i].word + j * after[i].step));
	}
}

static int by_before(const void *a, const void *b)
{
	const struct frame *one = a, *other = b;

	return (one->before > other->before) - (one->before < other->before);
}

static int by_after(const void *a, const void *b)
{
	const struct frame *one = a, *other = b;

	return (one->after > other->after) - (one->after < other->after);
}

static uint64_t alignment_of(uint64_t frame)
{
	uint64_t lowest = frame & -frame;

	return lowest < GIB_OF_FRAMES ? lowest : GIB_OF_FRAMES;
}

/* Of all regions that hold it. */
static uint64_t names_of(const struct recording *r, uint64_t frame)
{
	const struct recorded_region *regions = r->regions.rows;
	uint64_t names = 0;

	for (size_t i = 0; i < r->regions.n; i++) {
		if (frame * PAGE >= regions[i].range.va &&
		    frame * PAGE <= regions[i].range.last)
			names |= (uint64_t)1 <<
				 *recording_text(r, regions[i].name) % 32;
	}
	return names;
}

/* Which ranges, zones and names it is in. */
static uint64_t kind_of(const struct recording *r, uint64_t frame)
{
	const struct recorded_range *ram = r->ram.rows;
	const struct recorded_zone *zones = r->zones.rows;
	uint64_t kind = names_of(r, frame) << 32;

	for (size_t i = 0; i < r->ram.n; i++) {
		if (frame * PAGE >= ram[i].va && frame * PAGE <= ram[i].last)
			kind |= 1;
	}
	for (size_t i = 0; i < r->zones.n; i++) {
		if (frame >= zones[i].start &&
		    frame - zones[i].start < zones[i].spanned)
			kind |= (uint64_t)2 << i;
	}
	return kind;
}

static void each_is_like_before(const struct recording *r)
{
	for (size_t i = 0; i < frames.n; i++) {
		const struct frame *f = &frames.rows[i];

		assert_true(f->after != 0);
		assert_int_equal(alignment_of(f->after),
				 alignment_of(f->before));
		assert_int_equal(kind_of(r, f->after), kind_of(r, f->before));
	}
}

/* Neighbours stay neighbours, equals equals, and nobody becomes either. */
static void distances_are_kept(void)
{
	qsort(frames.rows, frames.n, sizeof(*frames.rows), by_before);
	for (size_t i = 1; i < frames.n; i++) {
		const struct frame *a = &frames.rows[i - 1], *b = a + 1;
		uint64_t distance = b->before - a->before;

		if (distance <= 1)
			assert_int_equal(b->after - a->after, distance);
	}
	qsort(frames.rows, frames.n, sizeof(*frames.rows), by_after);
	for (size_t i = 1; i < frames.n; i++) {
		const struct frame *a = &frames.rows[i - 1], *b = a + 1;
		uint64_t distance = b->after - a->after;

		if (distance <= 1)
			assert_int_equal(b->before - a->before, distance);
	}
}

static uint64_t count_kept(void)
{
	uint64_t kept = 0;

	qsort(frames.rows, frames.n, sizeof(*frames.rows), by_before);
	for (size_t i = 0; i < frames.n; i++) {
		bool again = i && frames.rows[i - 1].before ==
					  frames.rows[i].before;

		kept += !again &&
			frames.rows[i].before == frames.rows[i].after;
	}
	return kept;
}

/* Number of frames that kept theirs. */
static uint64_t rebase_and_look(struct recording *r)
{
	size_t size = r->pages.n * sizeof(struct recorded_pages);
	struct recorded_pages *before = malloc(size);
	uint64_t kept = UINT64_MAX;

	assert_non_null(before);
	memcpy(before, r->pages.rows, size);
	assert_int_equal(rebase(r, &kept), 0);
	note_all(before, r->pages.rows, r->pages.n);
	free(before);
	each_is_like_before(r);
	distances_are_kept();
	assert_int_equal(count_kept(), kept);
	recording_free(r);
	return kept;
}

/* --- tests ---------------------------------------------------------------- */

/* Two nodes, with holes, and room for devices above. */
static struct recording *machine(void)
{
	struct recording *r = empty();

	add_ram(r, 1, 160);
	add_ram(r, 256, 0x30000);
	add_ram(r, 0x100000, 0x280000);
	add_zone(r, 1, 4095);
	add_zone(r, 0x1000, 0xff000);
	add_zone(r, 0x100000, 0xc0000);
	add_zone(r, 0x1c0000, 0xc0000);
	return r;
}

static void add_random(struct recording *r)
{
	uint64_t first = 256 + next() % 0x27ff00, count = 1;

	if (next() % 4 == 0)
		count += next() % 2000;
	if (next() % 8 == 0)
		first &= ~(uint64_t)511;
	add_present(r, first, count);
}

static void random_islands_keep_what_they_have_to(void **unused)
{
	(void)unused;
	for (uint64_t seed = 0; seed < 40; seed++) {
		struct recording *r = machine();

		state = seed;
		for (uint64_t n = next() % 300; n-- > 0;)
			add_random(r);
		rebase_and_look(r);
	}
}

static void names_of_regions_are_kept(void **unused)
{
	(void)unused;
	for (uint64_t seed = 0; seed < 20; seed++) {
		struct recording *r = machine();
		uint64_t moved = 300;

		state = seed;
		add_region(r, 0x1000, 0x20000, 'a');
		add_region(r, 0x3000, 0x5000, 'b');
		add_region(r, 0x8000, 0xf000, 'b');
		add_region(r, 0x10000, 0x18000, 'c');
		for (unsigned int i = 0; i < 300; i++)
			add_present(r, 0x1000 + i * 0x60, 1);
		moved -= rebase_and_look(r);
		assert_true(moved > 280);
	}
}

static void frames_that_can_move_do(void **unused)
{
	(void)unused;
	for (state = 1; state < 20; state++) {
		struct recording *r = machine();

		for (uint64_t i = 0; i < 200; i++)
			add_present(r, 0x2000 + i * 3, 1);
		add_present(r, 0x110000, 512);
		assert_int_equal(rebase_and_look(r), 0);
	}
}

static void entries_of_pages_on_the_move_name_frames_too(void **unused)
{
	struct recording *r = machine();
	uint64_t migrating = PAGEMAP_NOT_PRESENT | 26;

	(void)unused;
	state = 5;
	add_present(r, 0x5000, 4);
	add_pages(r, migrating | 0x5004 << 5, 2, PAGEMAP_SLOT);
	/* A page in the memory of a device. */
	add_pages(r, migrating | (uint64_t)0x5000000 << 5, 1, PAGEMAP_SLOT);
	assert_int_equal(rebase_and_look(r), 0);
}

static void slots_and_markers_are_no_frames(void **unused)
{
	static const uint64_t words[] = {
		PAGEMAP_NOT_PRESENT | 0x5000 << 5 | 1,
		PAGEMAP_NOT_PRESENT | 4 << 5 | 31,
		PAGEMAP_NOT_PRESENT | PAGEMAP_GUARD | 4 << 5 | 26,
		PAGEMAP_NOT_PRESENT,
		PAGEMAP_PRESENT | PAGEMAP_EXCLUSIVE,
		0,
	};
	struct recording *r = machine();
	const struct recorded_pages *pages;
	uint64_t kept = 1;

	(void)unused;
	for (size_t i = 0; i < 6; i++)
		add_pages(r, words[i], 1, 0);
	assert_int_equal(rebase(r, &kept), 0);
	assert_int_equal(kept, 0);
	pages = r->pages.rows;
	for (size_t i = 0; i < 6; i++)
		assert_int_equal(pages[i].word, words[i]);
	recording_free(r);
}

static void flags_go_with_their_frames(void **unused)
{
	struct recording *r = machine();
	const struct recorded_frames *found;
	const struct recorded_pages *pages;
	uint64_t kept, frame;
	size_t n;

	(void)unused;
	state = 6;
	for (uint64_t i = 0; i < 50; i++) {
		struct recorded_frames *f = growing_add(&r->frames, 1,
							sizeof(*f));

		assert_non_null(f);
		*f = (struct recorded_frames){ .frame = 0x5000 + i * 7,
					       .count = 1,
					       .words = { i },
					       .known = 1 };
		add_present(r, 0x5000 + i * 7, 1);
	}
	assert_int_equal(rebase(r, &kept), 0);
	pages = r->pages.rows;
	for (size_t i = 0; i < 50; i++) {
		frame = pages[i].word & PAGEMAP_FRAME;
		found = recording_frames(r, frame, &n);
		assert_non_null(found);
		assert_int_equal(found->frame, frame);
		assert_int_equal(found->words[RECORDED_FLAGS], i);
	}
	recording_free(r);
}

static void frames_without_another_place_are_counted(void **unused)
{
	struct recording *r = empty();

	(void)unused;
	state = 7;
	/* All of a zone, and one that goes over its border. */
	add_ram(r, 16, 0x4000);
	add_zone(r, 16, 64);
	add_zone(r, 80, 0x3000);
	add_present(r, 16, 63);
	add_present(r, 79, 2);
	assert_int_equal(rebase_and_look(r), 65);
	/* Beside it there is room for others. */
	r = empty();
	add_zone(r, 16, 64);
	add_zone(r, 80, 0x3000);
	add_present(r, 79, 2);
	add_present(r, 100, 5);
	assert_int_equal(rebase_and_look(r), 2);
}

static void a_full_machine_has_no_other_numbers(void **unused)
{
	struct recording *r = empty();

	(void)unused;
	state = 8;
	add_ram(r, 16, 144);
	add_zone(r, 16, 128);
	/* Each second frame: there is one other way to put them all. */
	for (uint64_t i = 16; i < 144; i += 2)
		add_present(r, i, 1);
	rebase_and_look(r);
}

static void nearly_full_memory_is_searched(void **unused)
{
	struct recording *r = empty();

	(void)unused;
	state = 9;
	add_ram(r, 16, 16 + 4096);
	add_zone(r, 16, 4096);
	/* Odd ones, and ones that fit between two of those. */
	for (uint64_t i = 0; i < 340; i++) {
		add_present(r, 17 + i * 12, 1);
		add_present(r, 22 + i * 12, 1);
	}
	assert_int_equal(rebase_and_look(r), 0);
}

static void without_zones_what_devices_can_reach_is_kept(void **unused)
{
	const struct recorded_pages *pages;

	(void)unused;
	for (state = 100; state < 130; state++) {
		struct recording *r = empty();
		uint64_t kept;

		add_present(r, 0x800, 1);
		add_present(r, 0x80000, 1);
		add_present(r, 0x180000, 1);
		assert_int_equal(rebase(r, &kept), 0);
		pages = r->pages.rows;
		assert_in_range(pages[0].word & PAGEMAP_FRAME, 1, 0xfff);
		assert_in_range(pages[1].word & PAGEMAP_FRAME, 0x1000, 0xfffff);
		assert_in_range(pages[2].word & PAGEMAP_FRAME, 0x100000,
				0x1fffff);
		recording_free(r);
	}
}

static void without_random_numbers_nothing_is_changed(void **unused)
{
	struct recording *r = machine();
	struct rebase it = { .recording = r, .draw = draw_nothing };
	const struct recorded_pages *pages;
	uint64_t kept = 77;

	(void)unused;
	add_present(r, 0x5000, 4);
	assert_int_equal(rebase_recording(&it, &kept), -EIO);
	assert_int_equal(kept, 77);
	pages = r->pages.rows;
	assert_int_equal(pages->word & PAGEMAP_FRAME, 0x5000);
	recording_free(r);
}

static void without_memory_nothing_is_changed(void **unused)
{
	(void)unused;
	for (unsigned long i = 1;; i++) {
		struct recording *r = machine();
		const struct recorded_pages *pages;
		uint64_t kept = 77;
		int ret;

		state = 3;
		add_present(r, 0x5000, 4);
		fault_memory(i);
		ret = rebase(r, &kept);
		fault_memory(0);
		pages = r->pages.rows;
		if (ret == -ENOMEM)
			assert_int_equal(pages->word & PAGEMAP_FRAME, 0x5000);
		recording_free(r);
		if (ret != -ENOMEM) {
			assert_int_equal(ret, 0);
			assert_true(i > 4);
			return;
		}
		assert_int_equal(kept, 77);
	}
}

static int free_frames(void **unused)
{
	(void)unused;
	free(frames.rows);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_islands_keep_what_they_have_to),
		cmocka_unit_test(names_of_regions_are_kept),
		cmocka_unit_test(frames_that_can_move_do),
		cmocka_unit_test(entries_of_pages_on_the_move_name_frames_too),
		cmocka_unit_test(slots_and_markers_are_no_frames),
		cmocka_unit_test(flags_go_with_their_frames),
		cmocka_unit_test(frames_without_another_place_are_counted),
		cmocka_unit_test(a_full_machine_has_no_other_numbers),
		cmocka_unit_test(nearly_full_memory_is_searched),
		cmocka_unit_test(without_zones_what_devices_can_reach_is_kept),
		cmocka_unit_test(without_random_numbers_nothing_is_changed),
		cmocka_unit_test(without_memory_nothing_is_changed),
	};

	return cmocka_run_group_tests(tests, NULL, free_frames);
}
