// SPDX-License-Identifier: LGPL-2.1-or-later
/* The files that a process has its program and its libraries from. */
#include "symbol-objects.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "complain.h"
#include "symbol-open.h"
#include "symbol-preloads.h"

#define BATCH 64

/*
 * Which files there are.
 */

bool symbol_objects_is_of(const struct symbol_object *object,
			  const struct vminfo_mapping *mapping)
{
	return object->inode == mapping->inode &&
	       object->dev_major == mapping->dev_major &&
	       object->dev_minor == mapping->dev_minor;
}

static struct symbol_object *object_of(struct symbol_objects *objects,
				       const struct vminfo_mapping *mapping)
{
	struct symbol_object *list;

	for (size_t i = objects->count; i-- > 0;)
		if (symbol_objects_is_of(&objects->list[i], mapping))
			return &objects->list[i];
	list = reallocarray(objects->list, objects->count + 1, sizeof(*list));
	if (!list)
		complain_out_of_memory();
	objects->list = list;
	list += objects->count++;
	*list = (struct symbol_object){
		.name = strdup(mapping->name),
		.inode = mapping->inode,
		.dev_major = mapping->dev_major,
		.dev_minor = mapping->dev_minor,
		.fd = -1,
		.err = -ENOEXEC,
	};
	if (!list->name)
		complain_out_of_memory();
	list->inside = list->name;
	return list;
}

static void add_piece(struct symbol_object *object,
		      const struct vminfo_mapping *mapping)
{
	struct symbol_piece *pieces;

	pieces = reallocarray(object->pieces, object->count + 1,
			      sizeof(*pieces));
	if (!pieces)
		complain_out_of_memory();
	pieces[object->count++] = (struct symbol_piece){
		.va = mapping->va,
		.length = mapping->length,
		.offset = mapping->offset,
		.permissions = mapping->permissions,
	};
	object->pieces = pieces;
}

static int list_objects(struct symbol_objects *objects,
			struct vminfo_process *process)
{
	struct vminfo_mapping mappings[BATCH];
	struct vminfo_walk *walk;
	ssize_t n;
	int ret = vminfo_walk_new(process, NULL, &walk);

	if (ret)
		return ret;
	while ((n = vminfo_walk_mappings(walk, mappings, BATCH)) > 0)
		for (ssize_t i = 0; i < n; i++)
			if (mappings[i].kind == VMINFO_OBJECT &&
			    mappings[i].inode &&
			    !(mappings[i].permissions & VMINFO_SHARED))
				add_piece(object_of(objects, &mappings[i]),
					  &mappings[i]);
	vminfo_walk_free(walk);
	return (int)n;
}

static bool has_right(const struct symbol_object *object, uint32_t rights)
{
	for (size_t i = 0; i < object->count; i++)
		if (object->pieces[i].permissions & rights)
			return true;
	return false;
}

bool symbol_objects_is_code(const struct symbol_object *object)
{
	return has_right(object, VMINFO_EXECUTE);
}

static void open_objects(struct symbol_objects *objects,
			 const struct symbol_opener *opener)
{
	/* Text or data; other files that are mapped are not even opened. */
	for (size_t i = 0; i < objects->count; i++)
		if (has_right(&objects->list[i],
			      VMINFO_WRITE | VMINFO_EXECUTE))
			symbol_open_object(opener, &objects->list[i]);
}

int symbol_objects_list(struct symbol_objects *objects,
			struct vminfo_context *context,
			struct vminfo_process *process)
{
	struct symbol_objects found = {
		.page_size = vminfo_context_page_size(context),
		.root = -1,
	};
	int ret = list_objects(&found, process);

	if (ret) {
		symbol_objects_close(&found);
		return ret;
	}
	*objects = found;
	return 0;
}

int symbol_objects_open(struct symbol_objects *objects,
			struct vminfo_context *context, pid_t pid)
{
	struct symbol_opener opener = { .self = NULL };
	int ret = symbol_open_start(&opener, context, pid);

	if (ret)
		return ret;
	objects->root = opener.root;
	open_objects(objects, &opener);
	objects->preloads = symbol_preloads_read(pid, objects->root);
	symbol_open_end(&opener);
	return 0;
}

void symbol_objects_close(struct symbol_objects *objects)
{
	for (size_t i = 0; i < objects->count; i++) {
		free(objects->list[i].name);
		free(objects->list[i].pieces);
		if (objects->list[i].fd >= 0)
			close(objects->list[i].fd);
	}
	free(objects->list);
	free(objects->preloads);
	if (objects->root >= 0)
		close(objects->root);
	*objects = (struct symbol_objects){ .root = -1 };
}
