// SPDX-License-Identifier: LGPL-2.1-or-later
/* The walk: mappings, the gaps between them, and the pieces inside. */
#include "walk.h"

#include <errno.h>
#include <string.h>

#include "memory.h"

/* Below this, asking for mappings beats reading the list up to them. */
#define ASK_LENGTH ((uint64_t)64 << 20)

static uint64_t page_size_of(const struct vminfo_walk *walk)
{
	return walk->source.page_size;
}

static uint64_t lower(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

int walk_restart(struct vminfo_walk *walk, uint64_t start, uint64_t length)
{
	uint64_t mask = page_size_of(walk) - 1;
	uint64_t last = length ? start + (length - 1) : UINT64_MAX;

	if (last < start)
		return -EINVAL;
	walk->at = start & ~mask;
	walk->last = last | mask;
	walk->ask_until = walk->at;
	if (walk->mappings.query && walk->last - walk->at < ASK_LENGTH)
		walk->ask_until = walk->last;
	walk->use = WALK_FRESH;
	walk->status = VMINFO_UNFINISHED;
	walk->error = 0;
	walk->file = "maps";
	walk->ended = walk->listed = walk->past = false;
	walk->inside = walk->in_gap = walk->has_next = false;
	walk->has_window = walk->has_open = false;
	walk->tries = 0;
	window_forget(&walk->window);
	walk_close_smaps(walk);
	return mappings_rewind(&walk->mappings);
}

int walk_begin(struct vminfo_walk *walk, enum walk_use use)
{
	int ret = process_check(walk->process);

	if (ret < 0)
		return ret;
	if (walk->use == WALK_FRESH)
		walk->use = use;
	return walk->use == use ? 0 : -EINVAL;
}

/* What to say when something says that the address space is gone. */
static int doubt_end(struct vminfo_walk *walk)
{
	int ended = process_has_ended(walk->process);
	struct vminfo_mapping any;
	int ret;

	if (ended)
		return ended < 0 ? ended : -ESRCH;
	ret = mappings_at(&walk->mappings, 0, &any);
	return ret < 0 ? ret : -EIO;
}

static int tell(const struct vminfo_walk *walk, int err)
{
	struct vminfo_context *context = walk->process->context;

	if (!strcmp(walk->file, WALK_FRAMES_FILE))
		return context_fail(context, err, "%s", walk->file);
	return context_fail(context, err, "%d/%s", (int)walk->process->pid,
			    err == -ESTALE ? "exe" : walk->file);
}

int walk_fail(struct vminfo_walk *walk, int err)
{
	const struct recorded_process *recorded = walk->process->recorded;
	/* Want of our own memory cuts it elsewhere. */
	bool cut = recorded && recorded->cut_error && err != -ENOMEM;

	walk->status = cut ? recorded->cut_status : VMINFO_REFUSED;
	if (cut)
		err = recorded->cut_error;
	else if (err == -ESRCH)
		err = doubt_end(walk);
	if (!cut && err == -ESRCH) {
		walk->status = process_fate(walk->process);
		if (walk->status == VMINFO_EXECED)
			err = -ESTALE;
	}
	walk->error = tell(walk, err);
	return walk->error;
}

static int enter_gap(struct vminfo_walk *walk, uint64_t last)
{
	walk->inside = walk->in_gap = true;
	walk->exhausted = false;
	walk->inside_last = last;
	return 1;
}

/* Keeps the name of walk->mapping as long as the walk is inside. */
static int keep_name(struct vminfo_walk *walk)
{
	size_t size = strlen(walk->mapping.name) + 1;
	char *larger;

	if (size > walk->name_size) {
		larger = memory_resize(walk->name, size);
		if (!larger)
			return -ENOMEM;
		walk->name = larger;
		walk->name_size = size;
	}
	memcpy(walk->name, walk->mapping.name, size);
	walk->mapping.name = walk->name;
	return 0;
}

static int enter_mapping(struct vminfo_walk *walk)
{
	int ret = walk->mapping.name == walk->name ? 0 : keep_name(walk);

	if (ret < 0)
		return walk_fail(walk, ret);
	walk->inside = true;
	walk->in_gap = walk->has_next = walk->has_window = false;
	walk->exhausted = false;
	walk->backing.said = (struct vminfo_backing){ 0 };
	if (walk->at < walk->mapping.va)
		walk->at = walk->mapping.va;
	walk->inside_last = lower(mappings_last_of(&walk->mapping), walk->last);
	return 1;
}

static int enter_end(struct vminfo_walk *walk)
{
	int ret;

	if (!(walk->want & VMINFO_WANT_GAPS)) {
		walk->past = true;
		return walk_finish(walk);
	}
	ret = walk_check(walk);
	return ret < 0 ? ret : enter_gap(walk, walk->last);
}

int walk_enter(struct vminfo_walk *walk)
{
	int ret;

	walk->inside = false;
	if (walk->error || walk->past)
		return walk->error ? walk->error : walk_finish(walk);
	if (walk->has_next)
		return enter_mapping(walk);
	ret = walk_next_mapping(walk);
	if (ret < 0)
		return walk_fail(walk, ret);
	if (ret == 0 || walk->mapping.va > walk->last)
		return enter_end(walk);
	if (walk->want & VMINFO_WANT_GAPS && walk->mapping.va > walk->at) {
		walk->has_next = true;
		return enter_gap(walk, walk->mapping.va - 1);
	}
	return enter_mapping(walk);
}

static int whole(struct vminfo_walk *walk, struct walk_piece *piece,
		 enum vminfo_state state)
{
	uint64_t bytes = walk->inside_last - walk->at;

	*piece = (struct walk_piece){
		.pages = bytes / page_size_of(walk) + 1,
		.state = state,
	};
	return 1;
}

static const struct extent *extent_at(struct vminfo_walk *walk)
{
	const struct extent *e = &walk->window.extents[walk->extent];

	while ((walk->at - e->va) / page_size_of(walk) >= e->pages)
		e = &walk->window.extents[++walk->extent];
	return e;
}

int walk_piece(struct vminfo_walk *walk, struct walk_piece *piece)
{
	const struct extent *e;
	uint64_t left;
	int ret = 1;

	if (!walk->inside || walk->exhausted)
		return 0;
	if (walk->in_gap)
		return whole(walk, piece, VMINFO_UNMAPPED);
	if (!walk->has_window ||
	    walk->at / page_size_of(walk) >= walk->window.end)
		ret = walk_fill(walk);
	if (ret < 0)
		return walk_fail(walk, ret);
	if (ret == 0)
		return 0;
	if (walk->traits.pfnmap)
		return whole(walk, piece, VMINFO_PFNMAP);
	e = extent_at(walk);
	left = (walk->inside_last - walk->at) / page_size_of(walk) + 1;
	piece->extent = e;
	piece->skip = (walk->at - e->va) / page_size_of(walk);
	piece->pages = lower(e->pages - piece->skip, left);
	return 1;
}

void walk_consume(struct vminfo_walk *walk, uint64_t pages)
{
	uint64_t address = walk->at + (pages * page_size_of(walk) - 1);

	walk->exhausted = address >= walk->inside_last;
	walk_go_behind(walk, address);
}

const struct vminfo_mapping *vminfo_walk_mapping(const struct vminfo_walk *walk)
{
	return walk->inside && !walk->in_gap ? &walk->mapping : NULL;
}

enum vminfo_status vminfo_walk_status(const struct vminfo_walk *walk)
{
	return walk->status;
}
