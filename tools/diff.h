/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What differs between two looks at a process: range by range, for each page
 * of either.  A page whose comparison is unknown is never the same.
 */
#ifndef DIFF_H
#define DIFF_H

#include <stdbool.h>
#include <stdint.h>

#include <vminfo.h>

#include "look.h"

/* Any number holds for each page; none: it is proven to be the same. */
enum diff_change {
	/* Of the page. */
	DIFF_MOVED = 1u << 0,
	DIFF_SWAPPED_OUT = 1u << 1,
	DIFF_SWAPPED_IN = 1u << 2,
	DIFF_SWAP_MOVED = 1u << 3,
	DIFF_CAME = 1u << 4,
	DIFF_WENT = 1u << 5,
	DIFF_WRITTEN = 1u << 6,
	DIFF_COPIED = 1u << 7,
	DIFF_DROPPED = 1u << 8,
	DIFF_ZEROED = 1u << 9,
	DIFF_HUGE_SPLIT = 1u << 10,
	DIFF_HUGE_MERGED = 1u << 11,
	DIFF_OTHER = 1u << 12,
	/* Of the mapping there. */
	DIFF_MAPPED = 1u << 13,
	DIFF_UNMAPPED = 1u << 14,
	DIFF_GREW = 1u << 15,
	DIFF_SHRANK = 1u << 16,
	DIFF_REPLACED = 1u << 17,
	DIFF_RENAMED = 1u << 18,
	DIFF_PROTECTED = 1u << 19,
	/* Of the process: it is in one of the two only. */
	DIFF_NEW = 1u << 20,
	DIFF_GONE = 1u << 21,
	/* What cannot be told: whether it has another frame; another slot;
	 * whether a huge page was split or merged; where it is or was; and
	 * whether there is a mapping at all. */
	DIFF_FRAME_UNKNOWN = 1u << 22,
	DIFF_SLOT_UNKNOWN = 1u << 23,
	DIFF_HUGE_UNKNOWN = 1u << 24,
	DIFF_STATE_UNKNOWN = 1u << 25,
	DIFF_NOT_SEEN = 1u << 26,
};

#define DIFF_CHANGES 27

#define DIFF_UNKNOWN (DIFF_FRAME_UNKNOWN | DIFF_SLOT_UNKNOWN | \
		      DIFF_HUGE_UNKNOWN | DIFF_STATE_UNKNOWN | DIFF_NOT_SEEN)
#define DIFF_OF_MAPPING (DIFF_MAPPED | DIFF_UNMAPPED | DIFF_GREW | \
			 DIFF_SHRANK | DIFF_REPLACED | DIFF_RENAMED | \
			 DIFF_PROTECTED)

/* Changes of a mapping that leave its pages where they are. */
#define DIFF_IN_PLACE (DIFF_RENAMED | DIFF_PROTECTED)

/* Whether anything is sure to have changed. */
bool diff_is_proven(uint32_t changes);

/* "swapped-out"; those that are unknown have one name, "unknown". */
const char *diff_name(enum diff_change change);

/* "moved,huge-merged": the names, in the order above.  Returns `text`. */
#define DIFF_ROOM 256
char *diff_names(uint32_t changes, char text[DIFF_ROOM]);

/* What changed from one page to another that stands at the same address. */
uint32_t diff_places(const struct vminfo_run *before,
		     const struct vminfo_run *after);

struct diff_side {
	const struct look *look;
	size_t mapping;
	size_t run;
};

struct diff {
	struct diff_side before;
	struct diff_side after;
	uint64_t at;		/* page number */
	uint64_t page_size;
	uint32_t only;		/* DIFF_NEW or DIFF_GONE: one side is nothing */
	bool other_frames;	/* numbers of frames mean others: the caller's,
				   behind diff_start() */
};

/*
 * Consecutive pages that changed in the same way.  The runs are of exactly
 * these pages: their state is unmapped where there is no mapping, and their
 * attributes hold on all.
 */
struct diff_range {
	struct vminfo_run before;
	struct vminfo_run after;
	const struct look_mapping *was_in;	/* NULL: there was none */
	const struct look_mapping *is_in;	/* NULL: there is none */
	uint32_t changes;
};

/* Both looks have pages of the same size.  One may be NULL: the process is in
 * the other only. */
void diff_start(struct diff *diff, const struct look *before,
		const struct look *after);

/* The next range of pages that are mapped in either; false: no more. */
bool diff_next(struct diff *diff, struct diff_range *range);

#endif
