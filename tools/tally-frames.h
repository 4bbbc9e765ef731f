/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the frames of a mapping, or of a process, add up to: how much of it is
 * its own, what kind of memory it is, in folios of which order, on which nodes.
 */
#ifndef TALLY_FRAMES_H
#define TALLY_FRAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <vminfo.h>

#include "parts.h"

/* As the kernel counts it: bytes in fixed point, rounded down page by page. */
#define TALLY_PSS_SHIFT 12

enum tally_kind {
	TALLY_ANON,
	TALLY_FILE,
	TALLY_SHMEM,
	TALLY_HUGETLB,
	TALLY_KINDS
};

/* Present pages of consecutive addresses, in consecutive frames. */
struct tally_stretch {
	uint64_t va;
	uint64_t pfn;
	uint64_t pages;
};

/* Memory in blocks of one size, consecutive and aligned on both sides. */
struct tally_blocks {
	uint64_t size;
	struct tally_stretch any;	/* whatever the frames belong to */
	struct tally_stretch folio;	/* of folios that hold such a block */
};

#define TALLY_MOST_BLOCKS 8

struct tally_frames {
	uint64_t page_size;
	struct tally_blocks blocks[TALLY_MOST_BLOCKS];
	size_t block_count;
	int hugetlb;		/* the mapping is; negative: unknown */

	uint64_t own;		/* pages that are mapped once */
	uint64_t own_unknown;
	uint64_t pss;		/* bytes << TALLY_PSS_SHIFT */
	uint64_t pss_unknown;	/* pages: how many share them is not known */
	uint64_t of_kind[TALLY_KINDS];	/* pages */
	uint64_t kind_unknown;		/* pages: they may be of any kind */
	uint64_t file_or_shmem;
	uint64_t anon_or_hugetlb;
	struct parts orders;	/* bytes by order of the folio */
	struct parts nodes;
	struct parts any_blocks;	/* bytes by size of the block */
	struct parts folio_blocks;
};

/* Nothing counted; page_size, blocks[].size and block_count stay.  NULL: for
 * the sum of mappings. */
void tally_frames_start(struct tally_frames *tally,
			const struct vminfo_mapping *mapping);
void tally_frames_free(struct tally_frames *tally);

/*
 * A run, and what its frames have in common; of those members that do not vary,
 * the others are unknown.  NULL: they were not looked up.
 */
void tally_frames_run(struct tally_frames *tally, const struct vminfo_run *run,
		      const struct vminfo_frame *frame);

/* So many pages are on that node; negative: unknown. */
void tally_frames_node(struct tally_frames *tally, uint64_t pages, int node);

/* What comes next does not continue the run before; also at the end. */
void tally_frames_interrupt(struct tally_frames *tally);

/* Adds those of a mapping to those of its process. */
void tally_frames_add(struct tally_frames *total,
		      const struct tally_frames *part);

#endif
