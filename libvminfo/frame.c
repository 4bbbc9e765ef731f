// SPDX-License-Identifier: LGPL-2.1-or-later
/* Records of frames: all that the files of the kernel say of them. */
#include "frame.h"

#include <errno.h>
#include <string.h>

#include "kpageflags.h"

#define PIECE 256u

static bool is_refused(struct procfs_file file)
{
	return file.fd == -EACCES || file.fd == -EPERM;
}

uint8_t frame_hidden(const struct vminfo_context *context)
{
	unsigned int hidden = 0;

	if (is_refused(context->kpageflags))
		hidden |= VMINFO_FRAME_HAS_FLAGS | VMINFO_FRAME_HAS_ORDER;
	if (is_refused(context->kpagecount))
		hidden |= VMINFO_FRAME_HAS_MAPCOUNT;
	if (is_refused(context->kpagecgroup))
		hidden |= VMINFO_FRAME_HAS_MEMCG;
	return (uint8_t)hidden;
}

/* "Node 0, zone  DMA32  19 14 17": free blocks by order, from 0 on. */
static int read_most_free_order(struct procfs_file procfs)
{
	char text[4096], *end;
	bool in_number = false;
	int orders = -1;
	int ret = procfs_read_file(procfs, "buddyinfo", text, sizeof(text));

	/* A machine with many nodes has more lines than there is room. */
	if (ret < 0 && ret != -EFBIG)
		return ret;
	end = ret < 0 ? memchr(text, '\n', sizeof(text)) : strchr(text, '\n');
	for (const char *at = text; end && at < end; at++) {
		bool blank = *at == ' ';

		orders += !blank && !in_number;
		in_number = !blank;
	}
	/* "Node", its number, "zone", and its name come before. */
	return orders > 4 ? orders - 4 : -ENODATA;
}

static unsigned int most_free_order(struct vminfo_context *c)
{
	if (!c->most_free_order)
		c->most_free_order = read_most_free_order(c->procfs);
	return c->most_free_order > 0 ? (unsigned int)c->most_free_order : 0;
}

struct frames_reader frame_reader(struct vminfo_context *context,
				  uint8_t members)
{
	struct frames_reader reader = {
		.flags = context->kpageflags,
		.counts = context->kpagecount,
		.groups = context->kpagecgroup,
		.ksm = ksm_flag_now(context->probe.ksm_untold),
		.members = members,
	};

	if (members & VMINFO_FRAME_HAS_ORDER)
		reader.most_free_order = most_free_order(context);
	return reader;
}

/* Whether the kernel said anything of it: what has no page reads 0. */
static bool says_nothing(const struct frames_said *said)
{
	const uint64_t nopage = KPAGEFLAGS_BIT(VMINFO_FRAME_NOPAGE);

	if (said->known & VMINFO_FRAME_HAS_FLAGS && said->flags & ~nopage)
		return false;
	if (said->known & VMINFO_FRAME_HAS_MAPCOUNT && said->mapcount)
		return false;
	return !(said->known & VMINFO_FRAME_HAS_MEMCG) || !said->memcg;
}

static bool is_no_page(const struct frames_said *said)
{
	return said->known & VMINFO_FRAME_HAS_FLAGS &&
	       said->flags & KPAGEFLAGS_BIT(VMINFO_FRAME_NOPAGE);
}

bool frame_is_said(const struct frames_said *said)
{
	return is_no_page(said) || !(said->known & FRAME_WORDS) ||
	       !says_nothing(said);
}

/* Of a word of 0 the layout of the machine decides whether there is a page. */
static int is_page(struct vminfo_context *context,
		   const struct frames_said *said, uint64_t pfn)
{
	if (frame_is_said(said))
		return !is_no_page(said);
	return place_is_ram(context, pfn);
}

static void put_place(struct vminfo_context *context, uint8_t members,
		      struct vminfo_frame *frame)
{
	const struct place *place = place_of(context, frame->pfn);
	unsigned int known = 0;

	frame->zone = place->zone;
	frame->node = place->node;
	if (frame->zone != UINT8_MAX)
		known |= VMINFO_FRAME_HAS_ZONE;
	if (frame->node != UINT16_MAX)
		known |= VMINFO_FRAME_HAS_NODE;
	frame->known |= (uint8_t)known;
	if (place->inferred)
		frame->inferred |= (uint8_t)known;
	if (known & ~members)
		frame_forget(frame, (uint8_t)~members);
}

/* Order may be known of who asks for flags, and so on. */
static void put_words(const struct frames_said *said, uint8_t members,
		      struct vminfo_frame *frame)
{
	frame->known = said->known & members;
	frame->inferred = said->inferred & members;
	frame->changed = said->changed;
	if (frame->known & VMINFO_FRAME_HAS_FLAGS)
		frame->flags = said->flags;
	if (frame->known & VMINFO_FRAME_HAS_MEMCG)
		frame->memcg = said->memcg;
	if (frame->known & VMINFO_FRAME_HAS_MAPCOUNT)
		frame->mapcount = said->mapcount;
	if (frame->known & VMINFO_FRAME_HAS_ORDER)
		frame->order = said->order;
}

void frame_fill(struct vminfo_context *context, const struct frames_said *said,
		uint8_t members, struct vminfo_frame *frame)
{
	int page = is_page(context, said, frame->pfn);

	frame->hidden = frame_hidden(context) & members;
	if (page > 0)
		put_words(said, members, frame);
	else if (page < 0)
		frame->hidden |= said->known & members;
	if (page && members & FRAME_PLACE && !(said->changed & FRAME_PLACE))
		put_place(context, members, frame);
	frame->changed &= members & (uint8_t)~frame->hidden;
}

/* Flags that were others when everything else was read. */
static int read_flags_again(const struct frames_reader *r,
			    const struct frames_item *item,
			    struct frames_said *said)
{
	const unsigned int others = VMINFO_FRAME_HAS_MAPCOUNT |
				    VMINFO_FRAME_HAS_MEMCG;
	size_t size = item->n * sizeof(*r->buffer);
	ssize_t got;

	if (!(r->members & others) || r->flags.fd < 0 || r->flags.served)
		return 0;
	got = procfs_read_at(r->flags, r->buffer, size,
			     item->frame * sizeof(*r->buffer));
	if (got < 0)
		return (int)got;
	for (size_t i = 0; i < (size_t)got / sizeof(*r->buffer); i++) {
		if (said[i].known & VMINFO_FRAME_HAS_FLAGS &&
		    !(said[i].inferred & VMINFO_FRAME_HAS_FLAGS) &&
		    said[i].flags != ksm_flag_told(r->ksm, r->buffer[i]))
			said[i].changed |= VMINFO_FRAME_HAS_FLAGS;
	}
	return 0;
}

/* The file of a member ends where the kernel knows no more frames. */
static uint32_t count_read(const struct frames_said *said, uint32_t n)
{
	uint32_t count = 0;

	while (count < n && said[count].known)
		count++;
	return count;
}

static uint32_t count_placed(const struct vminfo_context *context,
			     struct frames_item item)
{
	uint64_t end = place_end(context);

	if (item.frame >= end)
		return 0;
	return end - item.frame < item.n ? (uint32_t)(end - item.frame) :
					   item.n;
}

static bool has_end(const struct frames_reader *r)
{
	struct procfs_file file = PROCFS_CLOSED;

	if (r->members & (VMINFO_FRAME_HAS_FLAGS | VMINFO_FRAME_HAS_ORDER))
		file = r->flags;
	else if (r->members & VMINFO_FRAME_HAS_MAPCOUNT)
		file = r->counts;
	else if (r->members & VMINFO_FRAME_HAS_MEMCG)
		file = r->groups;
	return file.fd >= 0 && !file.served;
}

/* Number of frames of the item that the kernel knows, or negative errno. */
static ssize_t read_piece(struct vminfo_context *context,
			  struct frames_reader *reader,
			  struct frames_item item, struct vminfo_frame *frames)
{
	struct frames_said said[PIECE] = { 0 };
	uint64_t buffer[PIECE];
	uint32_t count, placed;
	int ret;

	reader->buffer = buffer;
	reader->room = PIECE;
	ret = frames_read(reader, &item, 1, said);
	if (ret == 0)
		ret = read_flags_again(reader, &item, said);
	if (ret < 0)
		return ret;
	count = count_read(said, item.n);
	placed = count_placed(context, item);
	if (!has_end(reader) && placed > count)
		count = placed;
	for (uint32_t i = 0; i < item.n; i++) {
		frames[i] = frame_none;
		frames[i].pfn = item.frame + i;
		frame_fill(context, &said[i], reader->members, &frames[i]);
	}
	return (ssize_t)count;
}

int frame_read(struct vminfo_context *context, uint64_t pfn, uint8_t members,
	       struct vminfo_frame *frame)
{
	struct frames_reader reader = frame_reader(context, members);
	const struct frames_item item = { .frame = pfn, .n = 1 };
	ssize_t n = read_piece(context, &reader, item, frame);

	return n < 0 ? (int)n : 0;
}

static bool has_number(const struct vminfo_context *context, uint64_t pfn)
{
	return pfn <= (UINT64_MAX >> 1) / context->page_size;
}

int vminfo_context_frame(struct vminfo_context *context, uint64_t pfn,
			 struct vminfo_frame *frame)
{
	struct vminfo_frame found;
	int ret;

	if (!has_number(context, pfn))
		return context_fail(context, -EINVAL, "frame");
	ret = frame_read(context, pfn, FRAME_MEMBERS, &found);
	if (ret < 0)
		return context_fail(context, ret, "kpageflags");
	*frame = found;
	return 0;
}

ssize_t vminfo_context_frames(struct vminfo_context *context, uint64_t pfn,
			      uint64_t members, struct vminfo_frame *frames,
			      size_t n)
{
	struct frames_reader reader = frame_reader(
		context, members ? (uint8_t)members : FRAME_MEMBERS);
	struct frames_item item = { .frame = pfn };
	struct vminfo_frame found[PIECE];
	ssize_t got = PIECE;
	size_t count = 0;

	if (members & ~(uint64_t)FRAME_MEMBERS)
		return context_fail(context, -EINVAL, "frames");
	for (; count < n && got == PIECE; count += (size_t)got) {
		item.n = n - count < PIECE ? (uint32_t)(n - count) : PIECE;
		if (item.frame > UINT64_MAX - item.n ||
		    !has_number(context, item.frame + (item.n - 1)))
			break;
		got = read_piece(context, &reader, item, found);
		if (got < 0 && count)
			break;
		if (got < 0)
			return context_fail(context, (int)got, "kpageflags");
		memcpy(frames + count, found, (size_t)got * sizeof(*found));
		item.frame += item.n;
	}
	return (ssize_t)count;
}
