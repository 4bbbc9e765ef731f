// SPDX-License-Identifier: LGPL-2.1-or-later
/* Pages that are like the one before, and their frames, too. */
#include "alike.h"

#include "place.h"

bool alike_begin_frames(const struct vminfo_walk *walk,
			const struct walk_piece *piece, uint64_t index,
			struct alike *a)
{
	const struct place *place;

	a->words = plain_words(walk, piece, index);
	if (!walk->members)
		return true;
	a->said = &walk->frames.said[piece->extent->word + piece->skip + index];
	a->last_frame = UINT64_MAX;
	if (!(walk->members & FRAME_PLACE))
		return frame_is_said(a->said);
	place = place_of(walk->process->context, a->run.value);
	a->first_frame = place->first;
	a->last_frame = place->last;
	return frame_is_said(a->said);
}

bool alike_begin(struct vminfo_walk *walk, const struct walk_piece *piece,
		 const struct vminfo_page *page, struct alike *a)
{
	uint64_t index = (page->va - walk->at) / walk->source.page_size;

	if (!plain_begin(walk, piece, page, &a->plain))
		return false;
	a->n = piece->pages - index;
	return alike_begin_frames(walk, piece, index, a);
}
