// SPDX-License-Identifier: LGPL-2.1-or-later
/* Pages of which the walk cannot tell whether they are in swap. */
#include "swap-doubt.h"

#define BATCH 256

enum swap_kind swap_kind_of(const struct vminfo_run *run,
			    const struct vminfo_backing *backing)
{
	bool changed = run->any & VMINFO_CHANGED;

	switch (run->state) {
	case VMINFO_SWAPPED:
		return changed ? SWAP_MAYBE_OWN : SWAP_OWN;
	case VMINFO_SHMEM_SWAPPED:
		return changed ? SWAP_MAYBE_SHMEM : SWAP_SHMEM;
	case VMINFO_NONPRESENT:
		return SWAP_MAYBE_OWN;
	case VMINFO_UNRESOLVED:
		/* Of some file systems, as overlayfs, it is not known whether
		 * the file behind them is in memory alone. */
		return backing->object == VMINFO_BACKED_BY_FILE ||
		       backing->object == VMINFO_BACKED_BY_OTHER
			? SWAP_NOT : SWAP_MAYBE_SHMEM;
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
	case SWAP_NOT:
		break;
	}
}

/* --- a closer look -------------------------------------------------------- */

/* All of a mapping: false if that could not be seen. */
static bool count_all(const struct swap_doubt_how *how,
		      const struct vminfo_mapping *mapping,
		      struct swap_pages *pages)
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

	*pages = (struct swap_pages){ 0 };
	if (vminfo_walk_new(how->process, &options, &walk) < 0)
		return false;
	while ((n = vminfo_walk_runs(walk, runs, NULL, BATCH)) > 0) {
		vminfo_walk_backing(walk, &backing);
		for (ssize_t i = 0; i < n; i++)
			swap_pages_add(pages, swap_kind_of(&runs[i], &backing),
				       runs[i].pages);
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
 * Of a private mapping that is not writable, smaps counts what shared memory
 * has in swap behind pages that were copied before, too.
 */
static bool may_count_more(const struct vminfo_mapping *mapping)
{
	return mapping->kind != VMINFO_ANONYMOUS &&
	       !(mapping->permissions & (VMINFO_SHARED | VMINFO_WRITE));
}

void swap_doubt_look(struct swap_doubt *doubt,
		     const struct swap_doubt_how *how)
{
	const struct vminfo_mapping mapping = *vminfo_walk_mapping(how->walk);
	struct swap_pages before;
	struct vminfo_smaps smaps;

	*doubt = (struct swap_doubt){ .below = may_count_more(&mapping) };
	/* The three are of one state only if nothing changed between. */
	if (!count_all(how, &mapping, &before) ||
	    vminfo_walk_smaps(how->walk, mapping.va, &smaps) < 0 ||
	    smaps.swap == VMINFO_NONE ||
	    !count_all(how, &mapping, &doubt->pages))
		return;
	doubt->known = are_same(&before.own, &doubt->pages.own) &&
		       are_same(&before.shmem, &doubt->pages.shmem);
	doubt->swapped = smaps.swap / how->page_size;
}

/* --- what it means -------------------------------------------------------- */

static uint64_t all_of(const struct swap_pages *pages)
{
	return pages->own.certain + pages->own.maybe +
	       pages->shmem.certain + pages->shmem.maybe;
}

enum swap_kind swap_doubt_settle(const struct swap_doubt *doubt,
				 enum swap_kind kind)
{
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
