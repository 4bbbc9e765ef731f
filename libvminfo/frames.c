// SPDX-License-Identifier: LGPL-2.1-or-later
/* Looks up many frames at once in /proc/kpageflags and the like. */
#include "frames.h"

#include <errno.h>

#include "kpageflags.h"

/* Reading so many words that nobody wants costs as much as another read. */
#define BRIDGE 3u

/*
 * What a folio has as a whole.  Tails have these of their head, or, by the
 * kernels up to Linux 6.11, none of them.
 */
#define OF_FOLIO \
	(KPAGEFLAGS_BIT(VMINFO_FRAME_LOCKED) | \
	 KPAGEFLAGS_BIT(VMINFO_FRAME_ERROR) | \
	 KPAGEFLAGS_BIT(VMINFO_FRAME_REFERENCED) | \
	 KPAGEFLAGS_BIT(VMINFO_FRAME_UPTODATE) | \
	 KPAGEFLAGS_BIT(VMINFO_FRAME_DIRTY) | \
	 KPAGEFLAGS_BIT(VMINFO_FRAME_LRU) | \
	 KPAGEFLAGS_BIT(VMINFO_FRAME_ACTIVE) | \
	 KPAGEFLAGS_BIT(VMINFO_FRAME_WRITEBACK) | \
	 KPAGEFLAGS_BIT(VMINFO_FRAME_RECLAIM) | \
	 KPAGEFLAGS_BIT(VMINFO_FRAME_SWAPCACHE) | \
	 KPAGEFLAGS_BIT(VMINFO_FRAME_SWAPBACKED) | \
	 KPAGEFLAGS_BIT(VMINFO_FRAME_UNEVICTABLE) | \
	 KPAGEFLAGS_BIT(VMINFO_FRAME_MLOCKED))

int frames_word(struct procfs_file file, uint64_t frame, uint64_t *word)
{
	const struct folio_words words = { .file = file };

	return folio_word(&words, frame, word);
}

int frames_have(struct procfs_file kpageflags, uint64_t frame, uint64_t flags)
{
	uint64_t word = 0;
	int ret = frames_word(kpageflags, frame, &word);

	return ret > 0 ? (word & flags) == flags : ret;
}

int frames_order(struct procfs_file kpageflags, uint64_t frame, uint64_t flags)
{
	const struct folio_words words = { .file = kpageflags };
	uint64_t valid = vminfo_frame_flags_valid(flags);
	struct folio folio = { 0 };
	int ret;

	if (!valid || valid & (KPAGEFLAGS_BIT(VMINFO_FRAME_BUDDY) |
			       KPAGEFLAGS_BIT(VMINFO_FRAME_NOPAGE)))
		return -ENODATA;
	if (!kpageflags_is_head(valid) && !kpageflags_is_tail(valid))
		return 0;
	ret = folio_find(&words, frame, valid, &folio);
	return ret < 0 ? ret : (int)folio.order;
}

/* --- what one word says --------------------------------------------------- */

static bool has(uint64_t flags, unsigned int bit)
{
	return flags & KPAGEFLAGS_BIT(bit);
}

static void set_order(struct frames_said *said, unsigned int order)
{
	said->order = (uint8_t)order;
	said->known |= VMINFO_FRAME_HAS_ORDER;
}

static int take_free(struct frames_reader *r, uint64_t frame,
		     struct frames_said *said)
{
	int ret = 0;

	if (!r->most_free_order || !(r->members & VMINFO_FRAME_HAS_ORDER))
		return 0;
	if (!folio_has(&r->free, frame))
		ret = folio_find_free(&r->near, frame, r->most_free_order,
				      &r->free);
	if (ret < 0)
		return ret;
	set_order(said, r->free.order);
	said->inferred |= VMINFO_FRAME_HAS_ORDER;
	return 0;
}

/* A tail without any flag of a folio: the head may have them. */
static bool needs_head(uint64_t flags)
{
	return kpageflags_is_tail(flags) && !kpageflags_is_typed(flags) &&
	       !(flags & OF_FOLIO);
}

/* Folios are whole: it is split, freed or made right now. */
static int lose_order(const struct frames_reader *r, struct frames_said *said)
{
	if (!r->flags.served)
		said->changed |= VMINFO_FRAME_HAS_ORDER;
	return 0;
}

static int take_compound(struct frames_reader *r, uint64_t frame,
			 struct frames_said *said)
{
	const uint64_t flags = said->flags;
	int ret = 0;

	if (!(r->members & VMINFO_FRAME_HAS_ORDER) && !needs_head(flags))
		return 0;
	if (!folio_has(&r->folio, frame) ||
	    kpageflags_is_head(flags) != (frame == r->folio.head))
		ret = folio_find(&r->near, frame, flags, &r->folio);
	if (ret == -ENODATA)
		return lose_order(r, said);
	if (ret < 0)
		return ret;
	set_order(said, r->folio.order);
	if (!needs_head(flags) || !(r->folio.flags & OF_FOLIO))
		return 0;
	said->flags |= r->folio.flags & OF_FOLIO;
	said->inferred |= VMINFO_FRAME_HAS_FLAGS;
	return 0;
}

/* Most frames are single ones, and many have the flags of the one before. */
static int take_single(struct frames_reader *r, uint64_t word,
		       struct frames_said *said)
{
	set_order(said, 0);
	r->single = word;
	r->single_told = said->flags;
	return 0;
}

/* What is free is not told by the sizes in which it could be taken. */
static int take_flags(struct frames_reader *r, uint64_t frame, uint64_t word,
		      struct frames_said *said)
{
	uint64_t valid;

	if (word && word == r->single) {
		said->flags = r->single_told;
		said->known |= VMINFO_FRAME_HAS_FLAGS;
		set_order(said, 0);
		return 0;
	}
	valid = vminfo_frame_flags_valid(word);
	said->flags = ksm_flag_told(r->ksm, word);
	said->known |= VMINFO_FRAME_HAS_FLAGS;
	if (!valid || has(valid, VMINFO_FRAME_NOPAGE))
		return 0;
	if (has(valid, VMINFO_FRAME_BUDDY))
		return take_free(r, frame, said);
	if (kpageflags_is_head(word) || kpageflags_is_tail(word))
		return take_compound(r, frame, said);
	return take_single(r, word, said);
}

int frames_take_count(uint64_t word, struct frames_said *said)
{
	said->mapcount = word < UINT32_MAX ? (uint32_t)word : UINT32_MAX - 1;
	said->known |= VMINFO_FRAME_HAS_MAPCOUNT;
	return 0;
}

static int take_count(struct frames_reader *r, uint64_t frame, uint64_t word,
		      struct frames_said *said)
{
	(void)r;
	(void)frame;
	return frames_take_count(word, said);
}

static int take_group(struct frames_reader *r, uint64_t frame, uint64_t word,
		      struct frames_said *said)
{
	(void)r;
	(void)frame;
	said->memcg = word;
	said->known |= VMINFO_FRAME_HAS_MEMCG;
	return 0;
}

/* --- many words ----------------------------------------------------------- */

static const struct {
	uint8_t members;
	size_t file;		/* struct procfs_file in the reader */
	int (*take)(struct frames_reader *r, uint64_t frame, uint64_t word,
		    struct frames_said *said);
} files[] = {
	{ VMINFO_FRAME_HAS_FLAGS | VMINFO_FRAME_HAS_ORDER,
	  offsetof(struct frames_reader, flags), take_flags },
	{ VMINFO_FRAME_HAS_MAPCOUNT,
	  offsetof(struct frames_reader, counts), take_count },
	{ VMINFO_FRAME_HAS_MEMCG,
	  offsetof(struct frames_reader, groups), take_group },
};

#define FILES (sizeof(files) / sizeof(*files))

/* Items that are near enough to be read at once. */
struct group {
	const struct frames_item *items;
	size_t n;
	uint64_t first;
	uint64_t end;
	struct frames_said *said;
};

static struct procfs_file file_of(const struct frames_reader *r, size_t i)
{
	return *(const struct procfs_file *)(const void *)
		((const char *)r + files[i].file);
}

/* Of a recording, no word is read in vain: it may lack one of them. */
static void find_group(const struct frames_reader *r, size_t left,
		       struct group *g)
{
	const struct frames_item *item = g->items;

	g->first = item->frame;
	g->end = item->frame + item->n;
	for (g->n = 1; g->n < left && !r->flags.served; g->n++) {
		item = &g->items[g->n];
		if (item->frame > g->end + BRIDGE ||
		    item->frame + item->n - g->first > r->room)
			break;
		if (item->frame + item->n > g->end)
			g->end = item->frame + item->n;
	}
}

/* What is in the buffer, the words of n frames from `first` on. */
static int take_words(struct frames_reader *r, const struct group *g, size_t i,
		      struct frames_item words)
{
	uint64_t frame, end = words.frame + words.n;
	int ret = 0;

	for (size_t j = 0; j < g->n; j++) {
		const struct frames_item *item = &g->items[j];
		struct frames_said *said = g->said + item->at;

		frame = item->frame;
		if (frame < words.frame)
			frame = words.frame;
		for (; ret == 0 && frame < item->frame + item->n && frame < end;
		     frame++)
			ret = files[i].take(r, frame,
					    r->buffer[frame - words.frame],
					    &said[frame - item->frame]);
	}
	return ret;
}

/* Of frames that are not in a recording nothing is known. */
static int read_group(struct frames_reader *r, const struct group *g, size_t i)
{
	struct frames_item words = { .frame = g->first };
	struct procfs_file file = file_of(r, i);
	ssize_t got;
	int ret = 0;

	for (; ret == 0 && words.frame < g->end; words.frame += words.n) {
		size_t size = (size_t)(g->end - words.frame) *
			      sizeof(*r->buffer);

		got = procfs_read_at(file, r->buffer, size,
				     words.frame * sizeof(*r->buffer));
		words.n = 1;
		if (got == -ENODATA)
			continue;
		if (got < (ssize_t)sizeof(*r->buffer))
			return got < 0 ? (int)got : 0;
		words.n = (uint32_t)((size_t)got / sizeof(*r->buffer));
		r->near.first = words.frame;
		r->near.n = i ? 0 : words.n;
		ret = take_words(r, g, i, words);
	}
	return ret;
}

int frames_read(struct frames_reader *r, const struct frames_item *items,
		size_t n, struct frames_said *said)
{
	struct group g = { .items = items, .said = said };
	int ret = 0;

	r->near = (struct folio_words){ .file = r->flags,
					.words = r->buffer };
	for (; n; n -= g.n, g.items += g.n) {
		find_group(r, n, &g);
		for (size_t i = 0; ret == 0 && i < FILES; i++) {
			if (r->members & files[i].members &&
			    file_of(r, i).fd >= 0)
				ret = read_group(r, &g, i);
		}
		if (ret < 0)
			return ret;
	}
	return 0;
}

int frames_have_same_count(struct frames_reader *r, uint64_t frame, uint64_t n)
{
	uint64_t first = 0;

	for (uint64_t done = 0; done < n;) {
		uint64_t words = n - done < r->room ? n - done : r->room;
		ssize_t got = procfs_read_at(r->counts, r->buffer,
					     (size_t)words * sizeof(first),
					     (frame + done) * sizeof(first));

		if (got < 0)
			return got == -ENODATA ? 0 : (int)got;
		words = (uint64_t)got / sizeof(first);
		if (!words)
			return 0;
		if (!done)
			first = r->buffer[0];
		for (uint64_t i = 0; i < words; i++) {
			if (r->buffer[i] != first)
				return 0;
		}
		done += words;
	}
	return 1;
}
