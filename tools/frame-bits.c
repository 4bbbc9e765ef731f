// SPDX-License-Identifier: LGPL-2.1-or-later
/* A bit for each frame of a window. */
#include "frame-bits.h"

#include <sys/mman.h>

#include "complain.h"

/* Windows are small enough for any machine, and have a byte more. */
static size_t bytes_of(const struct frame_bits *bits)
{
	return (size_t)(bits->count / 8) + 1;
}

/* Memory of its own: the kernel gives it page by page, and takes it back. */
void frame_bits_open(struct frame_bits *bits, uint64_t count)
{
	bits->count = (count + 63) / 64 * 64;
	bits->words = mmap(NULL, bytes_of(bits), PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (bits->words == MAP_FAILED)
		complain_out_of_memory();
	/* A huge page would be all there, for one bit. */
	madvise(bits->words, bytes_of(bits), MADV_NOHUGEPAGE);
}

void frame_bits_close(struct frame_bits *bits)
{
	if (bits->words)
		munmap(bits->words, bytes_of(bits));
	*bits = (struct frame_bits){ 0 };
}

void frame_bits_clear(struct frame_bits *bits)
{
	madvise(bits->words, bytes_of(bits), MADV_DONTNEED);
}

uint64_t frame_bits_mask(uint64_t first, uint64_t count, uint64_t word)
{
	uint64_t low = word * 64, end = first + count, mask = UINT64_MAX;

	if (first > low)
		mask &= UINT64_MAX << (first - low);
	if (end - low < 64)
		mask &= ~(UINT64_MAX << (end - low));
	return mask;
}

uint64_t frame_bits_sum(const struct frame_bits *bits)
{
	uint64_t sum = 0;

	for (uint64_t i = 0; i < bits->count / 64; i++)
		if (bits->words[i])
			sum += (uint64_t)__builtin_popcountll(bits->words[i]);
	return sum;
}

uint64_t frame_bits_next(const struct frame_bits *bits, uint64_t from)
{
	uint64_t i = from / 64, word;

	if (from >= bits->count)
		return bits->count;
	word = bits->words[i] & UINT64_MAX << from % 64;
	while (!word && ++i < bits->count / 64)
		word = bits->words[i];
	return word ? i * 64 + (uint64_t)__builtin_ctzll(word) : bits->count;
}
