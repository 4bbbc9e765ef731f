/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The buffers of a process that are to be judged, each for itself. */
#ifndef BUFFERS_H
#define BUFFERS_H

#include <stddef.h>
#include <stdint.h>

#include <vminfo.h>

#include "visit.h"

struct buffer {
	uint64_t va;		/* may carry a tag, as it was given */
	uint64_t length;	/* bytes; 0: all 2^64 */
	char *label;		/* raw: a mapping's name, or what was given */
};

struct buffers {
	struct buffer *list;
	size_t count;
	char *notes;	/* lines on where symbols are; or NULL */
};

/*
 * One for each symbol, else for each mapping of a name, else for each range of
 * the target; all of the memory if it has none of them.  Neighbours of one name
 * that go on with the same object are one mapping that the kernel has in
 * pieces, for example since mprotect(2).
 * 0, or negative errno, told by nobody.
 */
int buffers_find(struct buffers *buffers, struct visit *visit,
		 struct vminfo_process *process);
void buffers_free(struct buffers *buffers);

#endif
