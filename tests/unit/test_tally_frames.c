// SPDX-License-Identifier: LGPL-2.1-or-later
/* What frames add up to: shares, kinds, orders, blocks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tally-frames.h"

#define PAGE 4096
#define K (UINT64_C(1) << 10)
#define M (UINT64_C(1) << 20)
#define FLAG(bit) (UINT64_C(1) << (bit))

static const struct vminfo_mapping anonymous = {
	.kind = VMINFO_ANONYMOUS, .page_size = VMINFO_NONE,
};
static const struct vminfo_mapping object = {
	.kind = VMINFO_OBJECT, .page_size = PAGE,
};
static const struct vminfo_mapping hugetlb = {
	.kind = VMINFO_OBJECT, .page_size = 2 * M,
};
static const struct vminfo_mapping not_asked = {
	.kind = VMINFO_OBJECT, .page_size = VMINFO_NONE,
};

static struct tally_frames tally;

static int set_up(void **state)
{
	(void)state;
	memset(&tally, 0, sizeof(tally));
	tally.page_size = PAGE;
	tally_frames_start(&tally, &anonymous);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	tally_frames_free(&tally);
	return 0;
}

static struct vminfo_run run_of(uint64_t pages, uint16_t attributes)
{
	return (struct vminfo_run){
		.pages = pages, .value = 100, .state = VMINFO_PRESENT,
		.all = attributes, .any = attributes,
	};
}

static void add_mapped(uint64_t pages, uint32_t mapcount, uint16_t attributes)
{
	const struct vminfo_run run = run_of(pages, attributes);
	const struct vminfo_frame frame = {
		.mapcount = mapcount, .known = VMINFO_FRAME_HAS_MAPCOUNT,
	};

	tally_frames_run(&tally, &run, &frame);
}

static void add_flags(uint64_t pages, uint64_t flags)
{
	const struct vminfo_run run = run_of(pages, 0);
	const struct vminfo_frame frame = {
		.flags = flags, .known = VMINFO_FRAME_HAS_FLAGS,
	};

	tally_frames_run(&tally, &run, &frame);
}

static uint64_t pss(void)
{
	return tally.pss >> TALLY_PSS_SHIFT;
}

/* The kernel divides 4096 << 12 and adds up what is left, page by page. */
static void a_share_is_rounded_down_as_by_the_kernel(void **state)
{
	(void)state;
	add_mapped(1, 3, 0);
	assert_int_equal(tally.pss, (4096 << 12) / 3);
	add_mapped(2999, 3, 0);
	assert_int_equal(tally.pss, 3000 * ((UINT64_C(4096) << 12) / 3));
	assert_int_equal(pss(), 4095999);
	assert_int_equal(tally.pss_unknown, 0);
}

static void pages_that_are_mapped_once_count_whole(void **state)
{
	struct vminfo_run run = run_of(5, VMINFO_EXCLUSIVE);

	(void)state;
	add_mapped(2, 1, VMINFO_EXCLUSIVE);
	assert_int_equal(pss(), 2 * PAGE);
	/* The page table says that, too. */
	tally_frames_run(&tally, &run, NULL);
	assert_int_equal(pss(), 7 * PAGE);
	assert_int_equal(tally.pss_unknown, 0);
	add_mapped(4, 2, 0);
	assert_int_equal(tally.own, 7);
	assert_int_equal(tally.own_unknown, 0);
}

/* What the kernel says of all pages of a huge one holds for its first. */
static void a_huge_page_is_not_believed_to_be_exclusive(void **state)
{
	const uint16_t exclusive = VMINFO_EXCLUSIVE;
	struct vminfo_run run = run_of(512, VMINFO_HUGE | exclusive);

	(void)state;
	tally_frames_run(&tally, &run, NULL);
	assert_int_equal(tally.own_unknown, 512);
	run = run_of(512, VMINFO_HUGE);
	tally_frames_run(&tally, &run, NULL);
	assert_int_equal(tally.own_unknown, 1024);
	assert_int_equal(tally.pss_unknown, 1024);
	add_mapped(256, 2, VMINFO_HUGE | exclusive);
	add_mapped(256, 1, VMINFO_HUGE);
	assert_int_equal(tally.own, 256);
	assert_int_equal(pss(), 3 * M / 2);
	/* Nor where it may be one. */
	run = run_of(512, VMINFO_HUGE_UNKNOWN | exclusive);
	tally_frames_run(&tally, &run, NULL);
	assert_int_equal(tally.own_unknown, 1536);
	/* hugetlb is mapped as a whole. */
	tally_frames_start(&tally, &hugetlb);
	run = run_of(512, VMINFO_HUGE | exclusive);
	tally_frames_run(&tally, &run, NULL);
	assert_int_equal(tally.own, 512);
	assert_int_equal(tally.own_unknown, 0);
}

static void a_count_that_is_not_known_or_0_is_no_share(void **state)
{
	struct vminfo_run run = run_of(5, 0), changed = run_of(1, 0);
	struct vminfo_frame frame = { .mapcount = UINT32_MAX };

	(void)state;
	tally_frames_run(&tally, &run, NULL);
	assert_int_equal(tally.own_unknown, 0);
	assert_int_equal(tally.pss_unknown, 5);
	tally_frames_run(&tally, &run, &frame);
	assert_int_equal(tally.pss_unknown, 10);
	add_mapped(3, 0, 0);
	assert_int_equal(tally.pss_unknown, 13);
	changed.any = VMINFO_CHANGED;
	frame.mapcount = 1;
	frame.known = VMINFO_FRAME_HAS_MAPCOUNT;
	tally_frames_run(&tally, &changed, &frame);
	assert_int_equal(tally.pss_unknown, 14);
	frame.changed = VMINFO_FRAME_HAS_MAPCOUNT;
	tally_frames_run(&tally, &run, &frame);
	assert_int_equal(tally.pss_unknown, 19);
	assert_int_equal(pss(), 0);
	assert_int_equal(tally.own, 0);
	assert_int_equal(tally.own_unknown, 4);
}

static void hugetlb_that_is_mapped_once_may_have_more_users(void **state)
{
	(void)state;
	tally_frames_start(&tally, &hugetlb);
	add_mapped(512, 1, 0);
	assert_int_equal(tally.pss_unknown, 512);
	assert_int_equal(tally.own + tally.own_unknown, 0);
	add_mapped(512, 1, VMINFO_EXCLUSIVE);
	add_mapped(512, 2, 0);
	assert_int_equal(tally.pss_unknown, 512);
	assert_int_equal(pss(), 3 * M);
	tally_frames_start(&tally, &anonymous);
	add_mapped(512, 1, 0);
	assert_int_equal(tally.pss_unknown, 0);
}

static void only_present_pages_count(void **state)
{
	struct vminfo_run run = run_of(5, VMINFO_EXCLUSIVE);

	(void)state;
	run.state = VMINFO_MIGRATING;
	tally_frames_run(&tally, &run, NULL);
	run.state = VMINFO_SWAPPED;
	tally_frames_run(&tally, &run, NULL);
	assert_int_equal(pss(), 0);
	assert_int_equal(tally.kind_unknown, 0);
	assert_string_equal(parts_text(&tally.orders), "");
}

static void flags_tell_the_kind(void **state)
{
	const uint64_t backed = FLAG(VMINFO_FRAME_SWAPBACKED);

	(void)state;
	add_flags(1, backed | FLAG(VMINFO_FRAME_ANON));
	add_flags(2, backed);
	add_flags(4, FLAG(VMINFO_FRAME_UPTODATE) | FLAG(VMINFO_FRAME_LRU));
	add_flags(8, FLAG(VMINFO_FRAME_HUGE) | FLAG(VMINFO_FRAME_ANON));
	add_flags(16, FLAG(VMINFO_FRAME_BUDDY) | FLAG(VMINFO_FRAME_ANON));
	add_flags(32, 0);
	assert_int_equal(tally.of_kind[TALLY_ANON], 1);
	assert_int_equal(tally.of_kind[TALLY_SHMEM], 2);
	assert_int_equal(tally.of_kind[TALLY_FILE], 36);
	assert_int_equal(tally.of_kind[TALLY_HUGETLB], 8);
	assert_int_equal(tally.kind_unknown, 16);
}

static void without_flags(const struct vminfo_mapping *mapping,
			  uint16_t attributes, const uint64_t *counted)
{
	const struct vminfo_run run = run_of(3, attributes);

	tally_frames_start(&tally, mapping);
	tally_frames_run(&tally, &run, NULL);
	assert_int_equal(*counted, 3);
}

static void without_flags_the_page_table_and_the_mapping_tell(void **state)
{
	struct vminfo_run some = run_of(3, 0);

	(void)state;
	without_flags(&anonymous, 0, &tally.of_kind[TALLY_ANON]);
	without_flags(&object, 0, &tally.of_kind[TALLY_ANON]);
	without_flags(&object, VMINFO_FILE, &tally.file_or_shmem);
	without_flags(&hugetlb, 0, &tally.of_kind[TALLY_HUGETLB]);
	without_flags(&hugetlb, VMINFO_FILE, &tally.of_kind[TALLY_HUGETLB]);
	without_flags(&not_asked, 0, &tally.anon_or_hugetlb);
	without_flags(&not_asked, VMINFO_FILE, &tally.kind_unknown);
	some.any = VMINFO_FILE;
	tally_frames_start(&tally, &object);
	tally_frames_run(&tally, &some, NULL);
	assert_int_equal(tally.kind_unknown, 3);
}

static void bytes_are_kept_apart_by_the_order_of_folios(void **state)
{
	const struct vminfo_run run = run_of(16, 0);
	struct vminfo_frame frame = { .known = VMINFO_FRAME_HAS_ORDER };

	(void)state;
	tally_frames_run(&tally, &run, &frame);
	frame.order = 4;
	tally_frames_run(&tally, &run, &frame);
	tally_frames_run(&tally, &run, &frame);
	assert_string_equal(parts_text(&tally.orders), "0:65536,4:131072");
	tally_frames_run(&tally, &run, NULL);
	assert_string_equal(parts_text(&tally.orders),
			    "0:65536,4:131072,?:65536");
}

static void bytes_are_kept_apart_by_node(void **state)
{
	(void)state;
	tally_frames_node(&tally, 2, 1);
	tally_frames_node(&tally, 1, 0);
	tally_frames_node(&tally, 3, -1);
	assert_string_equal(parts_text(&tally.nodes), "0:4096,1:8192,?:12288");
}

/*
 * Blocks: pages from an address on, in frames from a number on.
 */

static void ask_for(uint64_t size)
{
	tally.blocks[0].size = size;
	tally.block_count = 1;
	tally_frames_start(&tally, &anonymous);
}

static void place(uint64_t va, uint64_t pfn, uint64_t pages, int order)
{
	const struct vminfo_run run = {
		.va = va, .value = pfn, .pages = pages,
		.state = VMINFO_PRESENT,
	};
	const struct vminfo_frame frame = {
		.order = (uint8_t)order,
		.known = order < 0 ? 0 : VMINFO_FRAME_HAS_ORDER,
	};

	tally_frames_run(&tally, &run, &frame);
}

static void in_blocks(const char *any, const char *folio)
{
	tally_frames_interrupt(&tally);
	assert_string_equal(parts_text(&tally.any_blocks), any);
	assert_string_equal(parts_text(&tally.folio_blocks), folio);
}

static void a_block_is_aligned_on_both_sides(void **state)
{
	(void)state;
	ask_for(64 * K);
	place(0x100000, 0x100, 16, 4);
	in_blocks("65536:65536", "65536:65536");
	ask_for(64 * K);
	place(0x100000, 0x108, 32, 5);	/* the frames are not */
	in_blocks("65536:0", "65536:0");
	ask_for(64 * K);
	place(0x108000, 0x108, 24, 5);	/* the first half block is not one */
	in_blocks("65536:65536", "65536:65536");
	ask_for(64 * K);
	place(0x108000, 0x108, 23, 5);
	in_blocks("65536:0", "65536:0");
	ask_for(64 * K);
	place(0x10f000, 0x10f, 1, 5);
	in_blocks("65536:0", "65536:0");
}

static void a_block_may_be_of_many_runs_and_folios(void **state)
{
	(void)state;
	ask_for(64 * K);
	place(0x100000, 0x100, 8, 3);
	place(0x108000, 0x108, 8, 3);
	in_blocks("65536:65536", "65536:0");
	ask_for(64 * K);
	place(0x100000, 0x100, 4, 4);
	place(0x104000, 0x104, 12, 4);
	in_blocks("65536:65536", "65536:65536");
	ask_for(64 * K);
	place(0x100000, 0x100, 8, 4);
	place(0x108000, 0x208, 8, 4);	/* the frames jump */
	in_blocks("65536:0", "65536:0");
	ask_for(64 * K);
	place(0x100000, 0x100, 8, 4);
	place(0x109000, 0x108, 8, 4);	/* the addresses do */
	in_blocks("65536:0", "65536:0");
}

static void what_is_not_present_ends_a_block(void **state)
{
	struct vminfo_run hole = { .va = 0x108000, .pages = 1,
				   .value = VMINFO_NONE,
				   .state = VMINFO_ABSENT };

	(void)state;
	ask_for(64 * K);
	place(0x100000, 0x100, 8, 4);
	tally_frames_run(&tally, &hole, NULL);
	place(0x109000, 0x109, 7, 4);
	in_blocks("65536:0", "65536:0");
}

static void a_block_in_hidden_frames_is_unknown(void **state)
{
	struct vminfo_run run = run_of(16, VMINFO_HIDDEN);

	(void)state;
	ask_for(64 * K);
	run.value = VMINFO_NONE;
	tally_frames_run(&tally, &run, NULL);
	in_blocks("65536:0,?:65536", "65536:0,?:65536");
	ask_for(64 * K);
	place(0x100000, 0x100, 16, -1);
	in_blocks("65536:65536", "65536:0,?:65536");
}

static void sizes_do_not_disturb_each_other(void **state)
{
	(void)state;
	tally.blocks[0].size = 2 * M;
	tally.blocks[1].size = 16 * K;
	tally.block_count = 2;
	tally_frames_start(&tally, &anonymous);
	place(0x200000, 0x200, 512, 9);
	place(0x400000, 0x400, 4, 2);
	in_blocks("16384:2113536,2097152:2097152",
		  "16384:2113536,2097152:2097152");
}

static void a_process_adds_up_its_mappings(void **state)
{
	struct tally_frames total = { .page_size = PAGE };

	(void)state;
	ask_for(64 * K);
	total.blocks[0].size = 64 * K;
	total.block_count = 1;
	tally_frames_start(&total, NULL);
	place(0x100000, 0x100, 16, 4);
	add_mapped(3, 3, 0);
	add_mapped(5, 1, 0);
	add_mapped(7, 0, 0);
	add_flags(2, FLAG(VMINFO_FRAME_SWAPBACKED));
	tally_frames_node(&tally, 16, 0);
	tally_frames_interrupt(&tally);
	tally_frames_add(&total, &tally);
	tally_frames_add(&total, &tally);
	assert_int_equal(total.pss, 2 * tally.pss);
	assert_int_equal(total.pss_unknown, 2 * 25);
	assert_int_equal(total.own, 10);
	assert_int_equal(total.own_unknown, 14);
	assert_int_equal(total.of_kind[TALLY_SHMEM], 4);
	assert_string_equal(parts_text(&total.nodes), "0:131072");
	assert_string_equal(parts_text(&total.any_blocks), "65536:131072");
	assert_string_equal(parts_text(&total.orders), "4:131072,?:139264");
	tally_frames_free(&total);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_share_is_rounded_down_as_by_the_kernel),
		TEST(pages_that_are_mapped_once_count_whole),
		TEST(a_huge_page_is_not_believed_to_be_exclusive),
		TEST(a_count_that_is_not_known_or_0_is_no_share),
		TEST(hugetlb_that_is_mapped_once_may_have_more_users),
		TEST(only_present_pages_count),
		TEST(flags_tell_the_kind),
		TEST(without_flags_the_page_table_and_the_mapping_tell),
		TEST(bytes_are_kept_apart_by_the_order_of_folios),
		TEST(bytes_are_kept_apart_by_node),
		TEST(a_block_is_aligned_on_both_sides),
		TEST(a_block_may_be_of_many_runs_and_folios),
		TEST(what_is_not_present_ends_a_block),
		TEST(a_block_in_hidden_frames_is_unknown),
		TEST(sizes_do_not_disturb_each_other),
		TEST(a_process_adds_up_its_mappings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
