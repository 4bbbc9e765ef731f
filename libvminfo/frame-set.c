// SPDX-License-Identifier: LGPL-2.1-or-later
/* Bits of consecutive frames in chunks of a page, found by halving. */
#include "frame-set.h"

#include <errno.h>
#include <string.h>

#include "memory.h"

#define CHUNK_FRAMES ((uint64_t)1 << 15)

struct frame_chunk {
	uint64_t number;	/* of its first frame / CHUNK_FRAMES */
	uint64_t *bits;
};

/* The first chunk whose number is not below this one. */
static size_t find(const struct frame_set *set, uint64_t number)
{
	const struct frame_chunk *chunks = set->chunks.rows;
	size_t low = 0, high = set->chunks.n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (chunks[middle].number < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool is_chunk(const struct frame_set *set, size_t i, uint64_t number)
{
	const struct frame_chunk *chunks = set->chunks.rows;

	return i < set->chunks.n && chunks[i].number == number;
}

/* The word with the bit of a frame; NULL: no frame of its chunk is there. */
static uint64_t *word_of(struct frame_set *set, uint64_t frame)
{
	uint64_t number = frame / CHUNK_FRAMES;
	const struct frame_chunk *chunks = set->chunks.rows;

	if (!is_chunk(set, set->last, number))
		set->last = find(set, number);
	if (!is_chunk(set, set->last, number))
		return NULL;
	return &chunks[set->last].bits[frame % CHUNK_FRAMES / 64];
}

static int insert(struct frame_set *set, uint64_t number)
{
	uint64_t *bits = memory_new(CHUNK_FRAMES / 64, sizeof(*bits));
	struct frame_chunk *chunks;
	size_t at = find(set, number);

	if (!bits)
		return -ENOMEM;
	if (!growing_add(&set->chunks, 1, sizeof(*chunks))) {
		memory_free(bits);
		return -ENOMEM;
	}
	chunks = set->chunks.rows;
	memmove(chunks + at + 1, chunks + at,
		(set->chunks.n - 1 - at) * sizeof(*chunks));
	chunks[at] = (struct frame_chunk){ .number = number, .bits = bits };
	return 0;
}

bool frame_set_has(struct frame_set *set, uint64_t frame)
{
	const uint64_t *word = word_of(set, frame);

	return word && *word >> frame % 64 & 1;
}

int frame_set_add(struct frame_set *set, uint64_t frame)
{
	uint64_t *word = word_of(set, frame);
	int ret;

	if (!word) {
		ret = insert(set, frame / CHUNK_FRAMES);
		if (ret < 0)
			return ret;
		word = word_of(set, frame);
	}
	*word |= (uint64_t)1 << frame % 64;
	return 0;
}

void frame_set_free(struct frame_set *set)
{
	const struct frame_chunk *chunks = set->chunks.rows;

	for (size_t i = 0; i < set->chunks.n; i++)
		memory_free(chunks[i].bits);
	growing_free(&set->chunks);
	set->last = 0;
}
