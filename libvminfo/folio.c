// SPDX-License-Identifier: LGPL-2.1-or-later
/* Finds where a folio, or a free block, begins and ends. */
#include "folio.h"

#include <errno.h>

#include "kpageflags.h"

/* Larger than the largest page that any machine has. */
#define MOST_ORDERS 32u

/* Words of a free block to read at once. */
#define PIECE 256u

int folio_word(const struct folio_words *words, uint64_t frame, uint64_t *word)
{
	uint64_t found;
	ssize_t n;

	if (frame - words->first < words->n) {
		*word = words->words[frame - words->first];
		return 1;
	}
	if (words->file.fd < 0 || frame > UINT64_MAX / sizeof(found))
		return -EBADF;
	n = procfs_read_at(words->file, &found, sizeof(found),
			   frame * sizeof(found));
	if (n < 0)
		return (int)n;
	if (n != sizeof(found))
		return 0;
	*word = found;
	return 1;
}

/* Between a tail and its head there is no other head. */
static int find_head(const struct folio_words *words, uint64_t tail,
		     struct folio *folio)
{
	for (unsigned int order = 1; order < MOST_ORDERS; order++) {
		uint64_t frame = tail & (UINT64_MAX << order), flags = 0;
		int ret;

		ret = folio_word(words, frame, &flags);
		if (ret <= 0)
			return ret < 0 ? ret : -ENODATA;
		if (!kpageflags_is_head(flags))
			continue;
		folio->head = frame;
		folio->flags = flags;
		return 0;
	}
	return -ENODATA;
}

/*
 * An order that it has at least, if it is like the folio before.  Folios begin
 * at multiples of what they are long: one that has the frame in the middle as a
 * tail, and does not begin in front of the head, begins there.
 */
static unsigned int guess_order(const struct folio_words *words,
				const struct folio *folio, unsigned int before)
{
	uint64_t half, flags = 0;

	if (before < 2 || folio->head & (((uint64_t)1 << before) - 1))
		return 0;
	half = (uint64_t)1 << (before - 1);
	/* A recording may lack it, which is no reason to know nothing. */
	if (folio_word(words, folio->head + half, &flags) <= 0)
		return 0;
	return kpageflags_is_tail(flags) ? before : 0;
}

/* It ends where, after a power of two, the next one is no tail any more. */
static int find_order(const struct folio_words *words, struct folio *folio,
		      unsigned int before)
{
	unsigned int least = guess_order(words, folio, before);

	for (unsigned int order = least; order < MOST_ORDERS; order++) {
		uint64_t frames = (uint64_t)1 << order, flags = 0;
		int ret;

		if (folio->head & (frames - 1))
			return -ENODATA;
		ret = folio_word(words, folio->head + frames, &flags);
		if (ret < 0)
			return ret;
		if (ret > 0 && kpageflags_is_tail(flags))
			continue;
		folio->order = order;
		return order ? 0 : -ENODATA;
	}
	return -ENODATA;
}

bool folio_has(const struct folio *folio, uint64_t frame)
{
	return folio->order &&
	       frame - folio->head < (uint64_t)1 << folio->order;
}

int folio_find(const struct folio_words *words, uint64_t frame, uint64_t flags,
	       struct folio *folio)
{
	struct folio found = { .head = frame, .flags = flags };
	int ret = 0;

	if (kpageflags_is_tail(flags))
		ret = find_head(words, frame, &found);
	if (ret == 0)
		ret = find_order(words, &found, folio->order);
	if (ret < 0)
		return ret;
	/* One that is too short was another one meanwhile. */
	if (!folio_has(&found, frame))
		return -ENODATA;
	*folio = found;
	return 0;
}

/*
 * Up to n words from a frame on, of those that are here already or into the
 * buffer, of PIECE.  How many, or negative errno.
 */
static ssize_t some_words(const struct folio_words *words, uint64_t frame,
			  uint64_t n, uint64_t *buffer, const uint64_t **some)
{
	uint64_t skip = frame - words->first;
	ssize_t got;

	if (skip < words->n) {
		*some = words->words + skip;
		return (ssize_t)(n < words->n - skip ? n : words->n - skip);
	}
	*some = buffer;
	got = procfs_read_at(words->file, buffer, sizeof(*buffer) *
			     (size_t)(n < PIECE ? n : PIECE),
			     frame * sizeof(*buffer));
	if (got == -ENODATA)
		return 0;
	return got < 0 ? got : got / (ssize_t)sizeof(*buffer);
}

/* 1: all of these frames are free; 0: not all; negative errno. */
static int are_free(const struct folio_words *words, uint64_t frame,
		    uint64_t n)
{
	uint64_t buffer[PIECE];
	const uint64_t *some;
	ssize_t got;

	for (; n; frame += (uint64_t)got, n -= (uint64_t)got) {
		got = some_words(words, frame, n, buffer, &some);
		if (got <= 0)
			return (int)got;
		for (ssize_t i = 0; i < got; i++) {
			if (!(some[i] & KPAGEFLAGS_BIT(VMINFO_FRAME_BUDDY)))
				return 0;
		}
	}
	return 1;
}

int folio_find_free(const struct folio_words *words, uint64_t frame,
		    unsigned int most, struct folio *folio)
{
	struct folio found = { .head = frame };
	int ret = 1;

	if (words->file.fd < 0)
		return -EBADF;
	while (found.order < most && ret > 0) {
		uint64_t frames = (uint64_t)1 << found.order;

		ret = are_free(words, found.head ^ frames, frames);
		if (ret <= 0)
			break;
		found.head &= ~frames;
		found.order++;
	}
	if (ret < 0)
		return ret;
	*folio = found;
	return 0;
}
