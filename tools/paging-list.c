// SPDX-License-Identifier: LGPL-2.1-or-later
/* Stretches of pages that are in the same kind of place. */
#include "paging-list.h"

#include <stdbool.h>
#include <stdlib.h>

#include "complain.h"

static bool goes_on(const struct paging_stretch *last,
		    const struct paging_stretch *next)
{
	if (last->place != next->place || last->seen != next->seen ||
	    last->page + last->pages != next->page)
		return false;
	if (last->slot == VMINFO_NONE || next->slot == VMINFO_NONE)
		return last->slot == next->slot;
	return last->area == next->area &&
	       last->slot + last->pages == next->slot;
}

void paging_list_add(struct paging_list *list,
		     const struct paging_stretch *stretch)
{
	if (list->count && goes_on(&list->list[list->count - 1], stretch)) {
		list->list[list->count - 1].pages += stretch->pages;
		return;
	}
	if (list->count == list->room) {
		size_t room = list->room ? 2 * list->room : 64;
		struct paging_stretch *larger =
			reallocarray(list->list, room, sizeof(*larger));

		if (!larger)
			complain_out_of_memory();
		list->list = larger;
		list->room = room;
	}
	list->list[list->count++] = *stretch;
}

void paging_list_clear(struct paging_list *list)
{
	list->count = 0;
}

void paging_list_free(struct paging_list *list)
{
	free(list->list);
	*list = (struct paging_list){ 0 };
}

/*
 * By state, of what is not in swap for certain: unresolved pages are those of a
 * file.  A special entry may be of a page that is about to be in RAM: whether
 * it came in is not known then.
 */
static const uint8_t places[] = {
	[VMINFO_PRESENT] = PAGING_OWN,
	[VMINFO_ZERO] = PAGING_EMPTY,
	[VMINFO_SWAPPED] = PAGING_SLOT,
	[VMINFO_SHMEM_SWAPPED] = PAGING_OBJECT,
	[VMINFO_CACHED] = PAGING_SHARED,
	[VMINFO_UNRESOLVED] = PAGING_EMPTY,
	[VMINFO_ABSENT] = PAGING_EMPTY,
	[VMINFO_UNMAPPED] = PAGING_EMPTY,
	[VMINFO_GUARD] = PAGING_EMPTY,
	[VMINFO_MARKER] = PAGING_EMPTY,
	[VMINFO_POISONED] = PAGING_EMPTY,
	[VMINFO_MIGRATING] = PAGING_OWN,
	[VMINFO_DEVICE] = PAGING_OWN,
	[VMINFO_SPECIAL] = PAGING_NOT_SWAPPED,
	[VMINFO_PFNMAP] = PAGING_EMPTY,
	[VMINFO_NONPRESENT] = PAGING_UNKNOWN,
};

enum paging_place paging_place_of(const struct vminfo_run *run)
{
	uint8_t place = PAGING_UNKNOWN;

	if (run->any & VMINFO_CHANGED)
		return PAGING_UNKNOWN;
	if (run->state && run->state < sizeof(places) / sizeof(*places))
		place = places[run->state];
	if (place == PAGING_OWN && run->any & VMINFO_FILE)
		return PAGING_SHARED;
	return (enum paging_place)place;
}

enum paging_place paging_place_settled(enum swap_kind kind)
{
	switch (kind) {
	case SWAP_OWN:
		return PAGING_SLOT;
	case SWAP_SHMEM:
		return PAGING_OBJECT;
	case SWAP_NOT:
		return PAGING_NOT_SWAPPED;
	default:
		return PAGING_UNKNOWN;
	}
}
