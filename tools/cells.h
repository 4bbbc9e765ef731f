/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the columns say of one row: a page, a run, a mapping or a process.  A
 * tool's table of columns names the functions; what a function is to look for
 * (a state, an attribute) is the column's `arg`.
 */
#ifndef CELLS_H
#define CELLS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include <vminfo.h>

#include "changes.h"
#include "report.h"
#include "tally.h"
#include "tally-frames.h"

/* Kinds of rows, as bits of report_column.groups; their words in order. */
enum cells_group {
	CELLS_PAGE = 1u << 0,
	CELLS_RUN = 1u << 1,
	CELLS_MAPPING = 1u << 2,
	CELLS_PROCESS = 1u << 3,
	CELLS_PLACE = CELLS_PAGE | CELLS_RUN,
	CELLS_TOTAL = CELLS_MAPPING | CELLS_PROCESS,
	CELLS_RANGE = CELLS_PLACE | CELLS_MAPPING,
	CELLS_ANY = CELLS_PLACE | CELLS_TOTAL,
};

extern const struct report_column cells_columns[];

extern const char *const cells_groups[];

/* What a column stands on, as bits of report_column.wants. */
enum cells_want {
	CELLS_FRAMES = 1u << 0,		/* numbers of frames and slots */
	CELLS_ENTRIES = 1u << 1,	/* swap told from special entries */
	CELLS_NODE = 1u << 2,		/* move_pages(2) */
	CELLS_SMAPS = 1u << 3,		/* /proc/PID/smaps, costly */
	CELLS_NSPID = 1u << 4,		/* /proc/PID/status */
	CELLS_SPLIT = 1u << 5,		/* `arg` is an attribute: where it
					   changes, a run ends */
	CELLS_SOFT_DIRTY = 1u << 6,	/* a kernel that tracks it */
	CELLS_POSITION = 1u << 7,	/* of each page another */
	CELLS_MEMBER = 1u << 8,		/* `arg` is a member of a frame */
	CELLS_KPAGE = 1u << 9,		/* /proc/kpageflags and the like */
	CELLS_REGION = 1u << 10,	/* /proc/iomem */
	CELLS_MEMCG = 1u << 11,		/* the names of control groups */
	CELLS_PARTS = 1u << 12,		/* flags, one by one */
	CELLS_WORDS = 1u << 13,		/* all of them, as they are */
	CELLS_LISTED = 1u << 14,	/* mappings and smaps, but no page: true
					   of each mapping as a whole */
	CELLS_MAPPINGS = 1u << 15,	/* of a process: the list of them */

	/* Sums that cost more than the walk; see rows-frames.c. */
	CELLS_SUMS = 1u << 20,		/* one of these */
	CELLS_SHARES = 1u << 22,	/* by how many it is mapped */
	CELLS_KINDS = 1u << 23,		/* anonymous, file, shmem, hugetlb */
	CELLS_ORDERS = 1u << 24,	/* of folios */
	CELLS_NODES = 1u << 25,
	CELLS_BLOCKS = 1u << 26,	/* the sizes of --contpte */
	CELLS_RESIDUAL = 1u << 27,	/* smaps of each mapping */
	CELLS_COSTLY = CELLS_SUMS | CELLS_SHARES |
		       CELLS_KINDS | CELLS_ORDERS | CELLS_NODES | CELLS_BLOCKS,
};

struct huge_row;

/* A region of physical memory, as in /proc/iomem. */
struct cells_region {
	enum report_known known;
	const char *name;	/* raw; of the context */
};

struct row {
	struct vminfo_context *context;
	uint64_t page_size;
	/* Process. */
	pid_t pid;
	pid_t namespace_pid;
	const char *command;
	int soft_dirty;		/* 1: the kernel tracks it; 0: it does not;
				   negative: unknown */
	/* Mapping; NULL in a gap. */
	const struct vminfo_mapping *mapping;
	char dev[24];		/* "08:01" */
	int locked;		/* 0, 1; negative: unknown */
	/* Range, of all but a process. */
	uint64_t va;
	uint64_t pages;
	/* Page or run. */
	uint64_t word;
	uint64_t value;
	uint8_t state;
	const char *const *unresolved;	/* states that this may stand for */
	uint8_t swap_type;
	uint16_t attributes;	/* that hold on all of it */
	uint16_t doubts;	/* that hold on some of it */
	int node;		/* or one of node.h */
	const struct vminfo_frame *frame;	/* NULL: it was not read */
	const char *flags;	/* its flags in words: "anon,thp" */
	bool parts_differ;	/* heads and tails of folios are among them */
	const char *memcg;	/* raw; NULL: of no group that was found */
	struct cells_region region;
	bool has_zones;		/* where the zones are is known */
	bool recorded;		/* what is not known may not be recorded */
	/* Mapping or process. */
	const struct tally *tally;
	struct tally_frames *frames;	/* with CELLS_SUMS; texts are its */
	/* What changed; see change-rows.h. */
	const struct row *before;
	const struct changes *changes;
	const char *change;	/* "moved,huge-merged" */
	const char *const *may_have;	/* and these, perhaps; then NULL */
	const struct huge_row *huge;	/* why it is not huge */
	uint64_t look;		/* its number, if there is a time */
	const char *time;
};

typedef struct report_cell cells_get(const struct row *row);
typedef struct report_cell cells_get_of(const struct row *row, uint64_t arg);

report_word cells_state_word, cells_perms_word;

cells_get cells_pid, cells_nspid, cells_command;
cells_get cells_va, cells_end, cells_size, cells_pages, cells_offset;
cells_get cells_perms, cells_dev, cells_inode, cells_mapping, cells_locked;
cells_get cells_state, cells_pa, cells_pfn, cells_word, cells_align;
cells_get cells_swaptype, cells_swapoff, cells_swapdev, cells_node;
cells_get_of cells_attribute;	/* enum vminfo_attribute */
cells_get_of cells_flags, cells_flags_raw, cells_mapcount, cells_order;
cells_get_of cells_memcg, cells_memcg_inode, cells_zone;
cells_get cells_region;
report_word cells_flag_word, cells_zone_word;
/* A list of names; "maybe-ksm" stands for one that may be in it. */
struct report_cell cells_flag_list(const char *names, uint64_t flags);
cells_get cells_excl, cells_file, cells_huge, cells_softdirty;
cells_get_of cells_count, cells_backed;	/* enum vminfo_state */
cells_get cells_mappings, cells_rss, cells_swap, cells_unknown;
cells_get cells_huge_pages, cells_huge_percent;
cells_get cells_runs, cells_slotruns, cells_longest;
cells_get_of cells_smaps;		/* enum tally_item */
cells_get cells_uss, cells_pss, cells_orders, cells_nodes;
cells_get_of cells_kind;		/* enum tally_kind */
cells_get cells_contpte, cells_contpte_folio;

#endif
