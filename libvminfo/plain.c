// SPDX-License-Identifier: LGPL-2.1-or-later
/* Pages that differ from the one before in their frame alone. */
#include "plain.h"

#include "pagemap-bits.h"

bool plain_begin(const struct vminfo_walk *walk, const struct walk_piece *piece,
		 const struct vminfo_page *page, struct plain *plain)
{
	const struct extent *extent = piece->extent;
	uint64_t flags = page->word & ~PAGEMAP_FRAME;
	uint64_t zero = walk->decoder.zero_frame;

	if (!extent || extent->kind != EXTENT_WORDS ||
	    page->state != VMINFO_PRESENT || page->value == VMINFO_NONE)
		return false;
	*plain = (struct plain){
		.first = flags + 1,
		.most = PAGEMAP_FRAME - 1,
		.zero = zero == VMINFO_NONE ? 0 : flags | zero,
	};
	return true;
}

const uint64_t *plain_words(const struct vminfo_walk *walk,
			    const struct walk_piece *piece, uint64_t index)
{
	return walk->window.words + piece->extent->word + piece->skip + index;
}
