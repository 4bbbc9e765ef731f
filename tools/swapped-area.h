/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Pages in swap, by the swap area that they are in. */
#ifndef SWAPPED_AREA_H
#define SWAPPED_AREA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <vminfo.h>

#include "frame-set.h"
#include "report.h"
#include "slot-locality.h"
#include "swap-area.h"
#include "swap-readahead.h"

#define SWAPPED_AREA_MOST 32	/* no kernel has more */

struct swapped_area_row {
	bool numbered;		/* else it is of shared memory, whose slots
				   nobody sees */
	unsigned int number;
	int proven;		/* as vminfo_context_slot_area() says: 1, 0 (a
				   guess), or negative (cannot be told) */
	struct vminfo_swap_area told;	/* unless that is negative; the name is
					   of the row */
	struct swap_area on;	/* if it is proven */
	enum swap_readahead readahead;
	struct slot_locality locality;	/* of all processes */
	struct frame_set slots;	/* each once, however many share it */
	bool seen;		/* a slot of it was */
	uint64_t highest;	/* of those */
	uint64_t pages;		/* in swap, each once */
	uint64_t page_size;
	char priority[16];	/* text of its cell */
};

/* What one process has in one of them. */
struct swapped_area_part {
	struct slot_locality locality;
	struct frame_set slots;
};

/* Filled by one process after the other. */
struct swapped_areas {
	struct vminfo_context *context;
	uint64_t page_size;
	int sys;		/* the directory; negative: another machine */
	struct swap_readahead_rules rules;
	struct swapped_area_row rows[SWAPPED_AREA_MOST];
	struct swapped_area_row shared;
};

/* `here`: the context is of the machine that we run on. */
void swapped_areas_start(struct swapped_areas *areas,
			 struct vminfo_context *context, bool here);
void swapped_areas_free(struct swapped_areas *areas);

/* A run of state swapped, whose slots were just seen: which area they are in is
 * asked while it is on. */
void swapped_areas_see(struct swapped_areas *areas,
		       const struct vminfo_run *run);

/* All parts of a process, by the numbers of areas, are empty. */
void swapped_areas_begin(const struct swapped_areas *areas,
			 struct swapped_area_part *parts);

/* All of that process was seen, which only then counts. */
void swapped_areas_take(struct swapped_areas *areas,
			const struct swapped_area_part *parts);

/* All was added. */
void swapped_areas_finish(struct swapped_areas *areas);

/*
 * Then: the first row from *i on that has pages, which *i is set behind.  NULL:
 * there is none.
 */
const struct swapped_area_row *
swapped_areas_next(const struct swapped_areas *areas, size_t *i);

/* What a column says of a row, and what kind of column that is. */
enum swapped_area_cell {
	SWAPPED_AREA_NUMBER,	/* number */
	SWAPPED_AREA_DEVICE,	/* name; may be a guess, of which the next four
				   are not known */
	SWAPPED_AREA_KIND,	/* word, of swap_area_word() */
	SWAPPED_AREA_SIZE,	/* size */
	SWAPPED_AREA_USED,	/* size, of all processes of the machine */
	SWAPPED_AREA_PRIORITY,	/* word: it may be negative */
	SWAPPED_AREA_PAGES,	/* count */
	SWAPPED_AREA_BYTES,	/* size */
	SWAPPED_AREA_RUNS,	/* count: of addresses */
	SWAPPED_AREA_SLOT_RUNS,	/* count */
	SWAPPED_AREA_NEAR,	/* percent */
	SWAPPED_AREA_READAHEAD,	/* word, of swap_readahead_word() */
};

struct report_cell swapped_area_cell(const struct swapped_area_row *row,
				     enum swapped_area_cell cell);

#endif
