/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Paging as it happens: looks again and again at where the pages of processes
 * are, and tells what went out to swap and what came in, and how the machine
 * pages.
 *
 * A page went out if it was not in swap at the look before and is now, or is in
 * another slot; it came in if it was in swap and is in RAM now.  One that was
 * given back or unmapped did neither, nor did one that is at another address
 * now, in the same slot.  It cannot be told of shared memory that was not
 * mapped before, and that may have been in swap already, nor, if only a part of
 * the memory is watched, of what may have been moved there.  What paging,
 * thrashing and quiet are: paging-word.h.
 */
#ifndef PAGING_H
#define PAGING_H

#include "report.h"
#include "target.h"
#include "watch-options.h"

extern const struct report_column paging_columns[];
extern const char *const paging_groups[];

/*
 * The exit status: 0 all were quiet in all intervals, 1 something went out or
 * came in, 2 a mistake or nothing to look at, 3 cannot tell (or what on_unknown
 * says).  Processes that have exited are taken out of the target; target->shmem
 * is set, and resolve_prepare() was called.
 */
int paging_run(const struct watch_options *options, struct target *target,
	       const struct report_options *report);

#endif
