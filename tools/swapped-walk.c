// SPDX-License-Identifier: LGPL-2.1-or-later
/* Goes over the mappings of a process, and counts what is in swap. */
#include <stdlib.h>
#include <string.h>

#include "complain.h"
#include "progress.h"
#include "spans.h"
#include "swapped-parts.h"

#define BATCH 512

/* --- runs ----------------------------------------------------------------- */

/* Who asks for areas wants to know the name of each; else one slot is enough to
 * tell what such areas are on. */
static void note_area(struct swapped *s, const struct vminfo_run *run)
{
	uint32_t bit = (uint32_t)1 << run->swap_type % SWAPPED_AREAS;

	if (s->group == SWAPPED_AREA || !(s->areas_seen & bit))
		swapped_areas_see(&s->areas, run);
	s->areas_seen |= bit;
}

static void keep_slots(struct swapped *s, const struct vminfo_run *run)
{
	struct swapped_area_part *part =
		&s->at.areas[run->swap_type % SWAPPED_AREAS];

	if (s->several || s->group == SWAPPED_AREA)
		frame_set_add(&part->slots, run->value, run->pages);
	if (s->group == SWAPPED_AREA)
		slot_locality_add(&part->locality, run);
}

static void count_slots(struct swapped *s, const struct vminfo_run *run)
{
	unsigned int area = run->swap_type % SWAPPED_AREAS;

	note_area(s, run);
	keep_slots(s, run);
	s->part.seen_slots += run->pages;
	s->part.slot_runs++;
	parts_add(&s->part.areas, area, run->pages * s->page_size);
}

static void count_shmem(struct swapped *s, const struct vminfo_run *run)
{
	const struct vminfo_mapping *mapping = vminfo_walk_mapping(s->walk);
	uint64_t offset = mapping->offset + (run->va - mapping->va);

	swap_object_add_pages(swap_objects_find(&s->at.objects, mapping),
			      offset / s->page_size, run->pages);
	s->known_shmem += run->pages;
}

static void count_in_swap(struct swapped *s, const struct vminfo_run *run,
			  enum swap_kind kind)
{
	s->part.runs += run->va != s->next;
	s->next = run->va + run->pages * s->page_size;
	if (kind == SWAP_OWN && run->value != VMINFO_NONE)
		count_slots(s, run);
	else if (kind == SWAP_SHMEM)
		count_shmem(s, run);
}

/* Once for a mapping: it costs more than the walk. */
static void look_closer(struct swapped *s)
{
	if (s->has_doubt)
		return;
	s->has_doubt = true;
	swap_doubt_look(&s->doubt, &(struct swap_doubt_how){
		.process = s->at.process,
		.walk = s->walk,
		.want = resolve_want(s->visit.target),
		.page_size = s->page_size,
	});
}

static void take_run(struct swapped *s, const struct vminfo_run *run)
{
	enum swap_kind kind = swap_kind_of(run, &s->mapping, &s->backing);
	struct vminfo_run seen = *run;

	if (!s->part.pages)
		s->part.va = run->va;
	s->part.pages += run->pages;
	if (kind == SWAP_NOT)
		return;
	if (kind != SWAP_OWN && kind != SWAP_SHMEM)
		look_closer(s);
	if (kind == SWAP_SPECIAL && s->doubt.specials)
		kind = SWAP_MAYBE_OWN;
	swap_pages_add(&s->pages, kind, run->pages);
	kind = swap_doubt_settle(&s->doubt, kind);
	if (kind == SWAP_NOT)
		return;
	/* What was taken for the number of a frame is none of a slot. */
	if (seen.state != VMINFO_SWAPPED)
		seen.value = VMINFO_NONE;
	count_in_swap(s, &seen, kind);
	swapped_put_run(s, &seen, kind);
}

/* --- mappings ------------------------------------------------------------- */

static void begin_mapping(struct swapped *s)
{
	const struct vminfo_mapping *mapping = vminfo_walk_mapping(s->walk);
	size_t room = strlen(mapping->name) + 1;

	if (room > s->name_room) {
		free(s->name);
		s->name = malloc(room);
		s->name_room = room;
	}
	if (!s->name)
		complain_out_of_memory();
	memcpy(s->name, mapping->name, room);
	s->mapping = *mapping;
	s->mapping.name = s->name;
	s->in_mapping = target_wants_name(s->visit.target, s->name);
	globs_met_note(&s->globs, s->name);
	s->has_doubt = false;
	for (size_t i = 0; i < SWAPPED_AREAS; i++)
		slot_locality_interrupt(&s->at.areas[i].locality);
	s->pages = (struct swap_pages){ 0 };
	s->known_shmem = 0;
	s->next = VMINFO_NONE;
	parts_clear(&s->part.areas);
	s->part = (struct swapped_sum){
		.areas = s->part.areas,
		.smaps_swap = VMINFO_NONE,
		.smaps_swap_pss = VMINFO_NONE,
	};
}

static void add_sum(struct swapped_sum *sum, struct swapped_sum *part)
{
	swap_bounds_add(&sum->counts.own, &part->counts.own);
	swap_bounds_add(&sum->counts.shmem, &part->counts.shmem);
	swap_bounds_add(&sum->counts.all, &part->counts.all);
	sum->pages += part->pages;
	sum->seen_slots += part->seen_slots;
	sum->runs += part->runs;
	sum->slot_runs += part->slot_runs;
	parts_join(&sum->areas, &part->areas);
}

/* A recording has no smaps_rollup; what is missing of a part is missing. */
static void add_smaps(uint64_t *sum, uint64_t part)
{
	*sum = *sum == VMINFO_NONE || part == VMINFO_NONE ? VMINFO_NONE
							  : *sum + part;
}

/* Pages of an object that are in swap, but not which they are. */
static void add_others(struct swapped *s)
{
	struct swap_bounds others = swap_bounds_beyond(&s->part.counts.shmem,
					    s->known_shmem);

	if (others.most)
		swap_object_add_others(swap_objects_find(&s->at.objects,
							 &s->mapping),
				       &others);
}

/* smaps does not count a part of it. */
static void forget_smaps_of_part(struct swapped *s)
{
	if (s->part.pages >= s->mapping.length / s->page_size)
		return;
	s->part.smaps_swap = s->part.smaps_swap_pss = VMINFO_NONE;
}

/* Whether a page of that kind that is listed is still in doubt. */
static bool lists_doubt(const struct swapped *s, enum swap_kind maybe)
{
	return s->group == SWAPPED_RANGE && s->part.counts.all.most &&
	       swap_doubt_settle(&s->doubt, maybe) == maybe;
}

/* Who lists pages wants to know which, and others how many. */
static void note_doubt(struct swapped *s)
{
	const struct swap_counts *counts = &s->part.counts;

	if (s->pages.own.maybe &&
	    (lists_doubt(s, SWAP_MAYBE_OWN) ||
	     !swap_bounds_are_known(&counts->own)))
		s->hidden += s->pages.own.maybe;
	if (s->pages.shmem.maybe &&
	    (lists_doubt(s, SWAP_MAYBE_SHMEM) ||
	     !swap_bounds_are_known(&counts->shmem)))
		resolve_count(&s->resolve, &s->backing);
}

static void end_mapping(struct swapped *s)
{
	static const struct swap_doubt none = { .known = false };

	if (!s->in_mapping)
		return;
	s->in_mapping = false;
	s->part.counts = swap_doubt_count(s->has_doubt ? &s->doubt : &none,
					  &s->pages);
	add_others(s);
	note_doubt(s);
	forget_smaps_of_part(s);
	if (s->part.counts.all.least > s->at.least)
		s->at.least = s->part.counts.all.least;
	swapped_put_mapping(s);
	add_sum(&s->at.sum, &s->part);
	if (!s->visit.target->recorded)
		return;
	add_smaps(&s->at.sum.smaps_swap, s->part.smaps_swap);
	add_smaps(&s->at.sum.smaps_swap_pss, s->part.smaps_swap_pss);
}

/* While the walk is in it. */
static void read_smaps(struct swapped *s)
{
	struct vminfo_smaps smaps;

	if (!(s->wants & SWAPPED_WANTS_SMAPS) ||
	    (s->group != SWAPPED_MAPPING && !s->visit.target->recorded) ||
	    vminfo_walk_smaps(s->walk, s->mapping.va, &smaps) < 0)
		return;
	s->part.smaps_swap = smaps.swap;
	s->part.smaps_swap_pss = smaps.swap_pss;
}

static void arrive(struct swapped *s)
{
	const struct vminfo_mapping *mapping = vminfo_walk_mapping(s->walk);

	if (s->name && s->in_mapping && mapping->va == s->mapping.va)
		return;
	end_mapping(s);
	begin_mapping(s);
	if (s->in_mapping)
		read_smaps(s);
}

/* --- walks ---------------------------------------------------------------- */

static ssize_t take_batch(struct swapped *s, struct vminfo_run *runs)
{
	ssize_t n = vminfo_walk_runs(s->walk, runs, NULL, BATCH);

	if (n <= 0)
		return n;
	progress_runs(runs, (size_t)n, s->page_size);
	arrive(s);
	if (!s->in_mapping)
		return n;
	s->backing = (struct vminfo_backing){ .object = 0 };
	vminfo_walk_backing(s->walk, &s->backing);
	for (ssize_t i = 0; i < n; i++)
		take_run(s, &runs[i]);
	return n;
}

void swapped_walk(struct swapped *s, const struct span *span)
{
	const struct vminfo_walk_options options = {
		.size = sizeof(options),
		.start = span->start,
		.length = span->length,
		.want = resolve_want(s->visit.target) | VMINFO_WANT_PRESENCE,
	};
	struct vminfo_run runs[BATCH];
	ssize_t n = vminfo_walk_new(s->at.process, &options, &s->walk);

	if (n < 0) {
		s->at.cut_short = true;
		visit_failed(&s->visit, (int)n);
		return;
	}
	s->in_mapping = false;
	while ((n = take_batch(s, runs)) > 0)
		;
	end_mapping(s);
	s->at.cut_short |= n < 0;
	visit_check_walk(&s->visit, vminfo_process_pid(s->at.process), s->walk,
			 n);
	s->cut_short |= vminfo_walk_status(s->walk) != VMINFO_COMPLETE;
	vminfo_walk_free(s->walk);
	s->walk = NULL;
}
