// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The frames of a window: read at once, in their order, and before the window
 * is known to be of its mapping still.  Then the words are read again: a page
 * that moved meanwhile has another frame than the one that was looked up.
 */
#include <errno.h>
#include <string.h>

#include "frame.h"
#include "kpageflags.h"
#include "memory.h"
#include "walk.h"

/* Words to read at once, 64 KiB. */
#define ROOM ((size_t)8 << 10)

/* How often to look up again what moved meanwhile. */
#define TRIES 3

/* Beside members that changed: to be checked once more. */
#define PENDING ((uint8_t)0x80)

int walk_init_frames(struct vminfo_walk *walk)
{
	struct walk_frames *f = &walk->frames;

	if (!walk->members)
		return 0;
	f->said = memory_new(WINDOW_WORDS, sizeof(*f->said));
	f->items = memory_new(WINDOW_WORDS, sizeof(*f->items));
	f->spare = memory_new(WINDOW_WORDS, sizeof(*f->spare));
	f->reader = frame_reader(walk->process->context, walk->members);
	f->reader.buffer = memory_new(ROOM, sizeof(*f->reader.buffer));
	f->reader.room = ROOM;
	return f->said && f->items && f->spare && f->reader.buffer ? 0 :
								     -ENOMEM;
}

void walk_free_frames(struct vminfo_walk *walk)
{
	memory_free(walk->frames.said);
	memory_free(walk->frames.items);
	memory_free(walk->frames.spare);
	memory_free(walk->frames.reader.buffer);
}

/* --- which frames -------------------------------------------------------- */

static void add_item(struct walk_frames *f, uint64_t frame, uint32_t at)
{
	struct frames_item *last = &f->items[f->n_items];

	if (f->n_items && last[-1].n < ROOM &&
	    last[-1].frame + last[-1].n == frame &&
	    last[-1].at + last[-1].n == at)
		last[-1].n++;
	else
		f->items[f->n_items++] = (struct frames_item){ frame, 1, at };
}

/* Words of an extent; of a huge page there is one, and room for another. */
static uint64_t words_of(const struct extent *e)
{
	switch (e->kind) {
	case EXTENT_WORDS:
		return e->pages;
	case EXTENT_HUGE:
		return 1;
	default:
		return 0;
	}
}

/*
 * Whether the word of a page is all that has to be known of its frame: one that
 * is mapped once says so.  That of a huge page says it of the first one alone,
 * and a recording says what its files say.  Where the file of counts cannot be
 * read, all are hidden alike.
 */
static bool is_counted(const struct vminfo_walk *walk, const struct extent *e,
		       uint64_t word)
{
	return (walk->members & FRAME_WORDS) == VMINFO_FRAME_HAS_MAPCOUNT &&
	       e->kind == EXTENT_WORDS && pagemap_is_its_own(word) &&
	       !(e->attributes & (VMINFO_HUGE | VMINFO_HUGE_UNKNOWN)) &&
	       !walk->source.frozen && walk->frames.reader.counts.fd >= 0;
}

/* The frame of a word; of a huge page, also the next one. */
static void add_word(struct vminfo_walk *walk, const struct extent *e,
		     uint32_t at)
{
	struct walk_frames *f = &walk->frames;
	uint64_t word = walk->window.words[at];
	uint64_t frame = pagemap_frame(word);

	if (frame == VMINFO_NONE)
		return;
	if (is_counted(walk, e, word)) {
		frames_take_count(1, &f->said[at]);
		return;
	}
	add_item(f, frame, at);
	if (e->kind == EXTENT_HUGE && e->pages > 1)
		add_item(f, frame + 1, at + 1);
}

/* --- what is said of them ------------------------------------------------ */

bool walk_counts_whole(const struct vminfo_walk *walk, const struct extent *e)
{
	const struct frames_said *said = &walk->frames.said[e->word];

	return walk->traits.hugetlb_pages || e->zero == PAGEMAP_ZERO_YES ||
	       (said->known & VMINFO_FRAME_HAS_FLAGS &&
		said->flags & KPAGEFLAGS_ZERO_PAGE);
}

/* Parts of a huge page may be mapped elsewhere, one by one. */
static int compare_counts(struct vminfo_walk *walk, const struct extent *e)
{
	struct frames_said *said = &walk->frames.said[e->word];
	uint64_t frame = pagemap_frame(walk->window.words[e->word]);
	int same = 1;

	if (e->pages <= 2 || walk_counts_whole(walk, e) ||
	    !(said[1].known & VMINFO_FRAME_HAS_MAPCOUNT))
		return 0;
	same = frames_have_same_count(&walk->frames.reader, frame + 1,
				      e->pages - 1);
	if (same == 0)
		said[1].known |= WALK_UNEQUAL;
	return same < 0 ? same : 0;
}

/* Reads what is in the list of items, and empties it. */
static int read_items(struct vminfo_walk *walk)
{
	struct walk_frames *f = &walk->frames;
	const struct frames_item *sorted;
	int ret;

	walk->file = WALK_FRAMES_FILE;
	f->reader.folio = f->reader.free = (struct folio){ 0 };
	sorted = frames_sort(f->items, f->n_items, f->spare);
	ret = frames_read(&f->reader, sorted, f->n_items, f->said);
	f->n_items = 0;
	if (ret == 0)
		walk->file = "pagemap";
	return ret;
}

/* 1: something was looked up; 0: all is known already; negative errno. */
static int look_up_all(struct vminfo_walk *walk)
{
	const struct window *w = &walk->window;
	int ret;

	memset(walk->frames.said, 0, w->n_words * sizeof(*walk->frames.said));
	walk->frames.n_items = 0;
	for (size_t i = 0; i < w->n_extents; i++) {
		const struct extent *e = &w->extents[i];

		for (uint64_t j = 0; j < words_of(e); j++)
			add_word(walk, e, e->word + (uint32_t)j);
	}
	if (!walk->frames.n_items)
		return 0;
	ret = read_items(walk);
	for (size_t i = 0; ret == 0 && i < w->n_extents; i++) {
		if (w->extents[i].kind == EXTENT_HUGE)
			ret = compare_counts(walk, &w->extents[i]);
	}
	return ret < 0 ? ret : 1;
}

/* --- whether they are those of the pages still --------------------------- */

static void give_up(struct vminfo_walk *walk, const struct extent *e,
		    uint32_t at)
{
	const struct frames_said changed = { .changed = walk->members };

	walk->frames.said[at] = changed;
	if (e->kind == EXTENT_HUGE)
		walk->frames.said[at + 1] = changed;
}

/* Another huge page in the place of this one. */
static bool still_fits(const struct vminfo_walk *walk, const struct extent *e,
		       uint64_t word)
{
	uint64_t unit = walk->traits.hugetlb_pages ?
				walk->traits.hugetlb_pages :
				walk->source.pmd_pages;
	uint64_t old = pagemap_frame(walk->window.words[e->word]);
	uint64_t frame = pagemap_frame(word);

	return frame != VMINFO_NONE && frame % unit == old % unit;
}

/* Takes the word that is there now; its frame is to be looked up. */
static void take_word(struct vminfo_walk *walk, const struct extent *e,
		      uint32_t at, uint64_t word)
{
	struct walk_frames *f = &walk->frames;

	if (e->kind == EXTENT_HUGE && !still_fits(walk, e, word)) {
		give_up(walk, e, at);
		return;
	}
	walk->window.words[at] = word;
	f->said[at] = (struct frames_said){ 0 };
	if (e->kind == EXTENT_HUGE)
		f->said[at + 1] = (struct frames_said){ 0 };
	if (pagemap_frame(word) == VMINFO_NONE)
		return;
	if (f->tries == TRIES) {
		give_up(walk, e, at);
		return;
	}
	f->said[at].changed = PENDING;
	add_word(walk, e, at);
}

/* Reads so many words of an extent again. */
static int check_words(struct vminfo_walk *walk, const struct extent *e,
		       uint32_t at, uint32_t n)
{
	struct walk_frames *f = &walk->frames;
	uint64_t page = e->va / walk->source.page_size + (at - e->word);
	const uint64_t *now = f->reader.buffer;
	ssize_t got;

	got = procfs_read_at(walk->source.pagemap, f->reader.buffer,
			     n * sizeof(*now), page * sizeof(*now));
	if (got != (ssize_t)(n * sizeof(*now)))
		return got < 0 ? (int)got : -ESRCH;
	for (uint32_t i = 0; i < n; i++) {
		uint64_t then = walk->window.words[at + i];

		if (now[i] != then && pagemap_frame(then) != VMINFO_NONE)
			take_word(walk, e, at + i, now[i]);
	}
	return 0;
}

static int check_extent(struct vminfo_walk *walk, const struct extent *e)
{
	uint64_t left = words_of(e);
	uint32_t at = e->word, n;
	int ret = 0;

	for (; ret == 0 && left; at += n, left -= n) {
		n = left < ROOM ? (uint32_t)left : (uint32_t)ROOM;
		ret = check_words(walk, e, at, n);
	}
	return ret;
}

static bool has_frames(const struct vminfo_walk *walk, const struct extent *e)
{
	for (uint64_t i = 0; i < words_of(e); i++) {
		uint64_t word = walk->window.words[e->word + i];

		if (pagemap_frame(word) != VMINFO_NONE)
			return true;
	}
	return false;
}

static int check_all(struct vminfo_walk *walk)
{
	const struct window *w = &walk->window;
	int ret = 0;

	for (size_t i = 0; ret == 0 && i < w->n_extents; i++) {
		if (has_frames(walk, &w->extents[i]))
			ret = check_extent(walk, &w->extents[i]);
	}
	return ret;
}

static bool is_pending(const struct vminfo_walk *walk, uint32_t at)
{
	return walk->frames.said[at].changed & PENDING;
}

/* Checks those words of an extent that were looked up again. */
static int check_pending(struct vminfo_walk *walk, const struct extent *e)
{
	uint32_t end = e->word + (uint32_t)words_of(e), n;
	int ret = 0;

	for (uint32_t at = e->word; ret == 0 && at < end; at += n) {
		for (n = 0; n < ROOM && at + n < end &&
			    is_pending(walk, at + n); n++)
			walk->frames.said[at + n].changed &= (uint8_t)~PENDING;
		if (n)
			ret = check_words(walk, e, at, n);
		else
			n = 1;
	}
	return ret;
}

static int look_up_again(struct vminfo_walk *walk)
{
	const struct window *w = &walk->window;
	int ret = read_items(walk);

	walk->frames.tries++;
	for (size_t i = 0; ret == 0 && i < w->n_extents; i++) {
		const struct extent *e = &w->extents[i];

		if (e->kind == EXTENT_HUGE && is_pending(walk, e->word))
			ret = compare_counts(walk, e);
	}
	for (size_t i = 0; ret == 0 && i < w->n_extents; i++)
		ret = check_pending(walk, &w->extents[i]);
	return ret;
}

int walk_read_frames(struct vminfo_walk *walk)
{
	int ret;

	/* Where a frame is, its number says. */
	if (!(walk->members & FRAME_WORDS))
		return 0;
	walk->frames.tries = 0;
	walk->frames.n_counted = 0;
	ret = look_up_all(walk);
	if (ret > 0)
		ret = walk->source.frozen ? 0 : check_all(walk);
	while (ret == 0 && walk->frames.n_items)
		ret = look_up_again(walk);
	return ret;
}
