/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Where the pages of a process are, as far as paging goes: stretches of pages
 * that are in the same kind of place, by ascending addresses.
 */
#ifndef PAGING_LIST_H
#define PAGING_LIST_H

#include <stddef.h>
#include <stdint.h>

#include <vminfo.h>

#include "swap-doubt.h"

enum paging_place {
	PAGING_UNMAPPED,	/* in no stretch: no mapping, or none that is
				   wanted */
	PAGING_EMPTY,		/* no memory, and never swap: absent, guard,
				   the zero page, pages of a file */
	PAGING_OWN,		/* in RAM, and the process' own */
	PAGING_SHARED,		/* in RAM, and of an object */
	PAGING_NOT_SWAPPED,	/* in RAM or nowhere */
	PAGING_SLOT,		/* in swap, and the process' own */
	PAGING_OBJECT,		/* in swap, and of a shared memory object */
	PAGING_UNKNOWN,
	PAGING_PLACES,
};

/* Whether they went out while they were watched. */
enum paging_seen { PAGING_NOT_SEEN, PAGING_SEEN, PAGING_MAYBE_SEEN };

struct paging_stretch {
	uint64_t page;		/* number of the first one: address by size */
	uint64_t pages;
	uint64_t slot;		/* of the first one; VMINFO_NONE: not known, or
				   none */
	uint8_t place;		/* enum paging_place */
	uint8_t area;		/* of the slot */
	uint8_t seen;		/* enum paging_seen */
};

struct paging_list {
	struct paging_stretch *list;
	size_t count;
	size_t room;
};

/* Behind all that is there; becomes a part of the last one if it can. */
void paging_list_add(struct paging_list *list,
		     const struct paging_stretch *stretch);

/* Forgets what it holds, but not the memory for it. */
void paging_list_clear(struct paging_list *list);
void paging_list_free(struct paging_list *list);

/* Where the pages of a run are, unless swap-doubt.h has doubts. */
enum paging_place paging_place_of(const struct vminfo_run *run);

/* Where those are that were in doubt, when this is all that could be found. */
enum paging_place paging_place_settled(enum swap_kind kind);

#endif
