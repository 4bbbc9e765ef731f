// SPDX-License-Identifier: LGPL-2.1-or-later
/* The frames of a run: what they have in common. */
#include <stddef.h>
#include <string.h>

#include "frame.h"
#include "kpageflags.h"

const struct vminfo_frame frame_none = {
	.pfn = VMINFO_NONE,
	.flags = UINT64_MAX,
	.memcg = UINT64_MAX,
	.mapcount = UINT32_MAX,
	.order = UINT8_MAX,
	.zone = UINT8_MAX,
	.node = UINT16_MAX,
};

static const struct {
	uint8_t member;
	uint8_t offset;
	uint8_t size;
} members[] = {
#define MEMBER(bit, name) \
	{ bit, offsetof(struct vminfo_frame, name), \
	  sizeof(((struct vminfo_frame *)0)->name) }
	MEMBER(VMINFO_FRAME_HAS_FLAGS, flags),
	MEMBER(VMINFO_FRAME_HAS_MEMCG, memcg),
	MEMBER(VMINFO_FRAME_HAS_MAPCOUNT, mapcount),
	MEMBER(VMINFO_FRAME_HAS_ORDER, order),
	MEMBER(VMINFO_FRAME_HAS_ZONE, zone),
	MEMBER(VMINFO_FRAME_HAS_NODE, node),
#undef MEMBER
};

#define N_MEMBERS (sizeof(members) / sizeof(*members))

/* Where folios begin says nothing of what the frames are. */
#define PLACES (KPAGEFLAGS_BIT(VMINFO_FRAME_COMPOUND_HEAD) | \
		KPAGEFLAGS_BIT(VMINFO_FRAME_COMPOUND_TAIL))

void frame_forget(struct vminfo_frame *frame, uint8_t which)
{
	for (size_t i = 0; i < N_MEMBERS; i++) {
		if (which & members[i].member)
			memset((char *)frame + members[i].offset, 0xff,
			       members[i].size);
	}
	frame->known &= (uint8_t)~which;
	frame->inferred &= (uint8_t)~which;
}

static bool is_same_value(const struct vminfo_frame *a,
			  const struct vminfo_frame *b, size_t i)
{
	if (members[i].member == VMINFO_FRAME_HAS_FLAGS)
		return (a->flags | PLACES) == (b->flags | PLACES);
	return !memcmp((const char *)a + members[i].offset,
		       (const char *)b + members[i].offset, members[i].size);
}

uint8_t frame_differs(const struct vminfo_frame *a,
		      const struct vminfo_frame *b, uint8_t which)
{
	unsigned int differ = (a->known ^ b->known) |
			      (a->hidden ^ b->hidden) |
			      (a->changed ^ b->changed) |
			      (a->varies ^ b->varies);
	unsigned int both = a->known & b->known;

	for (size_t i = 0; i < N_MEMBERS; i++) {
		if (both & members[i].member && !is_same_value(a, b, i))
			differ |= members[i].member;
	}
	return (uint8_t)(differ & which);
}

/*
 * A member that changed on one page is changed, whatever the others say of it:
 * it was not seen whether they are the same.
 */
void frame_join(struct vminfo_frame *run, const struct vminfo_frame *next)
{
	uint8_t differ = frame_differs(run, next, FRAME_MEMBERS);
	uint8_t known = run->known & next->known;

	if (known & ~differ & VMINFO_FRAME_HAS_FLAGS)
		run->flags |= next->flags;
	run->inferred |= next->inferred;
	run->changed |= next->changed;
	run->varies |= next->varies | differ;
	run->hidden &= (uint8_t)~differ;
	frame_forget(run, differ);
	run->inferred &= run->known;
	run->varies &= (uint8_t)~run->changed;
}
