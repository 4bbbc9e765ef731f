/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From one mapping to the next: rows of mappings, and what they add up to. */
#ifndef ROWS_MAPPING_H
#define ROWS_MAPPING_H

#include "rows.h"

/* Comes to the mapping, or gap, of the batch that starts at va. */
void rows_arrive(struct rows *rows, uint64_t va);

/* The same, of what others have walked in this mapping (NULL: gap). */
void rows_meet(struct rows *rows, const struct vminfo_mapping *now,
	       uint64_t va);

/* Whether the walk is still in it: it may have grown or shrunk. */
bool rows_is_same(const struct vminfo_mapping *then,
		  const struct vminfo_mapping *now);

/* A mapping, as a whole, of which no page is looked at. */
void rows_list(struct rows *rows, const struct vminfo_mapping *mapping);

/* The last one ends here. */
void rows_leave(struct rows *rows);

#endif
