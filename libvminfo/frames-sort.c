// SPDX-License-Identifier: LGPL-2.1-or-later
/* Frames by their numbers, without comparing each with others. */
#include <stdbool.h>

#include "frames.h"

#define DIGIT_BITS 12u
#define DIGITS (1u << DIGIT_BITS)

static unsigned int digit_of(const struct frames_item *item, unsigned int shift)
{
	return (unsigned int)(item->frame >> shift) & (DIGITS - 1);
}

static void sort_by_digit(const struct frames_item *from, size_t n,
			  struct frames_item *to, unsigned int shift)
{
	uint32_t next[DIGITS] = { 0 }, sum = 0, count;

	for (size_t i = 0; i < n; i++)
		next[digit_of(&from[i], shift)]++;
	for (unsigned int digit = 0; digit < DIGITS; digit++) {
		count = next[digit];
		next[digit] = sum;
		sum += count;
	}
	for (size_t i = 0; i < n; i++)
		to[next[digit_of(&from[i], shift)]++] = from[i];
}

struct frames_item *frames_sort(struct frames_item *items, size_t n,
				struct frames_item *spare)
{
	struct frames_item *other;
	uint64_t differ = 0;
	bool sorted = true;

	for (size_t i = 1; i < n; i++) {
		differ |= items[i].frame ^ items[0].frame;
		sorted &= items[i - 1].frame <= items[i].frame;
	}
	for (unsigned int shift = 0; !sorted && shift < 64 && differ >> shift;
	     shift += DIGIT_BITS) {
		if (!(differ >> shift & (DIGITS - 1)))
			continue;
		sort_by_digit(items, n, spare, shift);
		other = items;
		items = spare;
		spare = other;
	}
	return items;
}
