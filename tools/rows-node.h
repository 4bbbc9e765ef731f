/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The nodes of memory that pages are on: as a recording says, by their frames,
 * or, if these are hidden, as move_pages(2) says.
 */
#ifndef ROWS_NODE_H
#define ROWS_NODE_H

#include "rows.h"

void rows_node_of_pages(struct rows *rows, const struct vminfo_page *pages,
			size_t n);

/* How many pages from the first of a run on are on *node. */
uint64_t rows_node_of_run(const struct rows *rows,
			  const struct vminfo_run *run, int *node);

/* Whether the machine has no more than one node. */
bool rows_node_is_one(struct vminfo_context *context);

#endif
