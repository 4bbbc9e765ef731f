/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* frame.h - the record of a frame, and what those of a run have in common. */
#ifndef FRAME_H
#define FRAME_H

#include <stdbool.h>
#include <stdint.h>

#include "context.h"
#include "vminfo.h"

#define FRAME_MEMBERS \
	((uint8_t)(VMINFO_FRAME_HAS_FLAGS | VMINFO_FRAME_HAS_MEMCG | \
		   VMINFO_FRAME_HAS_MAPCOUNT | VMINFO_FRAME_HAS_ORDER | \
		   VMINFO_FRAME_HAS_ZONE | VMINFO_FRAME_HAS_NODE))

/* No frame: nothing is known, and nothing hidden. */
extern const struct vminfo_frame frame_none;

/*
 * Reads these members of a frame (enum vminfo_frame_member).  0, or negative
 * errno; *frame is filled in any case.
 */
int frame_read(struct vminfo_context *context, uint64_t pfn, uint8_t members,
	       struct vminfo_frame *frame);

/* Makes these members unknown. */
void frame_forget(struct vminfo_frame *frame, uint8_t members);

/* Those of these members that are not the same. */
uint8_t frame_differs(const struct vminfo_frame *a,
		      const struct vminfo_frame *b, uint8_t members);

/* Takes what a run and the pages after it do not have in common from `run`. */
void frame_join(struct vminfo_frame *run, const struct vminfo_frame *next);

#endif
