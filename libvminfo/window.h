/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* window.h - the pagemap words of a stretch of an address space. */
#ifndef WINDOW_H
#define WINDOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pagemap.h"
#include "populated.h"

/*
 * 128 KiB of words: the kernel gets no faster with more.  But each window has a
 * check, so that who only goes through a process has more of them, and who has
 * no other walk at the same time as many as memory is to be had for.
 */
#define WINDOW_WORDS ((size_t)16 << 10)
#define WINDOW_MORE_WORDS ((size_t)64 << 10)
#define WINDOW_WORDS_AHEAD ((size_t)128 << 10)
#define WINDOW_HUGE_WORDS 2u
#define WINDOW_EXTENTS ((size_t)4 * POPULATED_REGIONS)

enum extent_kind {
	EXTENT_EMPTY,		/* no entry */
	EXTENT_WORDS,		/* a word a page, from words[word] on */
	EXTENT_HUGE,		/* one huge page; words[word] is of its first,
				   and words[word + 1] of nothing */
	EXTENT_OCCUPIED,	/* not empty, but the kernel shows no entry */
	EXTENT_IN_RAM,		/* of `state`; the words were not read */
};

/* Consecutive pages about which the same is known. */
struct extent {
	uint64_t va;
	uint64_t pages;
	uint32_t word;
	uint8_t kind;		/* enum extent_kind */
	uint8_t zero;		/* enum pagemap_zero */
	uint16_t attributes;	/* besides those of the words */
	uint8_t state;		/* enum vminfo_state, as a scan says of what is
				   in RAM, or the object of what is empty, or
				   behind markers; 0: as the mapping or the
				   words say */
};

/* What the target and this kernel allow; constant while a window is used. */
struct window_source {
	struct procfs_file pagemap;	/* borrowed */
	struct procfs_file kpageflags;	/* borrowed; may be not open */
	uint64_t page_size;
	uint64_t pmd_pages;	/* pages under one entry of PMD size */
	bool scan;		/* PAGEMAP_SCAN works on this target */
	bool zero_by_frame;	/* the frame tells whether it is zero */
	bool exact;		/* read each page of a huge page */
	bool presence;		/* of what is in RAM, no word is wanted */
	bool frozen;		/* nothing settles, or changes */
};

/* The stretch to read: from a page on at most up to another, in one go. */
struct window_request {
	uint64_t page;
	uint64_t limit;
	uint64_t first;		/* the first and the last page of the mapping */
	uint64_t last;		/* that they are in */
	uint64_t hugetlb_pages;	/* base pages in a page of hugetlb; else 0 */
	uint64_t reading;	/* number of that of the list of mappings which
				   gave this one; 0: it was asked for.  Words
				   behind it may be of others in that reading */
};

/* Words that were read together with others before them; see window-ahead.c. */
struct window_ahead {
	uint64_t start;		/* page */
	uint64_t n;
	uint64_t reading;	/* as in the request of then */
	uint64_t used;		/* of those read since that reading */
	uint64_t *words;
};

/* In numbers of pages: the address behind the last one has 65 bits. */
struct window {
	const struct window_source *source;
	uint64_t start;
	uint64_t end;		/* the extents cover start to end, no holes */
	bool scan_first;	/* memory looks sparse or huge here */
	bool scanned;		/* *populated is of this address space */
	bool unsteady;		/* each look at it gave something else */
	size_t step;		/* pages to read next while it looks dense */
	size_t n_extents;
	size_t n_words;
	size_t room;		/* words that there may be */
	struct extent *extents;
	uint64_t *words;
	struct populated *populated;
	struct window_ahead ahead;
};

/* `room`: WINDOW_WORDS or more. */
int window_init(struct window *window, const struct window_source *source,
		size_t room);
void window_free(struct window *window);

/*
 * Fills the window from request->page on; ->end says how far.  -ESRCH: the
 * address space is gone.
 */
int window_read(struct window *window, const struct window_request *request);

/*
 * Looks again at entries that the kernel keeps for moments only, such as those
 * of pages on the move.
 */
int window_settle(struct window *window, const struct pagemap_decoder *how);

/* Whether no entry was seen in it, not even one that is gone by now. */
bool window_is_empty(const struct window *window);

/* What was read before may be outdated: the mappings have changed. */
void window_forget(struct window *window);

#endif
