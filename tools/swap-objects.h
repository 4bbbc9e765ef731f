/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Objects of shared memory that have pages in swap: each page counts once,
 * however often, and in however many processes, it is mapped.
 */
#ifndef SWAP_OBJECTS_H
#define SWAP_OBJECTS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <vminfo.h>

#include "frame-set.h"
#include "swap-bounds.h"

enum swap_object_kind {
	SWAP_OBJECT_TMPFS = 1,	/* a file */
	SWAP_OBJECT_MEMFD,
	SWAP_OBJECT_SYSV,
	SWAP_OBJECT_ANONYMOUS,	/* shared anonymous memory */
	SWAP_OBJECT_PRIVATE,	/* no object: slots of the processes' own */
};

struct swap_object {
	struct vminfo_mapping is;	/* one of its mappings: device, inode */
	char *name;			/* raw */
	enum swap_object_kind kind;	/* by its name */
	struct frame_set pages;		/* by their numbers in it */
	struct swap_bounds others;	/* that are known by number alone */
	pid_t *pids;			/* of processes that map such pages */
	size_t pid_count;
};

struct swap_objects {
	struct swap_object *list;
	size_t count;
};

/* "memfd"; NULL for a number that has none. */
const char *swap_object_kind_name(enum swap_object_kind kind);

/* The object of a mapping: it is added, unless it is there.  The pointer is
 * good until the next one is added. */
struct swap_object *swap_objects_find(struct swap_objects *objects,
				      const struct vminfo_mapping *mapping);

/* Some of its pages are in swap; from so many to so many others are. */
void swap_object_add_pages(struct swap_object *object, uint64_t page,
			   uint64_t count);
void swap_object_add_others(struct swap_object *object,
			    const struct swap_bounds *others);
void swap_object_add_pid(struct swap_object *object, pid_t pid);

struct swap_bounds swap_object_bounds(struct swap_object *object);

/* Of all of them. */
struct swap_bounds swap_objects_bounds(struct swap_objects *objects);

/* Takes what the others have, which then have nothing, for a process. */
void swap_objects_take(struct swap_objects *objects,
		       struct swap_objects *others, pid_t pid);
void swap_objects_free(struct swap_objects *objects);

#endif
