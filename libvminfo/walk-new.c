// SPDX-License-Identifier: LGPL-2.1-or-later
/* Makes a walk by its options, and frees it. */
#include <errno.h>
#include <string.h>

#include "frame.h"
#include "memory.h"
#include "walk.h"

/*
 * Members of frames say something only if frames are wanted, and who wants to
 * know of a page only that it is there wants nothing else of it.
 */
static bool are_known(const struct vminfo_walk_options *o)
{
	const uint64_t want = VMINFO_WANT_GAPS | VMINFO_WANT_EXACT |
			      VMINFO_WANT_FRAMES | VMINFO_WANT_BACKING |
			      VMINFO_WANT_SHMEM | VMINFO_WANT_PRESENCE |
			      VMINFO_WANT_AHEAD;
	const uint64_t more = VMINFO_WANT_FRAMES | VMINFO_WANT_EXACT;
	uint64_t members = 0;

	if (o->want & VMINFO_WANT_PRESENCE && o->want & more)
		return false;
	if (o->want & VMINFO_WANT_FRAMES)
		members = FRAME_MEMBERS;
	return !(o->want & ~want) && !(o->split >> 16 & ~members) &&
	       !(o->members & ~members);
}

static void take_members(struct vminfo_walk *walk,
			 const struct vminfo_walk_options *o)
{
	uint64_t members = o->members ? o->members : FRAME_MEMBERS;

	walk->split_frame = (uint8_t)(o->split >> 16);
	if (o->want & VMINFO_WANT_FRAMES)
		walk->members = (uint8_t)(members | walk->split_frame);
}

static int take_options(const struct vminfo_walk_options *options,
			struct vminfo_walk_options *taken)
{
	int ret;

	*taken = (struct vminfo_walk_options){ .size = sizeof(*taken) };
	if (!options)
		return 0;
	ret = context_check_size(options, options->size, sizeof(*taken));
	if (ret < 0)
		return ret;
	memcpy(taken, options,
	       options->size < sizeof(*taken) ? options->size : sizeof(*taken));
	return are_known(taken) ? 0 : -EINVAL;
}

static void set_up(struct vminfo_walk *walk, struct vminfo_process *process)
{
	const struct vminfo_context *c = process->context;
	uint64_t pmd = c->pmd_size;

	/* Without huge pages, a page table's worth is as good a step. */
	if (!pmd)
		pmd = c->page_size * (c->page_size / sizeof(uint64_t));
	walk->process = process;
	walk->source = (struct window_source){
		.pagemap = process->pagemap,
		.kpageflags = c->kpageflags,
		.page_size = c->page_size,
		.pmd_pages = pmd / c->page_size,
		.scan = c->probe.scan,
		.zero_by_frame = c->probe.zero_frame != VMINFO_NONE,
		.exact = walk->want & VMINFO_WANT_EXACT,
		.presence = walk->want & VMINFO_WANT_PRESENCE,
		.frozen = c->recording,
	};
}

/* Frames may be visible to us and not to who opened adopted descriptors. */
static void distrust_adopted(struct vminfo_walk *walk)
{
	if (walk->process->pid < 0)
		walk->source.zero_by_frame = false;
}

/* A range has a tag if all of its addresses have the same one. */
static uint64_t untagged_start(const struct vminfo_context *context,
			       const struct vminfo_walk_options *o)
{
	uint64_t last = o->length ? o->start + (o->length - 1) : UINT64_MAX;

	if ((o->start ^ last) & context->tag.bits)
		return o->start;
	return context_untagged(context, o->start);
}

static int set_up_mappings(struct vminfo_walk *walk)
{
	const struct vminfo_process *process = walk->process;
	int ret = mappings_init(&walk->mappings, process->maps,
				&walk->process->maps_reader);

	if (ret < 0)
		return ret;
	walk->mappings.query = process->context->probe.query;
	if (process->context->own_pids && process->pid > 0)
		walk->mappings.clock_pid = process->pid;
	walk->mappings.clock_dir = process->dir;
	return 0;
}

/* Where frames are wanted, each word needs room for what is said of them. */
static size_t room_of(const struct vminfo_walk *walk)
{
	if (walk->members || walk->want & VMINFO_WANT_EXACT)
		return WINDOW_WORDS;
	return walk->want & VMINFO_WANT_AHEAD ? WINDOW_WORDS_AHEAD :
						WINDOW_MORE_WORDS;
}

static int start(struct vminfo_walk *walk, struct vminfo_process *process,
		 const struct vminfo_walk_options *o)
{
	int ret;

	walk->want = o->want;
	walk->split = (uint16_t)o->split;
	take_members(walk, o);
	set_up(walk, process);
	distrust_adopted(walk);
	ret = set_up_mappings(walk);
	if (ret == 0)
		ret = window_init(&walk->window, &walk->source, room_of(walk));
	if (ret == 0)
		ret = walk_init_frames(walk);
	if (ret == 0)
		ret = walk_init_backing(walk);
	if (ret < 0)
		return ret;
	return walk_restart(walk, untagged_start(process->context, o),
			    o->length);
}

int vminfo_walk_new(struct vminfo_process *process,
		    const struct vminfo_walk_options *options,
		    struct vminfo_walk **walk)
{
	struct vminfo_walk_options o = { 0 };
	struct vminfo_walk *w;
	int ret = process_check(process);

	if (ret == 0)
		ret = take_options(options, &o);
	if (ret < 0)
		return context_fail(process->context, ret, "walk");
	w = memory_new(1, sizeof(*w));
	ret = w ? start(w, process, &o) : -ENOMEM;
	if (ret < 0) {
		vminfo_walk_free(w);
		return context_fail(process->context, ret, "walk");
	}
	*walk = w;
	return 0;
}

int walk_reserve(struct vminfo_walk *walk)
{
	int ret = mappings_reserve(&walk->mappings);

	if (ret == 0)
		ret = walk_reserve_smaps(walk);
	if (ret < 0)
		return ret;
	walk->name = memory_new(1, MAPPINGS_LONGEST_NAME);
	walk->name_size = MAPPINGS_LONGEST_NAME;
	return walk->name ? 0 : -ENOMEM;
}

void vminfo_walk_free(struct vminfo_walk *walk)
{
	if (!walk)
		return;
	lines_free(&walk->smaps.lines);
	growing_free(&walk->smaps.text);
	walk_free_backing(walk);
	walk_free_frames(walk);
	window_free(&walk->window);
	mappings_free(&walk->mappings);
	memory_free(walk->name);
	memory_free(walk);
}
