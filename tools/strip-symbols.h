/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a cell of a picture looks like, and what that means. */
#ifndef STRIP_SYMBOLS_H
#define STRIP_SYMBOLS_H

#include <vminfo.h>

#include "strip-cells.h"

/* In the order of the legend: the worst comes first. */
enum strip_symbol {
	STRIP_IS_POISONED,
	STRIP_IS_SWAPPED,
	STRIP_IS_SHMEM_SWAPPED,
	STRIP_IS_NONPRESENT,
	STRIP_IS_MIGRATING,
	STRIP_IS_SPECIAL,
	STRIP_IS_DEVICE,
	STRIP_IS_GUARD,
	STRIP_IS_MARKER,
	STRIP_IS_PFNMAP,
	STRIP_IS_SMALL_HIDDEN,
	STRIP_IS_HUGE_HIDDEN,
	STRIP_IS_PARTLY,
	STRIP_IS_BROKEN,
	STRIP_IS_SMALL,
	STRIP_IS_SMALL_TOO,	/* of the next run */
	STRIP_IS_HUGE_BROKEN,
	STRIP_IS_HUGE,
	STRIP_IS_HUGE_TOO,
	STRIP_IS_ZERO,
	STRIP_IS_CACHED,
	STRIP_IS_UNRESOLVED,
	STRIP_IS_ABSENT,
	STRIP_IS_UNMAPPED,
	STRIP_SYMBOLS
};

struct strip_look {
	const char *ascii;
	const char *utf8;	/* one column on every terminal */
	enum vminfo_state state;	/* whose colour it has, */
	const char *colour;	/* if not this one */
	int class;		/* whose pages the legend counts; negative:
				   of several, none is counted here */
	const char *text;	/* NULL: it is told with the symbol before it */
};

extern const struct strip_look strip_looks[];	/* by enum strip_symbol */

enum strip_class strip_class_of(const struct vminfo_run *run);
enum strip_symbol strip_symbol_of(const struct strip_cell *cell);

/* The sequence that begins its colour; "": none. */
const char *strip_colour_of(const struct strip_look *look);

#endif
