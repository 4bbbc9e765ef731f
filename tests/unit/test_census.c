// SPDX-License-Identifier: LGPL-2.1-or-later
/* How frames are counted, and those without flags told apart. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <vminfo.h>

#include "census.h"
#include "census-cells.h"
#include "census-text.h"

#define BIT(flag) ((uint64_t)1 << VMINFO_FRAME_##flag)
#define HEAD BIT(COMPOUND_HEAD)
#define TAIL BIT(COMPOUND_TAIL)

/* A zone, and that of frames of which it is not known. */
static struct census_zone zones[2];

static struct census begin(uint64_t present, uint64_t managed)
{
	memset(zones, 0, sizeof(zones));
	zones[0].span = (struct vminfo_zone_span){
		.present = present,
		.managed = managed,
		.zone = VMINFO_ZONE_NORMAL,
	};
	zones[0].has_cpu_lists = true;
	zones[1].span.node = CENSUS_NO_NODE;
	return (struct census){
		.page_size = 4096,
		.zones = zones,
		.n_zones = 2,
		.zone = &zones[0],
		.largest = 10,
	};
}

static uint64_t add(struct census *census, uint64_t pfn, uint64_t n,
		    uint64_t flags)
{
	census_count(census, pfn, n, flags);
	return pfn + n;
}

static void settle(struct census *census)
{
	census_end_piece(census);
	census_settle(census);
}

static uint64_t sum_of_orders(const struct census *census)
{
	uint64_t frames = 0;

	for (unsigned int order = 0; order < FREE_BLOCKS_ORDERS; order++)
		frames += census_frames(&census->of_order[order]);
	return frames;
}

static void a_folio_is_counted_by_its_size(void **unused)
{
	struct census census = begin(100, 100);
	uint64_t pfn = 0;

	(void)unused;
	/* Two of 16 frames, side by side, and a page alone. */
	pfn = add(&census, pfn, 1, BIT(ANON) | BIT(LRU) | HEAD);
	pfn = add(&census, pfn, 15, BIT(ANON) | BIT(LRU) | TAIL);
	pfn = add(&census, pfn, 1, BIT(ANON) | BIT(LRU) | HEAD);
	pfn = add(&census, pfn, 15, BIT(ANON) | BIT(LRU) | TAIL);
	add(&census, pfn, 1, BIT(ANON) | BIT(LRU));
	settle(&census);
	assert_int_equal(census.total.frames[FRAME_USE_ANON], 33);
	assert_int_equal(census.total.folios[FRAME_USE_ANON], 2);
	assert_int_equal(census.total.large[FRAME_USE_ANON], 32);
	assert_int_equal(census.of_order[4].frames[FRAME_USE_ANON], 32);
	assert_int_equal(census.of_order[4].folios[FRAME_USE_ANON], 2);
	assert_int_equal(census.of_order[0].frames[FRAME_USE_ANON], 1);
	assert_int_equal(sum_of_orders(&census), 33);
}

/* Its tails went while the file was read. */
static void a_head_without_tails_is_a_single_frame(void **unused)
{
	struct census census = begin(2, 2);

	(void)unused;
	add(&census, 0, 2, BIT(ANON) | HEAD);
	settle(&census);
	assert_int_equal(census.of_order[0].frames[FRAME_USE_ANON], 2);
	assert_int_equal(census.total.folios[FRAME_USE_ANON], 0);
	assert_int_equal(census.total.large[FRAME_USE_ANON], 0);
}

static void frames_in_a_row_count_as_one_by_one(void **unused)
{
	static const uint64_t words[] = {
		BIT(BUDDY), BIT(ANON) | HEAD, BIT(ANON) | TAIL, BIT(SLAB),
		BIT(RESERVED), 0, TAIL, HEAD, BIT(HWPOISON) | TAIL,
	};
	static struct census_zone before[2];
	struct census many = begin(1000, 1000), single;
	uint32_t random = 1;
	uint64_t pfn = 5;

	(void)unused;
	for (unsigned int i = 0; i < 2000; i++) {
		random = random * 1103515245 + 12345;
		pfn = add(&many, pfn, (random >> 20) % 40 + 1,
			  words[(random >> 8) % 9]);
	}
	settle(&many);
	memcpy(before, zones, sizeof(zones));
	single = begin(1000, 1000);
	random = 1;
	pfn = 5;
	for (unsigned int i = 0; i < 2000; i++) {
		random = random * 1103515245 + 12345;
		for (unsigned int n = (random >> 20) % 40 + 1; n; n--)
			pfn = add(&single, pfn, 1, words[(random >> 8) % 9]);
	}
	settle(&single);
	assert_memory_equal(before, zones, sizeof(zones));
	assert_memory_equal(many.of_order, single.of_order,
			    sizeof(many.of_order));
	assert_int_equal(sum_of_orders(&single), pfn - 5);
}

static void a_frame_of_a_folio_that_failed_is_counted_as_such(void **unused)
{
	struct census census = begin(4, 4);

	(void)unused;
	add(&census, 0, 1, BIT(ANON) | HEAD);
	add(&census, 1, 1, BIT(ANON) | TAIL | BIT(HWPOISON));
	add(&census, 2, 2, BIT(ANON) | TAIL);
	settle(&census);
	assert_int_equal(census.total.frames[FRAME_USE_ANON], 3);
	assert_int_equal(census.total.frames[FRAME_USE_POISONED], 1);
	assert_int_equal(census.of_order[2].folios[FRAME_USE_ANON], 1);
	assert_int_equal(sum_of_orders(&census), 4);
}

/* Before Linux 6.12. */
static void bare_tails_are_what_their_head_is(void **unused)
{
	struct census census = begin(12, 12);

	(void)unused;
	add(&census, 0, 1, BIT(HUGE) | HEAD);
	add(&census, 1, 7, TAIL);
	add(&census, 8, 1, BIT(SWAPBACKED) | BIT(LRU) | HEAD);
	add(&census, 9, 3, TAIL);
	settle(&census);
	assert_int_equal(census.total.frames[FRAME_USE_HUGETLB], 8);
	assert_int_equal(census.total.frames[FRAME_USE_SHMEM], 4);
	assert_int_equal(census.total.frames[FRAME_USE_KERNEL], 0);
}

/* The one that they belong to went while the file was read. */
static void tails_without_a_head_are_single_frames(void **unused)
{
	struct census census = begin(5, 5);

	(void)unused;
	add(&census, 0, 3, BIT(ANON) | TAIL);
	add(&census, 3, 1, BIT(BUDDY));
	add(&census, 4, 1, BIT(ANON) | TAIL);
	settle(&census);
	assert_int_equal(census.of_order[0].frames[FRAME_USE_ANON], 4);
	assert_int_equal(census.total.folios[FRAME_USE_ANON], 0);
	assert_int_equal(sum_of_orders(&census), 5);
}

static void free_frames_are_blocks(void **unused)
{
	struct census census = begin(32, 32);

	(void)unused;
	add(&census, 0, 16, BIT(BUDDY));
	add(&census, 16, 1, BIT(SLAB));
	add(&census, 17, 15, BIT(BUDDY));
	settle(&census);
	assert_int_equal(census.seen.of_order[4], 1);
	assert_int_equal(census.seen.of_order[3], 1);
	assert_int_equal(census.seen.of_order[0], 1);
	assert_int_equal(census.total.frames[FRAME_USE_FREE], 31);
	assert_int_equal(census.of_order[4].frames[FRAME_USE_FREE], 16);
	assert_int_equal(sum_of_orders(&census), 32);
}

static void frames_without_flags_are_told_apart_by_number(void **unused)
{
	struct census census = begin(100, 60);

	(void)unused;
	zones[0].on_cpu_lists = 5;
	add(&census, 0, 10, BIT(RESERVED));
	add(&census, 10, 50, BIT(BUDDY));
	add(&census, 60, 40, 0);
	settle(&census);
	/* 40 are not managed, and 10 of them reserved. */
	assert_int_equal(census.total.frames[FRAME_USE_UNMANAGED], 30);
	assert_int_equal(census.total.frames[FRAME_USE_CPU_LIST], 5);
	assert_int_equal(census.total.frames[FRAME_USE_KERNEL], 5);
	assert_int_equal(census.total.frames[FRAME_USE_UNFLAGGED], 0);
	assert_int_equal(census_frames(&census.total), 100);
	assert_int_equal(sum_of_orders(&census), 100);
	assert_true(census_knows(&census, FRAME_USE_KERNEL));
}

/* Numbers of another moment are larger than what there is. */
static void no_more_are_told_apart_than_there_are(void **unused)
{
	struct census census = begin(100, 0);

	(void)unused;
	zones[0].on_cpu_lists = UINT64_MAX;
	add(&census, 0, 7, 0);
	settle(&census);
	assert_int_equal(census.total.frames[FRAME_USE_UNMANAGED], 7);
	assert_int_equal(census_frames(&census.total), 7);
	census = begin(3, 9);
	zones[0].on_cpu_lists = UINT64_MAX;
	add(&census, 0, 7, 0);
	settle(&census);
	assert_int_equal(census.total.frames[FRAME_USE_CPU_LIST], 7);
	assert_int_equal(census_frames(&census.total), 7);
}

static void without_zoneinfo_they_stay_what_they_are(void **unused)
{
	struct census census = begin(0, 0);

	(void)unused;
	census.zone = &zones[1];
	census.lacks = CENSUS_NO_ZONES;
	add(&census, 0, 7, 0);
	add(&census, 7, 2, BIT(MMAP));
	settle(&census);
	assert_int_equal(census.total.frames[FRAME_USE_UNFLAGGED], 7);
	assert_true(census_knows(&census, FRAME_USE_UNFLAGGED));
	assert_false(census_knows(&census, FRAME_USE_KERNEL));
	assert_false(census_knows(&census, FRAME_USE_UNMANAGED));
	assert_true(census_knows(&census, FRAME_USE_FREE));
}

static void without_iomem_a_hole_may_be_reserved(void **unused)
{
	struct census census = begin(10, 10);

	(void)unused;
	census.lacks = CENSUS_NO_RAM;
	add(&census, 0, 7, BIT(RESERVED));
	settle(&census);
	assert_false(census_knows(&census, FRAME_USE_RESERVED));
	assert_true(census_knows(&census, FRAME_USE_ANON));
}

static void cpu_lists_are_added_up_by_zone(void **unused)
{
	struct census census = begin(10, 10);
	struct census_zone *zone = NULL;
	static const char *const lines[] = {
		"              count:    1000\n",	/* of no zone */
		"Node 0, zone   Normal\n", "  pages free     17\n",
		"    cpu: 0\n", "              count:    30\n",
		"              high:     99\n",
		"    cpu: 1\n", "              count:    12\n",
		"Node 0, zone  Movable\n", "              count:    500\n",
		"Node 1, zone   Normal\n", "              count:    500\n",
	};

	(void)unused;
	zones[0].has_cpu_lists = false;
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		census_take_zoneinfo(&census, &zone, lines[i]);
	assert_int_equal(zones[0].on_cpu_lists, 42);
	assert_true(zones[0].has_cpu_lists);
	assert_int_equal(zones[1].on_cpu_lists, 0);
}

static void a_request_has_its_order_on_pages_of_any_size(void **unused)
{
	static const struct {
		uint64_t page_size, pmd_size;
		unsigned int of_64k, of_huge;
	} sizes[] = {
		{ 4096, 2 << 20, 4, 9 },
		{ 16384, 32 << 20, 2, 11 },
		{ 65536, 512 << 20, 0, 13 },
		{ 8192, 4 << 20, 3, 9 },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		struct census census = begin(1, 1);

		census.page_size = sizes[i].page_size;
		census.pmd_size = sizes[i].pmd_size;
		assert_int_equal(census_request_order(&census, CENSUS_FIT_64K),
				 sizes[i].of_64k);
		assert_int_equal(census_request_order(&census,
						      CENSUS_FIT_HUGE),
				 sizes[i].of_huge);
		assert_int_equal(census_request_order(&census,
						      CENSUS_FIT_LARGEST), 10);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_folio_is_counted_by_its_size),
		cmocka_unit_test(frames_in_a_row_count_as_one_by_one),
		cmocka_unit_test(a_head_without_tails_is_a_single_frame),
		cmocka_unit_test(
			a_frame_of_a_folio_that_failed_is_counted_as_such),
		cmocka_unit_test(bare_tails_are_what_their_head_is),
		cmocka_unit_test(tails_without_a_head_are_single_frames),
		cmocka_unit_test(free_frames_are_blocks),
		cmocka_unit_test(
			frames_without_flags_are_told_apart_by_number),
		cmocka_unit_test(no_more_are_told_apart_than_there_are),
		cmocka_unit_test(without_zoneinfo_they_stay_what_they_are),
		cmocka_unit_test(without_iomem_a_hole_may_be_reserved),
		cmocka_unit_test(cpu_lists_are_added_up_by_zone),
		cmocka_unit_test(a_request_has_its_order_on_pages_of_any_size),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
