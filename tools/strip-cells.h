/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The cells of a picture of memory: what runs of pages become when a cell
 * stands for 1, 2, 4 ... of them, as few as the picture has room for.  Memory
 * is bounded by the picture, whatever it shows.
 */
#ifndef STRIP_CELLS_H
#define STRIP_CELLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a page is to the picture, as bits; the higher, the worse. */
enum strip_class {
	STRIP_UNMAPPED,
	STRIP_ABSENT,
	STRIP_UNRESOLVED,
	STRIP_CACHED,
	STRIP_ZERO,
	STRIP_HUGE,		/* present, in a huge page */
	STRIP_SMALL,		/* present */
	STRIP_HUGE_HIDDEN,	/* the same, but their frames are not told */
	STRIP_SMALL_HIDDEN,
	STRIP_PFNMAP,
	STRIP_MARKER,
	STRIP_GUARD,
	STRIP_DEVICE,
	STRIP_SPECIAL,
	STRIP_MIGRATING,
	STRIP_NONPRESENT,
	STRIP_SHMEM_SWAPPED,
	STRIP_SWAPPED,
	STRIP_POISONED,
	STRIP_CLASSES
};

#define STRIP_BIT(class) (1u << (class))

/* In `classes` too: the present pages of the cell are of several runs. */
#define STRIP_SEVERAL (1u << 31)

/* Present pages whose frames are known. */
#define STRIP_FRAMES (STRIP_BIT(STRIP_HUGE) | STRIP_BIT(STRIP_SMALL))

/* Without memory: where there is nothing else for long, nothing is drawn. */
#define STRIP_EMPTY \
	(STRIP_BIT(STRIP_UNMAPPED) | STRIP_BIT(STRIP_ABSENT) | \
	 STRIP_BIT(STRIP_UNRESOLVED) | STRIP_BIT(STRIP_GUARD) | \
	 STRIP_BIT(STRIP_PFNMAP))

struct strip_cell {
	uint32_t classes;	/* of its pages; 0: it has none */
	uint32_t run;		/* that its present pages are of */
};

/* A line, or lines with the same empty class in each cell. */
struct strip_line {
	uint64_t first;		/* its number; they begin with 0 */
	uint64_t lines;
	/* As many as a line has; those behind the last page have no class.
	 * If `lines` is more than 1, the first counts for all. */
	struct strip_cell *cells;
};

struct strip_cells;

struct strip_size {
	size_t width;		/* cells of a line */
	size_t lines;		/* at most */
};

/* 0 or -ENOMEM. */
int strip_cells_new(const struct strip_size *size,
		    struct strip_cells **cells);
void strip_cells_free(struct strip_cells *cells);

/* Begins a picture of these pages.  Pages are numbered by their addresses. */
void strip_cells_start(struct strip_cells *cells, uint64_t page,
		       uint64_t pages);

/* The pages that follow, all alike. */
void strip_cells_add(struct strip_cells *cells, uint64_t pages,
		     struct strip_cell cell);

/* The number of pages in a cell, a power of two, and of the first in a line. */
uint64_t strip_cells_scale(const struct strip_cells *cells);
uint64_t strip_cells_page(const struct strip_cells *cells, uint64_t line);

/* The lines, ascending and without gaps; NULL: no more. */
const struct strip_line *strip_cells_line(const struct strip_cells *cells,
					  size_t i);

#endif
