// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Reads words while memory is dense, asks PAGEMAP_SCAN where it is not: either
 * alone is many times slower than the other on the wrong memory.
 */
#include "window.h"

#include <errno.h>

#include "memory.h"
#include "pagemap-bits.h"
#include "window-parts.h"

/* How often, and after which pause, to look again at what should not last. */
#define LOOKS 3
#define PAUSE_US 1000

/* Words to look over at once, for what is rare. */
#define PIECE 512u

int window_init(struct window *window, const struct window_source *source,
		size_t room)
{
	struct window w = { .source = source, .room = room };

	w.extents = memory_new(WINDOW_EXTENTS, sizeof(*w.extents));
	w.words = memory_new(room, sizeof(*w.words));
	w.populated = memory_new(1, sizeof(*w.populated));
	if (!w.extents || !w.words || !w.populated ||
	    window_ahead_init(&w.ahead) < 0) {
		window_free(&w);
		return -ENOMEM;
	}
	w.populated->pagemap = source->pagemap;
	w.populated->page_size = source->page_size;
	w.step = WINDOW_STEP;
	*window = w;
	return 0;
}

void window_free(struct window *window)
{
	memory_free(window->extents);
	memory_free(window->words);
	memory_free(window->populated);
	window_ahead_free(&window->ahead);
	*window = (struct window){ 0 };
}

void window_forget(struct window *window)
{
	window->scanned = false;
	window_ahead_forget(&window->ahead);
}

uint64_t window_pages_to(const struct window *w, uint64_t limit)
{
	return limit - w->end;
}

bool window_is_full(const struct window *w)
{
	/* One region may need three: the gap before, a head, the rest. */
	return w->n_extents + 4 > WINDOW_EXTENTS ||
	       w->n_words + WINDOW_HUGE_WORDS > w->room;
}

static bool continues(const struct extent *last, const struct extent *e)
{
	if (last->kind != e->kind || last->zero != e->zero ||
	    last->attributes != e->attributes || last->state != e->state)
		return false;
	return e->kind == EXTENT_EMPTY || e->kind == EXTENT_IN_RAM ||
	       (e->kind == EXTENT_WORDS && e->word == last->word + last->pages);
}

void window_append(struct window *w, const struct extent *e)
{
	struct extent *next = &w->extents[w->n_extents];

	if (!e->pages)
		return;
	if (w->n_extents && continues(next - 1, e)) {
		next[-1].pages += e->pages;
	} else {
		*next = *e;
		next->va = w->end * w->source->page_size;
		w->n_extents++;
	}
	w->end += e->pages;
}

ssize_t window_read_words(struct window *w, uint64_t n)
{
	size_t room = w->room - w->n_words;
	ssize_t got;

	if (n > room)
		n = room;
	got = procfs_read_at(w->source->pagemap, w->words + w->n_words,
			     (size_t)n * sizeof(*w->words),
			     w->end * sizeof(*w->words));
	if (got >= 0 && got < (ssize_t)sizeof(*w->words))
		return -ESRCH;
	return got < 0 ? got : got / (ssize_t)sizeof(*w->words);
}

static int read_once(struct window *w, const struct window_request *request)
{
	const struct window_source *source = w->source;
	/* Only a scan tells the zero page, or the entries of hugetlb. */
	bool always_scan = !source->zero_by_frame || source->presence ||
			   request->hugetlb_pages;
	int ret = 0;

	w->start = request->page;
	w->end = request->page;
	w->n_extents = 0;
	w->n_words = 0;
	/* The caller may have taken its time since the last one. */
	w->scanned = false;
	if (window_pages_to(w, request->limit) <= WINDOW_BRIDGE)
		w->scan_first = false;
	while (ret == 0 && w->end < request->limit && !window_is_full(w)) {
		if (source->scan && (w->scan_first || always_scan))
			ret = window_read_scanned(w, request);
		else
			ret = window_read_dense(w, request);
	}
	return ret;
}

bool window_is_empty(const struct window *w)
{
	for (size_t i = 0; i < w->n_extents; i++) {
		if (w->extents[i].kind != EXTENT_EMPTY)
			return false;
	}
	return true;
}

/* A number for where the window is empty, and whether it is anywhere. */
static uint64_t emptiness(const struct window *w, bool *any)
{
	uint64_t digest = w->end;

	for (size_t i = 0; i < w->n_extents; i++) {
		const struct extent *e = &w->extents[i];
		uint64_t n = e->kind == EXTENT_WORDS ? e->pages : 0;

		digest = (digest ^ e->va) * 0x100000001b3 + e->kind;
		*any |= e->kind == EXTENT_EMPTY;
		for (uint64_t j = 0; j < n; j++) {
			bool empty = pagemap_is_empty(w->words[e->word + j]);

			digest = digest * 31 + empty;
			*any |= empty;
		}
	}
	return digest;
}

/*
 * An entry of hugetlb that is not present, such as one of a page on the move,
 * looks empty for a moment: an empty one must be so twice.
 */
static int read_hugetlb(struct window *w, const struct window_request *request)
{
	uint64_t before, digest = 0;
	bool any = false;
	int ret;

	for (int look = 0; look < LOOKS; look++) {
		before = digest;
		ret = read_once(w, request);
		if (ret < 0)
			return ret;
		digest = emptiness(w, &any);
		if (!any || w->source->frozen || (look && digest == before))
			return 0;
		procfs_pause_us(PAUSE_US);
	}
	w->unsteady = true;
	return 0;
}

int window_read(struct window *w, const struct window_request *request)
{
	if (request->hugetlb_pages)
		return read_hugetlb(w, request);
	return read_once(w, request);
}

static int read_again(struct window *w, uint64_t va, uint64_t *word)
{
	ssize_t n = procfs_read_at(w->source->pagemap, word, sizeof(*word),
				   va / w->source->page_size * sizeof(*word));

	if (n < 0)
		return (int)n;
	return n == sizeof(*word) ? 0 : -ESRCH;
}

/*
 * Whether there is any entry that is not present, so that it could move.  The
 * loop has no branch: nearly all words are of pages that are there.
 */
static bool may_move(const uint64_t *words, size_t n)
{
	uint64_t any = 0;

	for (size_t i = 0; i < n; i++)
		any |= words[i];
	return any & PAGEMAP_NOT_PRESENT;
}

/* Some words of an extent, from one of its pages on. */
struct piece {
	const struct extent *extent;
	uint64_t first;
	uint64_t n;
};

/* Number of entries that may settle by themselves; reads them again. */
static int read_piece(struct window *w, const struct pagemap_decoder *how,
		      const struct piece *piece, bool again)
{
	const struct extent *e = piece->extent;
	uint64_t *words = w->words + e->word + piece->first;
	uint64_t page_size = w->source->page_size;
	int n = 0, ret = 0;

	if (!may_move(words, (size_t)piece->n))
		return 0;
	for (uint64_t i = 0; ret == 0 && i < piece->n; i++) {
		if (!pagemap_is_movable(how, words[i]))
			continue;
		if (again)
			ret = read_again(w, e->va + (piece->first + i) *
							    page_size,
					 &words[i]);
		n++;
	}
	return ret < 0 ? ret : n;
}

static int read_movable(struct window *w, const struct pagemap_decoder *how,
			bool again)
{
	int n = 0, ret = 0;

	for (size_t i = 0; i < w->n_extents; i++) {
		const struct extent *e = &w->extents[i];
		uint64_t pages = e->kind == EXTENT_WORDS ? e->pages : 0;
		struct piece piece = { .extent = e };

		for (; ret >= 0 && piece.first < pages; piece.first += PIECE) {
			piece.n = pages - piece.first;
			if (piece.n > PIECE)
				piece.n = PIECE;
			ret = read_piece(w, how, &piece, again);
			n += ret;
		}
	}
	return ret < 0 ? ret : n;
}

int window_settle(struct window *w, const struct pagemap_decoder *how)
{
	int n = w->source->frozen ? 0 : read_movable(w, how, false);

	for (int look = 1; n > 0 && look < LOOKS; look++) {
		procfs_pause_us(PAUSE_US);
		n = read_movable(w, how, true);
		if (n >= 0)
			n = read_movable(w, how, false);
	}
	return n < 0 ? n : 0;
}
