// SPDX-License-Identifier: LGPL-2.1-or-later
/* One frame: all that the files of the kernel say of it, in one record. */
#include <errno.h>

#include "blocks.h"
#include "context.h"
#include "frame.h"
#include "frames.h"

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

static int read_words(struct vminfo_context *context, uint8_t members,
		      struct vminfo_frame *frame)
{
	int ret = 0;

	if (members & (VMINFO_FRAME_HAS_FLAGS | VMINFO_FRAME_HAS_ORDER))
		ret = read_flags(context, frame);
	if (ret >= 0 && members & VMINFO_FRAME_HAS_MAPCOUNT)
		ret = read_mapcount(context, frame);
	if (ret >= 0 && members & VMINFO_FRAME_HAS_MEMCG)
		ret = read_memcg(context, frame);
	if (ret >= 0)
		ret = read_flags_again(context, frame);
	return ret < 0 ? ret : 0;
}

int frame_read(struct vminfo_context *context, uint64_t pfn, uint8_t members,
	       struct vminfo_frame *frame)
{
	const uint8_t place = VMINFO_FRAME_HAS_ZONE | VMINFO_FRAME_HAS_NODE;
	uint8_t unwanted = (uint8_t)~members;
	int ret;

	*frame = frame_none;
	frame->pfn = pfn;
	ret = read_words(context, members, frame);
	if (members & place)
		read_place(context, frame);
	frame->hidden &= members;
	frame->changed &= members;
	frame_forget(frame, unwanted);
	return ret;
}

static bool is_frame(const struct vminfo_context *context, uint64_t pfn)
{
	return pfn <= (UINT64_MAX >> 1) / context->page_size;
}

int vminfo_context_frame(struct vminfo_context *context, uint64_t pfn,
			 struct vminfo_frame *frame)
{
	struct vminfo_frame found;
	int ret;

	if (!is_frame(context, pfn))
		return context_fail(context, -EINVAL, "frame");
	ret = frame_read(context, pfn, FRAME_MEMBERS, &found);
	if (ret < 0)
		return context_fail(context, ret, "kpageflags");
	*frame = found;
	return 0;
}

/* Number of frames, from this one on, that the kernel may know. */
static uint64_t frames_from(struct vminfo_context *context, uint64_t pfn)
{
	const struct zoneinfo_zone *zones = context->physmem.zones;
	uint64_t end = 0, word;

	if (frames_word(context->kpageflags, pfn, &word) > 0)
		return UINT64_MAX;
	for (size_t i = 0; i < context->physmem.n_zones; i++) {
		if (zones[i].first + zones[i].spanned > end)
			end = zones[i].first + zones[i].spanned;
	}
	return end > pfn ? end - pfn : 0;
}

ssize_t vminfo_context_frames(struct vminfo_context *context, uint64_t pfn,
			      uint64_t members, struct vminfo_frame *frames,
			      size_t n)
{
	uint8_t wanted = members ? (uint8_t)members : FRAME_MEMBERS;
	size_t count;

	if (members & ~(uint64_t)FRAME_MEMBERS)
		return context_fail(context, -EINVAL, "frames");
	for (count = 0; count < n && is_frame(context, pfn + count); count++) {
		int ret = 0;

		if (!frames_from(context, pfn + count))
			break;
		ret = frame_read(context, pfn + count, wanted, &frames[count]);
		if (ret < 0)
			return context_fail(context, ret, "kpageflags");
	}
	return (ssize_t)count;
}
