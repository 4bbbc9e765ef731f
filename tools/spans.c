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

void spans_add(struct spans *spans, uint64_t start, uint64_t length)
{
	struct span *list = reallocarray(spans->list, spans->count + 1,
					 sizeof(*list));

	if (!list)
		complain_out_of_memory();
	list[spans->count++] = (struct span){ .start = start,
					      .length = length };
	spans->list = list;
}

/* The part of a mapping that is inside a range.  false: there is none. */
static bool clip(const struct span *range,
		 const struct vminfo_mapping *mapping, struct span *part)
{
	uint64_t low = mapping->va;
	uint64_t last = mapping->va + (mapping->length - 1);
	uint64_t end = range->start + (range->length - 1);

	if (low < range->start)
		low = range->start;
	if (last > end)
		last = end;
	*part = (struct span){ .start = low, .length = last - low + 1 };
	return low <= last;
}

/* What is wanted, and how much of other mappings lies behind the last of it. */
struct names {
	struct spans *spans;
	uint64_t skipped;
};

static void take(struct names *names, const struct span *part)
{
	struct spans *spans = names->spans;
	uint64_t skipped = names->skipped;
	struct span *last;

	names->skipped = 0;
	if (spans->count == 0 || skipped > SMALL_MAPPING) {
		spans_add(spans, part->start, part->length);
		return;
	}
	last = &spans->list[spans->count - 1];
	last->length = part->start + part->length - last->start;
}

static int find_names(struct names *names, struct vminfo_walk *walk,
		      const struct target *target, const struct span *range)
{
	struct vminfo_mapping mappings[BATCH];
	struct span part;
	ssize_t n;

	while ((n = vminfo_walk_mappings(walk, mappings, BATCH)) > 0) {
		for (ssize_t i = 0; i < n; i++) {
			if (!clip(range, &mappings[i], &part))
				continue;
			if (target_wants_name(target, mappings[i].name))
				take(names, &part);
			else
				names->skipped += mappings[i].length;
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

/* A walk takes off the tags of addresses itself, if `process` is NULL. */
static void add_ranges(struct spans *spans, const struct target *target,
		       const struct vminfo_process *process)
{
	for (size_t i = 0; i < target->range_count; i++) {
		uint64_t start = target->ranges[i].start;

		if (process)
			start = vminfo_process_untagged(process, start);
		spans_add(spans, start, target->ranges[i].length);
	}
	if (!target->range_count)
		spans_add(spans, 0, 0);
}

/* The mappings of those names in some ranges. */
static int find_in_ranges(struct spans *spans, const struct target *target,
			  struct vminfo_process *process,
			  const struct spans *ranges)
{
	struct names names = { .spans = spans };
	int ret = 0;

	for (size_t i = 0; i < ranges->count && ret == 0; i++) {
		const struct vminfo_walk_options options = {
			.size = sizeof(options),
			.start = ranges->list[i].start,
			.length = ranges->list[i].length,
		};
		struct vminfo_walk *walk;

		ret = vminfo_walk_new(process, &options, &walk);
		if (ret)
			return ret;
		names.skipped = UINT64_MAX;
		ret = find_names(&names, walk, target, &ranges->list[i]);
		vminfo_walk_free(walk);
	}
	return ret;
}

int spans_find(struct spans *spans, struct visit *visit,
	       struct vminfo_process *process)
{
	const struct target *target = visit->target;
	uint64_t page_size = vminfo_context_page_size(visit->context);
	struct spans ranges = { 0 };
	int ret;

	*spans = (struct spans){ 0 };
	if (target->symbol_count) {
		symbols_find(spans, visit, process);
		spans_join(spans, page_size);
		return 0;
	}
	add_ranges(&ranges, target, target->glob_count ? process : NULL);
	spans_join(&ranges, page_size);
	if (target->glob_count == 0) {
		*spans = ranges;
		return 0;
	}
	ret = find_in_ranges(spans, target, process, &ranges);
	spans_free(&ranges);
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
