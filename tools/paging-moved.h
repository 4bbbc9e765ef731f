/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Slots of swap that are at another address than before, as after mremap(2):
 * their pages neither went out nor came in.
 */
#ifndef PAGING_MOVED_H
#define PAGING_MOVED_H

#include <stdbool.h>
#include <stddef.h>

#include "paging-list.h"

/* Stretches of slots that are not where they were. */
struct paging_moved {
	struct paging_list left;	/* by area and slot, once sorted */
	bool nameless;			/* numbers of some are not known */
};

void paging_moved_add(struct paging_moved *moved,
		      const struct paging_stretch *left);
void paging_moved_sort(struct paging_moved *moved);

/*
 * What is known of the first pages of a stretch that is new at its address, as
 * many as it is the same of: *pages.  The stretch that they were in, or NULL.
 */
const struct paging_stretch *
paging_moved_find(const struct paging_moved *moved,
		  const struct paging_stretch *came, uint64_t *pages);

void paging_moved_free(struct paging_moved *moved);

#endif
