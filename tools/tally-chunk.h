/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a part of a mapping adds up to that others go on with on both sides. */
#ifndef TALLY_CHUNK_H
#define TALLY_CHUNK_H

#include <stdbool.h>

#include <vminfo.h>

#include "tally.h"

struct tally_chunk {
	struct tally tally;
	struct vminfo_run first;	/* its first run, as far as it has it */
	bool one;			/* which is its last one, too */
};

/* Nothing counted yet. */
void tally_chunk_start(struct tally_chunk *chunk);

void tally_chunk_run(struct tally_chunk *chunk, const struct vminfo_run *run);

/* The tally of the mapping up to the chunk, and then with it, as if all runs of
 * the chunk had been counted one by one. */
void tally_chunk_join(struct tally *tally, const struct tally_chunk *chunk);

#endif
