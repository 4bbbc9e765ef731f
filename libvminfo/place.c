// SPDX-License-Identifier: LGPL-2.1-or-later
/* Where frames are, by the spans of zones and the blocks of memory. */
#include "place.h"

#include <errno.h>
#include <stdbool.h>

#include "blocks.h"
#include "context.h"
#include "physmem.h"

/* So far on, the same entry of the table is used again. */
#define STRIDE ((uint64_t)1 << 15)

static void clip_first(struct place *place, uint64_t first)
{
	if (place->first < first)
		place->first = first;
}

static void clip_last(struct place *place, uint64_t last)
{
	if (place->last > last)
		place->last = last;
}

/* Frames outside of a span that this one is in, or the other way. */
static void clip(struct place *place, uint64_t frame, uint64_t first,
		 uint64_t last)
{
	if (frame < first) {
		clip_last(place, first - 1);
	} else if (frame > last) {
		clip_first(place, last + 1);
	} else {
		clip_first(place, first);
		clip_last(place, last);
	}
}

/* RAM need not begin with a page: the others are as the first byte says. */
static void clip_to_ram(const struct vminfo_context *c, struct place *place,
			uint64_t frame)
{
	for (size_t i = 0; i < c->physmem.n; i++) {
		const struct physmem_range *ram = &c->physmem.ram[i];
		uint64_t first = ram->first / c->page_size;

		if (ram->first % c->page_size)
			first++;
		if (first <= ram->last / c->page_size)
			clip(place, frame, first, ram->last / c->page_size);
	}
}

/*
 * Where the spans of nodes overlap, the blocks of memory tell.  A block that is
 * of two nodes tells nothing.
 */
static uint16_t node_by_blocks(const struct vminfo_context *c, uint64_t frame)
{
	const struct zoneinfo_zone *zone = NULL;
	uint16_t node = UINT16_MAX;

	while ((zone = physmem_zone(&c->physmem, frame, zone))) {
		if (zone->node == node ||
		    blocks_are_on_node(BLOCKS_ROOT, frame * c->page_size,
				       zone->node) <= 0)
			continue;
		if (node != UINT16_MAX)
			return UINT16_MAX;
		node = zone->node;
	}
	return node;
}

static void ask_blocks(const struct vminfo_context *c, struct place *place,
		       uint64_t frame)
{
	uint64_t size = 0;

	if (!c->live || blocks_size(BLOCKS_ROOT, &size) < 0 ||
	    size < c->page_size)
		return;
	size /= c->page_size;
	clip(place, frame, frame - frame % size,
	     frame - frame % size + (size - 1));
	place->node = node_by_blocks(c, frame);
}

/* What the spans that hold the frame have in common. */
static void ask_zones(const struct vminfo_context *c, struct place *place,
		      uint64_t frame)
{
	const struct zoneinfo_zone *zone = NULL;
	bool one_node = true;
	uint8_t kind = 0;

	while ((zone = physmem_zone(&c->physmem, frame, zone))) {
		if (place->node == UINT16_MAX) {
			place->node = zone->node;
			kind = zone->kind;
		}
		one_node &= zone->node == place->node;
		if (zone->kind != kind)
			kind = 0;
	}
	if (kind)
		place->zone = kind;
	if (one_node)
		return;
	place->node = UINT16_MAX;
	ask_blocks(c, place, frame);
}

/* Spans have holes: whether there is RAM, they do not say. */
static struct place look(const struct vminfo_context *c, uint64_t frame)
{
	struct place place = { .last = UINT64_MAX,
			       .node = UINT16_MAX,
			       .zone = UINT8_MAX };

	clip_to_ram(c, &place, frame);
	for (size_t i = 0; i < c->physmem.n_zones; i++) {
		const struct zoneinfo_zone *zone = &c->physmem.zones[i];

		clip(&place, frame, zone->first,
		     zone->first + (zone->spanned - 1));
	}
	if (c->physmem.n && !physmem_is_ram(&c->physmem, frame * c->page_size))
		return place;
	ask_zones(c, &place, frame);
	place.inferred = !c->physmem.n;
	return place;
}

const struct place *place_of(struct vminfo_context *context, uint64_t frame)
{
	struct place *place = &context->places[frame / STRIDE % CONTEXT_PLACES];

	/* An entry of zeros is of the frame 0 alone, which has no place. */
	if (frame < place->first || frame > place->last || !place->last)
		*place = look(context, frame);
	return place;
}

/* 1: it may be there; 0: its block of memory is not there, or off. */
static int may_be_online(struct vminfo_context *c, uint64_t frame)
{
	struct context_block *block = &c->block;
	uint64_t size = 0;

	if (!c->live)
		return 1;
	if (frame >= block->first && frame - block->first < block->frames)
		return block->may_be_online;
	if (blocks_size(BLOCKS_ROOT, &size) < 0 || size < c->page_size)
		return 1;
	block->frames = size / c->page_size;
	block->first = frame - frame % block->frames;
	block->may_be_online = blocks_is_online(BLOCKS_ROOT,
						frame * c->page_size) != 0;
	return block->may_be_online;
}

int place_is_ram(struct vminfo_context *context, uint64_t frame)
{
	const struct physmem *physmem = &context->physmem;

	if (physmem->n && !physmem_is_ram(physmem, frame * context->page_size))
		return 0;
	if (physmem->n_zones && !physmem_zone(physmem, frame, NULL))
		return 0;
	if (!may_be_online(context, frame))
		return 0;
	return physmem->n ? 1 : -ENODATA;
}

uint64_t place_end(const struct vminfo_context *context)
{
	const struct zoneinfo_zone *zones = context->physmem.zones;
	uint64_t end = 0;

	for (size_t i = 0; i < context->physmem.n_zones; i++) {
		if (zones[i].first + zones[i].spanned > end)
			end = zones[i].first + zones[i].spanned;
	}
	return end;
}
