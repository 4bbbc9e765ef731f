// SPDX-License-Identifier: LGPL-2.1-or-later
/* One frame: all that the files of the kernel say of it, in one record. */
#include <errno.h>

#include "blocks.h"
#include "context.h"
#include "frames.h"

static const struct vminfo_frame nothing = {
	.flags = UINT64_MAX,
	.memcg = UINT64_MAX,
	.mapcount = UINT32_MAX,
	.order = UINT8_MAX,
	.zone = UINT8_MAX,
	.node = UINT16_MAX,
};

static bool is_refused(int err)
{
	return err == -EACCES || err == -EPERM;
}

/* The word of a file that may be closed to us.  1, 0, or negative errno. */
static int read_word(struct vminfo_frame *frame, uint8_t member,
		     struct procfs_file file, uint64_t *word)
{
	int ret;

	if (file.fd < 0) {
		if (is_refused(file.fd))
			frame->hidden |= member;
		return 0;
	}
	ret = frames_word(file, frame->pfn, word);
	/* It is not in the recording. */
	if (ret == -ENODATA)
		return 0;
	if (ret > 0)
		frame->known |= member;
	return ret;
}

static int read_flags(struct vminfo_context *c, struct vminfo_frame *frame)
{
	int ret = read_word(frame, VMINFO_FRAME_HAS_FLAGS, c->kpageflags,
			    &frame->flags);

	if (frame->hidden & VMINFO_FRAME_HAS_FLAGS)
		frame->hidden |= VMINFO_FRAME_HAS_ORDER;
	if (ret <= 0)
		return ret;
	ret = frames_order(c->kpageflags, frame->pfn, frame->flags);
	if (ret >= 0) {
		frame->order = (uint8_t)ret;
		frame->known |= VMINFO_FRAME_HAS_ORDER;
	}
	return ret == -ENODATA ? 0 : ret;
}

static int read_mapcount(struct vminfo_context *c, struct vminfo_frame *frame)
{
	uint64_t count = 0;
	int ret = read_word(frame, VMINFO_FRAME_HAS_MAPCOUNT, c->kpagecount,
			    &count);

	if (ret > 0)
		frame->mapcount = count < UINT32_MAX ? (uint32_t)count :
						       UINT32_MAX - 1;
	return ret;
}

static int read_memcg(struct vminfo_context *c, struct vminfo_frame *frame)
{
	return read_word(frame, VMINFO_FRAME_HAS_MEMCG, c->kpagecgroup,
			 &frame->memcg);
}

/*
 * Where the spans of nodes overlap, the blocks of memory tell.  A block that is
 * of two nodes tells nothing.
 */
static uint16_t node_by_blocks(const struct vminfo_context *c, uint64_t pfn)
{
	const struct zoneinfo_zone *zone = NULL;
	uint16_t node = UINT16_MAX;

	if (!c->live)
		return UINT16_MAX;
	while ((zone = physmem_zone(&c->physmem, pfn, zone))) {
		if (zone->node == node ||
		    blocks_are_on_node(BLOCKS_ROOT, pfn * c->page_size,
				       zone->node) <= 0)
			continue;
		if (node != UINT16_MAX)
			return UINT16_MAX;
		node = zone->node;
	}
	return node;
}

/* What the spans that hold the frame have in common. */
static void find_place(const struct vminfo_context *c,
		       struct vminfo_frame *frame)
{
	const struct zoneinfo_zone *zone = NULL;
	bool one_node = true;
	uint8_t kind = 0;

	while ((zone = physmem_zone(&c->physmem, frame->pfn, zone))) {
		if (frame->node == UINT16_MAX) {
			frame->node = zone->node;
			kind = zone->kind;
		}
		one_node &= zone->node == frame->node;
		if (zone->kind != kind)
			kind = 0;
	}
	if (kind) {
		frame->zone = kind;
		frame->known |= VMINFO_FRAME_HAS_ZONE;
	}
	if (!one_node)
		frame->node = node_by_blocks(c, frame->pfn);
	if (frame->node != UINT16_MAX)
		frame->known |= VMINFO_FRAME_HAS_NODE;
}

/* Spans have holes: whether there is RAM, they do not say. */
static void read_place(const struct vminfo_context *c,
		       struct vminfo_frame *frame)
{
	const struct physmem *physmem = &c->physmem;
	const uint8_t place = VMINFO_FRAME_HAS_ZONE | VMINFO_FRAME_HAS_NODE;

	if (physmem->n && !physmem_is_ram(physmem, frame->pfn * c->page_size))
		return;
	find_place(c, frame);
	if (!physmem->n)
		frame->inferred |= frame->known & place;
}

/* Flags that were others when everything else was read. */
static int read_flags_again(struct vminfo_context *c,
			    struct vminfo_frame *frame)
{
	uint64_t flags = 0;
	int ret;

	if (!(frame->known & VMINFO_FRAME_HAS_FLAGS))
		return 0;
	ret = frames_word(c->kpageflags, frame->pfn, &flags);
	if (ret > 0 && flags != frame->flags)
		frame->changed |= VMINFO_FRAME_HAS_FLAGS;
	return ret;
}

int vminfo_context_frame(struct vminfo_context *context, uint64_t pfn,
			 struct vminfo_frame *frame)
{
	struct vminfo_frame found = nothing;
	int ret;

	if (pfn > (UINT64_MAX >> 1) / context->page_size)
		return context_fail(context, -EINVAL, "frame");
	found.pfn = pfn;
	ret = read_flags(context, &found);
	if (ret >= 0)
		ret = read_mapcount(context, &found);
	if (ret >= 0)
		ret = read_memcg(context, &found);
	if (ret >= 0)
		ret = read_flags_again(context, &found);
	if (ret < 0)
		return context_fail(context, ret, "kpageflags");
	read_place(context, &found);
	*frame = found;
	return 0;
}
