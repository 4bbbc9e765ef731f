// SPDX-License-Identifier: LGPL-2.1-or-later
/* What is known of a frame that is asked for. */
#include "reverse-frame.h"

#include <stdlib.h>

#include "complain.h"
#include "frame-use.h"

#define BIT(flag) ((uint64_t)1 << (flag))

/*
 * What it is.
 */

void reverse_ram_read(struct reverse_ram *ram, struct vminfo_context *context)
{
	*ram = (struct reverse_ram){
		.count = vminfo_context_ram(context, NULL, 0),
	};
	if (ram->count <= 0)
		return;
	ram->ranges = calloc((size_t)ram->count, sizeof(*ram->ranges));
	if (!ram->ranges)
		complain_out_of_memory();
	vminfo_context_ram(context, ram->ranges, (size_t)ram->count);
}

void reverse_ram_free(struct reverse_ram *ram)
{
	free(ram->ranges);
}

static enum answer is_ram(const struct reverse_ram *ram, uint64_t pa)
{
	if (ram->count <= 0)
		return ANSWER_UNKNOWN;
	for (ssize_t i = 0; i < ram->count; i++)
		if (pa >= ram->ranges[i].pa &&
		    pa - ram->ranges[i].pa < ram->ranges[i].length)
			return ANSWER_YES;
	return ANSWER_NO;
}

static int read_stretch(struct vminfo_context *context,
			struct frame_stretch left, struct reverse_frame *to)
{
	struct vminfo_frame room[512];

	while (left.count) {
		size_t most = sizeof(room) / sizeof(room[0]);
		ssize_t n;

		if (left.count < most)
			most = (size_t)left.count;
		n = vminfo_context_frames(context, left.pfn, 0, room, most);
		/* None that the kernel knows; but it may say where it is. */
		if (n == 0)
			n = vminfo_context_frame(context, left.pfn, room) ?: 1;
		if (n < 0)
			return (int)n;
		for (ssize_t i = 0; i < n; i++)
			*to++ = (struct reverse_frame){ .is = room[i] };
		left.pfn += (uint64_t)n;
		left.count -= (uint64_t)n;
	}
	return 0;
}

int reverse_frames_read(struct vminfo_context *context,
			const struct frame_set *set, struct reverse_frame *to)
{
	for (size_t i = 0; i < set->count; i++) {
		int ret = read_stretch(context, set->list[i], to);

		if (ret)
			return ret;
		to += set->list[i].count;
	}
	return 0;
}

/* Without any flag there may be no frame at all. */
static bool has_flags(const struct reverse_frame *frame)
{
	return frame->is.known & VMINFO_FRAME_HAS_FLAGS &&
	       vminfo_frame_flags_valid(frame->is.flags) &
	       ~BIT(VMINFO_FRAME_NOPAGE);
}

static void tell_frame(struct reverse_frame *frame,
		       const struct reverse_ram *ram, uint64_t page_size)
{
	frame->ram = (uint8_t)is_ram(ram, frame->is.pfn * page_size);
	if (has_flags(frame))
		frame->use = (uint8_t)frame_use_of(frame->is.flags, 0);
	else if (frame->is.known & VMINFO_FRAME_HAS_FLAGS &&
		 frame->ram == ANSWER_YES)
		frame->use = FRAME_USE_UNFLAGGED;
}

void reverse_frames_tell(struct reverse_frame *frames, size_t count,
			 const struct reverse_ram *ram, uint64_t page_size)
{
	for (size_t i = 0; i < count; i++)
		tell_frame(&frames[i], ram, page_size);
}

/*
 * How often it is mapped.
 */

/* The kernel does not count the pages that have the zero page, nor tells of
 * those of memory of devices: its word is the same as where nothing is. */
static bool is_counted(const struct reverse_frame *frame)
{
	return frame->is.known & VMINFO_FRAME_HAS_MAPCOUNT &&
	       (has_flags(frame) || frame->ram == ANSWER_YES) &&
	       frame->use != FRAME_USE_ZERO;
}

bool reverse_frame_may_be_mapped(const struct reverse_frame *frame)
{
	return !is_counted(frame) || frame->is.mapcount;
}

bool reverse_frame_may_be_zero(const struct reverse_frame *frame)
{
	return !is_counted(frame);
}

void reverse_frame_compare(struct reverse_frame *frame,
			   const struct reverse_frame *after)
{
	struct vminfo_frame *is = &frame->is;
	/* Many flags come and go while a page stays what it is. */
	const struct {
		bool differs;
		uint8_t member;
	} members[] = {
		{ frame->use != after->use, VMINFO_FRAME_HAS_FLAGS },
		{ is->mapcount != after->is.mapcount,
		  VMINFO_FRAME_HAS_MAPCOUNT },
		{ is->order != after->is.order, VMINFO_FRAME_HAS_ORDER },
		{ is->memcg != after->is.memcg, VMINFO_FRAME_HAS_MEMCG },
	};

	for (size_t i = 0; i < sizeof(members) / sizeof(*members); i++) {
		if (!members[i].differs)
			continue;
		frame->changed = true;
		is->changed |= is->known & members[i].member;
	}
}

/* Two processes with one address space have each page of it together. */
static uint64_t count_entries(const struct places *places,
			      const struct places_of *of,
			      const struct reverse_scan *scan)
{
	uint64_t entries = 0;

	for (size_t i = 0; i < of->count; i++) {
		const struct place *place = &of->list[i];
		uint32_t process = places_mapping(places, place)->process;

		/* What is on the move, or broken, is counted no more. */
		if (place->state == VMINFO_MIGRATING ||
		    place->state == VMINFO_POISONED)
			continue;
		if (!scan->first || scan->first[process] == process)
			entries += place->pages;
	}
	return entries;
}

static bool is_exact(const struct reverse_frame *frame,
		     const struct reverse_scan *scan)
{
	if (frame->is.mapcount == 0 || scan->counts_each)
		return true;
	if (!(frame->is.known & VMINFO_FRAME_HAS_ORDER))
		return false;
	return frame->is.order == 0 || frame->use == FRAME_USE_HUGETLB;
}

static enum reverse_proof prove(const struct reverse_frame *frame,
				const struct reverse_scan *scan)
{
	bool counted = is_counted(frame);

	if (frame->changed)
		return REVERSE_CHANGED;
	if (counted && frame->found == frame->is.mapcount &&
	    is_exact(frame, scan) &&
	    (scan->first || frame->is.mapcount < 2))
		return REVERSE_MAPCOUNT;
	if (!frame->found && !has_flags(frame) && frame->ram == ANSWER_NO &&
	    !frame->device)
		return REVERSE_NO_FRAME;
	if (scan->hidden)
		return REVERSE_HIDDEN;
	if (!scan->complete)
		return REVERSE_REFUSED;
	if (counted && frame->found < frame->is.mapcount && !scan->chosen)
		return REVERSE_MISSING;
	return REVERSE_SCAN;
}

void reverse_frame_judge(struct reverse_frame *frame,
			 const struct places *places,
			 const struct reverse_scan *scan)
{
	struct places_of of = places_of(places, frame->is.pfn);

	frame->found = count_entries(places, &of, scan);
	frame->proof = (uint8_t)prove(frame, scan);
}
