/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* swaps.h - what a line of /proc/swaps means, and whose a slot can be. */
#ifndef SWAPS_H
#define SWAPS_H

#include <stddef.h>
#include <stdint.h>

struct swaps_area {
	char *name;		/* unescaped in place, raw bytes */
	uint64_t size;		/* bytes, without the header page */
	uint64_t used;		/* bytes */
};

/* -EINVAL: not a line of /proc/swaps (the heading is not one). */
int swaps_decode(char *line, struct swaps_area *area);

/*
 * Whether a slot that ends at this byte of its area can be in the area on line
 * `index`: areas are listed in the order of their numbers, without those that
 * are off, so that no number is below its line.  That nothing of an area is
 * used would be no proof: the slot may have been freed since it was seen.
 */
int swaps_can_hold(const struct swaps_area *area, size_t index,
		   unsigned int type, uint64_t slot_end);

#endif
