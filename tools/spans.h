/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The stretches of an address space that hold the memory that is wanted. */
#ifndef SPANS_H
#define SPANS_H

#include <stddef.h>
#include <stdint.h>

#include <vminfo.h>

#include "visit.h"

struct span {
	uint64_t start;
	uint64_t length;	/* 0: up to 2^64 */
	const char *label;	/* of a symbol: as it was given; else NULL */
};

struct spans {
	struct span *list;
	size_t count;
	char *notes;	/* lines on what they are; or NULL */
};

/*
 * Without names it is the ranges, or everything.  With names, other mappings
 * may lie between two that are wanted: only large ones are left out, because
 * a walk costs more to start than to go over a small one.
 * Of symbols, what is wrong is told and counted in the visit.
 * 0, or negative errno, told by nobody.
 */
int spans_find(struct spans *spans, struct visit *visit,
	       struct vminfo_process *process);

void spans_add(struct spans *spans, uint64_t start, uint64_t length);

/* Adds a line; it may have names of others in it. */
void spans_note(struct spans *spans, const char *line);

/* Sorts them, and joins those that have a page in common. */
void spans_join(struct spans *spans, uint64_t page_size);
void spans_free(struct spans *spans);

#endif
