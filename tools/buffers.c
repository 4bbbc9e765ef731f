// SPDX-License-Identifier: LGPL-2.1-or-later
/* The buffers of a process that are to be judged, each for itself. */
#include "buffers.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "complain.h"
#include "spans.h"
#include "symbols.h"

#define BATCH 64

static void add(struct buffers *buffers, const struct span *span,
		const char *label)
{
	struct buffer *list = reallocarray(buffers->list, buffers->count + 1,
					   sizeof(*list));
	char *own = strdup(label);

	if (!list || !own)
		complain_out_of_memory();
	list[buffers->count++] = (struct buffer){
		.va = span->start,
		.length = span->length,
		.label = own,
	};
	buffers->list = list;
}

/* --- mappings ------------------------------------------------------------- */

/* The mapping that may go on; its name is the buffer's label. */
struct joining {
	struct buffers *buffers;
	const struct target *target;
	struct vminfo_process *process;
	struct vminfo_mapping last;	/* but for the name */
	char *name;
};

static bool goes_on(const struct joining *j,
		    const struct vminfo_mapping *mapping)
{
	const struct vminfo_mapping *last = &j->last;

	return j->name && last->va + last->length == mapping->va &&
	       last->kind == mapping->kind && last->inode == mapping->inode &&
	       last->dev_major == mapping->dev_major &&
	       last->dev_minor == mapping->dev_minor &&
	       (last->kind == VMINFO_ANONYMOUS ||
		last->offset + last->length == mapping->offset) &&
	       strcmp(j->name, mapping->name) == 0;
}

/* The part of the mapping in each range of the target. */
static void put_clipped(struct joining *j)
{
	uint64_t last = j->last.va + (j->last.length - 1);

	for (size_t i = 0; i < j->target->range_count; i++) {
		const struct address_range *range = &j->target->ranges[i];
		uint64_t low = vminfo_process_untagged(j->process,
						       range->start);
		uint64_t high = low + (range->length - 1);
		struct span part;

		part.start = low > j->last.va ? low : j->last.va;
		high = high < last ? high : last;
		part.length = high - part.start + 1;
		if (part.start <= high)
			add(j->buffers, &part, j->name);
	}
}

static void put(struct joining *j)
{
	const struct span all = { .start = j->last.va,
				  .length = j->last.length };

	if (!j->name)
		return;
	if (j->target->range_count)
		put_clipped(j);
	else
		add(j->buffers, &all, j->name);
	free(j->name);
	j->name = NULL;
}

static void take(struct joining *j, const struct vminfo_mapping *mapping)
{
	if (goes_on(j, mapping)) {
		j->last.length += mapping->length;
		return;
	}
	put(j);
	if (!target_wants_name(j->target, mapping->name))
		return;
	j->last = *mapping;
	j->name = strdup(mapping->name);
	if (!j->name)
		complain_out_of_memory();
}

static int find_mappings(struct buffers *buffers, struct visit *visit,
			 struct vminfo_process *process)
{
	struct joining j = { .buffers = buffers, .target = visit->target,
			     .process = process };
	struct vminfo_mapping mappings[BATCH];
	struct vminfo_walk *walk;
	ssize_t n;
	int ret = vminfo_walk_new(process, NULL, &walk);

	if (ret < 0)
		return ret;
	while ((n = vminfo_walk_mappings(walk, mappings, BATCH)) > 0)
		for (ssize_t i = 0; i < n; i++)
			take(&j, &mappings[i]);
	put(&j);
	vminfo_walk_free(walk);
	return (int)n;
}

/* --- all of them ---------------------------------------------------------- */

static void find_symbols(struct buffers *buffers, struct visit *visit,
			 struct vminfo_process *process)
{
	struct spans spans = { 0 };

	symbols_find(&spans, visit, process);
	for (size_t i = 0; i < spans.count; i++)
		add(buffers, &spans.list[i], spans.list[i].label);
	buffers->notes = spans.notes;
	spans.notes = NULL;
	spans_free(&spans);
}

static void take_ranges(struct buffers *buffers, const struct target *target)
{
	for (size_t i = 0; i < target->range_count; i++) {
		const struct span span = {
			.start = target->ranges[i].start,
			.length = target->ranges[i].length,
		};

		add(buffers, &span, target->ranges[i].text);
	}
}

int buffers_find(struct buffers *buffers, struct visit *visit,
		 struct vminfo_process *process)
{
	const struct target *target = visit->target;
	const struct span all = { 0 };
	int ret = 0;

	*buffers = (struct buffers){ 0 };
	if (target->symbol_count)
		find_symbols(buffers, visit, process);
	else if (target->glob_count)
		ret = find_mappings(buffers, visit, process);
	else if (target->range_count)
		take_ranges(buffers, target);
	else
		add(buffers, &all, "all of it");
	if (ret < 0)
		buffers_free(buffers);
	return ret;
}

void buffers_free(struct buffers *buffers)
{
	for (size_t i = 0; i < buffers->count; i++)
		free(buffers->list[i].label);
	free(buffers->list);
	free(buffers->notes);
	*buffers = (struct buffers){ 0 };
}
