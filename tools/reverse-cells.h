/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the columns say of a frame, and of a page that it is in. */
#ifndef REVERSE_CELLS_H
#define REVERSE_CELLS_H

#include "cells.h"
#include "reverse-frame.h"
#include "reverse.h"

/* What a column stands on, as bits of report_column.wants. */
enum reverse_want {
	REVERSE_WANTS_FLAGS = 1u << 0,	/* /proc/kpageflags and the like */
	REVERSE_WANTS_PAGES = 1u << 1,	/* numbers of frames of processes */
	REVERSE_WANTS_PLACE = 1u << 2,	/* where RAM is, and zones */
};

#define REVERSE_FLAGS_ROOM 1024

struct reverse_row {
	struct row row;		/* a page, without a mapping: none */
	const struct reverse_frame *frame;
	uint64_t frame_pages;	/* processes' pages that were listed for it */
	char flags[REVERSE_FLAGS_ROOM];	/* "lru,mmap" */
	const char *memcg;	/* path; NULL: not known */
	const char *region;	/* NULL: there is none */
	bool region_hidden;
};

/* Fills in `flags`. */
void reverse_name_flags(struct reverse_row *row);

#endif
