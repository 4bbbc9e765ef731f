// SPDX-License-Identifier: LGPL-2.1-or-later
/* Walks over processes and draws each mapping as it ends. */
#include "strip-walk.h"

#include <stdlib.h>
#include <string.h>

#include "complain.h"
#include "progress.h"

#define BATCH 1024

/* Attributes that a symbol or the sums stand on. */
#define CUT (VMINFO_HUGE | VMINFO_HUGE_UNKNOWN | VMINFO_HIDDEN | \
	     VMINFO_CHANGED | VMINFO_MAYBE_ZERO)

void strip_start(struct strip *strip)
{
	strip->batch = calloc(BATCH, sizeof(*strip->batch));
	if (!strip->batch)
		complain_out_of_memory();
}

void strip_end(struct strip *strip)
{
	free(strip->batch);
	free(strip->name);
	strip_cells_free(strip->cells);
}

/*
 * Mappings.
 */

static void copy_mapping(struct strip *strip,
			 const struct vminfo_mapping *from)
{
	size_t room = strlen(from->name) + 1;

	if (room > strip->name_room) {
		free(strip->name);
		strip->name = malloc(room);
		if (!strip->name)
			complain_out_of_memory();
		strip->name_room = room;
	}
	memcpy(strip->name, from->name, room);
	strip->mapping = *from;
	strip->mapping.name = strip->name;
}

/* Addresses of 64 bits leave room for fewer cells. */
static void make_cells(struct strip *strip, uint64_t last)
{
	struct strip_size size = {
		.width = strip_draw_width(strip->drawing, last),
		.lines = strip->lines,
	};

	if (strip->cells && size.width == strip->size.width)
		return;
	strip_cells_free(strip->cells);
	if (strip_cells_new(&size, &strip->cells) != 0)
		complain_out_of_memory();
	strip->size = size;
}

/* The part of the mapping that is in the span. */
static void start_picture(struct strip *strip)
{
	uint64_t page_size = strip->drawing->page_size;
	uint64_t low = strip->mapping.va;
	uint64_t last = low + (strip->mapping.length - 1);
	uint64_t end = strip->span.start + (strip->span.length - 1);

	if (low < strip->span.start)
		low = strip->span.start / page_size * page_size;
	if (last > end)
		last = end;
	strip->title = (struct strip_title){
		.mapping = &strip->mapping,
		.tally = &strip->part,
		.va = low,
		.pages = (last - low) / page_size + 1,
	};
	make_cells(strip, last);
	strip_cells_start(strip->cells, low / page_size, strip->title.pages);
}

static void enter(struct strip *strip, const struct vminfo_mapping *mapping)
{
	copy_mapping(strip, mapping);
	strip->in_mapping = true;
	strip->wanted = target_wants_name(strip->visit->target, strip->name);
	strip->last.pages = 0;
	/* The first run is that of the first symbol. */
	strip->runs = UINT32_MAX;
	strip->reached = 0;
	tally_start(&strip->part);
	if (strip->wanted)
		start_picture(strip);
}

static void draw(struct strip *strip)
{
	if (strip->leave_out_empty && tally_is_empty(&strip->part)) {
		strip->left_out++;
		return;
	}
	if (!strip->quiet)
		strip_draw(strip->drawing, &strip->title, strip->cells);
}

static void leave(struct strip *strip)
{
	if (strip->in_mapping && strip->wanted) {
		strip->listed = true;
		resolve_count(&strip->resolve, &strip->backing);
		if (strip->visit->target->backing)
			tally_ask(&strip->part, &strip->backing);
		if (!strip->cut_short)
			draw(strip);
		tally_add(&strip->total, &strip->part);
	}
	strip->in_mapping = false;
}

/* It may have grown or shrunk since the batch before. */
static bool is_same(const struct vminfo_mapping *then,
		    const struct vminfo_mapping *now)
{
	return now->va <= then->va && now->va + (now->length - 1) >= then->va;
}

static void arrive(struct strip *strip)
{
	const struct vminfo_mapping *now = vminfo_walk_mapping(strip->walk);

	if (now && strip->in_mapping && is_same(&strip->mapping, now))
		return;
	leave(strip);
	if (now)
		enter(strip, now);
}

/*
 * Runs.
 */

/* Cuts at an attribute are no border between frames. */
static bool continues(const struct strip *strip, const struct vminfo_run *run)
{
	const struct vminfo_run *last = &strip->last;

	return last->pages && last->state == run->state &&
	       last->value != VMINFO_NONE &&
	       last->value + last->pages == run->value &&
	       last->va + last->pages * strip->drawing->page_size == run->va;
}

/* What the mapping grew by while it was walked is not in the picture. */
static bool clip(const struct strip *strip, struct vminfo_run *run)
{
	uint64_t page_size = strip->drawing->page_size;
	uint64_t reached = strip->title.va + strip->reached * page_size;
	uint64_t left = strip->title.pages - strip->reached, skip;

	if (run->va < reached) {
		skip = (reached - run->va) / page_size;
		if (skip >= run->pages)
			return false;
		run->va = reached;
		run->pages -= skip;
		if (run->value != VMINFO_NONE)
			run->value += skip;
	}
	skip = (run->va - reached) / page_size;
	if (skip >= left)
		return false;
	if (run->pages > left - skip)
		run->pages = left - skip;
	return true;
}

static void add_pages(struct strip *strip, uint64_t pages,
		      enum strip_class class)
{
	strip->reached += pages;
	strip->title.pages_of[class] += pages;
	strip_cells_add(strip->cells, pages, (struct strip_cell){
		.classes = STRIP_BIT(class),
		.run = strip->runs,
	});
}

static void add_run(struct strip *strip, struct vminfo_run run)
{
	uint64_t page_size = strip->drawing->page_size;
	uint64_t at;

	if (!clip(strip, &run))
		return;
	at = (run.va - strip->title.va) / page_size;
	/* Its middle was unmapped meanwhile. */
	if (at > strip->reached)
		add_pages(strip, at - strip->reached, STRIP_UNMAPPED);
	if (run.state == VMINFO_PRESENT && !continues(strip, &run))
		strip->runs++;
	strip->last = run;
	strip->seen |= run.any;
	tally_run(&strip->part, &run);
	add_pages(strip, run.pages, strip_class_of(&run));
}

static void add_gap(struct strip *strip, const struct vminfo_run *run)
{
	strip->listed = true;
	if (!strip->quiet)
		strip_draw_gap(strip->drawing, run->va, run->pages);
}

/* With gaps a walk starts where the range does, less the tag of a pointer. */
static void find_start(struct strip *strip)
{
	uint64_t page_size = strip->drawing->page_size;

	if (target_is_range(strip->visit->target))
		strip->span.start = strip->batch[0].va +
				    strip->span.start % page_size;
	strip->begun = true;
}

static ssize_t add_batch(struct strip *strip)
{
	ssize_t n = vminfo_walk_runs(strip->walk, strip->batch, NULL, BATCH);

	if (n <= 0)
		return n;
	progress_runs(strip->batch, (size_t)n, strip->drawing->page_size);
	if (!strip->begun)
		find_start(strip);
	arrive(strip);
	strip->backing = (struct vminfo_backing){ 0 };
	vminfo_walk_backing(strip->walk, &strip->backing);
	for (ssize_t i = 0; i < n; i++) {
		if (!strip->in_mapping)
			add_gap(strip, &strip->batch[i]);
		else if (strip->wanted)
			add_run(strip, strip->batch[i]);
	}
	return n;
}

static void walk_span(struct strip *strip, struct vminfo_process *process)
{
	const struct target *target = strip->visit->target;
	struct vminfo_walk_options options = {
		.size = sizeof(options),
		.start = strip->span.start,
		.length = strip->span.length,
		.split = CUT,
		.want = resolve_want(target),
	};
	ssize_t n;

	/* Who asks for a range wants to know about all of it. */
	if (target_is_range(target))
		options.want |= VMINFO_WANT_GAPS;
	n = vminfo_walk_new(process, &options, &strip->walk);
	if (n != 0) {
		visit_failed(strip->visit, (int)n);
		return;
	}
	strip->begun = false;
	do
		n = add_batch(strip);
	while (n > 0);
	/* A part would look like the whole. */
	strip->cut_short |= n < 0;
	leave(strip);
	visit_check_walk(strip->visit, strip->pid, strip->walk, n);
	vminfo_walk_free(strip->walk);
	strip->walk = NULL;
}

void strip_of_process(void *data, struct vminfo_process *process)
{
	struct strip *strip = data;
	struct spans spans;
	int ret;

	strip->pid = vminfo_process_pid(process);
	strip->command = vminfo_process_name(process);
	strip->total = (struct tally){ 0 };
	strip->left_out = 0;
	strip->cut_short = false;
	if (target_is_several(strip->visit->target) && !strip->quiet)
		strip_draw_process(strip->drawing, strip->pid,
				   strip->command);
	ret = spans_find(&spans, strip->visit, process);
	if (ret) {
		visit_failed(strip->visit, ret);
		return;
	}
	for (size_t i = 0; i < spans.count; i++) {
		strip->span = spans.list[i];
		walk_span(strip, process);
	}
	spans_free(&spans);
	strip->done(strip);
}
