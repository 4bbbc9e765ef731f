// SPDX-License-Identifier: LGPL-2.1-or-later
/* Blocks of free frames, in sizes that are powers of two. */
#include "free-blocks.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* As large as its place and what is left of the frames allow. */
static unsigned int order_at(uint64_t pfn, uint64_t frames,
			     unsigned int largest)
{
	unsigned int order = 0;

	while (order < largest && !(pfn & (uint64_t)1 << order) &&
	       frames >> (order + 1))
		order++;
	return order;
}

void free_blocks_add(struct free_blocks *blocks, uint64_t pfn, uint64_t frames,
		     unsigned int largest)
{
	if (largest >= FREE_BLOCKS_ORDERS)
		largest = FREE_BLOCKS_ORDERS - 1;
	while (frames) {
		unsigned int order = order_at(pfn, frames, largest);
		uint64_t n = (uint64_t)1 << order;

		/* All of one size, one after the other. */
		if (order == largest)
			n = frames >> order << order;
		blocks->of_order[order] += n >> order;
		pfn += n;
		frames -= n;
	}
}

static bool take_number(const char **text, uint64_t *number)
{
	char *end;

	*text += strspn(*text, " ");
	if (!isdigit((unsigned char)**text))
		return false;
	errno = 0;
	*number = strtoull(*text, &end, 10);
	*text = end;
	return errno == 0;
}

static bool take_words(const char **text, const char *words)
{
	size_t length = strlen(words);

	if (strncmp(*text, words, length) != 0)
		return false;
	*text += length;
	return true;
}

/* "   Normal " */
static bool take_zone(const char **text, char *zone, size_t room)
{
	size_t length;

	*text += strspn(*text, " ");
	length = strcspn(*text, " ");
	if (!length || length >= room)
		return false;
	memcpy(zone, *text, length);
	zone[length] = '\0';
	*text += length;
	return true;
}

int free_blocks_read(const char *text, struct free_blocks_line *line)
{
	struct free_blocks_line read = { 0 };
	uint64_t number;

	if (!take_words(&text, "Node ") || !take_number(&text, &number) ||
	    number > UINT16_MAX || !take_words(&text, ", zone") ||
	    !take_zone(&text, read.zone, sizeof(read.zone)))
		return -EINVAL;
	read.node = (unsigned int)number;
	while (read.orders < FREE_BLOCKS_ORDERS && take_number(&text, &number))
		read.blocks.of_order[read.orders++] = number;
	text += strspn(text, " \n");
	if (*text || !read.orders)
		return -EINVAL;
	*line = read;
	return 0;
}

uint64_t free_blocks_frames(const struct free_blocks *blocks,
			    unsigned int order)
{
	uint64_t frames = 0;

	for (; order < FREE_BLOCKS_ORDERS; order++)
		frames += blocks->of_order[order] << order;
	return frames;
}

void free_blocks_join(struct free_blocks *blocks,
		      const struct free_blocks *others)
{
	for (unsigned int order = 0; order < FREE_BLOCKS_ORDERS; order++)
		blocks->of_order[order] += others->of_order[order];
}
