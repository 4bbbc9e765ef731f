// SPDX-License-Identifier: LGPL-2.1-or-later
/* Slots that are at another address than before. */
#include "paging-moved.h"

#include <stdlib.h>

void paging_moved_add(struct paging_moved *moved,
		      const struct paging_stretch *left)
{
	if (left->slot == VMINFO_NONE)
		moved->nameless = true;
	else
		paging_list_add(&moved->left, left);
}

static int compare_slots(const void *first, const void *second)
{
	const struct paging_stretch *a = first, *b = second;

	if (a->area != b->area)
		return a->area < b->area ? -1 : 1;
	return (a->slot > b->slot) - (a->slot < b->slot);
}

void paging_moved_sort(struct paging_moved *moved)
{
	if (moved->left.count)
		qsort(moved->left.list, moved->left.count,
		      sizeof(*moved->left.list), compare_slots);
}

/* Whether all of it lies before the first slot of the other. */
static bool is_before(const struct paging_stretch *stretch,
		      const struct paging_stretch *other)
{
	if (stretch->area != other->area)
		return stretch->area < other->area;
	return stretch->slot + stretch->pages <= other->slot;
}

const struct paging_stretch *
paging_moved_find(const struct paging_moved *moved,
		  const struct paging_stretch *came, uint64_t *pages)
{
	const struct paging_list *left = &moved->left;
	const struct paging_stretch *found;
	size_t low = 0, high = left->count;

	*pages = came->pages;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (is_before(&left->list[middle], came))
			low = middle + 1;
		else
			high = middle;
	}
	if (low == left->count)
		return NULL;
	found = &left->list[low];
	if (is_before(came, found))
		return NULL;
	if (found->slot > came->slot) {
		*pages = found->slot - came->slot;
		return NULL;
	}
	if (*pages > found->slot + found->pages - came->slot)
		*pages = found->slot + found->pages - came->slot;
	return found;
}

void paging_moved_free(struct paging_moved *moved)
{
	paging_list_free(&moved->left);
}
