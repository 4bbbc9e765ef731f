// SPDX-License-Identifier: LGPL-2.1-or-later
/* How many pages are in swap, where some can only be suspected. */
#include "swap-bounds.h"

struct swap_bounds swap_bounds_of(const struct swap_suspects *pages)
{
	return (struct swap_bounds){ pages->certain,
				     pages->certain + pages->maybe };
}

static uint64_t all_of(const struct swap_suspects *pages)
{
	return pages->certain + pages->maybe;
}

struct swap_bounds swap_bounds_within(const struct swap_suspects *inside,
				      const struct swap_suspects *outside,
				      uint64_t swapped)
{
	struct swap_bounds bounds = swap_bounds_of(inside);

	if (swapped < inside->certain + outside->certain ||
	    swapped > all_of(inside) + all_of(outside))
		return bounds;
	/* As many as there may be are elsewhere, or as few. */
	if (swapped > all_of(outside) &&
	    swapped - all_of(outside) > bounds.least)
		bounds.least = swapped - all_of(outside);
	if (swapped - outside->certain < bounds.most)
		bounds.most = swapped - outside->certain;
	return bounds;
}

struct swap_bounds swap_bounds_below(const struct swap_suspects *inside,
				     uint64_t swapped)
{
	struct swap_bounds bounds = swap_bounds_of(inside);

	if (swapped >= bounds.least && swapped < bounds.most)
		bounds.most = swapped;
	return bounds;
}

void swap_bounds_add(struct swap_bounds *sum, const struct swap_bounds *part)
{
	sum->least += part->least;
	sum->most += part->most;
}

bool swap_bounds_are_known(const struct swap_bounds *bounds)
{
	return bounds->least == bounds->most;
}

struct swap_bounds swap_bounds_beyond(const struct swap_bounds *bounds,
				      uint64_t known)
{
	return (struct swap_bounds){
		bounds->least > known ? bounds->least - known : 0,
		bounds->most > known ? bounds->most - known : 0,
	};
}
