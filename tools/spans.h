/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The stretches of an address space that hold the memory that is wanted. */
#ifndef SPANS_H
#define SPANS_H

#include <stddef.h>
#include <stdint.h>

#include <vminfo.h>

#include "target.h"

struct span {
	uint64_t start;
	uint64_t length;	/* 0: up to 2^64 */
};

struct spans {
	struct span *list;
	size_t count;
};

/*
 * Without names it is the range, or everything.  With names, other mappings
 * may lie between two that are wanted: only large ones are left out, because
 * a walk costs more to start than to go over a small one.
 * 0, or negative errno, told by nobody.
 */
int spans_find(struct spans *spans, struct vminfo_process *process,
	       const struct target *target);
void spans_free(struct spans *spans);

#endif
