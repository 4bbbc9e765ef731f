// SPDX-License-Identifier: LGPL-2.1-or-later
/* Objects of shared memory that have pages in swap, each page once. */
#include "swap-objects.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "complain.h"

static const char *const kinds[] = {
	[SWAP_OBJECT_TMPFS] = "tmpfs",
	[SWAP_OBJECT_MEMFD] = "memfd",
	[SWAP_OBJECT_SYSV] = "sysv",
	[SWAP_OBJECT_ANONYMOUS] = "shared-anonymous",
	[SWAP_OBJECT_PRIVATE] = "private",
};

const char *swap_object_kind_name(enum swap_object_kind kind)
{
	return kind < sizeof(kinds) / sizeof(*kinds) ? kinds[kind] : NULL;
}

/* As the kernel names what is on no mounted file system. */
static enum swap_object_kind kind_of(const char *name)
{
	if (strncmp(name, "/memfd:", 7) == 0)
		return SWAP_OBJECT_MEMFD;
	if (strncmp(name, "/SYSV", 5) == 0)
		return SWAP_OBJECT_SYSV;
	if (strcmp(name, "/dev/zero (deleted)") == 0)
		return SWAP_OBJECT_ANONYMOUS;
	return SWAP_OBJECT_TMPFS;
}

/*
 * A segment of shmget(2) has the number of its identifier for an inode, which
 * a memfd may have, too.
 */
static bool is_of(const struct swap_object *object,
		  const struct vminfo_mapping *mapping)
{
	return object->is.inode == mapping->inode &&
	       object->is.dev_major == mapping->dev_major &&
	       object->is.dev_minor == mapping->dev_minor &&
	       (object->kind == SWAP_OBJECT_SYSV) ==
		       (kind_of(mapping->name) == SWAP_OBJECT_SYSV);
}

struct swap_object *swap_objects_find(struct swap_objects *objects,
				      const struct vminfo_mapping *mapping)
{
	struct swap_object *list = objects->list, *added;

	for (size_t i = 0; i < objects->count; i++)
		if (is_of(&list[i], mapping))
			return &list[i];
	list = reallocarray(list, objects->count + 1, sizeof(*list));
	if (!list)
		complain_out_of_memory();
	objects->list = list;
	added = &list[objects->count++];
	*added = (struct swap_object){
		.is = *mapping,
		.name = strdup(mapping->name),
		.kind = kind_of(mapping->name),
	};
	added->is.name = NULL;
	if (!added->name)
		complain_out_of_memory();
	return added;
}

void swap_object_add_pages(struct swap_object *object, uint64_t page,
			   uint64_t count)
{
	frame_set_include(&object->pages, page, count);
}

/* Which they are is not known: they may be the same, or none of them is. */
void swap_object_add_others(struct swap_object *object,
			    const struct swap_bounds *others)
{
	if (others->least > object->others.least)
		object->others.least = others->least;
	object->others.most += others->most;
}

void swap_object_add_pid(struct swap_object *object, pid_t pid)
{
	size_t n = object->pid_count;
	pid_t *pids = object->pids;

	if (n && pids[n - 1] == pid)
		return;
	if ((n & (n - 1)) == 0)
		pids = reallocarray(pids, n ? 2 * n : 1, sizeof(*pids));
	if (!pids)
		complain_out_of_memory();
	pids[object->pid_count++] = pid;
	object->pids = pids;
}

struct swap_bounds swap_object_bounds(struct swap_object *object)
{
	struct swap_bounds bounds = object->others;
	uint64_t pages;

	frame_set_join(&object->pages);
	pages = frame_set_size(&object->pages);
	bounds.most += pages;
	if (pages > bounds.least)
		bounds.least = pages;
	return bounds;
}

struct swap_bounds swap_objects_bounds(struct swap_objects *objects)
{
	struct swap_bounds sum = { 0, 0 }, one;

	for (size_t i = 0; i < objects->count; i++) {
		one = swap_object_bounds(&objects->list[i]);
		swap_bounds_add(&sum, &one);
	}
	return sum;
}

static void take_one(struct swap_object *into, const struct swap_object *from)
{
	for (size_t i = 0; i < from->pages.count; i++)
		swap_object_add_pages(into, from->pages.list[i].pfn,
				      from->pages.list[i].count);
	swap_object_add_others(into, &from->others);
}

void swap_objects_take(struct swap_objects *objects,
		       struct swap_objects *others, pid_t pid)
{
	for (size_t i = 0; i < others->count; i++) {
		struct swap_object *from = &others->list[i], *into;
		struct vminfo_mapping is = from->is;

		is.name = from->name;
		into = swap_objects_find(objects, &is);
		take_one(into, from);
		swap_object_add_pid(into, pid);
	}
	swap_objects_free(others);
}

void swap_objects_free(struct swap_objects *objects)
{
	for (size_t i = 0; i < objects->count; i++) {
		frame_set_free(&objects->list[i].pages);
		free(objects->list[i].name);
		free(objects->list[i].pids);
	}
	free(objects->list);
	*objects = (struct swap_objects){ 0 };
}
