/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * How many pages are in swap, where some can only be suspected: from so many to
 * so many.  Pure arithmetic.
 */
#ifndef SWAP_BOUNDS_H
#define SWAP_BOUNDS_H

#include <stdbool.h>
#include <stdint.h>

struct swap_bounds {
	uint64_t least;
	uint64_t most;
};

/* Pages of which it is known, and others of which it is not. */
struct swap_suspects {
	uint64_t certain;
	uint64_t maybe;
};

/* Nothing else is known. */
struct swap_bounds swap_bounds_of(const struct swap_suspects *pages);

/*
 * Of a part of a mapping, when smaps says how many pages of all of it are in
 * swap; `outside` are those in the rest.  Where smaps contradicts what was
 * seen, because something changed meanwhile, it is not believed.
 */
struct swap_bounds swap_bounds_within(const struct swap_suspects *inside,
				      const struct swap_suspects *outside,
				      uint64_t swapped);

/* The same, where smaps may count pages that are no pages of the mapping. */
struct swap_bounds swap_bounds_below(const struct swap_suspects *inside,
				     uint64_t swapped);

void swap_bounds_add(struct swap_bounds *sum, const struct swap_bounds *part);

/* Those of the rest, when so many are accounted for. */
struct swap_bounds swap_bounds_beyond(const struct swap_bounds *bounds,
				      uint64_t known);

bool swap_bounds_are_known(const struct swap_bounds *bounds);

#endif
