/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the frames of a run have in common, member by member. */
#ifndef FRAMES_ALIKE_H
#define FRAMES_ALIKE_H

#include <stdbool.h>
#include <stdint.h>

#include <vminfo.h>

/* Bits of flags that differ inside every large folio. */
#define FRAMES_ALIKE_PARTS ((uint64_t)1 << VMINFO_FRAME_COMPOUND_HEAD | \
			    (uint64_t)1 << VMINFO_FRAME_COMPOUND_TAIL)

/*
 * Those of `members` that are not the same in both.  Flags are the same if
 * they differ by the part of its folio alone that a frame is.
 */
uint8_t frames_alike_but(const struct vminfo_frame *a,
			 const struct vminfo_frame *b, uint8_t members);

/*
 * Makes it what both have in common: what differs varies then, and flags have
 * those parts that any has.
 */
void frames_alike_join(struct vminfo_frame *run,
		       const struct vminfo_frame *next, uint8_t members);

#endif
