// SPDX-License-Identifier: LGPL-2.1-or-later
/* libvminfo/frame.c, frames.c, blocks.c, machine.c: on files of our own. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "blocks.h"
#include "context.h"
#include "frames.h"
#include "kpageflags.h"
#include "vminfo.h"

#define HEAD KPAGEFLAGS_BIT(VMINFO_FRAME_COMPOUND_HEAD)
#define TAIL KPAGEFLAGS_BIT(VMINFO_FRAME_COMPOUND_TAIL)
#define ANON KPAGEFLAGS_BIT(VMINFO_FRAME_ANON)
#define BUDDY KPAGEFLAGS_BIT(VMINFO_FRAME_BUDDY)
#define SLAB KPAGEFLAGS_BIT(VMINFO_FRAME_SLAB)

/* A directory, emptied at the end of each test. */
static char directory[] = "/tmp/vminfo-frame-XXXXXX";

static int make_directory(void **state)
{
	(void)state;
	strcpy(directory, "/tmp/vminfo-frame-XXXXXX");
	return mkdtemp(directory) ? 0 : -1;
}

static int remove_directory(void **state)
{
	char command[128];

	(void)state;
	snprintf(command, sizeof(command), "rm -r %s", directory);
	return system(command);
}

static void put(const char *name, const void *bytes, size_t size)
{
	char path[256];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, size, file), size);
	assert_int_equal(fclose(file), 0);
}

static void put_text(const char *name, const char *text)
{
	put(name, text, strlen(text));
}

static void make(const char *name)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	assert_int_equal(mkdir(path, 0700), 0);
}

static struct vminfo_context *open_context(void)
{
	struct vminfo_context_options options = { .size = sizeof(options),
						  .procfs = directory };
	struct vminfo_context *context;

	assert_int_equal(vminfo_context_new(&options, &context), 0);
	return context;
}

static struct vminfo_frame look(uint64_t pfn)
{
	struct vminfo_context *context = open_context();
	struct vminfo_frame frame;

	memset(&frame, 0x55, sizeof(frame));
	assert_int_equal(vminfo_context_frame(context, pfn, &frame), 0);
	vminfo_context_free(context);
	return frame;
}

/* --- one frame ------------------------------------------------------------ */

static const uint64_t words[] = {
	0, ANON, BUDDY | ANON, ANON, ANON | HEAD, ANON | TAIL, ANON | TAIL,
	ANON | TAIL, ANON | HEAD, ANON | TAIL, SLAB | HEAD, SLAB | TAIL,
	TAIL, 0, ANON | HEAD, 0,
};

static void a_frame_has_what_the_three_files_say(void **state)
{
	const uint64_t counts[] = { 0, 3 }, groups[] = { 0, 5219 };
	struct vminfo_frame frame;

	(void)state;
	put("kpageflags", words, sizeof(words));
	put("kpagecount", counts, sizeof(counts));
	put("kpagecgroup", groups, sizeof(groups));
	frame = look(1);
	assert_int_equal(frame.pfn, 1);
	assert_int_equal(frame.flags, ANON);
	assert_int_equal(frame.mapcount, 3);
	assert_int_equal(frame.memcg, 5219);
	assert_int_equal(frame.order, 0);
	assert_int_equal(frame.known, VMINFO_FRAME_HAS_FLAGS |
			 VMINFO_FRAME_HAS_MEMCG | VMINFO_FRAME_HAS_MAPCOUNT |
			 VMINFO_FRAME_HAS_ORDER);
	assert_int_equal(frame.hidden | frame.inferred | frame.changed, 0);
	assert_int_equal(frame.varies, 0);
	assert_memory_equal(frame.reserved, "\0\0", 3);
}

static void what_is_not_there_is_neither_known_nor_hidden(void **state)
{
	struct vminfo_frame frame = look(1);

	(void)state;
	assert_int_equal(frame.known | frame.hidden, 0);
	assert_int_equal(frame.flags, UINT64_MAX);
	assert_int_equal(frame.memcg, UINT64_MAX);
	assert_int_equal(frame.mapcount, UINT32_MAX);
	assert_int_equal(frame.order, UINT8_MAX);
	assert_int_equal(frame.zone, UINT8_MAX);
	assert_int_equal(frame.node, UINT16_MAX);
}

static void what_lies_behind_the_end_of_the_file_has_no_flags(void **state)
{
	struct vminfo_frame frame;

	(void)state;
	put("kpageflags", words, sizeof(words));
	frame = look(sizeof(words) / sizeof(*words));
	assert_int_equal(frame.known | frame.hidden, 0);
	frame = look((UINT64_MAX >> 1) / (uint64_t)sysconf(_SC_PAGESIZE));
	assert_int_equal(frame.known | frame.hidden, 0);
}

static void what_is_refused_is_hidden(void **state)
{
	struct vminfo_context *context;
	struct vminfo_frame frame;
	struct procfs_file real;

	(void)state;
	put("kpageflags", words, sizeof(words));
	context = open_context();
	/* As root, nothing would be refused. */
	real = context->kpageflags;
	context->kpageflags.fd = -EACCES;
	context->kpagecount.fd = -EPERM;
	assert_int_equal(vminfo_context_frame(context, 1, &frame), 0);
	assert_int_equal(frame.known, 0);
	assert_int_equal(frame.hidden, VMINFO_FRAME_HAS_FLAGS |
			 VMINFO_FRAME_HAS_MAPCOUNT | VMINFO_FRAME_HAS_ORDER);
	context->kpageflags = real;
	vminfo_context_free(context);
}

static void no_frame_has_a_number_whose_address_is_none(void **state)
{
	struct vminfo_context *context = open_context();
	struct vminfo_frame frame = { .pfn = 4711 };
	uint64_t most = UINT64_MAX / (uint64_t)sysconf(_SC_PAGESIZE);

	(void)state;
	assert_int_equal(vminfo_context_frame(context, most + 1, &frame),
			 -EINVAL);
	assert_int_equal(vminfo_context_frame(context, UINT64_MAX, &frame),
			 -EINVAL);
	assert_int_equal(frame.pfn, 4711);
	vminfo_context_free(context);
}

static void a_map_count_has_32_bits(void **state)
{
	const uint64_t counts[] = { UINT32_MAX - 1, UINT32_MAX, UINT64_MAX };

	(void)state;
	put("kpagecount", counts, sizeof(counts));
	for (uint64_t pfn = 0; pfn < 3; pfn++)
		assert_int_equal(look(pfn).mapcount, UINT32_MAX - 1);
}

/* --- folios --------------------------------------------------------------- */

static void folios_have_the_order_that_heads_and_tails_show(void **state)
{
	static const struct {
		uint64_t pfn;
		int order;
	} cases[] = {
		{ 1, 0 }, { 3, 0 }, { 4, 2 }, { 5, 2 }, { 6, 2 }, { 7, 2 },
		{ 8, 1 }, { 9, 1 }, { 10, 0xff }, { 11, 0xff },
		/* free; no page at all; a tail whose head another folio has; a
		   head without a tail */
		{ 2, 0xff }, { 0, 0xff }, { 12, 0xff }, { 13, 0xff },
		{ 14, 0xff },
	};

	(void)state;
	put("kpageflags", words, sizeof(words));
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_int_equal(look(cases[i].pfn).order, cases[i].order);
}

static void a_folio_may_end_with_the_file(void **state)
{
	uint64_t all[16] = { [8] = ANON | HEAD };

	(void)state;
	for (int i = 9; i < 16; i++)
		all[i] = ANON | TAIL;
	put("kpageflags", all, sizeof(all));
	assert_int_equal(look(8).order, 3);
	assert_int_equal(look(15).order, 3);
}

static void a_head_that_is_not_aligned_is_no_folio(void **state)
{
	const uint64_t all[] = { 0, 0, ANON | HEAD, ANON | TAIL, ANON | TAIL,
				 ANON | TAIL, 0 };

	(void)state;
	put("kpageflags", all, sizeof(all));
	assert_int_equal(look(2).order, 0xff);
	assert_int_equal(look(3).order, 0xff);
}

/* --- many ----------------------------------------------------------------- */

static void frames_in_a_row_are_those_that_the_kernel_knows(void **state)
{
	enum { KNOWN = 1000 };
	static uint64_t flags[KNOWN], counts[KNOWN];
	static struct vminfo_frame frames[KNOWN + 10];
	struct vminfo_context *context;
	uint8_t member = VMINFO_FRAME_HAS_MAPCOUNT;

	(void)state;
	for (uint64_t i = 0; i < KNOWN; i++) {
		flags[i] = ANON | i << 43;
		counts[i] = i + 1;
	}
	put("kpageflags", flags, sizeof(flags));
	put("kpagecount", counts, sizeof(counts));
	context = open_context();
	assert_int_equal(vminfo_context_frames(context, 1, 0, frames,
					       KNOWN + 10), KNOWN - 1);
	for (uint64_t i = 0; i < KNOWN - 1; i++) {
		assert_int_equal(frames[i].pfn, i + 1);
		assert_int_equal(frames[i].flags, flags[i + 1]);
		assert_int_equal(frames[i].mapcount, i + 2);
		assert_int_equal(frames[i].order, 0);
	}
	assert_int_equal(vminfo_context_frames(context, 999, member, frames, 1),
			 1);
	assert_int_equal(frames[0].known, member);
	assert_int_equal(frames[0].flags, UINT64_MAX);
	assert_int_equal(frames[0].mapcount, 1000);
	assert_int_equal(vminfo_context_frames(context, KNOWN, 0, frames, 1),
			 0);
	assert_int_equal(vminfo_context_frames(context, UINT64_MAX, 0, frames,
					       1), 0);
	assert_int_equal(vminfo_context_frames(context, UINT64_MAX, 0, frames,
					       2), 0);
	assert_int_equal(vminfo_context_frames(context, 0, 0, frames, 0), 0);
	assert_int_equal(vminfo_context_frames(context, 0, 0x40, frames, 1),
			 -EINVAL);
	vminfo_context_free(context);
}

static void words_in_a_row_are_those_of_the_file(void **state)
{
	enum { KNOWN = 5000 };
	static uint64_t flags[KNOWN], got[KNOWN + 10];
	struct vminfo_context *context = open_context();

	(void)state;
	assert_int_equal(vminfo_context_frame_words(context, 0, got, 1),
			 -ENOENT);
	vminfo_context_free(context);
	for (uint64_t i = 0; i < KNOWN; i++)
		flags[i] = i << 43 | i;
	/* The last is not whole. */
	put("kpageflags", flags, sizeof(flags) - 1);
	context = open_context();
	assert_int_equal(vminfo_context_frame_words(context, 1, got,
						    KNOWN + 10), KNOWN - 2);
	assert_memory_equal(got, flags + 1, (KNOWN - 2) * sizeof(*got));
	assert_int_equal(vminfo_context_frame_words(context, 4000, got, 3),
			 3);
	assert_memory_equal(got, flags + 4000, 3 * sizeof(*got));
	assert_int_equal(vminfo_context_frame_words(context, KNOWN - 1, got,
						    1), 0);
	assert_int_equal(vminfo_context_frame_words(context, UINT64_MAX, got,
						    1), 0);
	assert_int_equal(vminfo_context_frame_words(context, 1, got, 0), 0);
	vminfo_context_free(context);
}

static void without_words_the_zones_say_which_frames_there_are(void **state)
{
	struct vminfo_context *context;
	struct vminfo_frame frames[3];

	(void)state;
	put_text("zoneinfo", "Node 0, zone   Normal\n        spanned  100\n"
			     "  start_pfn:           1\n");
	context = open_context();
	assert_int_equal(vminfo_context_frames(context, 99, 0, frames, 3), 2);
	assert_int_equal(frames[1].zone, VMINFO_ZONE_NORMAL);
	assert_int_equal(vminfo_context_frames(context, 101, 0, frames, 3), 0);
	vminfo_context_free(context);
}

static void a_free_frame_is_of_the_largest_block_that_is_free(void **state)
{
	static uint64_t all[0x800];
	static const struct {
		uint64_t pfn;
		int order;
	} cases[] = {
		{ 4, 2 }, { 7, 2 }, { 8, 3 }, { 15, 3 }, { 17, 0 }, { 18, 1 },
		/* There are no larger blocks. */
		{ 0x400, 9 }, { 0x6ff, 9 }, { 0x7ff, 9 },
	};

	(void)state;
	for (uint64_t pfn = 4; pfn < 20; pfn++)
		all[pfn] = pfn == 16 ? ANON : BUDDY;
	for (uint64_t pfn = 0x400; pfn < 0x800; pfn++)
		all[pfn] = BUDDY;
	put("kpageflags", all, sizeof(all));
	assert_int_equal(look(8).order, 0xff);
	put_text("buddyinfo",
		 "Node 0, zone   DMA32  19  14 17 1 1 1 1 1 1 742 \n"
		 "Node 0, zone  Normal  1 2 3\n");
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct vminfo_frame frame = look(cases[i].pfn);

		assert_int_equal(frame.order, cases[i].order);
		assert_int_equal(frame.inferred, VMINFO_FRAME_HAS_ORDER);
	}
}

static void free_blocks_in_a_row_have_their_orders(void **state)
{
	enum { N = 0x600 };
	static uint64_t all[N];
	static struct vminfo_frame frames[N];
	struct vminfo_context *context;

	(void)state;
	for (uint64_t pfn = 0x100; pfn < N; pfn++)
		all[pfn] = pfn == 0x5ff ? ANON : BUDDY;
	put("kpageflags", all, sizeof(all));
	put_text("buddyinfo", "Node 0, zone Normal 1 2 3 4 5 6 7 8 9 10 11 \n");
	context = open_context();
	assert_int_equal(vminfo_context_frames(context, 0, 0, frames, N), N);
	assert_int_equal(frames[0x100].order, 8);
	assert_int_equal(frames[0x1ff].order, 8);
	assert_int_equal(frames[0x200].order, 9);
	assert_int_equal(frames[0x3ff].order, 9);
	assert_int_equal(frames[0x4ff].order, 8);
	assert_int_equal(frames[0x57f].order, 7);
	assert_int_equal(frames[0x5fe].order, 0);
	vminfo_context_free(context);
}

/* --- zone and node -------------------------------------------------------- */

#define ZONE(node, name, first, spanned) \
	"Node " node ", zone   " name "\n        spanned  " spanned "\n" \
	"  start_pfn:           " first "\n"

static void the_zone_that_spans_a_frame_is_its_zone(void **state)
{
	struct vminfo_frame frame;

	(void)state;
	put_text("zoneinfo", ZONE("0", "DMA", "1", "4095")
			     ZONE("0", "Normal", "4096", "100")
			     ZONE("3", "Normal", "8192", "100"));
	frame = look(8191);
	assert_int_equal(frame.known, 0);
	frame = look(8192);
	assert_int_equal(frame.zone, VMINFO_ZONE_NORMAL);
	assert_int_equal(frame.node, 3);
	assert_int_equal(frame.known, VMINFO_FRAME_HAS_ZONE |
			 VMINFO_FRAME_HAS_NODE);
	/* Where RAM is was not told, and a span has holes. */
	assert_int_equal(frame.inferred, frame.known);
	frame = look(4095);
	assert_int_equal(frame.zone, VMINFO_ZONE_DMA);
	assert_int_equal(look(4096).zone, VMINFO_ZONE_NORMAL);
	assert_int_equal(look(4195).known, VMINFO_FRAME_HAS_ZONE |
			 VMINFO_FRAME_HAS_NODE);
	assert_int_equal(look(4196).known, 0);
}

static void only_ram_has_a_zone(void **state)
{
	(void)state;
	put_text("zoneinfo", ZONE("0", "Normal", "0", "1000000"));
	put_text("iomem", "00100000-00ffffff : System RAM\n");
	assert_int_equal(look(0xff).known, 0);
	assert_int_equal(look(0x100).zone, VMINFO_ZONE_NORMAL);
	assert_int_equal(look(0x100).inferred, 0);
	assert_int_equal(look(0x1000).known, 0);
}

static void overlapping_zones_tell_what_they_agree_in(void **state)
{
	struct vminfo_frame frame;

	(void)state;
	put_text("zoneinfo", ZONE("0", "Normal", "0", "1000")
			     ZONE("0", "Movable", "500", "1000")
			     ZONE("1", "Movable", "1200", "1000"));
	frame = look(600);
	assert_int_equal(frame.known, VMINFO_FRAME_HAS_NODE);
	assert_int_equal(frame.node, 0);
	frame = look(1300);
	assert_int_equal(frame.known, VMINFO_FRAME_HAS_ZONE);
	assert_int_equal(frame.zone, VMINFO_ZONE_MOVABLE);
	assert_int_equal(frame.node, UINT16_MAX);
	assert_int_equal(look(1100).node, 0);
	assert_int_equal(look(2000).node, 1);
}

static void a_cut_zoneinfo_says_nothing(void **state)
{
	(void)state;
	put_text("zoneinfo", ZONE("0", "Normal", "0", "1000") "Node 1, zo");
	assert_int_equal(look(1).known, 0);
}

/* --- blocks of memory ----------------------------------------------------- */

static void blocks_are_of_the_nodes_that_they_name(void **state)
{
	const uint64_t size = 0x8000000;

	(void)state;
	assert_int_equal(blocks_are_on_node("/nonexistent", 0, 0), -ENOENT);
	assert_int_equal(blocks_are_on_node(directory, 0, 0), -ENOENT);
	put_text("block_size_bytes", "8000000\n");
	make("memory2");
	make("memory2/node1");
	assert_int_equal(blocks_are_on_node(directory, 2 * size, 1), 1);
	assert_int_equal(blocks_are_on_node(directory, 3 * size - 1, 1), 1);
	assert_int_equal(blocks_are_on_node(directory, 2 * size, 0), 0);
	/* There is no such block: that does not tell. */
	assert_int_equal(blocks_are_on_node(directory, 3 * size, 1), -ENODATA);
	put_text("block_size_bytes", "0\n");
	assert_int_equal(blocks_are_on_node(directory, 0, 0), -EINVAL);
	put_text("block_size_bytes", "many\n");
	assert_int_equal(blocks_are_on_node(directory, 0, 0), -EINVAL);
}

static void blocks_are_online_if_they_are_there_and_say_so(void **state)
{
	uint64_t size = 0;

	(void)state;
	assert_int_equal(blocks_size(directory, &size), -ENOENT);
	assert_int_equal(blocks_is_online(directory, 0), -ENOENT);
	put_text("block_size_bytes", "8000000\n");
	assert_int_equal(blocks_size(directory, &size), 0);
	assert_int_equal(size, 0x8000000);
	make("memory2");
	put_text("memory2/state", "online\n");
	assert_int_equal(blocks_is_online(directory, 2 * size), 1);
	assert_int_equal(blocks_is_online(directory, 3 * size - 1), 1);
	assert_int_equal(blocks_is_online(directory, 3 * size), 0);
	put_text("memory2/state", "offline\n");
	assert_int_equal(blocks_is_online(directory, 2 * size), 0);
}

/* --- regions -------------------------------------------------------------- */

static void the_innermost_region_has_an_address(void **state)
{
	static const struct {
		uint64_t pa, first, length;
		const char *name;
	} cases[] = {
		{ 0x1000, 0x1000, 0x9f000, "System RAM" },
		{ 0x9ffff, 0x1000, 0x9f000, "System RAM" },
		{ 0x1000000, 0x1000000, 0x100, "Kernel code" },
		{ 0x10000ff, 0x1000000, 0x100, "Kernel code" },
		{ 0x1000100, 0x100000, 0xbff00000, "System RAM" },
		{ 0xe0000000, 0xc0000000, 0x40000000, "PCI Bus 0000:00" },
		{ 0xd0001234, 0xd0001000, 0x1000, "\033[31m" },
		{ UINT64_MAX, UINT64_MAX - 15, 16, "top" },
	};
	struct vminfo_region region = { .pa = 4711 };
	struct vminfo_context *context = open_context();

	(void)state;
	assert_int_equal(vminfo_context_region(context, 0, &region), -ENODATA);
	vminfo_context_free(context);
	put_text("iomem", "00001000-0009ffff : System RAM\n"
			  "00100000-bfffffff : System RAM\n"
			  "  01000000-010000ff : Kernel code\n"
			  "c0000000-ffffffff : PCI Bus 0000:00\n"
			  "  d0000000-d000ffff : 0000:00:01.0\n"
			  "    d0001000-d0001fff : \033[31m\n"
			  "fffffffffffffff0-ffffffffffffffff : top\n");
	context = open_context();
	assert_int_equal(vminfo_context_region(context, 0xfff, &region), 0);
	assert_int_equal(vminfo_context_region(context, 0xa0000, &region), 0);
	assert_int_equal(region.pa, 4711);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_int_equal(vminfo_context_region(context, cases[i].pa,
						       &region), 1);
		assert_int_equal(region.pa, cases[i].first);
		assert_int_equal(region.length, cases[i].length);
		assert_string_equal(region.name, cases[i].name);
	}
	vminfo_context_free(context);
}

static void addresses_of_zeros_are_hidden_regions(void **state)
{
	struct vminfo_context *context;
	struct vminfo_region region;

	(void)state;
	put_text("iomem", "00000000-00000000 : System RAM\n"
			  "  00000000-00000000 : Kernel code\n");
	context = open_context();
	assert_int_equal(vminfo_context_region(context, 0, &region), -ENODATA);
	assert_string_equal(vminfo_context_error(context),
			    "iomem: No data available");
	vminfo_context_free(context);
}

/* --- lists ---------------------------------------------------------------- */

static void lists_that_cannot_be_read_are_no_empty_lists(void **state)
{
	struct vminfo_context *context = open_context();

	(void)state;
	assert_int_equal(vminfo_context_ram(context, NULL, 0), -ENODATA);
	assert_int_equal(vminfo_context_zones(context, NULL, 0), -ENODATA);
	assert_int_equal(vminfo_context_swap_areas(context, NULL, 0),
			 -ENODATA);
	assert_string_equal(vminfo_context_error(context),
			    "swaps: No data available");
	assert_int_equal(vminfo_context_features(context), 0);
	vminfo_context_free(context);
}

static void lists_fill_no_more_than_there_is_room(void **state)
{
	struct vminfo_context *context;
	struct vminfo_ram ram[2] = { { 0 }, { 1, 1 } };
	struct vminfo_zone_span zones[2] = { { 0 }, { .pfn = 1 } };
	struct vminfo_swap_area areas[2] = { { 0 }, { .used = 1 } };

	(void)state;
	put_text("iomem", "00001000-0009fbff : System RAM\n"
			  "00100000-00ffffff : System RAM\n");
	put_text("zoneinfo", ZONE("0", "DMA", "1", "4095")
			     ZONE("0", "Normal", "4096", "100"));
	put_text("swaps", "Filename Type Size Used Priority\n"
			  "/dev/zram0 partition 1024 512 100\n"
			  "/swap\\040file file 2048 0 -2\n");
	context = open_context();
	assert_int_equal(vminfo_context_ram(context, ram, 1), 2);
	assert_int_equal(ram[0].pa, 0x1000);
	assert_int_equal(ram[0].length, 0x9ec00);
	assert_int_equal(ram[1].length, 1);
	assert_int_equal(vminfo_context_zones(context, zones, 1), 2);
	assert_int_equal(zones[0].pfn, 1);
	assert_int_equal(zones[0].zone, VMINFO_ZONE_DMA);
	assert_int_equal(zones[1].pfn, 1);
	assert_int_equal(vminfo_context_swap_areas(context, areas, 1), 2);
	assert_string_equal(areas[0].name, "/dev/zram0");
	assert_int_equal(areas[0].size, 1024 << 10);
	assert_int_equal(areas[0].used, 512 << 10);
	assert_int_equal(areas[0].priority, 100);
	assert_int_equal(areas[0].kind, VMINFO_SWAP_PARTITION);
	assert_int_equal(areas[1].used, 1);
	assert_int_equal(vminfo_context_swap_areas(context, areas, 2), 2);
	assert_string_equal(areas[1].name, "/swap file");
	assert_int_equal(areas[1].priority, -2);
	assert_int_equal(areas[1].kind, VMINFO_SWAP_FILE);
	vminfo_context_free(context);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, make_directory, remove_directory)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_frame_has_what_the_three_files_say),
		TEST(what_is_not_there_is_neither_known_nor_hidden),
		TEST(what_lies_behind_the_end_of_the_file_has_no_flags),
		TEST(what_is_refused_is_hidden),
		TEST(no_frame_has_a_number_whose_address_is_none),
		TEST(a_map_count_has_32_bits),
		TEST(folios_have_the_order_that_heads_and_tails_show),
		TEST(a_folio_may_end_with_the_file),
		TEST(a_head_that_is_not_aligned_is_no_folio),
		TEST(frames_in_a_row_are_those_that_the_kernel_knows),
		TEST(words_in_a_row_are_those_of_the_file),
		TEST(without_words_the_zones_say_which_frames_there_are),
		TEST(a_free_frame_is_of_the_largest_block_that_is_free),
		TEST(free_blocks_in_a_row_have_their_orders),
		TEST(the_zone_that_spans_a_frame_is_its_zone),
		TEST(only_ram_has_a_zone),
		TEST(overlapping_zones_tell_what_they_agree_in),
		TEST(a_cut_zoneinfo_says_nothing),
		TEST(blocks_are_of_the_nodes_that_they_name),
		TEST(blocks_are_online_if_they_are_there_and_say_so),
		TEST(the_innermost_region_has_an_address),
		TEST(addresses_of_zeros_are_hidden_regions),
		TEST(lists_that_cannot_be_read_are_no_empty_lists),
		TEST(lists_fill_no_more_than_there_is_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
