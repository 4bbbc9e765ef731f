/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* swaps.h - what a line of /proc/swaps means, and whose a slot can be. */
#ifndef SWAPS_H
#define SWAPS_H

#include <stddef.h>
#include <stdint.h>

#include "vminfo.h"

struct swaps_area {
	char *name;		/* unescaped in place, raw bytes */
	uint64_t size;		/* bytes, without the header page */
	uint64_t used;		/* bytes */
	int32_t priority;
	uint32_t kind;		/* enum vminfo_swap_kind */
};

/* -EINVAL: not a line of /proc/swaps (the heading is not one). */
int swaps_decode(char *line, struct swaps_area *area);

/*
 * The lines of /proc/swaps, from 0, that an area of this number can be on.  The
 * areas are listed in the order of their numbers, without those that are off:
 * a number is at least that of its line, and each number that was seen (a bit
 * in `seen`) has a line of its own before or behind it.  That nothing of an
 * area is used would prove nothing: a slot may have been freed since.
 */
struct swaps_lines {
	unsigned int first;
	unsigned int end;	/* behind the last; first if there is none */
};

struct swaps_lines swaps_lines_of(unsigned int type, uint32_t seen,
				  unsigned int n_lines);

#endif
