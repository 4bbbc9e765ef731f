// SPDX-License-Identifier: LGPL-2.1-or-later
/* The mappings of a walk, one after the other, and how their list ends. */
#include <errno.h>

#include "walk.h"

int walk_check(struct vminfo_walk *walk)
{
	struct vminfo_mapping any;
	int ret = mappings_at(&walk->mappings, 0, &any), ended;

	/* Who shares its memory may end without it. */
	ended = ret >= 0 ? process_has_ended(walk->process) : 0;
	if (ended)
		ret = ended < 0 ? ended : -ESRCH;
	if (ret >= 0)
		ret = walk_check_recorded(walk, walk->last);
	return ret < 0 ? walk_fail(walk, ret) : 0;
}

int walk_finish(struct vminfo_walk *walk)
{
	int ret = walk->ended ? 0 : walk_check(walk);

	if (ret < 0)
		return ret;
	walk->ended = true;
	if (walk->status == VMINFO_UNFINISHED)
		walk->status = VMINFO_COMPLETE;
	return 0;
}

int walk_next_mapping(struct vminfo_walk *walk)
{
	struct vminfo_mapping *mapping = &walk->mapping;
	int ret;

	if (walk->at < walk->ask_until) {
		ret = mappings_at(&walk->mappings, walk->at, mapping);
		/* The list has one that cannot be asked for: [vsyscall]. */
		if (ret || walk->last <= walk->ask_until)
			return ret;
		walk->ask_until = walk->at;
	}
	do {
		ret = mappings_next(&walk->mappings, mapping);
	} while (ret > 0 && mappings_last_of(mapping) < walk->at);
	if (ret > 0)
		ret = mappings_exact_name(&walk->mappings, mapping) < 0 ?
			      -ESRCH :
			      1;
	return ret;
}

void walk_go_behind(struct vminfo_walk *walk, uint64_t address)
{
	walk->past = address >= walk->last;
	walk->at = address + 1;
}

/*
 * A mapping that was merged with one listed before is listed by the kernel once
 * more, larger: what is new of it.
 */
static void clip(struct vminfo_walk *walk)
{
	struct vminfo_mapping *mapping = &walk->mapping;
	uint64_t seen = walk->at - mapping->va;

	if (!walk->listed || mapping->va >= walk->at)
		return;
	mapping->va += seen;
	mapping->length -= seen;
	if (mapping->kind == VMINFO_OBJECT)
		mapping->offset += seen;
}

/* Whether the next mapping is here, so that names stay where they are. */
static bool has_next(struct vminfo_walk *walk)
{
	const struct vminfo_mapping *ahead = mappings_peek(&walk->mappings);

	return walk->at >= walk->ask_until &&
	       walk->mapping.name != walk->mappings.name && ahead &&
	       mappings_last_of(ahead) >= walk->at;
}

ssize_t vminfo_walk_mappings(struct vminfo_walk *walk,
			     struct vminfo_mapping *mappings, size_t n)
{
	int ret = walk_begin(walk, WALK_MAPPINGS);
	size_t count = 0;

	if (ret < 0)
		return ret;
	if (walk->error || walk->past || !n)
		return walk->error || !n ? walk->error : walk_finish(walk);
	do {
		ret = walk_next_mapping(walk);
		if (ret < 0)
			ret = walk_fail(walk, ret);
		if (ret <= 0 || walk->mapping.va > walk->last)
			break;
		clip(walk);
		walk->listed = true;
		mappings[count++] = walk->mapping;
		walk_go_behind(walk, mappings_last_of(&walk->mapping));
	} while (count < n && !walk->past && has_next(walk));
	if (count)
		return (ssize_t)count;
	walk->past = true;
	return ret < 0 ? ret : walk_finish(walk);
}
