/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* place.h - zone and node of frames, and whether there is one at all. */
#ifndef PLACE_H
#define PLACE_H

#include <stdint.h>

struct vminfo_context;

/* What is the same for all frames from the first to the last one. */
struct place {
	uint64_t first;
	uint64_t last;
	uint16_t node;		/* UINT16_MAX: not known */
	uint8_t zone;		/* enum vminfo_zone; UINT8_MAX: not known */
	uint8_t inferred;	/* where RAM is was not told */
};

/* The place of a frame, from what is known already where that has it. */
const struct place *place_of(struct vminfo_context *context, uint64_t frame);

/*
 * Whether there is a frame about which the kernel says nothing.  1; 0: a hole,
 * or memory of a device; -ENODATA: this cannot be told.
 */
int place_is_ram(struct vminfo_context *context, uint64_t frame);

/* The first number above all frames; 0: not known. */
uint64_t place_end(const struct vminfo_context *context);

#endif
