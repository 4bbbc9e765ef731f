/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Mappings that would be one with the next, if permissions, advice, locks and
 * the like were the same: the border between them cuts a block.
 */
#ifndef HUGE_NEIGHBOURS_H
#define HUGE_NEIGHBOURS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <vminfo.h>

#include "huge-judge.h"

struct huge_neighbour {
	uint64_t va;
	uint64_t last;		/* address of the last byte */
	uint32_t permissions;	/* enum vminfo_permission */
	bool continues;		/* the one before it in the list */
};

struct huge_neighbours {
	struct huge_neighbour *list;	/* only of those that have one */
	size_t count;
	size_t room;
	uint64_t known_to;	/* the list has all up to this address */
	/* The mapping that was looked at last. */
	struct vminfo_mapping before;
	char *name;
	size_t name_room;
	bool kept;		/* it is in the list */
};

/* Of all mappings of a process that end at `start` or above. */
void huge_neighbours_find(struct huge_neighbours *neighbours,
			  struct vminfo_process *process, uint64_t start);
void huge_neighbours_free(struct huge_neighbours *neighbours);

/* Adds the next mapping; for those who have a list of their own. */
void huge_neighbours_add(struct huge_neighbours *neighbours,
			 const struct vminfo_mapping *mapping);

/*
 * How the block, of which a part is in the mapping, is cut; *who is the
 * neighbour that is to blame, or NULL.
 */
enum huge_cut huge_neighbours_cut(const struct huge_neighbours *neighbours,
				  const struct vminfo_mapping *mapping,
				  const struct huge_block *block,
				  const struct huge_neighbour **who);

#endif
