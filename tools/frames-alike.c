// SPDX-License-Identifier: LGPL-2.1-or-later
/* What the frames of a run have in common, member by member. */
#include "frames-alike.h"

static bool has_flags(const struct vminfo_frame *frame)
{
	return frame->known & VMINFO_FRAME_HAS_FLAGS;
}

/* Members whose values are not the same, known or not. */
static uint8_t other_values(const struct vminfo_frame *a,
			    const struct vminfo_frame *b)
{
	unsigned int other = 0;

	if ((a->flags ^ b->flags) & ~FRAMES_ALIKE_PARTS)
		other |= VMINFO_FRAME_HAS_FLAGS;
	if (a->memcg != b->memcg)
		other |= VMINFO_FRAME_HAS_MEMCG;
	if (a->mapcount != b->mapcount)
		other |= VMINFO_FRAME_HAS_MAPCOUNT;
	if (a->order != b->order)
		other |= VMINFO_FRAME_HAS_ORDER;
	if (a->zone != b->zone)
		other |= VMINFO_FRAME_HAS_ZONE;
	if (a->node != b->node)
		other |= VMINFO_FRAME_HAS_NODE;
	return (uint8_t)other;
}

uint8_t frames_alike_but(const struct vminfo_frame *a,
			 const struct vminfo_frame *b, uint8_t members)
{
	unsigned int other = other_values(a, b) & a->known & b->known;

	other |= (a->known ^ b->known) | (a->hidden ^ b->hidden) |
		 (a->changed ^ b->changed) | a->varies | b->varies;
	return (uint8_t)(other & members);
}

void frames_alike_join(struct vminfo_frame *run,
		       const struct vminfo_frame *next, uint8_t members)
{
	uint8_t differ = frames_alike_but(run, next, members);
	uint8_t same = (uint8_t)~differ;

	run->known &= same;
	run->hidden &= same;
	run->changed &= same;
	run->varies |= differ;
	if (has_flags(run) && has_flags(next))
		run->flags |= next->flags & FRAMES_ALIKE_PARTS;
}
