// SPDX-License-Identifier: LGPL-2.1-or-later
/* The address space of the fake kernel: what its tables say of an address. */
#include "fake-parts.h"

uint64_t fake_last(const struct fake_mapping *mapping)
{
	return mapping->end - 1;
}

const struct fake_mapping *fake_find(const struct fake_space *space,
				     uint64_t va, bool next)
{
	const struct fake_mapping *m;

	for (m = space->mappings; m->permissions; m++) {
		if (fake_last(m) >= va)
			return next || m->start <= va ? m : NULL;
	}
	return NULL;
}

/* The first entries that end above va, or those that end the table. */
static const struct fake_entries *entries_at(const struct fake_space *space,
					     uint64_t va)
{
	/* Most questions are about the page behind the last one. */
	static const struct fake_entries *table, *last;
	const struct fake_entries *e = space->entries;

	if (e && e == table && last->pages && last->va <= va)
		e = last;
	while (e && e->pages && e->va + e->pages * FAKE_PAGE <= va)
		e++;
	table = space->entries;
	last = e;
	return e;
}

struct fake_piece fake_at(const struct fake_space *space, uint64_t va)
{
	const struct fake_mapping *m = fake_find(space, va, false);
	struct fake_piece none = { .end = m ? m->end : va + FAKE_PAGE };
	const struct fake_entries *e = entries_at(space, va);
	uint64_t end;

	if (!m || m->pfnmap || !e || !e->pages)
		return none;
	if (e->va > va) {
		none.end = e->va < none.end ? e->va : none.end;
		return none;
	}
	end = e->va + e->pages * FAKE_PAGE;
	return (struct fake_piece){
		.word = e->word + (va - e->va) / FAKE_PAGE * e->step,
		.end = end < none.end ? end : none.end,
		.categories = e->categories,
	};
}
