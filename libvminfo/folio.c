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

/* It ends where, after a power of two, the next one is no tail any more. */
static int find_order(const struct folio_words *words, struct folio *folio)
{
	for (unsigned int order = 0; order < MOST_ORDERS; order++) {
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
		ret = find_order(words, &found);
	if (ret < 0)
		return ret;
	/* One that is too short was another one meanwhile. */
	if (!folio_has(&found, frame))
		return -ENODATA;
	*folio = found;
	return 0;
}

/* 1: all of these frames are free; 0: not all; negative errno. */
static int are_free(const struct folio_words *words, uint64_t frame,
		    uint64_t n)
{
	uint64_t piece[PIECE];
	ssize_t got = 1;

	for (; n && got > 0; frame += (uint64_t)got, n -= (uint64_t)got) {
		got = procfs_read_at(words->file, piece, sizeof(*piece) *
				     (size_t)(n < PIECE ? n : PIECE),
				     frame * sizeof(*piece));
		if (got < 0)
			return got == -ENODATA ? 0 : (int)got;
		got /= (ssize_t)sizeof(*piece);
		for (ssize_t i = 0; i < got; i++) {
			if (!(piece[i] & KPAGEFLAGS_BIT(VMINFO_FRAME_BUDDY)))
				return 0;
		}
	}
	return !n;
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
