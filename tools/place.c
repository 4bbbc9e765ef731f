// SPDX-License-Identifier: LGPL-2.1-or-later
/* Reads what is known of an address, again if it changed meanwhile. */
#include "place.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "complain.h"
#include "node.h"

#define TRIES 3

bool place_has_frame(const struct place *place)
{
	switch (place->page.state) {
	case VMINFO_PRESENT:
	case VMINFO_ZERO:
	case VMINFO_MIGRATING:
	case VMINFO_DEVICE:
		return true;
	case VMINFO_POISONED:
		/* One that a marker made has none. */
		return place->page.value != VMINFO_NONE;
	default:
		return false;
	}
}

static const struct vminfo_frame hidden = {
	.flags = UINT64_MAX,
	.memcg = UINT64_MAX,
	.mapcount = UINT32_MAX,
	.order = UINT8_MAX,
	.zone = UINT8_MAX,
	.node = UINT16_MAX,
	.hidden = UINT8_MAX,
};

static int look_at_frame(struct place *place)
{
	place->frame = hidden;
	if (!place_has_frame(place) || place->page.value == VMINFO_NONE)
		return 0;
	return vminfo_context_frame(place->context, place->page.value,
				    &place->frame);
}

static void copy_mapping(struct place *place,
			 const struct vminfo_mapping *mapping)
{
	free(place->name);
	place->name = strdup(mapping->name);
	if (!place->name)
		complain_out_of_memory();
	place->mapping = *mapping;
	place->mapping.name = place->name;
}

static int look_at_mapping(struct place *place)
{
	struct vminfo_mapping mapping;
	int ret = vminfo_process_mapping(place->process, place->va, &mapping);

	if (ret < 0)
		return ret;
	place->mapped = ret > 0;
	if (place->mapped)
		copy_mapping(place, &mapping);
	return 0;
}

static int look_once(struct place *place)
{
	int ret = vminfo_process_page(place->process, place->va, &place->page);

	if (ret)
		return ret;
	ret = look_at_mapping(place);
	return ret ? ret : look_at_frame(place);
}

/* The entry, what the kernel says of its frame, and the entry again. */
static int look_and_compare(struct place *place)
{
	struct vminfo_page again;
	int ret = look_once(place);

	if (ret)
		return ret;
	ret = vminfo_process_page(place->process, place->va, &again);
	if (ret)
		return ret;
	place->moved = again.word != place->page.word ||
		       again.state != place->page.state;
	return 0;
}

static int look_at_page(struct place *place)
{
	int ret = 0;

	for (int i = 0; i < TRIES; i++) {
		ret = look_and_compare(place);
		if (ret != -EAGAIN && (ret < 0 || !place->moved))
			break;
	}
	/* The record has the address without its tag. */
	place->va = place->page.va + (place->given & (place->page_size - 1));
	return ret;
}

/* Flags of the mapping, which smaps alone has. */
static void look_at_smaps(struct place *place)
{
	const struct vminfo_walk_options options = {
		.size = sizeof(options),
		.start = place->va,
		.length = 1,
	};
	struct vminfo_mapping mapping;
	struct vminfo_smaps smaps;
	struct vminfo_walk *walk;

	if (vminfo_walk_new(place->process, &options, &walk) != 0)
		return;
	if (vminfo_walk_mappings(walk, &mapping, 1) == 1 &&
	    vminfo_walk_smaps(walk, mapping.va, &smaps) == 0) {
		place->vmflags = smaps.flags;
		if (smaps.page_size != VMINFO_NONE)
			place->mapping_page_size = smaps.page_size;
	}
	vminfo_walk_free(walk);
}

/* Takes one more mapping, in ascending order; false: it is above. */
static bool take_neighbour(struct place *place,
			   const struct vminfo_mapping *mapping)
{
	if (mapping->va > place->va) {
		place->above_start = mapping->va;
		place->above_is_stack = !strcmp(mapping->name, "[stack]");
		return false;
	}
	place->below_end = mapping->va + mapping->length;
	return true;
}

static void look_around(struct place *place)
{
	struct vminfo_mapping mapping;
	struct vminfo_walk *walk;

	if (vminfo_walk_new(place->process, NULL, &walk) != 0)
		return;
	while (vminfo_walk_mappings(walk, &mapping, 1) == 1 &&
	       take_neighbour(place, &mapping))
		;
	vminfo_walk_free(walk);
}

static void look_at_node(struct place *place)
{
	if (place->page.state == VMINFO_PRESENT)
		node_of_pages(place->process, &place->page.va, 1,
			      &place->node);
}

int place_look(struct place *place, struct vminfo_context *context,
	       struct vminfo_process *process, uint64_t va)
{
	int ret, node;

	*place = (struct place){
		.context = context,
		.process = process,
		.given = va,
		.va = va,
		.page_size = vminfo_context_page_size(context),
		.recorded = vminfo_process_recorded_node(process, 0,
							 &node) != 0,
		.vmflags = VMINFO_NONE,
		.below_end = VMINFO_NONE,
		.above_start = VMINFO_NONE,
		.node = NODE_UNKNOWN,
	};
	ret = look_at_page(place);
	if (ret < 0)
		return ret;
	if (place->mapped)
		look_at_smaps(place);
	else
		look_around(place);
	look_at_node(place);
	return 0;
}

void place_free(struct place *place)
{
	free(place->name);
}
