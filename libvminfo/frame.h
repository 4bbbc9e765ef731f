/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* frame.h - the record of a frame, and what those of a run have in common. */
#ifndef FRAME_H
#define FRAME_H

#include <stdbool.h>
#include <stdint.h>

#include "context.h"
#include "frames.h"
#include "vminfo.h"

/* What is read from files with a word for each frame. */
#define FRAME_WORDS \
	((uint8_t)(VMINFO_FRAME_HAS_FLAGS | VMINFO_FRAME_HAS_MEMCG | \
		   VMINFO_FRAME_HAS_MAPCOUNT | VMINFO_FRAME_HAS_ORDER))

/* What its number says. */
#define FRAME_PLACE ((uint8_t)(VMINFO_FRAME_HAS_ZONE | VMINFO_FRAME_HAS_NODE))

#define FRAME_MEMBERS ((uint8_t)(FRAME_WORDS | FRAME_PLACE))

/* No frame: nothing is known, and nothing hidden. */
extern const struct vminfo_frame frame_none;

/*
 * Reads these members of a frame (enum vminfo_frame_member).  0, or negative
 * errno.
 */
int frame_read(struct vminfo_context *context, uint64_t pfn, uint8_t members,
	       struct vminfo_frame *frame);

/* Members that nobody may read to us. */
uint8_t frame_hidden(const struct vminfo_context *context);

/* Reads these members; it has no buffer yet. */
struct frames_reader frame_reader(struct vminfo_context *context,
				  uint8_t members);

/* Whether what the files said of a frame is all that counts. */
bool frame_is_said(const struct frames_said *said);

/* Fills *frame, which is frame_none with its number, with these members. */
void frame_fill(struct vminfo_context *context, const struct frames_said *said,
		uint8_t members, struct vminfo_frame *frame);

/* Makes these members unknown. */
void frame_forget(struct vminfo_frame *frame, uint8_t members);

/* Those of these members that are not the same. */
uint8_t frame_differs(const struct vminfo_frame *a,
		      const struct vminfo_frame *b, uint8_t members);

/* Takes what a run and the pages after it do not have in common from `run`. */
void frame_join(struct vminfo_frame *run, const struct vminfo_frame *next);

#endif
