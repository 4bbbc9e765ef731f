// SPDX-License-Identifier: LGPL-2.1-or-later
/* What a recording holds, looked up. */
#include "recording.h"

#include "memory.h"

void recording_free(struct recording *r)
{
	if (!r)
		return;
	growing_free(&r->texts);
	growing_free(&r->processes);
	growing_free(&r->mappings);
	growing_free(&r->pages);
	growing_free(&r->backed);
	growing_free(&r->items);
	growing_free(&r->item_names);
	growing_free(&r->threads);
	growing_free(&r->changed);
	growing_free(&r->swaps);
	growing_free(&r->regions);
	growing_free(&r->ram);
	growing_free(&r->zones);
	growing_free(&r->settings);
	growing_free(&r->frames);
	growing_free(&r->cgroups);
	memory_free(r);
}

const char *recording_text(const struct recording *r, recorded_text text)
{
	return (const char *)r->texts.rows + text;
}

/*
 * The first of n rows for which `ends_at` is not below what is looked for: rows
 * ascend, and do not overlap.  n: there is none.
 */
static size_t find(const void *rows, size_t n, uint64_t wanted,
		   uint64_t (*ends_at)(const void *rows, size_t i))
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (ends_at(rows, middle) < wanted)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static uint64_t end_of_process(const void *rows, size_t i)
{
	return (uint64_t)((const struct recorded_process *)rows)[i].pid;
}

static uint64_t end_of_mapping(const void *rows, size_t i)
{
	return ((const struct recorded_mapping *)rows)[i].last;
}

static uint64_t end_of_pages(const void *rows, size_t i)
{
	const struct recorded_pages *pages = rows;

	return pages[i].page + (pages[i].count - 1);
}

static uint64_t end_of_frames(const void *rows, size_t i)
{
	const struct recorded_frames *frames = rows;

	return frames[i].frame + (frames[i].count - 1);
}

static uint64_t end_of_cgroup(const void *rows, size_t i)
{
	return ((const struct recorded_cgroup *)rows)[i].inode;
}

static uint64_t end_of_range(const void *rows, size_t i)
{
	return ((const struct recorded_range *)rows)[i].last;
}

const struct recorded_process *recording_process(const struct recording *r,
						 pid_t pid)
{
	const struct recorded_process *processes = r->processes.rows;
	size_t i;

	if (pid <= 0)
		return NULL;
	i = find(processes, r->processes.n, (uint64_t)pid, end_of_process);
	if (i == r->processes.n || processes[i].pid != pid)
		return NULL;
	return &processes[i];
}

pid_t recording_next_process(const struct recording *r, pid_t after)
{
	const struct recorded_process *processes = r->processes.rows;
	uint64_t least = after < 0 ? 1 : (uint64_t)after + 1;
	size_t i = r->processes.n;

	if (i)
		i = find(processes, i, least, end_of_process);
	return i == r->processes.n ? 0 : processes[i].pid;
}

const struct recorded_mapping *
recording_mapping(const struct recording *r, const struct recorded_process *p,
		  uint64_t va)
{
	const struct recorded_mapping *mappings = r->mappings.rows;
	size_t i;

	if (!p->mappings.n)
		return NULL;
	mappings += p->mappings.first;
	i = find(mappings, p->mappings.n, va, end_of_mapping);
	return i == p->mappings.n ? NULL : &mappings[i];
}

/* Of a table, the rows of these two mappings and of all between them. */
static struct recorded_part join(struct recorded_part first,
				 struct recorded_part last)
{
	return (struct recorded_part){
		.first = first.first,
		.n = last.first + last.n - first.first,
	};
}

static const struct recorded_pages *find_pages(const struct growing *table,
					       struct recorded_part part,
					       uint64_t page, size_t *n)
{
	const struct recorded_pages *pages = table->rows;
	size_t i;

	*n = 0;
	if (!part.n)
		return NULL;
	pages += part.first;
	i = find(pages, part.n, page, end_of_pages);
	*n = part.n - i;
	return *n ? &pages[i] : NULL;
}

/* Rows of the mappings of a process follow each other. */
static const struct recorded_mapping *
first_mapping(const struct recording *r, const struct recorded_process *p)
{
	const struct recorded_mapping *mappings = r->mappings.rows;

	return p->mappings.n ? &mappings[p->mappings.first] : NULL;
}

const struct recorded_pages *
recording_pages(const struct recording *r, const struct recorded_process *p,
		uint64_t page, size_t *n)
{
	const struct recorded_mapping *m = first_mapping(r, p);
	struct recorded_part part = { 0 };

	if (m)
		part = join(m->pages, m[p->mappings.n - 1].pages);
	return find_pages(&r->pages, part, page, n);
}

const struct recorded_pages *
recording_backed(const struct recording *r, const struct recorded_process *p,
		 uint64_t page, size_t *n)
{
	const struct recorded_mapping *m = first_mapping(r, p);
	struct recorded_part part = { 0 };

	if (m)
		part = join(m->backed, m[p->mappings.n - 1].backed);
	return find_pages(&r->backed, part, page, n);
}

const struct recorded_frames *recording_frames(const struct recording *r,
					       uint64_t frame, size_t *n)
{
	const struct recorded_frames *frames = r->frames.rows;
	size_t i = r->frames.n;

	if (i)
		i = find(frames, i, frame, end_of_frames);
	*n = r->frames.n - i;
	return *n ? &frames[i] : NULL;
}

const char *recording_cgroup(const struct recording *r, uint64_t inode)
{
	const struct recorded_cgroup *cgroups = r->cgroups.rows;
	size_t i = r->cgroups.n;

	if (i)
		i = find(cgroups, i, inode, end_of_cgroup);
	if (i == r->cgroups.n || cgroups[i].inode != inode)
		return NULL;
	return recording_text(r, cgroups[i].path);
}

bool recording_changed(const struct recording *r,
		       const struct recorded_process *p, uint64_t va,
		       uint64_t *until)
{
	const struct recorded_range *ranges = r->changed.rows;
	size_t i = p->changed.n;

	if (i) {
		ranges += p->changed.first;
		i = find(ranges, i, va, end_of_range);
	}
	if (i == p->changed.n) {
		*until = UINT64_MAX;
		return false;
	}
	*until = ranges[i].va <= va ? ranges[i].last : ranges[i].va - 1;
	return ranges[i].va <= va;
}
