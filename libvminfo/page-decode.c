// SPDX-License-Identifier: LGPL-2.1-or-later
/* The record of a page, by its word, its extent and its mapping. */
#include "frames.h"
#include "kpageflags.h"
#include "physmem.h"
#include "walk.h"

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
