// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Reads the entries of a mapping between two looks at the mapping: entries of a
 * mapping that went away, or came, meanwhile would be given to the wrong one.
 */
#include <errno.h>
#include <string.h>

#include "physmem.h"
#include "walk.h"

#define TRIES 3u

static bool is_own_hugetlb(const struct vminfo_walk *walk)
{
	/* The kernel's own object behind MAP_ANONYMOUS | MAP_HUGETLB. */
	return walk->traits.hugetlb_pages &&
	       !(walk->mapping.permissions & VMINFO_SHARED) &&
	       !strcmp(walk->mapping.name, "/anon_hugepage (deleted)");
}

static void set_decoder(struct vminfo_walk *walk)
{
	const struct probe *probe = &walk->process->context->probe;
	bool anonymous = walk->mapping.kind == VMINFO_ANONYMOUS;

	walk->decoder = (struct pagemap_decoder){
		.zero_frame = probe->zero_frame,
		.special_start = probe->special_start,
		.marker_type = probe->marker_type,
		.anonymous = anonymous,
		.empty = anonymous || is_own_hugetlb(walk) ? VMINFO_ABSENT :
							     VMINFO_UNRESOLVED,
	};
}

/*
 * Which reading of the list it is in, or 0: one that was asked for by its
 * address, and one whose empty entries are to be read twice.
 */
static uint64_t reading_of_mapping(const struct vminfo_walk *walk)
{
	if (walk->source.frozen || walk->traits.hugetlb_pages ||
	    walk->at < walk->ask_until ||
	    walk->inside_last != mappings_last_of(&walk->mapping))
		return 0;
	return walk->mappings.lines.readings;
}

/* A scan of an address above our own limit, as from a 32-bit program. */
static int read_window(struct vminfo_walk *walk,
		       const struct window_request *request)
{
	int ret = window_read(&walk->window, request);

	if (ret == -EFAULT && walk->source.scan) {
		walk->source.scan = false;
		ret = window_read(&walk->window, request);
	}
	return ret;
}

static void mark_changed(struct vminfo_walk *walk)
{
	walk->window_attributes = VMINFO_CHANGED;
	walk->status = VMINFO_CHANGED_MEANWHILE;
}

int walk_check_recorded(const struct vminfo_walk *walk, uint64_t last)
{
	const struct recorded_process *recorded = walk->process->recorded;

	if (!recorded || !recorded->cut_error || last < recorded->cut_at)
		return 0;
	return recorded->cut_error;
}

/*
 * In a recording, what was not seen any more ends a window, and so does a range
 * that had changed when it was recorded.
 */
static int heed_recording(struct vminfo_walk *walk,
			  struct window_request *request)
{
	const struct recorded_process *recorded = walk->process->recorded;
	uint64_t page_size = walk->source.page_size, until;
	int ret = walk_check_recorded(walk, walk->at);

	if (ret < 0 || !recorded)
		return ret;
	if (recorded->cut_error &&
	    request->limit > recorded->cut_at / page_size)
		request->limit = recorded->cut_at / page_size;
	if (recording_changed(walk->process->context->recording, recorded,
			      walk->at, &until))
		mark_changed(walk);
	if (until / page_size < request->limit)
		request->limit = until / page_size + 1;
	return 0;
}

static int read_entries_once(struct vminfo_walk *walk)
{
	uint64_t page_size = walk->source.page_size;
	struct window_request request = {
		.page = walk->at / page_size,
		.limit = walk->inside_last / page_size + 1,
		.first = walk->mapping.va / page_size,
		.last = mappings_last_of(&walk->mapping) / page_size,
		.hugetlb_pages = walk->traits.hugetlb_pages,
		.reading = reading_of_mapping(walk),
	};
	int ret;

	ret = heed_recording(walk, &request);
	if (ret < 0 || walk->traits.pfnmap)
		return ret;
	walk->file = "pagemap";
	ret = read_window(walk, &request);
	if (ret == 0)
		ret = window_settle(&walk->window, &walk->decoder);
	if (ret == 0 && walk->members)
		ret = walk_read_frames(walk);
	if (ret == 0)
		walk->file = "maps";
	return ret;
}

static int read_entries(struct vminfo_walk *walk)
{
	int ret = 0;

	for (unsigned int look = 1; ret == 0; look++) {
		ret = read_entries_once(walk);
		if (ret < 0 || walk->traits.pfnmap)
			return ret;
		ret = walk_read_backing(walk, look == TRIES);
	}
	return ret < 0 ? ret : 0;
}

static int read_of_traits(struct vminfo_walk *walk)
{
	int ret = walk_find_traits(walk);

	if (ret <= 0)
		return ret;
	set_decoder(walk);
	ret = read_entries(walk);
	if (ret == 0)
		ret = walk_ask_assumed(walk);
	return ret > 0 ? mappings_check(&walk->mappings, &walk->mapping) : ret;
}

/* enum mappings_verdict of the time that reading took, or negative errno. */
static int read_checked(struct vminfo_walk *walk)
{
	int ret = read_of_traits(walk);

	/* Its page size is known now, so that nothing is assumed any more. */
	if (ret == MAPPINGS_SAME && walk_assumed_wrong(walk))
		ret = read_of_traits(walk);
	return ret;
}

static bool is_resized(const struct vminfo_mapping *then,
		       const struct vminfo_mapping *now)
{
	return then->va == now->va && then->offset == now->offset &&
	       then->inode == now->inode && then->kind == now->kind &&
	       then->dev_major == now->dev_major &&
	       then->dev_minor == now->dev_minor &&
	       then->permissions == now->permissions;
}

/*
 * Takes what the kernel has at walk->at now.  1: the same mapping, maybe larger
 * or smaller; 0: another or none; negative errno.
 */
static int look_again(struct vminfo_walk *walk)
{
	uint64_t old_last = walk->inside_last;
	struct vminfo_mapping now;
	int ret = mappings_at(&walk->mappings, walk->at, &now);
	uint64_t last;

	window_forget(&walk->window);
	if (ret < 0)
		return ret;
	if (walk->ask_until < old_last)
		walk->ask_until = old_last;
	if (ret == 0 || !is_resized(&walk->mapping, &now))
		return 0;
	/* It is entered already, under its old name. */
	now.name = walk->name;
	walk->mapping = now;
	last = mappings_last_of(&now);
	walk->inside_last = last < walk->last ? last : walk->last;
	return 1;
}

/* Whether this was the last try here; then the entries are read unchecked. */
static bool give_up(struct vminfo_walk *walk)
{
	if (walk->tried_at != walk->at)
		walk->tries = 0;
	walk->tried_at = walk->at;
	return ++walk->tries > TRIES;
}

static int read_unchecked(struct vminfo_walk *walk)
{
	set_decoder(walk);
	mark_changed(walk);
	return read_entries(walk);
}

int walk_fill(struct vminfo_walk *walk)
{
	int ret;

	walk->window.unsteady = false;
	walk->window_attributes = 0;
	walk->extent = 0;
	while ((ret = read_checked(walk)) == MAPPINGS_OTHER) {
		ret = give_up(walk) ? read_unchecked(walk) : look_again(walk);
		if (walk->window_attributes)
			break;
		if (ret <= 0)
			return ret;
	}
	if (ret < 0)
		return ret;
	if (ret == MAPPINGS_UNCHECKED || walk->window.unsteady)
		mark_changed(walk);
	walk->has_window = true;
	return 1;
}
