// SPDX-License-Identifier: LGPL-2.1-or-later
/* Adds up the runs of a process, mapping by mapping. */
#include "sums.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "complain.h"

#define BATCH 256

struct adding {
	struct sums *sums;
	struct tally part;		/* of the mapping */
	struct sums_mapping mapping;
	bool open;			/* there is one */
};

static bool is_less(const struct sums_mapping *a, const struct sums_mapping *b)
{
	return a->present + a->swapped < b->present + b->swapped;
}

/* Takes the name, if it is one of the largest. */
static void consider(struct sums *sums, struct sums_mapping *mapping)
{
	size_t at = sums->largest_count;
	struct sums_mapping *list = sums->largest;

	if (at == SUMS_LARGEST) {
		if (!is_less(&list[at - 1], mapping))
			return;
		free(list[--at].name);
	} else {
		sums->largest_count++;
	}
	for (; at && is_less(&list[at - 1], mapping); at--)
		list[at] = list[at - 1];
	list[at] = *mapping;
	mapping->name = NULL;
}

static void end_mapping(struct adding *adding)
{
	struct tally *part = &adding->part;

	if (!adding->open)
		return;
	adding->mapping.present = part->of_state[VMINFO_PRESENT];
	adding->mapping.swapped = part->of_state[VMINFO_SWAPPED];
	tally_add(&adding->sums->total, part);
	if (adding->mapping.present + adding->mapping.swapped)
		consider(adding->sums, &adding->mapping);
	free(adding->mapping.name);
	adding->open = false;
}

static void begin_mapping(struct adding *adding,
			  const struct vminfo_mapping *mapping)
{
	end_mapping(adding);
	tally_start(&adding->part);
	adding->mapping = (struct sums_mapping){
		.va = mapping->va,
		.length = mapping->length,
		.name = strdup(mapping->name),
	};
	if (!adding->mapping.name)
		complain_out_of_memory();
	adding->open = true;
}

static void add_runs(struct adding *adding, const struct vminfo_run *runs,
		     size_t n)
{
	struct sums *sums = adding->sums;

	for (size_t i = 0; i < n; i++) {
		tally_run(&adding->part, &runs[i]);
		sums->seen |= runs[i].any;
		if (runs[i].state == VMINFO_PRESENT &&
		    runs[i].all & VMINFO_FILE)
			sums->of_objects += runs[i].pages;
	}
}

static ssize_t add_all(struct adding *adding, struct vminfo_walk *walk)
{
	struct vminfo_run runs[BATCH];
	ssize_t n;

	while ((n = vminfo_walk_runs(walk, runs, NULL, BATCH)) > 0) {
		const struct vminfo_mapping *m = vminfo_walk_mapping(walk);

		/* A batch never crosses a mapping. */
		if (!m)
			continue;
		if (!adding->open || m->va != adding->mapping.va)
			begin_mapping(adding, m);
		add_runs(adding, runs, (size_t)n);
	}
	end_mapping(adding);
	return n;
}

int sums_take(struct sums *sums, struct vminfo_process *process,
	      sums_walked *walked, void *data)
{
	const struct vminfo_walk_options options = {
		.size = sizeof(options),
		.split = VMINFO_FILE | VMINFO_HUGE | VMINFO_HUGE_UNKNOWN,
	};
	struct adding adding = { .sums = sums };
	struct vminfo_walk *walk;
	ssize_t n;
	int ret;

	*sums = (struct sums){ .seen = 0 };
	ret = vminfo_walk_new(process, &options, &walk);
	if (ret < 0)
		return ret;
	n = add_all(&adding, walk);
	walked(data, walk, n);
	vminfo_walk_free(walk);
	return 0;
}

void sums_free(struct sums *sums)
{
	for (size_t i = 0; i < sums->largest_count; i++)
		free(sums->largest[i].name);
}
