// SPDX-License-Identifier: LGPL-2.1-or-later
/* Whether pages that are neighbours by address are so in a swap area, too. */
#include "slot-locality.h"

#include <errno.h>

/* The number of the cluster that a slot is in. */
static uint64_t cluster_of(const struct slot_locality *l, uint64_t slot)
{
	return slot >> l->cluster;
}

void slot_locality_start(struct slot_locality *l, uint64_t page_size,
			 int cluster)
{
	*l = (struct slot_locality){ .page_size = page_size,
				     .cluster = cluster };
}

/* The pair of the last page of the run before and the first of this one. */
static void join_runs(struct slot_locality *l, const struct vminfo_run *run)
{
	const struct vminfo_run *last = &l->last;
	uint64_t slot = last->value + last->pages - 1;

	l->pairs++;
	if (l->cluster >= 0 &&
	    cluster_of(l, slot) == cluster_of(l, run->value))
		l->near++;
	if (slot + 1 != run->value)
		l->slot_runs++;
}

/* One pair is not near for each border of clusters inside. */
static void add_pairs(struct slot_locality *l, const struct vminfo_run *run)
{
	uint64_t pairs = run->pages - 1;

	l->pairs += pairs;
	if (l->cluster >= 0)
		l->near += pairs - (cluster_of(l, run->value + pairs) -
				    cluster_of(l, run->value));
}

void slot_locality_add(struct slot_locality *l, const struct vminfo_run *run)
{
	const struct vminfo_run *last = &l->last;

	if (!run->pages)
		return;
	if (last->pages && last->va + last->pages * l->page_size == run->va) {
		join_runs(l, run);
	} else {
		l->address_runs++;
		l->slot_runs++;
	}
	add_pairs(l, run);
	l->pages += run->pages;
	l->last = *run;
}

void slot_locality_interrupt(struct slot_locality *l)
{
	l->last.pages = 0;
}

void slot_locality_join(struct slot_locality *l,
			const struct slot_locality *other)
{
	l->pages += other->pages;
	l->address_runs += other->address_runs;
	l->slot_runs += other->slot_runs;
	l->pairs += other->pairs;
	l->near += other->near;
	slot_locality_interrupt(l);
}

int slot_locality_percent(const struct slot_locality *l, uint64_t *percent)
{
	if (!l->pairs)
		return -ENOENT;
	if (l->cluster < 0)
		return -ENODATA;
	/* Each page has 8 bytes in a page table: it cannot overflow. */
	*percent = l->near * 100 / l->pairs;
	return 0;
}
