/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * alike.h - pages of a window about which the same is known as of the first
 * one, frames included, but for the numbers of these.
 */
#ifndef ALIKE_H
#define ALIKE_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "frame.h"
#include "pagemap.h"
#include "plain.h"
#include "walk.h"

/* Pages of a piece from one on; the caller fills in what is said of that. */
struct alike {
	struct vminfo_run run;
	struct vminfo_frame frame;	/* frame_none, if none is wanted */
	uint64_t page_size;
	struct plain plain;
	uint64_t n;
	const uint64_t *words;
	const struct frames_said *said;	/* NULL: nothing is wanted of them */
	uint64_t first_frame;		/* in the place of the first one */
	uint64_t last_frame;
};

/*
 * Whether there may be any, as the first one was decoded.  False also where
 * more than a word was looked at to tell what its frame is.
 */
bool alike_begin(struct vminfo_walk *walk, const struct walk_piece *piece,
		 const struct vminfo_page *page, struct alike *alike);

/* Of a page that is plain: the words, and the part that is of the frames. */
bool alike_begin_frames(const struct vminfo_walk *walk,
			const struct walk_piece *piece, uint64_t index,
			struct alike *alike);

/* Of a page whose word is plain. */
static inline bool alike_has_frame(const struct alike *a, uint64_t i)
{
	uint64_t frame = pagemap_frame(a->words[i]);

	return frame >= a->first_frame && frame <= a->last_frame &&
	       !memcmp(&a->said[i], a->said, sizeof(*a->said));
}

/* Whether the i-th is like the first. */
static inline bool alike_has(const struct alike *a, uint64_t i)
{
	return plain_is_like(&a->plain, a->words[i]) &&
	       (!a->said || alike_has_frame(a, i));
}

/* How many pages are one run from the i-th on, which is like the first. */
static inline uint64_t alike_run(const struct alike *a, uint64_t i)
{
	uint64_t n = plain_run(&a->plain, a->words + i, a->n - i);
	uint64_t pages = a->said ? 1 : n;

	while (pages < n && alike_has_frame(a, i + pages))
		pages++;
	return pages;
}

#endif
