/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The passes over a group of processes that find what they share. */
#ifndef SHARED_PASSES_H
#define SHARED_PASSES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "report.h"
#include "shared-rows.h"
#include "shared-sets.h"
#include "shared.h"
#include "visit.h"

struct sharing {
	const struct shared *how;
	struct visit visit;
	struct report *report;
	struct shared_sets sets;
	struct shared_rows rows;
	struct shared_total total;
	bool scanned;			/* so far */
	bool incomplete;		/* at one of the scans */
	bool missed;			/* a process, by one of them */
	bool hidden;
	bool uncertain;
	size_t members;			/* seen whole by the first scan */
	uint64_t came;			/* pages, since */
	/* A pass over all processes. */
	size_t seen;			/* of them, whole */
	uint32_t process;		/* at hand */
	uint64_t pages;			/* of it */
	uint32_t *first_of;		/* of each process, who has the same
					   memory; NULL: not known */
	size_t same_count;		/* of these */
	struct shared_row *row;
	size_t at;			/* row that is next, from window 2 on */
	size_t known;			/* rows of windows before */
	uint32_t first;			/* of the pairs at hand */
};

/* First: who has what. */
void shared_find_owners(struct sharing *sharing);

/* Second: which frames others map, too.  0, or negative errno, told. */
int shared_find_others(struct sharing *sharing);

/* Third: a row for each process or mapping; or for each pair. */
void shared_find_rows(struct sharing *sharing);
void shared_find_pairs(struct sharing *sharing);

#endif
