/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A picture of memory as lines of text, and the legend to it. */
#ifndef STRIP_DRAW_H
#define STRIP_DRAW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <vminfo.h>

#include "foreign.h"
#include "output.h"
#include "strip-cells.h"
#include "strip-symbols.h"
#include "tally.h"

#define STRIP_LEAST_COLUMNS 40
#define STRIP_MOST_COLUMNS 200

struct strip_drawing {
	/* The caller's. */
	uint64_t page_size;
	size_t columns;
	size_t screen;		/* columns to cut names at; 0: never */
	bool ascii;
	bool colour;
	bool bytes;		/* sizes in bytes */
	enum foreign_style names;

	/* Ours. */
	bool begun;		/* pictures are apart from each other */
	struct output output;
	bool drawn[STRIP_SYMBOLS];
	uint64_t pages_of[STRIP_CLASSES];	/* in the pictures */
	uint64_t maybe_zero;	/* of the present ones */
};

/* Cells of a line, if addresses are at most that. */
size_t strip_draw_width(const struct strip_drawing *drawing, uint64_t va);

/* A heading, where there are several. */
void strip_draw_process(struct strip_drawing *drawing, pid_t pid,
			const char *command);

struct strip_title {
	const struct vminfo_mapping *mapping;
	uint64_t va;		/* of the part that is drawn */
	uint64_t pages;
	uint64_t pages_of[STRIP_CLASSES];
	const struct tally *tally;
};

void strip_draw(struct strip_drawing *drawing,
		const struct strip_title *title,
		const struct strip_cells *cells);

/* A line for addresses where there is no mapping. */
void strip_draw_gap(struct strip_drawing *drawing, uint64_t va,
		    uint64_t pages);

/* The symbols that were drawn, and how many pages there are of each kind. */
void strip_draw_legend(struct strip_drawing *drawing);

#endif
