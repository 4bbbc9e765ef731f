/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A stretch of an address space, cut into chunks that have about the same
 * amount of mapped memory.  They lie one behind the other and leave out
 * nothing, so that what is mapped there meanwhile is in one of them.
 */
#ifndef CHUNKS_H
#define CHUNKS_H

#include <stddef.h>
#include <stdint.h>

#include <vminfo.h>

#include "spans.h"

/* Mappings are cut at multiples of it, or of a larger power of two. */
#define CHUNKS_UNIT (UINT64_C(64) << 20)

struct chunks {
	struct span *list;
	size_t count;
};

/* A part of a mapping that is in the span. */
struct chunks_part {
	uint64_t start;
	uint64_t last;
};

struct chunks_parts {
	struct chunks_part *list;	/* ascending */
	size_t count;
};

/* At most twice as many as `most`, and one. */
void chunks_cut(struct chunks *chunks, const struct span *span,
		const struct chunks_parts *parts, size_t most);

/*
 * By the mappings of a process: fewer if there are so many that finding the
 * begin of each would cost more than it saves.  0, or negative errno, told by
 * nobody.
 */
int chunks_find(struct chunks *chunks, struct vminfo_process *process,
		const struct span *span, size_t most);

void chunks_free(struct chunks *chunks);

#endif
