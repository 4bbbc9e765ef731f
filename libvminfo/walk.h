/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* walk.h - a position in the address space of a process. */
#ifndef WALK_H
#define WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "backing.h"
#include "frames.h"
#include "growing.h"
#include "lines.h"
#include "mappings.h"
#include "pagemap.h"
#include "process.h"
#include "vminfo.h"
#include "window.h"

/* As ->file: one of those that have words of frames. */
#define WALK_FRAMES_FILE "kpageflags"

enum walk_use {
	WALK_FRESH,
	WALK_MAPPINGS,
	WALK_PAGES,
	WALK_RUNS,
};

/* What decides the meaning of an entry, besides the entry. */
struct walk_traits {
	bool pfnmap;		/* no entry is shown */
	bool assumed;		/* neither of both, until it is known */
	uint64_t hugetlb_pages;	/* base pages in one of hugetlb; else 0 */
};

/* The last record of smaps that was read; names are not kept. */
struct walk_smaps {
	bool keep;		/* the lines as they are, in `text` */
	struct growing text;	/* char: each with its NUL */
	size_t kept;		/* lines */
	bool open;
	bool valid;
	bool has_next;		/* the heading after it is read already */
	struct vminfo_mapping heading;
	struct vminfo_mapping next;
	struct vminfo_smaps items;
	struct lines lines;
};

/* Beside members that are known: the map counts of a huge page differ. */
#define WALK_UNEQUAL ((uint8_t)0x80)

/* The frames of the window, if they are wanted. */
struct walk_frames {
	struct frames_reader reader;
	/* For each word; for a huge page of its first and its second one,
	   which may be marked WALK_UNEQUAL. */
	struct frames_said *said;
	struct frames_item *items;	/* what is to be looked up */
	struct frames_item *spare;
	size_t n_items;
	int tries;
	/* Map counts in the buffer of the reader, when the window is read. */
	uint64_t counted;
	size_t n_counted;
};

/* Words of a window that are looked at again at once. */
#define WALK_BACKING_WORDS ((uint64_t)4 << 10)

/* The objects of the window, if they are to be asked. */
struct walk_backing {
	struct backing *asked;	/* NULL: they are not */
	bool markers;		/* what is behind these, too */
	struct extent *extents;	/* of the window, as they were read; it has
				   those that are made of them */
	size_t n_extents;
	uint64_t *words;	/* looked at again, from a page on */
	uint64_t first;
	uint64_t n;
	struct vminfo_backing said;	/* of the mapping that it is in */
};

struct vminfo_walk {
	struct vminfo_process *process;	/* borrowed */
	uint64_t want;		/* enum vminfo_want */
	uint16_t split;		/* enum vminfo_attribute */
	uint8_t split_frame;	/* enum vminfo_frame_member */
	uint8_t members;	/* of frames, to be read; likewise */
	enum walk_use use;
	enum vminfo_status status;
	int error;		/* what ended it; 0: nothing */
	const char *file;	/* what was read last, for the message */

	uint64_t at;		/* the next address to look at */
	uint64_t last;		/* the last address wanted */
	uint64_t ask_until;	/* mappings below it are asked one by one:
				   the list is outdated, or far away */
	struct mappings mappings;

	bool ended;		/* everything was seen, and checked */
	bool listed;		/* a mapping was */
	bool past;		/* `at` is above `last`; it may be 2^64, so 0 */

	/* Inside a mapping, or in the gap before it, up to inside_last. */
	bool inside;
	bool in_gap;
	bool exhausted;		/* `at` is above inside_last */
	bool has_next;		/* the mapping after the gap is in `mapping` */
	uint64_t inside_last;
	struct vminfo_mapping mapping;
	char *name;		/* of the mapping entered: what it was borrowed
				   from is read over by the next look */
	size_t name_size;
	struct walk_traits traits;
	struct pagemap_decoder decoder;

	bool has_window;	/* it is of `mapping` and was checked */
	unsigned int tries;	/* windows that were read in vain at tried_at */
	uint64_t tried_at;
	uint16_t window_attributes;
	size_t extent;		/* the one of the window that holds `at` */
	struct window_source source;
	struct window window;
	struct walk_frames frames;
	struct walk_backing backing;

	bool has_open;		/* a run that may go on */
	struct vminfo_run open;
	struct vminfo_frame open_frame;

	struct walk_smaps smaps;
};

/* Consecutive pages from walk->at on, about which the same is known. */
struct walk_piece {
	uint64_t pages;
	const struct extent *extent;	/* NULL: all of them are `state` */
	uint64_t skip;			/* pages of the extent before them */
	enum vminfo_state state;
};

/* Starts anew at another range. */
int walk_restart(struct vminfo_walk *walk, uint64_t start, uint64_t length);

/*
 * Takes the memory that a new walk could need later, unless a name is longer
 * than any path.  0, or -ENOMEM.
 */
int walk_reserve(struct vminfo_walk *walk);
int walk_reserve_smaps(struct vminfo_walk *walk);

/* Claims the walk for one use; negative errno if it cannot be used. */
int walk_begin(struct vminfo_walk *walk, enum walk_use use);

/*
 * Moves into the next mapping or gap.  1: moved; 0: at the end, and everything
 * was seen; negative errno: it is incomplete.
 */
int walk_enter(struct vminfo_walk *walk);

/* 1: *piece is filled; 0: no more in this mapping or gap; negative errno. */
int walk_piece(struct vminfo_walk *walk, struct walk_piece *piece);

/* Goes on behind so many pages of the last piece. */
void walk_consume(struct vminfo_walk *walk, uint64_t pages);

/*
 * The next mapping that reaches walk->at, in walk->mapping.  1: it is filled;
 * 0: there is none; negative errno.
 */
int walk_next_mapping(struct vminfo_walk *walk);

/*
 * The list also ends when the target exits or calls exec, so that its end
 * proves nothing before this: 0: the address space is there; negative errno.
 */
int walk_check(struct vminfo_walk *walk);

/* At the end of the list.  0: all was seen; negative errno: it was not. */
int walk_finish(struct vminfo_walk *walk);

/* Goes to the address after this one, which may be 2^64. */
void walk_go_behind(struct vminfo_walk *walk, uint64_t address);

/* Whether a recording goes so far.  0, or the error that cut it. */
int walk_check_recorded(const struct vminfo_walk *walk, uint64_t last);

/* The end of the walk by an error, which stays. */
int walk_fail(struct vminfo_walk *walk, int err);

/*
 * Fills the window from walk->at on, under a mapping that was the same before
 * and after.  1: done; 0: there is no mapping at walk->at any more; negative
 * errno.
 */
int walk_fill(struct vminfo_walk *walk);

/*
 * Finds out the traits of the mapping just entered.  1: done; 0: it is another
 * one now; negative errno.
 */
int walk_find_traits(struct vminfo_walk *walk);

/*
 * Traits that were assumed while entries were read: no entry may mean that none
 * is shown.  1: done; 0: it is another mapping by now; negative errno.
 */
int walk_ask_assumed(struct vminfo_walk *walk);

/*
 * The same, once the look at the mapping has told its page size: whether all
 * has to be read again, of huge pages.
 */
bool walk_assumed_wrong(const struct vminfo_walk *walk);

/* The record of smaps at va.  -ENODATA: there is none, or none readable. */
int walk_find_smaps(struct vminfo_walk *walk, uint64_t va);

/* The same for this very mapping: what smaps has may have been another one. */
int walk_find_smaps_of(struct vminfo_walk *walk,
		       const struct vminfo_mapping *mapping);
void walk_close_smaps(struct vminfo_walk *walk);

/*
 * Fills *page for the page `index` of a piece.  True: its frame was looked up
 * to tell what it is, which says nothing of the pages after it.
 */
bool walk_decode(const struct vminfo_walk *walk, const struct walk_piece *piece,
		 uint64_t index, struct vminfo_page *page);

/* Takes from a page that was decoded what is not wanted. */
void walk_withhold(const struct vminfo_walk *walk, struct vminfo_page *page);

int walk_init_frames(struct vminfo_walk *walk);
void walk_free_frames(struct vminfo_walk *walk);

/* Reads what is said of the frames of the window.  0, or negative errno. */
int walk_read_frames(struct vminfo_walk *walk);

int walk_init_backing(struct vminfo_walk *walk);
void walk_free_backing(struct vminfo_walk *walk);

/*
 * Asks the object of the mapping what the pages of the window are that have no
 * entry.  The window ends before the first that got one meanwhile.  1: done;
 * 0: that would be nothing, so it is to be read again, unless `last`: then this
 * page is changed; negative errno.
 */
int walk_read_backing(struct vminfo_walk *walk, bool last);

/* The second half of it: the window ends where an entry has come. */
int walk_check_backing(struct vminfo_walk *walk, bool last);

/* Whether all pages of a huge one always have one map count. */
bool walk_counts_whole(const struct vminfo_walk *walk,
		       const struct extent *extent);

/* Fills *frame with that of a page of a piece.  0, or negative errno. */
int walk_frame(struct vminfo_walk *walk, const struct walk_piece *piece,
	       const struct vminfo_page *page, struct vminfo_frame *frame);

/* Of n pages that are alike from the first on, how many have alike frames. */
uint64_t walk_alike_frames(struct vminfo_walk *walk,
			   const struct walk_piece *piece,
			   const struct vminfo_page *first, uint64_t n);

/*
 * Number of pages of a piece, from the one at the index on, whose words follow
 * from that of this first one: the same, or one frame or slot further each.
 */
uint64_t walk_alike(const struct vminfo_walk *walk,
		    const struct walk_piece *piece,
		    const struct vminfo_page *first, uint64_t index);

#endif
