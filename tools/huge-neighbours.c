// SPDX-License-Identifier: LGPL-2.1-or-later
/* Mappings that would be one with the next, but for what they may. */
#include "huge-neighbours.h"

#include <stdlib.h>
#include <string.h>

#include "complain.h"

#define BATCH 64
#define MOST 131072	/* 3 MiB of them; beyond, it is not known */

static uint64_t last_of(const struct vminfo_mapping *mapping)
{
	return mapping->va + (mapping->length - 1);
}

static bool is_of_object(const struct vminfo_mapping *mapping)
{
	return mapping->kind == VMINFO_OBJECT;
}

static bool continues(const struct huge_neighbours *n,
		      const struct vminfo_mapping *now)
{
	const struct vminfo_mapping *before = &n->before;

	if (!before->length || last_of(before) + 1 != now->va ||
	    before->kind != now->kind || now->kind == VMINFO_KERNEL ||
	    (before->permissions ^ now->permissions) & VMINFO_SHARED ||
	    strcmp(n->name, now->name) != 0)
		return false;
	if (!is_of_object(now))
		return true;
	return before->inode == now->inode &&
	       before->dev_major == now->dev_major &&
	       before->dev_minor == now->dev_minor &&
	       before->offset + before->length == now->offset;
}

static void remember(struct huge_neighbours *n,
		     const struct vminfo_mapping *mapping)
{
	size_t room = strlen(mapping->name) + 1;

	if (room > n->name_room) {
		free(n->name);
		n->name = malloc(room);
		if (!n->name)
			complain_out_of_memory();
		n->name_room = room;
	}
	memcpy(n->name, mapping->name, room);
	n->before = *mapping;
	n->before.name = n->name;
}

static void keep(struct huge_neighbours *n,
		 const struct vminfo_mapping *mapping, bool continued)
{
	if (n->count == n->room) {
		n->room = n->room ? 2 * n->room : 64;
		n->list = reallocarray(n->list, n->room, sizeof(*n->list));
		if (!n->list)
			complain_out_of_memory();
	}
	n->list[n->count++] = (struct huge_neighbour){
		.va = mapping->va,
		.last = last_of(mapping),
		.permissions = mapping->permissions,
		.continues = continued,
	};
}

void huge_neighbours_add(struct huge_neighbours *n,
			 const struct vminfo_mapping *mapping)
{
	bool continued = continues(n, mapping);

	if (n->count + 2 > MOST)
		return;
	if (continued) {
		if (!n->kept)
			keep(n, &n->before, false);
		keep(n, mapping, true);
	}
	n->kept = continued;
	n->known_to = last_of(mapping);
	remember(n, mapping);
}

void huge_neighbours_find(struct huge_neighbours *n,
			  struct vminfo_process *process, uint64_t start)
{
	const struct vminfo_walk_options options = {
		.size = sizeof(options),
		.start = start,
	};
	struct vminfo_mapping mappings[BATCH];
	struct vminfo_walk *walk;
	ssize_t count;

	n->count = 0;
	n->known_to = 0;
	n->kept = false;
	n->before.length = 0;
	if (vminfo_walk_new(process, &options, &walk) < 0)
		return;
	while ((count = vminfo_walk_mappings(walk, mappings, BATCH)) > 0) {
		for (ssize_t i = 0; i < count; i++)
			huge_neighbours_add(n, &mappings[i]);
	}
	if (count == 0 && n->count + 2 <= MOST)
		n->known_to = UINT64_MAX;
	vminfo_walk_free(walk);
}

void huge_neighbours_free(struct huge_neighbours *n)
{
	free(n->list);
	free(n->name);
	*n = (struct huge_neighbours){ 0 };
}

/* The number of the mapping in the list, or that of none. */
static size_t find(const struct huge_neighbours *n,
		   const struct vminfo_mapping *mapping)
{
	size_t low = 0, high = n->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (n->list[middle].va < mapping->va)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < n->count && n->list[low].va == mapping->va &&
	    n->list[low].last == last_of(mapping))
		return low;
	return n->count;
}

struct chain {
	size_t first;
	size_t at;		/* the mapping itself */
	size_t last;
};

/* As much of the chain as the block needs; whether it fills the block. */
static bool fills(const struct huge_neighbours *n,
		  const struct huge_block *block, struct chain *chain)
{
	uint64_t end = block->va + (block->size * block->page_size - 1);
	const struct huge_neighbour *list = n->list;

	chain->first = chain->last = chain->at;
	while (list[chain->first].continues &&
	       list[chain->first].va > block->va)
		chain->first--;
	while (list[chain->last].last < end && chain->last + 1 < n->count &&
	       list[chain->last + 1].continues)
		chain->last++;
	return list[chain->first].va <= block->va &&
	       list[chain->last].last >= end;
}

/* The nearest of those from `from` to `to` that has other permissions. */
static const struct huge_neighbour *
find_other(const struct huge_neighbours *n, const struct chain *chain)
{
	uint32_t permissions = n->list[chain->at].permissions;
	size_t reach = chain->last - chain->first;

	for (size_t far = 1; far <= reach; far++) {
		if (chain->at >= chain->first + far &&
		    n->list[chain->at - far].permissions != permissions)
			return &n->list[chain->at - far];
		if (chain->at + far <= chain->last &&
		    n->list[chain->at + far].permissions != permissions)
			return &n->list[chain->at + far];
	}
	return NULL;
}

enum huge_cut huge_neighbours_cut(const struct huge_neighbours *n,
				  const struct vminfo_mapping *mapping,
				  const struct huge_block *block,
				  const struct huge_neighbour **who)
{
	uint64_t end = block->va + (block->size * block->page_size - 1);
	struct chain chain = { .at = find(n, mapping) };

	*who = NULL;
	if (mapping->va <= block->va && last_of(mapping) >= end)
		return HUGE_WHOLE;
	if (chain.at == n->count)
		return n->known_to < end ? HUGE_CUT_UNKNOWN : HUGE_CUT;
	if (!fills(n, block, &chain))
		return n->known_to < end ? HUGE_CUT_UNKNOWN : HUGE_CUT;
	*who = find_other(n, &chain);
	if (*who)
		return HUGE_CUT_PROTECTION;
	*who = &n->list[chain.at > chain.first ? chain.at - 1 : chain.at + 1];
	return HUGE_CUT_SPLIT;
}
