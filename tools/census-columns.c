// SPDX-License-Identifier: LGPL-2.1-or-later
/* The columns of a census. */
#include "census-cells.h"

#define FLAGS CENSUS_NO_FLAGS
#define PLACED (CENSUS_NO_FLAGS | CENSUS_NO_RAM)

const char *const census_groups[] = {
	"use", "zone", "node", "order", "machine", NULL
};

/* name, kind, rows that have it, what it says; see report.h */
const struct report_column census_columns[] = {
	{ "USE", REPORT_WORD, CENSUS_USE, census_use,
	  .text = "what the frames are used for", .word = census_use_word },
	{ "NODE", REPORT_NUMBER, CENSUS_ZONE | CENSUS_NODE, census_node,
	  .text = "node of memory" },
	{ "ZONE", REPORT_WORD, CENSUS_ZONE, census_zone,
	  .text = "zone of the node", .word = census_zone_word },
	{ "ORDER", REPORT_NUMBER, CENSUS_ORDER, census_order,
	  .text = "a block has two to the power of that many frames" },
	{ "BLOCK", REPORT_SIZE, CENSUS_ORDER, census_block,
	  .text = "bytes of one block" },
	{ "FRAMES", REPORT_COUNT, CENSUS_ANY, census_frames_cell,
	  .text = "frames of RAM", .wants = PLACED },
	{ "SIZE", REPORT_SIZE, CENSUS_ANY, census_size,
	  .text = "the same in bytes", .wants = PLACED },
	{ "PERCENT", REPORT_PERCENT, CENSUS_ANY, census_percent,
	  .text = "of all frames, rounded down", .wants = PLACED },
	{ "FOLIOS", REPORT_COUNT, CENSUS_ANY, census_folios,
	  .text = "compound pages among them", .wants = FLAGS },
	{ "LARGE", REPORT_SIZE, CENSUS_ANY, census_large,
	  .text = "bytes of these compound pages", .wants = FLAGS },
	{ "FREE-BLOCKS", REPORT_COUNT, CENSUS_ORDER, census_free_blocks,
	  .text = "free blocks by buddyinfo", .wants = CENSUS_NO_LISTS },
	{ "SEEN-BLOCKS", REPORT_COUNT, CENSUS_ORDER, census_seen_blocks,
	  .text = "free blocks by kpageflags", .wants = FLAGS },
	{ "FIT", REPORT_PERCENT, CENSUS_ORDER, census_fit,
	  .text = "of the free memory, how much is in such or larger blocks",
	  .wants = CENSUS_NO_LISTS },
	{ "FIT-64K", REPORT_PERCENT, CENSUS_PART, NULL,
	  .text = "of the free memory, how much is in blocks of 64 KiB or more",
	  .wants = CENSUS_NO_LISTS, .get_of = census_fit_of,
	  .arg = CENSUS_FIT_64K },
	{ "FIT-HUGE", REPORT_PERCENT, CENSUS_PART, NULL,
	  .text = "the same, of the size of a huge page",
	  .wants = CENSUS_NO_LISTS, .get_of = census_fit_of,
	  .arg = CENSUS_FIT_HUGE },
	{ "FIT-LARGEST", REPORT_PERCENT, CENSUS_PART, NULL,
	  .text = "the same, of the largest size that the allocator has",
	  .wants = CENSUS_NO_LISTS, .get_of = census_fit_of,
	  .arg = CENSUS_FIT_LARGEST },
	{ "LISTED", REPORT_SIZE, CENSUS_PART, census_listed,
	  .text = "bytes of all free blocks by buddyinfo",
	  .wants = CENSUS_NO_LISTS },
	{ "PRESENT", REPORT_COUNT, CENSUS_PART, census_present_cell,
	  .text = "frames of RAM by zoneinfo", .wants = CENSUS_NO_ZONES },
	{ "MANAGED", REPORT_COUNT, CENSUS_PART, census_managed_cell,
	  .text = "of these, those that can be given out",
	  .wants = CENSUS_NO_ZONES },
	{ "RESIDUAL", REPORT_SIZE, CENSUS_PART, census_residual,
	  .text = "how far SIZE is from PRESENT, in bytes",
	  .wants = PLACED | CENSUS_NO_ZONES },
#define OF_USE(name, use, what, lacks) \
	{ name "-BYTES", REPORT_SIZE, CENSUS_MIXED, NULL, \
	  .text = "bytes: " what, \
	  .wants = (lacks), .get_of = census_of_use, .arg = (use), \
	  .head = (name) }
	OF_USE("FREE", FRAME_USE_FREE, "free frames", FLAGS),
	OF_USE("ANON", FRAME_USE_ANON,
	       "anonymous memory of processes", FLAGS),
	OF_USE("KSM", FRAME_USE_KSM, "merged pages", FLAGS),
	OF_USE("SHMEM", FRAME_USE_SHMEM, "shared memory and tmpfs",
	       FLAGS),
	OF_USE("FILE", FRAME_USE_FILE, "the cache of files", FLAGS),
	OF_USE("SWAPCACHE", FRAME_USE_SWAPCACHE,
	       "read from swap, nobody's yet", FLAGS),
	OF_USE("HUGETLB", FRAME_USE_HUGETLB,
	       "the pool of huge pages, used or not", FLAGS),
	OF_USE("ZERO", FRAME_USE_ZERO, "the zero pages", FLAGS),
	OF_USE("SLAB", FRAME_USE_SLAB, "small objects of the kernel",
	       FLAGS),
	OF_USE("PAGE-TABLE", FRAME_USE_PAGE_TABLE, "page tables",
	       FLAGS),
	OF_USE("KERNEL", FRAME_USE_KERNEL,
	       "other memory of the kernel", PLACED | CENSUS_NO_ZONES),
	OF_USE("UNFLAGGED", FRAME_USE_UNFLAGGED,
	       "no flags, and cannot be told further", PLACED),
	OF_USE("CPU-LIST", FRAME_USE_CPU_LIST,
	       "free frames that a CPU keeps",
	       PLACED | CENSUS_NO_ZONES),
	OF_USE("UNMANAGED", FRAME_USE_UNMANAGED,
	       "what the allocator never got",
	       PLACED | CENSUS_NO_ZONES),
	OF_USE("RESERVED", FRAME_USE_RESERVED,
	       "reserved since the machine booted", PLACED),
	OF_USE("OFFLINE", FRAME_USE_OFFLINE,
	       "given back to the host, or taken out", PLACED),
	OF_USE("POISONED", FRAME_USE_POISONED,
	       "frames that failed", FLAGS),
#undef OF_USE
	{ .name = NULL },
};
