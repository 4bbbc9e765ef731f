// SPDX-License-Identifier: LGPL-2.1-or-later
/* Fills a window word by word, and notices where that does not pay. */
#include "frames.h"
#include "kpageflags.h"
#include "window-parts.h"

/* Whether all of the huge slot at the end of the window is in the mapping. */
static bool has_slot(const struct window *w,
		     const struct window_request *request)
{
	uint64_t mask = w->source->pmd_pages - 1;

	return (w->end & ~mask) >= request->first &&
	       (w->end | mask) <= request->last;
}

/*
 * Whether one entry of PMD size could map this piece of a huge slot: all there,
 * in order, in step with the address (as far as the frames can be seen).
 */
static bool looks_huge(const struct window *w, const uint64_t *words, size_t n)
{
	uint64_t slot = w->source->pmd_pages;
	uint64_t frame = pagemap_frame(words[0]);

	if (frame != VMINFO_NONE &&
	    frame % slot != w->end % slot)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!pagemap_is_present(words[i]))
			return false;
		if (frame != VMINFO_NONE &&
		    pagemap_frame(words[i]) != frame + i)
			return false;
	}
	return true;
}

/* Pages from the end of the window to the end of its huge slot, at most n. */
static size_t piece_pages(const struct window *w, size_t n)
{
	uint64_t slot = w->source->pmd_pages;
	uint64_t left = slot - w->end % slot;

	return left < n ? (size_t)left : n;
}

/* 1, 0, or negative if the flags of frames cannot be read. */
static int is_zero_page(const struct window *w, uint64_t word)
{
	uint64_t frame = pagemap_frame(word);

	if (frame == VMINFO_NONE)
		return -1;
	return frames_have(w->source->kpageflags, frame, KPAGEFLAGS_ZERO_PAGE);
}

/*
 * What a kernel without PAGEMAP_SCAN still tells of a piece like a huge page.
 * All frames of the huge zero page have the flag; a small one may be among
 * others by chance, and is told by its own frame.
 */
static void mark_unscanned(const struct window *w, struct extent *e)
{
	int first = is_zero_page(w, w->words[e->word]);
	int last = is_zero_page(w, w->words[e->word + e->pages - 1]);

	e->attributes = VMINFO_HUGE_UNKNOWN;
	if (first < 0 || last < 0)
		e->zero = PAGEMAP_ZERO_MAYBE;
	else if (first && last)
		e->zero = PAGEMAP_ZERO_YES;
}

/* Appends one piece; false if it should be scanned instead. */
static bool append_piece(struct window *w, size_t pages,
			 const struct window_request *request)
{
	const uint64_t *words = w->words + w->n_words;
	struct extent e = { .kind = EXTENT_WORDS,
			    .word = (uint32_t)w->n_words,
			    .pages = pages };
	bool empty = pagemap_are_empty(words, pages);

	if (empty) {
		e.kind = EXTENT_EMPTY;
		e.word = 0;
	} else if (has_slot(w, request) && looks_huge(w, words, pages)) {
		if (w->source->scan)
			return false;
		mark_unscanned(w, &e);
	}
	w->scan_first = empty && w->source->scan;
	window_append(w, &e);
	w->n_words += pages;
	return true;
}

int window_read_dense(struct window *w, const struct window_request *request)
{
	uint64_t pages = window_pages_to(w, request->limit);
	ssize_t n = window_read_near(w, request,
				     pages < w->step ? pages : w->step);
	size_t piece;

	if (n < 0)
		return (int)n;
	for (; n > 0 && !window_is_full(w); n -= (ssize_t)piece) {
		piece = piece_pages(w, (size_t)n);
		if (!append_piece(w, piece, request)) {
			w->scan_first = true;
			break;
		}
	}
	w->step = w->scan_first ? WINDOW_STEP : w->step * 2;
	if (w->step > w->room)
		w->step = w->room;
	return 0;
}
