// SPDX-License-Identifier: LGPL-2.1-or-later
/* The pages that frames are in: of which process, at which address. */
#include "places.h"

#include <stdlib.h>
#include <string.h>

#include "complain.h"

/* Room for one more at `count`, twice as much as before if there is none. */
static void *grow(void *list, size_t count, size_t *room, size_t size)
{
	if (count < *room)
		return list;
	*room = *room ? 2 * *room : 64;
	list = reallocarray(list, *room, size);
	if (!list)
		complain_out_of_memory();
	return list;
}

static bool is_full(struct places *p, size_t more)
{
	size_t used = p->count * sizeof(*p->list) +
		      p->mapping_count * sizeof(*p->mappings) + p->name_used;

	if (p->most && (used > p->most || more > p->most - used))
		p->full = true;
	return p->full;
}

static void begin(void *data, const struct scan_process *process)
{
	struct places *p = data;

	p->before.count = p->count;
	p->before.mappings = p->mapping_count;
	p->before.names = p->name_used;
	p->processes = grow(p->processes, p->process_count, &p->process_room,
			    sizeof(*p->processes));
	p->processes[p->process_count++] = *process;
}

/* A file has several mappings, one behind the other. */
static bool is_last_name(const struct places *p, const char *name)
{
	return p->mapping_count &&
	       !strcmp(p->names + p->mappings[p->mapping_count - 1].name, name);
}

static size_t add_name(struct places *p, const char *name)
{
	size_t length = strlen(name) + 1, at = p->name_used;

	if (is_last_name(p, name))
		return p->mappings[p->mapping_count - 1].name;
	while (p->name_room - at < length) {
		p->name_room = p->name_room ? 2 * p->name_room : 4096;
		p->names = realloc(p->names, p->name_room);
		if (!p->names)
			complain_out_of_memory();
	}
	memcpy(p->names + at, name, length);
	p->name_used += length;
	return at;
}

static void take_mapping(void *data, const struct vminfo_mapping *mapping)
{
	struct places *p = data;
	struct place_mapping *to;
	size_t name;

	if (is_full(p, sizeof(*to) + strlen(mapping->name) + 1))
		return;
	name = add_name(p, mapping->name);
	p->mappings = grow(p->mappings, p->mapping_count, &p->mapping_room,
			   sizeof(*p->mappings));
	to = &p->mappings[p->mapping_count++];
	*to = (struct place_mapping){
		.is = *mapping,
		.name = name,
		.process = (uint32_t)(p->process_count - 1),
	};
	to->is.name = NULL;
}

static void add(struct places *p, const struct place *place)
{
	if (is_full(p, sizeof(*place)))
		return;
	p->list = grow(p->list, p->count, &p->room, sizeof(*p->list));
	p->list[p->count] = *place;
	p->list[p->count++].mapping = (uint32_t)(p->mapping_count - 1);
}

static void take_run(void *data, const struct vminfo_run *run)
{
	struct places *p = data;
	struct place place = {
		.pfn = run->value,
		.va = run->va,
		.pages = 1,
		.attributes = run->any,
		.state = run->state,
	};

	if (run->state == VMINFO_ZERO) {
		place.pages = run->pages;
		add(p, &place);
		return;
	}
	for (uint64_t i = 0; i < run->pages && !p->full; i++) {
		add(p, &place);
		place.pfn++;
		place.va += p->page_size;
	}
}

/* Who exited maps nothing any more. */
static void end(void *data, bool whole)
{
	struct places *p = data;

	if (whole)
		return;
	p->count = p->before.count;
	p->mapping_count = p->before.mappings;
	p->name_used = p->before.names;
	p->process_count--;
}

struct scan_listener places_listener(struct places *places)
{
	return (struct scan_listener){
		.data = places,
		.begin = begin,
		.mapping = take_mapping,
		.run = take_run,
		.end = end,
	};
}

void places_clear(struct places *p)
{
	p->full = false;
	p->count = p->mapping_count = p->process_count = p->name_used = 0;
}

void places_free(struct places *p)
{
	free(p->list);
	free(p->mappings);
	free(p->processes);
	free(p->names);
	*p = (struct places){ 0 };
}

static int compare(const void *a, const void *b, void *data)
{
	const struct place *one = a, *other = b;
	pid_t one_pid, other_pid;

	if (one->pfn != other->pfn)
		return one->pfn > other->pfn ? 1 : -1;
	one_pid = places_process(data, one)->pid;
	other_pid = places_process(data, other)->pid;
	if (one_pid != other_pid)
		return one_pid > other_pid ? 1 : -1;
	return (one->va > other->va) - (one->va < other->va);
}

void places_sort(struct places *p)
{
	if (p->count)
		qsort_r(p->list, p->count, sizeof(*p->list), compare, p);
}

struct places_of places_of(const struct places *p, uint64_t pfn)
{
	size_t low = 0, high = p->count;
	struct places_of of = { 0 };

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (p->list[middle].pfn >= pfn)
			high = middle;
		else
			low = middle + 1;
	}
	of.list = p->list + low;
	while (low + of.count < p->count &&
	       of.list[of.count].pfn == pfn)
		of.count++;
	return of;
}

const struct place_mapping *places_mapping(const struct places *p,
					   const struct place *place)
{
	return &p->mappings[place->mapping];
}

const struct scan_process *places_process(const struct places *p,
					  const struct place *place)
{
	return &p->processes[places_mapping(p, place)->process];
}

const char *places_name(const struct places *p,
			const struct place_mapping *mapping)
{
	return p->names + mapping->name;
}
