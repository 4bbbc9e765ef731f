// SPDX-License-Identifier: LGPL-2.1-or-later
/* The frame of a page, by what was read of the frames of its window. */
#include <errno.h>
#include <string.h>

#include "frame.h"
#include "walk.h"

/* What the pages of a huge one have in common with the second one. */
#define OF_HUGE \
	((uint8_t)(VMINFO_FRAME_HAS_FLAGS | VMINFO_FRAME_HAS_MEMCG | \
		   VMINFO_FRAME_HAS_ORDER))

static int read_word(const struct vminfo_walk *walk, uint64_t va,
		     uint64_t *word)
{
	ssize_t got = procfs_read_at(walk->source.pagemap, word, sizeof(*word),
				     va / walk->source.page_size *
					     sizeof(*word));

	if (got != sizeof(*word))
		return got < 0 ? (int)got : -ESRCH;
	return 0;
}

/* Map counts of a huge page that is mapped unequally, from one frame on. */
static int load_counts(struct vminfo_walk *walk, const struct extent *e,
		       uint64_t frame)
{
	struct walk_frames *f = &walk->frames;
	uint64_t left = pagemap_frame(walk->window.words[e->word]) + e->pages -
			frame;
	size_t n = left < f->reader.room ? (size_t)left : f->reader.room;
	uint64_t now = 0;
	ssize_t got = procfs_read_at(f->reader.counts, f->reader.buffer,
				     n * sizeof(now), frame * sizeof(now));
	int ret;

	/* It is not in the recording. */
	if (got == -ENODATA)
		got = 0;
	if (got < 0)
		return (int)got;
	f->counted = frame;
	f->n_counted = (size_t)got / sizeof(now);
	if (walk->source.frozen)
		return 0;
	ret = read_word(walk, e->va, &now);
	if (ret < 0)
		return ret;
	if (now != walk->window.words[e->word])
		f->said[e->word + 1] =
			(struct frames_said){ .changed = walk->members };
	return 0;
}

/* Whether it was seen that the pages of a huge one are mapped unequally. */
static bool has_unequal_counts(const struct vminfo_walk *walk,
			       const struct extent *e)
{
	const struct frames_said *said = &walk->frames.said[e->word + 1];

	return e->kind == EXTENT_HUGE && said->known & WALK_UNEQUAL;
}

static int take_count(struct vminfo_walk *walk, const struct extent *e,
		      uint64_t frame, struct frames_said *said)
{
	struct walk_frames *f = &walk->frames;
	int ret = 0;

	if (frame - f->counted >= f->n_counted)
		ret = load_counts(walk, e, frame);
	*said = f->said[e->word + 1];
	said->known &= (uint8_t)~(WALK_UNEQUAL | VMINFO_FRAME_HAS_MAPCOUNT);
	if (ret < 0 || said->changed & VMINFO_FRAME_HAS_MAPCOUNT ||
	    frame - f->counted >= f->n_counted)
		return ret;
	return frames_take_count(f->reader.buffer[frame - f->counted], said);
}

/* What is said of the frame of a page in the window. */
static int find_said(struct vminfo_walk *walk, const struct extent *e,
		     const struct vminfo_page *page, struct frames_said *said)
{
	uint64_t index = (page->va - e->va) / walk->source.page_size;
	unsigned int inferred = OF_HUGE;
	int ret = 0;

	if (e->kind == EXTENT_WORDS || !index) {
		*said = walk->frames.said[e->word + index];
		return 0;
	}
	*said = walk->frames.said[e->word + 1];
	if (has_unequal_counts(walk, e))
		ret = take_count(walk, e, page->value, said);
	if (index == 1)
		return ret;
	if (walk_counts_whole(walk, e))
		inferred |= VMINFO_FRAME_HAS_MAPCOUNT;
	said->inferred |= (uint8_t)(inferred & said->known);
	return ret;
}

static bool has_frame(const struct vminfo_page *page)
{
	return page->value != VMINFO_NONE && page->state != VMINFO_SWAPPED;
}

/*
 * The frame of a special entry, which was looked up already to know what the
 * entry is.  It is kept for moments only.
 */
static int read_special(struct vminfo_walk *walk,
			const struct vminfo_page *page,
			struct vminfo_frame *frame)
{
	uint64_t now = 0;
	int ret = frame_read(walk->process->context, page->value,
			     walk->members, frame);

	if (ret == 0 && !walk->source.frozen)
		ret = read_word(walk, page->va, &now);
	if (ret < 0 || walk->source.frozen || now == page->word)
		return ret;
	frame_forget(frame, FRAME_MEMBERS);
	frame->changed = walk->members & (uint8_t)~frame->hidden;
	return 0;
}

int walk_frame(struct vminfo_walk *walk, const struct walk_piece *piece,
	       const struct vminfo_page *page, struct vminfo_frame *frame)
{
	struct vminfo_context *context = walk->process->context;
	struct frames_said said;
	int ret;

	*frame = frame_none;
	if (page->attributes & VMINFO_HIDDEN)
		frame->hidden = walk->members;
	if (!has_frame(page))
		return 0;
	if (!pagemap_is_present(page->word))
		return read_special(walk, page, frame);
	ret = find_said(walk, piece->extent, page, &said);
	if (ret < 0)
		return ret;
	frame->pfn = page->value;
	frame_fill(context, &said, walk->members, frame);
	return 0;
}

uint64_t walk_alike_frames(struct vminfo_walk *walk,
			   const struct walk_piece *piece,
			   const struct vminfo_page *first, uint64_t n)
{
	const struct extent *e = piece->extent;
	const struct frames_said *said;
	uint64_t index, i = 1;

	if (!walk->members || !has_frame(first))
		return n;
	if (!pagemap_is_present(first->word))
		return 1;
	if (walk->members & FRAME_PLACE) {
		const struct place *place = place_of(walk->process->context,
						     first->value);

		if (place->last - first->value < n - 1)
			n = place->last - first->value + 1;
	}
	index = (first->va - e->va) / walk->source.page_size;
	if (e->kind == EXTENT_HUGE)
		return index < 2 || has_unequal_counts(walk, e) ? 1 : n;
	said = &walk->frames.said[e->word + index];
	/* Whether there is a page at all is asked of each. */
	if (!frame_is_said(said))
		return 1;
	while (i < n && !memcmp(&said[i], said, sizeof(*said)))
		i++;
	return i;
}
