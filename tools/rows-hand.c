// SPDX-License-Identifier: LGPL-2.1-or-later
/* Walks chunks of a process, and adds up the mappings in each of them. */
#include "rows-hand.h"

#include <stdlib.h>
#include <string.h>

#include "complain.h"
#include "rights.h"
#include "rows-frames.h"
#include "rows-mapping.h"
#include "rows-place.h"
#include "target.h"

struct rows_hand {
	struct rows_course *course;
	struct crew_hand *hand;
	struct vminfo_context *context;
	struct vminfo_process *process;
	bool over;	/* its context has an error to be told */

	/* The mapping at hand. */
	struct rows_hand_part part;
	char *name;			/* copied, because the walk goes on */
	size_t name_room;
	bool open;			/* there is one */
	bool wanted;

	struct vminfo_run runs[ROWS_BATCH];
	struct vminfo_frame frames[ROWS_BATCH];
};

/*
 * In the thread of the hand.
 */

static void copy_name(struct rows_hand *h, const char *name)
{
	size_t room = strlen(name) + 1;

	if (room > h->name_room) {
		free(h->name);
		h->name = malloc(room);
		if (!h->name)
			complain_out_of_memory();
		h->name_room = room;
	}
	memcpy(h->name, name, room);
	h->part.mapping.name = h->name;
}

static void begin_part(struct rows_hand *h,
		       const struct vminfo_mapping *mapping, uint64_t va)
{
	const struct rows *rows = h->course->rows;
	struct rows_hand_part *part = &h->part;

	h->open = true;
	h->wanted = target_wants_name(rows->visit->target, mapping->name);
	part->mapping = *mapping;
	copy_name(h, mapping->name);
	part->va = va;
	part->seen = 0;
	tally_chunk_start(&part->sums);
	if (rows->frame_tallies)
		tally_frames_start(&part->frames, mapping);
}

/* The lists of the tally go with it, and what follows has others. */
static void end_part(struct rows_hand *h)
{
	size_t length = h->open ? strlen(h->name) + 1 : 0;
	struct rows_hand_part *put;

	if (!h->open || !h->wanted)
		return;
	put = crew_put(h->hand, ROWS_HAND_PART, sizeof(*put) + length);
	*put = h->part;
	put->mapping.name = memcpy(put + 1, h->name, length);
	h->part.frames = (struct tally_frames){
		.page_size = h->part.frames.page_size,
	};
	h->open = false;
}

static void arrive(struct rows_hand *h, const struct vminfo_walk *walk,
		   uint64_t va)
{
	const struct vminfo_mapping *now = vminfo_walk_mapping(walk);

	if (h->open && rows_is_same(&h->part.mapping, now))
		return;
	end_part(h);
	begin_part(h, now, va);
}

static void count(struct rows_hand *h, const struct vminfo_frame *frames,
		  size_t n)
{
	struct rows_hand_part *part = &h->part;

	for (size_t i = 0; i < n; i++) {
		part->seen |= h->runs[i].any;
		tally_chunk_run(&part->sums, &h->runs[i]);
		if (h->course->rows->frame_tallies)
			tally_frames_run(&part->frames, &h->runs[i],
					 frames ? &frames[i] : NULL);
	}
}

/* Whether a chunk before this one cuts the walk. */
static bool is_in_vain(struct rows_hand *h, size_t i)
{
	return h->over || atomic_load(&h->course->failed) < i;
}

/* What the last call gave. */
static ssize_t walk_all(struct rows_hand *h, struct vminfo_walk *walk, size_t i)
{
	struct vminfo_frame *frames =
		rows_frames_room(h->course->rows) ? h->frames : NULL;
	ssize_t n;

	while ((n = vminfo_walk_runs(walk, h->runs, frames, ROWS_BATCH)) > 0) {
		if (is_in_vain(h, i))
			break;
		arrive(h, walk, h->runs[0].va);
		if (h->wanted)
			count(h, frames, (size_t)n);
	}
	end_part(h);
	h->open = false;
	return n;
}

static struct rows_hand_end walk_span(struct rows_hand *h,
				      const struct span *span, size_t i)
{
	const struct vminfo_walk_options options =
		rows_walk_options(h->course->rows, span);
	struct rows_hand_end end = { .context = h->context };
	struct vminfo_walk *walk;

	end.ended = vminfo_walk_new(h->process, &options, &walk);
	if (end.ended < 0)
		return end;
	end.begun = true;
	end.ended = walk_all(h, walk, i);
	end.status = vminfo_walk_status(walk);
	vminfo_walk_free(walk);
	return end;
}

/* The first one in the order of addresses counts. */
static void note_failed(struct rows_course *course, size_t i)
{
	size_t before = atomic_load(&course->failed);

	while (i < before &&
	       !atomic_compare_exchange_weak(&course->failed, &before, i))
		;
}

void rows_hand_walk(struct visit *visit, const struct visit_round *round,
		    size_t i)
{
	struct rows_hand *h = round->data;
	struct rows_hand_end end;

	(void)visit;
	if (is_in_vain(h, i))
		return;
	end = walk_span(h, &h->course->chunks.list[i], i);
	if (end.ended < 0) {
		h->over = true;
		note_failed(h->course, i);
	}
	*(struct rows_hand_end *)crew_put(h->hand, ROWS_HAND_END,
					  sizeof(end)) = end;
}

/*
 * In that of the caller.
 */

/*
 * Its number may be another's by now, and it may run another program: not if
 * what was opened first is there still.
 */
static bool is_same(const struct rows_hand *h)
{
	struct vminfo_process *process = h->course->process;
	struct vminfo_mapping mapping;

	return vminfo_process_start_time(process) ==
		       vminfo_process_start_time(h->process) &&
	       vminfo_process_mapping(process, 0, &mapping) >= 0;
}

struct rows_hand *rows_hand_new(struct rows_course *course,
				struct visit *visit, struct crew_hand *hand)
{
	pid_t pid = vminfo_process_pid(course->process);
	struct rows_hand *h = calloc(1, sizeof(*h));
	int ret;

	if (!h)
		complain_out_of_memory();
	h->course = course;
	h->hand = hand;
	h->context = visit->context;
	h->part.frames.page_size = course->rows->row.page_size;
	rights_raise(RIGHTS_OPEN);
	ret = vminfo_process_open(visit->context, pid, &h->process);
	rights_lower();
	if (ret == 0 && is_same(h))
		return h;
	rows_hand_free(h);
	return NULL;
}

void rows_hand_free(struct rows_hand *h)
{
	tally_frames_free(&h->part.frames);
	vminfo_process_close(h->process);
	free(h->name);
	free(h);
}
