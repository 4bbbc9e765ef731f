/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Which node of memory a page is on, as a recording or move_pages(2) says: it
 * needs no privilege for own processes, and no frame number.
 */
#ifndef NODE_H
#define NODE_H

#include <stdint.h>
#include <sys/types.h>

#include <vminfo.h>

#define NODE_MIXED (-2)	/* several along a run */
#define NODE_UNKNOWN (-1)
#define NODE_BATCH 1024

/* Nodes of up to NODE_BATCH pages, by their addresses. */
void node_of_pages(const struct vminfo_process *process, const uint64_t *va,
		   size_t n, int *node);

/*
 * How many pages from the start of a run, whose first page is on `node`, are
 * there too.  Where frames are known to be consecutive one page in 2 MiB is
 * asked, and each where the node changes.
 */
uint64_t node_extent(const struct vminfo_process *process,
		     const struct vminfo_run *run, uint64_t page_size,
		     int node);

#endif
