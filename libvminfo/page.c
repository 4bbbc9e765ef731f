// SPDX-License-Identifier: LGPL-2.1-or-later
/* Pages: one record for each. */
#include <errno.h>

#include "alike.h"
#include "frames.h"
#include "kpageflags.h"
#include "physmem.h"
#include "plain.h"

/*
 * A swap type in the upper third may be an area only if there are so many; then
 * nothing can be said of the entry.
 */
static bool may_be_slot(const struct vminfo_walk *walk)
{
	int areas = context_swap_areas(walk->process->context);

	return areas < 0 || areas > (int)walk->decoder.special_start;
}

/*
 * The two highest types below the markers are of a page on the move or of one
 * that a device has for itself, by the configuration of the kernel.
 */
static bool may_be_device_exclusive(const struct vminfo_walk *walk,
				    uint64_t word)
{
	return walk->process->context->physmem.device_memory &&
	       pagemap_type(word) + 2u >= walk->decoder.marker_type;
}

/* What a special entry is, as far as its frame proves it. */
static void resolve_special(const struct vminfo_walk *walk,
			    struct vminfo_page *page)
{
	const struct vminfo_context *c = walk->process->context;
	uint64_t frame = pagemap_special_frame(page->word);

	if (may_be_slot(walk)) {
		page->state = VMINFO_NONPRESENT;
		return;
	}
	if (frames_have(c->kpageflags, frame, KPAGEFLAGS_HWPOISON) > 0) {
		page->state = VMINFO_POISONED;
	} else if (!c->physmem.n) {
		return;
	} else if (!physmem_is_ram(&c->physmem, frame * c->page_size)) {
		page->state = VMINFO_DEVICE;
	} else if (!may_be_device_exclusive(walk, page->word)) {
		page->state = VMINFO_MIGRATING;
	} else {
		return;
	}
	page->value = frame;
}

/*
 * Nothing cheaper than the flags of its frame has told whether it is the zero
 * page: this is another machine's, or there are several.
 */
static void resolve_zero(const struct vminfo_walk *walk,
			 struct vminfo_page *page)
{
	int zero = frames_have(walk->source.kpageflags, page->value,
			       KPAGEFLAGS_ZERO_PAGE);

	if (zero < 0)
		return;
	page->attributes &= (uint16_t)~VMINFO_MAYBE_ZERO;
	if (zero)
		page->state = VMINFO_ZERO;
}

/* True: its frame was asked, which says nothing of the next page. */
static bool resolve(const struct vminfo_walk *walk, struct vminfo_page *page)
{
	if (page->state == VMINFO_SPECIAL &&
	    pagemap_is_movable(&walk->decoder, page->word))
		resolve_special(walk, page);
	else if (page->attributes & VMINFO_MAYBE_ZERO &&
		 page->value != VMINFO_NONE)
		resolve_zero(walk, page);
	else
		return false;
	return true;
}

static uint64_t word_of(const struct vminfo_walk *walk,
			const struct extent *extent, uint64_t index)
{
	switch (extent->kind) {
	case EXTENT_WORDS:
		return walk->window.words[extent->word + index];
	case EXTENT_HUGE:
		return pagemap_step(walk->window.words[extent->word], index);
	default:
		return 0;
	}
}

static void add_attributes(const struct vminfo_walk *walk,
			   const struct extent *extent,
			   struct vminfo_page *page)
{
	page->attributes |= walk->window_attributes;
	page->attributes |= extent->attributes;
	if (walk->traits.hugetlb_pages) {
		page->attributes &= (uint16_t)~VMINFO_HUGE_UNKNOWN;
		page->attributes |= VMINFO_HUGE;
	}
	/* No entry maps anything: what bits it has are its mapping's. */
	if (page->state == walk->decoder.empty) {
		page->attributes &= VMINFO_CHANGED;
		page->word = 0;
	}
}

/*
 * All that is known of a page without an entry, what its object says, and of
 * one whose entry was not read.
 */
static bool decode_told(const struct vminfo_walk *walk,
			const struct extent *extent, struct vminfo_page *page)
{
	bool backed = extent->kind == EXTENT_EMPTY && extent->state;

	if (!backed && extent->kind != EXTENT_IN_RAM)
		return false;
	*page = (struct vminfo_page){ .va = page->va,
				      .value = VMINFO_NONE,
				      .state = extent->state };
	if (backed)
		page->attributes = walk->window_attributes | VMINFO_INFERRED;
	else
		add_attributes(walk, extent, page);
	return true;
}

void walk_withhold(const struct vminfo_walk *walk, struct vminfo_page *page)
{
	const uint16_t known = VMINFO_HUGE | VMINFO_HUGE_UNKNOWN |
			       VMINFO_CHANGED | VMINFO_MAYBE_ZERO;

	if (!walk->source.presence ||
	    (page->state != VMINFO_PRESENT && page->state != VMINFO_ZERO))
		return;
	page->word = 0;
	page->value = VMINFO_NONE;
	page->attributes &= known;
}

bool walk_decode(const struct vminfo_walk *walk, const struct walk_piece *piece,
		 uint64_t index, struct vminfo_page *page)
{
	struct pagemap_decoder how = walk->decoder;
	bool asked;

	page->va = walk->at + index * walk->source.page_size;
	if (!piece->extent) {
		*page = (struct vminfo_page){ .va = page->va,
					      .value = VMINFO_NONE,
					      .state = (uint8_t)piece->state };
		page->attributes = walk->in_gap ? 0 : walk->window_attributes;
		return false;
	}
	if (decode_told(walk, piece->extent, page))
		return false;
	how.zero = walk->traits.hugetlb_pages ? PAGEMAP_ZERO_NO :
						piece->extent->zero;
	pagemap_decode(&how, word_of(walk, piece->extent, piece->skip + index),
		       page);
	if (piece->extent->kind == EXTENT_OCCUPIED)
		page->state = VMINFO_SPECIAL;
	if (piece->extent->kind == EXTENT_WORDS && piece->extent->state) {
		page->state = piece->extent->state;
		page->attributes |= VMINFO_INFERRED;
	}
	asked = resolve(walk, page);
	add_attributes(walk, piece->extent, page);
	return asked;
}

/* The arrays of the caller, and what is left in them. */
struct batch {
	struct vminfo_page *pages;
	struct vminfo_frame *frames;	/* or NULL */
	size_t n;
};

/*
 * Decodes a page, and those that follow it up to `n` pages if they are like it
 * but for their frames.  How many these are.
 */
static size_t decode_alike(const struct vminfo_walk *walk,
			   const struct walk_piece *piece, size_t index,
			   const struct batch *batch)
{
	uint64_t page_size = walk->source.page_size;
	struct vminfo_page *pages = batch->pages;
	const uint64_t *words;
	struct plain plain;
	size_t i = 1;

	if (walk_decode(walk, piece, index, pages) ||
	    !plain_begin(walk, piece, pages, &plain))
		return 1;
	words = plain_words(walk, piece, index);
	for (; i < batch->n && plain_is_like(&plain, words[i]); i++) {
		pages[i] = pages[0];
		pages[i].va += i * page_size;
		pages[i].word = words[i];
		pages[i].value = pagemap_frame(words[i]);
	}
	return i;
}

/*
 * Of n pages that are plain, the first of which has its frame: those of the
 * others of whose frames the same was said.  How many these are, with the first.
 */
static size_t copy_frames(const struct vminfo_walk *walk,
			  const struct walk_piece *piece,
			  const struct batch *batch, size_t n)
{
	struct alike a = { .run.value = batch->pages->value };
	uint64_t index =
		(batch->pages->va - walk->at) / walk->source.page_size;
	size_t i = 1;

	if (n == 1 || !alike_begin_frames(walk, piece, index, &a))
		return 1;
	for (; i < n && alike_has_frame(&a, i); i++) {
		batch->frames[i] = batch->frames[0];
		batch->frames[i].pfn = batch->pages[i].value;
	}
	return i;
}

/* Of pages of which the first is plain, and the others, if there are any. */
static int read_frames(struct vminfo_walk *walk, const struct walk_piece *piece,
		       size_t n, struct batch *batch)
{
	struct batch part = *batch;
	size_t same;
	int ret = 0;

	batch->frames += n;
	for (; ret == 0 && n; n -= same) {
		ret = walk_frame(walk, piece, part.pages, part.frames);
		same = copy_frames(walk, piece, &part, n);
		part.pages += same;
		part.frames += same;
	}
	return ret;
}

static void withhold_all(const struct vminfo_walk *walk,
			 struct vminfo_page *pages, size_t n)
{
	for (size_t i = 0; walk->source.presence && i < n; i++)
		walk_withhold(walk, &pages[i]);
}

static int decode_piece(struct vminfo_walk *walk,
			const struct walk_piece *piece, struct batch *batch)
{
	size_t count = piece->pages < batch->n ? (size_t)piece->pages :
						 batch->n;
	struct batch part = { batch->pages, batch->frames, count };
	size_t n;
	int ret = 0;

	for (; ret == 0 && part.n; part.n -= n) {
		n = decode_alike(walk, piece, count - part.n, &part);
		if (part.frames)
			ret = read_frames(walk, piece, n, &part);
		withhold_all(walk, part.pages, n);
		part.pages += n;
	}
	batch->pages = part.pages;
	batch->frames = part.frames;
	if (ret < 0)
		return walk_fail(walk, ret);
	walk_consume(walk, count);
	batch->n -= count;
	return 1;
}

/* Pages of one mapping or gap; 0: there are no more in it. */
static ssize_t fill_pages(struct vminfo_walk *walk, const struct batch *whole)
{
	struct batch batch = *whole;
	struct walk_piece piece;
	int ret = 1;

	while (ret > 0 && batch.n && (ret = walk_piece(walk, &piece)) > 0)
		ret = decode_piece(walk, &piece, &batch);
	/* The error stays for the next call. */
	return batch.n < whole->n || ret >= 0 ? (ssize_t)(whole->n - batch.n) :
						ret;
}

ssize_t vminfo_walk_pages(struct vminfo_walk *walk, struct vminfo_page *pages,
			  struct vminfo_frame *frames, size_t n)
{
	const struct batch batch = { pages, frames, n };
	int ret = walk_begin(walk, WALK_PAGES);
	ssize_t count;

	if (ret == 0 && frames && !walk->members)
		ret = -EINVAL;
	if (ret < 0 || !n)
		return ret;
	do {
		count = walk->error ? walk->error : fill_pages(walk, &batch);
		if (count)
			return count;
		ret = walk_enter(walk);
	} while (ret > 0);
	return ret;
}
