// SPDX-License-Identifier: LGPL-2.1-or-later
/* The stretches of an address space that hold the memory that is wanted. */
#include "spans.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "complain.h"
#include "foreign.h"
#include "symbols.h"

#define SMALL_MAPPING (UINT64_C(64) << 20)	/* bytes */
#define BATCH 64

static struct vminfo_walk_options whole_range(const struct target *target)
{
	return (struct vminfo_walk_options){
		.size = sizeof(struct vminfo_walk_options),
		.start = target->start,
		.length = target->length,
	};
}

void spans_add(struct spans *spans, uint64_t start, uint64_t length)
{
	struct span *list = reallocarray(spans->list, spans->count + 1,
					 sizeof(*list));

	if (!list)
		complain_out_of_memory();
	list[spans->count++] = (struct span){ start, length };
	spans->list = list;
}

/* The part of a mapping that is inside the range. */
static struct span clip(const struct target *target,
			const struct vminfo_mapping *mapping)
{
	uint64_t low = mapping->va;
	uint64_t last = mapping->va + (mapping->length - 1);

	if (target->ranged) {
		uint64_t end = target->start + (target->length - 1);

		if (low < target->start)
			low = target->start;
		if (last > end)
			last = end;
	}
	return (struct span){ low, last - low + 1 };
}

/* `skipped` bytes of other mappings lie between the last span and this one. */
static void take(struct spans *spans, struct span part, uint64_t skipped)
{
	struct span *last;

	if (spans->count == 0 || skipped > SMALL_MAPPING) {
		spans_add(spans, part.start, part.length);
		return;
	}
	last = &spans->list[spans->count - 1];
	last->length = part.start + part.length - last->start;
}

static int find_names(struct spans *spans, struct vminfo_walk *walk,
		      const struct target *target)
{
	struct vminfo_mapping mappings[BATCH];
	uint64_t skipped = 0;
	ssize_t n;

	while ((n = vminfo_walk_mappings(walk, mappings, BATCH)) > 0) {
		for (ssize_t i = 0; i < n; i++) {
			if (!target_wants_name(target, mappings[i].name)) {
				skipped += mappings[i].length;
				continue;
			}
			take(spans, clip(target, &mappings[i]), skipped);
			skipped = 0;
		}
	}
	return (int)n;
}

void spans_note(struct spans *spans, const char *line)
{
	size_t used = spans->notes ? strlen(spans->notes) : 0;
	char *notes = realloc(spans->notes,
			      used + 1 + foreign_room(line) + 1);

	if (!notes)
		complain_out_of_memory();
	if (used)
		notes[used++] = '\n';
	foreign_encode(FOREIGN_ASCII, line, notes + used);
	spans->notes = notes;
}

static int by_start(const void *first, const void *second)
{
	const struct span *a = first, *b = second;

	return (a->start > b->start) - (a->start < b->start);
}

/* Whether the second begins on the last page of the first, or before. */
static bool touch(const struct span *a, const struct span *b,
		  uint64_t page_size)
{
	return b->start / page_size <=
	       (a->start + (a->length - 1)) / page_size;
}

static void extend(struct span *a, const struct span *b)
{
	uint64_t last = b->start + (b->length - 1);

	if (last > a->start + (a->length - 1))
		a->length = last - a->start + 1;
}

void spans_join(struct spans *spans, uint64_t page_size)
{
	size_t n = 0;

	if (!spans->count)
		return;
	qsort(spans->list, spans->count, sizeof(*spans->list), by_start);
	for (size_t i = 1; i < spans->count; i++) {
		if (touch(&spans->list[n], &spans->list[i], page_size))
			extend(&spans->list[n], &spans->list[i]);
		else
			spans->list[++n] = spans->list[i];
	}
	spans->count = n + 1;
}

int spans_find(struct spans *spans, struct visit *visit,
	       struct vminfo_process *process)
{
	const struct target *target = visit->target;
	struct vminfo_walk_options options = whole_range(target);
	struct target untagged = *target;
	struct vminfo_walk *walk;
	int ret;

	*spans = (struct spans){ 0 };
	if (target->symbol_count) {
		symbols_find(spans, visit, process);
		return 0;
	}
	if (target->glob_count == 0) {
		spans_add(spans, target->start, target->length);
		return 0;
	}
	ret = vminfo_walk_new(process, &options, &walk);
	if (ret)
		return ret;
	untagged.start = vminfo_process_untagged(process, target->start);
	ret = find_names(spans, walk, &untagged);
	vminfo_walk_free(walk);
	if (ret)
		spans_free(spans);
	return ret;
}

void spans_free(struct spans *spans)
{
	free(spans->list);
	free(spans->notes);
	*spans = (struct spans){ 0 };
}
