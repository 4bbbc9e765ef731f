// SPDX-License-Identifier: LGPL-2.1-or-later
/* A look at a process, kept to be compared with another. */
#include "look.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "progress.h"
#include "spans.h"

#define BATCH 256

/* Room for one more of `size` bytes each. */
static int grow(void **list, size_t used, size_t *room, size_t size)
{
	size_t more = *room ? 2 * *room : 64;
	void *larger;

	if (used < *room)
		return 0;
	larger = reallocarray(*list, more, size);
	if (!larger)
		return -ENOMEM;
	*list = larger;
	*room = more;
	return 0;
}

/* Names of neighbours are often the same. */
static int add_name(struct look *look, const char *name, size_t *at)
{
	const struct look_mapping *last = NULL;
	size_t bytes = strlen(name) + 1;

	if (look->mapping_count)
		last = &look->mappings[look->mapping_count - 1];
	if (last && strcmp(look_name(look, last), name) == 0) {
		*at = last->name;
		return 0;
	}
	if (look->name_room - look->name_used < bytes) {
		size_t room = 2 * look->name_room + bytes;
		char *names = realloc(look->names, room);

		if (!names)
			return -ENOMEM;
		look->names = names;
		look->name_room = room;
	}
	memcpy(look->names + look->name_used, name, bytes);
	*at = look->name_used;
	look->name_used += bytes;
	return 0;
}

int look_add_mapping(struct look *look, const struct vminfo_mapping *mapping)
{
	void *list = look->mappings;
	size_t name;
	int ret = add_name(look, mapping->name, &name);

	if (ret == 0)
		ret = grow(&list, look->mapping_count, &look->mapping_room,
			   sizeof(*look->mappings));
	if (ret)
		return ret;
	look->mappings = list;
	look->mappings[look->mapping_count] = (struct look_mapping){
		.is = *mapping,
		.name = name,
		.first = look->run_count,
	};
	look->mappings[look->mapping_count++].is.name = NULL;
	return 0;
}

int look_add_run(struct look *look, const struct vminfo_run *run)
{
	void *list = look->runs;
	int ret = grow(&list, look->run_count, &look->run_room,
		       sizeof(*look->runs));

	if (ret)
		return ret;
	look->runs = list;
	look->runs[look->run_count++] = *run;
	look->mappings[look->mapping_count - 1].count++;
	return 0;
}

const char *look_name(const struct look *look,
		      const struct look_mapping *mapping)
{
	return look->names + mapping->name;
}

/* The same one; it may have grown or shrunk since the batch before. */
static bool goes_on(const struct look *look, const struct vminfo_mapping *now)
{
	const struct vminfo_mapping *then;

	if (!look->mapping_count)
		return false;
	then = &look->mappings[look->mapping_count - 1].is;
	return now->va <= then->va && now->va + (now->length - 1) >= then->va;
}

static int add_batch(struct look *look, const struct vminfo_mapping *mapping,
		     const struct vminfo_run *runs, ssize_t n)
{
	int ret = 0;

	if (!goes_on(look, mapping))
		ret = look_add_mapping(look, mapping);
	for (ssize_t i = 0; ret == 0 && i < n; i++)
		ret = look_add_run(look, &runs[i]);
	return ret;
}

/* The page number behind the last page that was seen. */
static uint64_t end_of(const struct look *look)
{
	const struct vminfo_run *last;

	if (!look->run_count)
		return 0;
	last = &look->runs[look->run_count - 1];
	return last->va / look->page_size + last->pages;
}

/* What ended the walk, or -ENOMEM. */
static ssize_t add_runs(struct look *look, struct vminfo_walk *walk)
{
	struct vminfo_run runs[BATCH];
	ssize_t n;

	while ((n = vminfo_walk_runs(walk, runs, NULL, BATCH)) > 0) {
		int ret;

		progress_runs(runs, (size_t)n, look->page_size);
		ret = add_batch(look, vminfo_walk_mapping(walk), runs, n);
		if (ret)
			return ret;
	}
	return n;
}

static int walk_span(struct look *look, struct vminfo_process *process,
		     const struct span *span, const struct look_how *how)
{
	struct vminfo_walk_options options = {
		.size = sizeof(options),
		.start = span->start,
		.length = span->length,
		/* All pages of a huge one have those of its first. */
		.split = LOOK_SPLIT,
	};
	struct vminfo_walk *walk;
	ssize_t ended;
	int ret = vminfo_walk_new(process, &options, &walk);

	if (ret)
		return ret;
	ended = add_runs(look, walk);
	if (ended < 0)
		look->seen_to = end_of(look);
	if (ended != -ENOMEM && how->walked)
		how->walked(how->data, walk, ended);
	vminfo_walk_free(walk);
	return ended == -ENOMEM ? -ENOMEM : 0;
}

int look_take(struct look *look, struct vminfo_context *context,
	      struct vminfo_process *process, const struct look_how *how)
{
	const char *name = vminfo_process_name(process);
	int ret = 0;

	look_clear(look);
	look->pid = vminfo_process_pid(process);
	look->page_size = vminfo_context_page_size(context);
	memcpy(look->command, name, strnlen(name, sizeof(look->command) - 1));
	/* Behind what was not seen nothing is known. */
	for (size_t i = 0; ret == 0 && i < how->count &&
			   look->seen_to == UINT64_MAX; i++)
		ret = walk_span(look, process, &how->spans[i], how);
	if (ret)
		look_clear(look);
	return ret;
}

void look_clear(struct look *look)
{
	memset(look->command, 0, sizeof(look->command));
	look->mapping_count = 0;
	look->run_count = 0;
	look->name_used = 0;
	look->seen_to = UINT64_MAX;
}

void look_free(struct look *look)
{
	free(look->mappings);
	free(look->runs);
	free(look->names);
	*look = (struct look){ 0 };
}
