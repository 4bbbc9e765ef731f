// SPDX-License-Identifier: LGPL-2.1-or-later
/* Cuts a stretch of an address space into chunks of about the same size. */
#include "chunks.h"

#include <stdbool.h>
#include <stdlib.h>

#include "complain.h"

#define BATCH 64

/* The list of mappings is read up to each chunk: this many lines, in all. */
#define MOST_LINES ((size_t)16 << 10)
#define MOST_MAPPINGS (MOST_LINES / 8)

struct cutter {
	struct chunks *chunks;
	uint64_t unit;
	uint64_t filled;	/* bytes in the chunk at hand */
};

static void *allocate(size_t n, size_t size)
{
	void *room = calloc(n, size);

	if (!room)
		complain_out_of_memory();
	return room;
}

/* The length of the chunk at hand is not known yet. */
static void begin_chunk(struct cutter *c, uint64_t start)
{
	struct chunks *chunks = c->chunks;
	struct span *last = &chunks->list[chunks->count];

	if (chunks->count)
		last[-1].length = start - last[-1].start;
	*last = (struct span){ .start = start };
	chunks->count++;
	c->filled = 0;
}

/* No chunk but the last has less than half a unit. */
static void add_part(struct cutter *c, const struct chunks_part *part)
{
	uint64_t from = part->start;
	uint64_t next = (from + (c->unit - 1)) & ~(c->unit - 1);

	if (c->filled >= c->unit)
		begin_chunk(c, from);
	/* Behind the last one there may be the end of all addresses. */
	for (; next >= from && next <= part->last; next += c->unit) {
		if (c->filled + (next - from) < c->unit / 2)
			continue;
		begin_chunk(c, next);
		from = next;
	}
	c->filled += part->last - from + 1;
}

static uint64_t sum_of(const struct chunks_parts *parts)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < parts->count; i++)
		sum += parts->list[i].last - parts->list[i].start + 1;
	return sum;
}

void chunks_cut(struct chunks *chunks, const struct span *span,
		const struct chunks_parts *parts, size_t most)
{
	struct cutter c = { .chunks = chunks, .unit = CHUNKS_UNIT };
	uint64_t sum = sum_of(parts);
	struct span *last;

	while (c.unit < sum / most)
		c.unit *= 2;
	chunks->list = allocate((size_t)(sum / c.unit) * 2 + 2,
				sizeof(*chunks->list));
	chunks->count = 0;
	begin_chunk(&c, span->start);
	for (size_t i = 0; i < parts->count; i++)
		add_part(&c, &parts->list[i]);
	last = &chunks->list[chunks->count - 1];
	last->length = span->length ?
			       span->length - (last->start - span->start) : 0;
}

/*
 * By the mappings of a process.
 */

/* The part of a mapping that is in the span.  false: there is none. */
static bool clip(const struct span *span, const struct vminfo_mapping *mapping,
		 struct chunks_part *part)
{
	uint64_t last = span->length ? span->start + (span->length - 1)
				     : UINT64_MAX;

	part->start = mapping->va;
	part->last = mapping->va + (mapping->length - 1);
	if (part->start < span->start)
		part->start = span->start;
	if (part->last > last)
		part->last = last;
	return part->start <= part->last;
}

/* As many as there are, but no more than that.  0, or negative errno. */
static int find_parts(struct vminfo_walk *walk, const struct span *span,
		      struct chunks_parts *parts)
{
	struct vminfo_mapping mappings[BATCH];
	ssize_t n = 1;

	while (parts->count < MOST_MAPPINGS &&
	       (n = vminfo_walk_mappings(walk, mappings, BATCH)) > 0) {
		for (ssize_t i = 0; i < n && parts->count < MOST_MAPPINGS; i++)
			parts->count += clip(span, &mappings[i],
					     &parts->list[parts->count]);
	}
	return n < 0 ? (int)n : 0;
}

static void cut_by(struct chunks *chunks, const struct span *span,
		   const struct chunks_parts *parts, size_t most)
{
	size_t lines = parts->count;

	if (!lines || lines == MOST_MAPPINGS)
		return;
	if (most > MOST_LINES / lines)
		most = MOST_LINES / lines;
	chunks_cut(chunks, span, parts, most);
}

int chunks_find(struct chunks *chunks, struct vminfo_process *process,
		const struct span *span, size_t most)
{
	const struct vminfo_walk_options options = {
		.size = sizeof(options),
		.start = span->start,
		.length = span->length,
	};
	struct chunks_parts parts = { 0 };
	struct vminfo_walk *walk;
	int ret = vminfo_walk_new(process, &options, &walk);

	*chunks = (struct chunks){ 0 };
	if (ret < 0)
		return ret;
	parts.list = allocate(MOST_MAPPINGS, sizeof(*parts.list));
	ret = find_parts(walk, span, &parts);
	vminfo_walk_free(walk);
	if (ret == 0)
		cut_by(chunks, span, &parts, most);
	free(parts.list);
	return ret;
}

void chunks_free(struct chunks *chunks)
{
	free(chunks->list);
	*chunks = (struct chunks){ 0 };
}
