// SPDX-License-Identifier: LGPL-2.1-or-later
/* Pages of which the walk cannot tell whether they are in swap. */
#include "swap-doubt.h"

#define BATCH 256

/* Of some file systems, as overlayfs, it is not known whether the file behind
 * them is in memory alone. */
static bool may_be_shmem(const struct vminfo_mapping *mapping,
			 const struct vminfo_backing *backing)
{
	return mapping->kind == VMINFO_OBJECT &&
	       backing->object != VMINFO_BACKED_BY_FILE &&
	       backing->object != VMINFO_BACKED_BY_OTHER;
}

/* Of all pages that were asked of, and markers are. */
static bool has_answered(const struct vminfo_backing *backing)
{
	return backing->method == VMINFO_BACKING_CACHESTAT && !backing->reason;
}

enum swap_kind swap_kind_of(const struct vminfo_run *run,
			    const struct vminfo_mapping *mapping,
			    const struct vminfo_backing *backing)
{
	bool changed = run->any & VMINFO_CHANGED;

	switch (run->state) {
	case VMINFO_SWAPPED:
		return changed ? SWAP_MAYBE_OWN : SWAP_OWN;
	case VMINFO_SHMEM_SWAPPED:
		return changed ? SWAP_MAYBE_SHMEM : SWAP_SHMEM;
	/* What a mapping shares has no slots of the process. */
	case VMINFO_NONPRESENT:
		if (!(mapping->permissions & VMINFO_SHARED))
			return SWAP_MAYBE_OWN;
		return may_be_shmem(mapping, backing) ? SWAP_MAYBE_SHMEM
						      : SWAP_NOT;
	/* A page of shared memory that was write-protected leaves a marker
	 * where it was, when it is paged out. */
	case VMINFO_MARKER:
		if (!changed && has_answered(backing))
			return SWAP_NOT;
		return may_be_shmem(mapping, backing) ? SWAP_MAYBE_SHMEM
						      : SWAP_NOT;
	case VMINFO_UNRESOLVED:
		return may_be_shmem(mapping, backing) ? SWAP_MAYBE_SHMEM
						      : SWAP_NOT;
	case VMINFO_SPECIAL:
	case VMINFO_MIGRATING:
	case VMINFO_DEVICE:
		return SWAP_SPECIAL;
	/* Of the hardware, which is a type of its own. */
	case VMINFO_POISONED:
		return run->value == VMINFO_NONE ? SWAP_NOT : SWAP_SPECIAL;
	default:
		return SWAP_NOT;
	}
}

void swap_pages_add(struct swap_pages *sum, enum swap_kind kind,
		    uint64_t pages)
{
	switch (kind) {
	case SWAP_OWN:
		sum->own.certain += pages;
		break;
	case SWAP_SHMEM:
		sum->shmem.certain += pages;
		break;
	case SWAP_MAYBE_OWN:
		sum->own.maybe += pages;
		break;
	case SWAP_MAYBE_SHMEM:
		sum->shmem.maybe += pages;
		break;
	case SWAP_SPECIAL:
		sum->special += pages;
		break;
	case SWAP_NOT:
		break;
	}
}

/* --- a closer look -------------------------------------------------------- */

struct closer_look {
	struct swap_pages pages;
	bool markers;		/* are among those in doubt */
	bool guards;		/* or poison, in the place of what may be */
};

static void count_run(struct closer_look *look, const struct vminfo_run *run,
		      enum swap_kind kind)
{
	swap_pages_add(&look->pages, kind, run->pages);
	look->markers |= run->state == VMINFO_MARKER && kind != SWAP_NOT;
	look->guards |= run->state == VMINFO_GUARD ||
			run->state == VMINFO_POISONED;
}

/* All of a mapping: false if that could not be seen. */
static bool count_all(const struct swap_doubt_how *how,
		      const struct vminfo_mapping *mapping,
		      struct closer_look *look)
{
	const struct vminfo_walk_options options = {
		.size = sizeof(options),
		.start = mapping->va,
		.length = mapping->length,
		.want = how->want,
	};
	struct vminfo_backing backing = { .object = 0 };
	struct vminfo_run runs[BATCH];
	struct vminfo_walk *walk;
	ssize_t n;

	*look = (struct closer_look){ .markers = false };
	if (vminfo_walk_new(how->process, &options, &walk) < 0)
		return false;
	while ((n = vminfo_walk_runs(walk, runs, NULL, BATCH)) > 0) {
		vminfo_walk_backing(walk, &backing);
		for (ssize_t i = 0; i < n; i++)
			count_run(look, &runs[i],
				  swap_kind_of(&runs[i], mapping, &backing));
	}
	n = vminfo_walk_status(walk) == VMINFO_COMPLETE ? 0 : -1;
	vminfo_walk_free(walk);
	return n == 0;
}

static bool are_same(const struct swap_suspects *a,
		     const struct swap_suspects *b)
{
	return a->certain == b->certain && a->maybe == b->maybe;
}

/*
 * smaps asks the object for all of the mapping at once, unless it is private
 * and writable: it counts what is behind pages that were copied before, and
 * behind guards, too.
 */
static bool may_count_more(const struct vminfo_mapping *mapping,
			   const struct closer_look *look)
{
	const uint32_t how = mapping->permissions &
			     (VMINFO_SHARED | VMINFO_WRITE);

	return mapping->kind == VMINFO_OBJECT &&
	       (!how || (how != VMINFO_WRITE && look->guards));
}

/* Else it asks for each page without an entry; a marker is one. */
static bool may_count_less(const struct vminfo_mapping *mapping,
			   const struct closer_look *look)
{
	return !(mapping->permissions & VMINFO_SHARED) && look->markers;
}

static uint64_t all_of(const struct swap_pages *pages)
{
	return pages->own.certain + pages->own.maybe +
	       pages->shmem.certain + pages->shmem.maybe;
}

/* What smaps counts must be somewhere. */
static void doubt_specials(struct swap_doubt *doubt)
{
	doubt->specials = doubt->known && !doubt->below &&
			  doubt->swapped > all_of(&doubt->pages);
	if (doubt->specials)
		doubt->pages.own.maybe += doubt->pages.special;
}

void swap_doubt_look(struct swap_doubt *doubt,
		     const struct swap_doubt_how *how)
{
	const struct vminfo_mapping mapping = *vminfo_walk_mapping(how->walk);
	struct closer_look before, after;
	struct vminfo_smaps smaps;

	*doubt = (struct swap_doubt){ .known = false };
	/* The three are of one state only if nothing changed between. */
	if (!count_all(how, &mapping, &before) ||
	    vminfo_walk_smaps(how->walk, mapping.va, &smaps) < 0 ||
	    smaps.swap == VMINFO_NONE ||
	    !count_all(how, &mapping, &after))
		return;
	doubt->pages = after.pages;
	doubt->known = are_same(&before.pages.own, &after.pages.own) &&
		       are_same(&before.pages.shmem, &after.pages.shmem) &&
		       !may_count_less(&mapping, &after);
	doubt->below = may_count_more(&mapping, &after);
	doubt->swapped = smaps.swap / how->page_size;
	doubt_specials(doubt);
}

/* --- what it means -------------------------------------------------------- */

enum swap_kind swap_doubt_settle(const struct swap_doubt *doubt,
				 enum swap_kind kind)
{
	if (kind == SWAP_SPECIAL)
		kind = doubt->specials ? SWAP_MAYBE_OWN : SWAP_NOT;
	if ((kind != SWAP_MAYBE_OWN && kind != SWAP_MAYBE_SHMEM) ||
	    !doubt->known)
		return kind;
	if (!doubt->swapped)
		return SWAP_NOT;
	if (doubt->below || doubt->swapped != all_of(&doubt->pages))
		return kind;
	return kind == SWAP_MAYBE_OWN ? SWAP_OWN : SWAP_SHMEM;
}

static struct swap_suspects sum_of(const struct swap_pages *pages)
{
	return (struct swap_suspects){
		pages->own.certain + pages->shmem.certain,
		pages->own.maybe + pages->shmem.maybe,
	};
}

/* Of one kind, where nothing of the other is in doubt. */
static struct swap_bounds count_kind(const struct swap_doubt *doubt,
				     const struct swap_suspects *inside,
				     const struct swap_suspects *all,
				     const struct swap_suspects *others)
{
	struct swap_suspects outside = { all->certain - inside->certain,
					 all->maybe - inside->maybe };

	if (others->maybe || doubt->swapped < others->certain)
		return swap_bounds_of(inside);
	return swap_bounds_within(inside, &outside,
				  doubt->swapped - others->certain);
}

static uint64_t all_of_kind(const struct swap_suspects *pages)
{
	return pages->certain + pages->maybe;
}

static struct swap_bounds only(uint64_t pages)
{
	return (struct swap_bounds){ pages, pages };
}

/* More than all of it: it changed after the closer look. */
static bool contains(const struct swap_suspects *all,
		     const struct swap_suspects *inside)
{
	return inside->certain <= all->certain && inside->maybe <= all->maybe;
}

struct swap_counts swap_doubt_count(const struct swap_doubt *doubt,
				    const struct swap_pages *inside)
{
	const struct swap_pages *all = &doubt->pages;
	struct swap_suspects sum = sum_of(inside), all_sum = sum_of(all);
	struct swap_counts counts = {
		swap_bounds_of(&inside->own), swap_bounds_of(&inside->shmem),
		swap_bounds_of(&sum),
	};
	struct swap_suspects none = { 0, 0 };

	if (!doubt->known || !contains(&all->own, &inside->own) ||
	    !contains(&all->shmem, &inside->shmem))
		return counts;
	/* None of them, or all: then it is known of each kind. */
	if (!doubt->swapped && !sum_of(all).certain)
		return (struct swap_counts){ .all = { 0, 0 } };
	if (doubt->below) {
		counts.all = swap_bounds_below(&sum, doubt->swapped);
		return counts;
	}
	if (doubt->swapped == all_of(all))
		return (struct swap_counts){
			only(all_of_kind(&inside->own)),
			only(all_of_kind(&inside->shmem)),
			only(all_of(inside)),
		};
	counts.own = count_kind(doubt, &inside->own, &all->own, &all->shmem);
	counts.shmem = count_kind(doubt, &inside->shmem, &all->shmem,
				  &all->own);
	counts.all = count_kind(doubt, &sum, &all_sum, &none);
	return counts;
}
