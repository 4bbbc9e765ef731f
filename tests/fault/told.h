/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * told.h - what a walk tells, as text: to compare with what a test expects, so
 * that a failure shows both.
 */
#ifndef TOLD_H
#define TOLD_H

#include <stddef.h>

#include "vminfo.h"

/*
 * A line each, to be freed:
 *
 *   401000+2 present 1234 file exclusive         frame of the first page
 *   403000+1 swapped 1:20 soft-dirty ~uffd-wp    type and slot; ~: not on all
 *   404000+8 zero
 *   [3:complete]                                 the last line: see below
 *
 * ends with the name of the status, behind the error of the walk if it had one.
 */
char *told_runs(struct vminfo_walk *walk, size_t batch);

/* Likewise page by page; each page of the zero page has its frame. */
char *told_pages(struct vminfo_walk *walk, size_t batch);

/* "401000-403000 r-xp 1000 08:01 77 name", a line each, and the status. */
char *told_mappings(struct vminfo_walk *walk, size_t batch);

/* One page, without a newline. */
char *told_page(const struct vminfo_page *page);

#endif
