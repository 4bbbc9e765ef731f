// SPDX-License-Identifier: LGPL-2.1-or-later
/* Bits of consecutive numbers in chunks of a page, found by halving. */
#include "number-set.h"

#include <errno.h>
#include <string.h>

#include "memory.h"

#define CHUNK ((uint64_t)1 << 15)

struct number_chunk {
	uint64_t chunk;		/* its first number / CHUNK */
	uint64_t *bits;
};

/* The first chunk that is not below this one. */
static size_t find(const struct number_set *set, uint64_t chunk)
{
	const struct number_chunk *chunks = set->chunks.rows;
	size_t low = 0, high = set->chunks.n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (chunks[middle].chunk < chunk)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool is_chunk(const struct number_set *set, size_t i, uint64_t chunk)
{
	const struct number_chunk *chunks = set->chunks.rows;

	return i < set->chunks.n && chunks[i].chunk == chunk;
}

/* The word with the bit of a number; NULL: none of its chunk is there. */
static uint64_t *word_of(struct number_set *set, uint64_t number)
{
	uint64_t chunk = number / CHUNK;
	const struct number_chunk *chunks = set->chunks.rows;

	if (!is_chunk(set, set->last, chunk))
		set->last = find(set, chunk);
	if (!is_chunk(set, set->last, chunk))
		return NULL;
	return &chunks[set->last].bits[number % CHUNK / 64];
}

static int insert(struct number_set *set, uint64_t chunk)
{
	uint64_t *bits = memory_new(CHUNK / 64, sizeof(*bits));
	struct number_chunk *chunks;
	size_t at = find(set, chunk);

	if (!bits)
		return -ENOMEM;
	if (!growing_add(&set->chunks, 1, sizeof(*chunks))) {
		memory_free(bits);
		return -ENOMEM;
	}
	chunks = set->chunks.rows;
	memmove(chunks + at + 1, chunks + at,
		(set->chunks.n - 1 - at) * sizeof(*chunks));
	chunks[at] = (struct number_chunk){ .chunk = chunk, .bits = bits };
	return 0;
}

bool number_set_has(struct number_set *set, uint64_t number)
{
	const uint64_t *word = word_of(set, number);

	return word && *word >> number % 64 & 1;
}

int number_set_add(struct number_set *set, uint64_t number)
{
	uint64_t *word = word_of(set, number);
	int ret;

	if (!word) {
		ret = insert(set, number / CHUNK);
		if (ret < 0)
			return ret;
		word = word_of(set, number);
	}
	*word |= (uint64_t)1 << number % 64;
	return 0;
}

void number_set_free(struct number_set *set)
{
	const struct number_chunk *chunks = set->chunks.rows;

	for (size_t i = 0; i < set->chunks.n; i++)
		memory_free(chunks[i].bits);
	growing_free(&set->chunks);
	set->last = 0;
}
