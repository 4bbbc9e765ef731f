/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * plain.h - pages that differ from the one before in their frame alone, so that
 * what was found out about it is true of them, too.
 */
#ifndef PLAIN_H
#define PLAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "walk.h"

struct plain {
	uint64_t first;		/* word that has these flags, and frame 1 */
	uint64_t most;		/* frames above that one */
	uint64_t zero;		/* word of the zero page; 0: there is none */
};

/*
 * Whether the page, as it was decoded in a piece, is one that others may be
 * like.  Nothing else was asked about it than its word.
 */
bool plain_begin(const struct vminfo_walk *walk, const struct walk_piece *piece,
		 const struct vminfo_page *page, struct plain *plain);

static inline bool plain_is_like(const struct plain *plain, uint64_t word)
{
	/* What is less than the first is more than any number, so. */
	return word - plain->first <= plain->most && word != plain->zero;
}

/* The words of a piece, which is made of words, from a page on. */
const uint64_t *plain_words(const struct vminfo_walk *walk,
			    const struct walk_piece *piece, uint64_t index);

/*
 * How many of n words, the first of which is plain, are a run of frames.  A
 * call for each run would cost as much as the run.
 */
static inline uint64_t plain_run(const struct plain *plain,
				 const uint64_t *words, uint64_t n)
{
	uint64_t left = plain->first + plain->most - words[0];
	uint64_t to_zero = plain->zero - words[0];
	uint64_t i = 1;

	/* No number, however high, goes over into the flags. */
	if (left < n - 1)
		n = left + 1;
	/* The frame of the zero page may be the next one. */
	if (to_zero < n)
		n = to_zero;
	while (i < n && words[i] == words[0] + i)
		i++;
	return i;
}

#endif
