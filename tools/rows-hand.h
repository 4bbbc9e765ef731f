/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One of the threads that walk chunks of a process, and what it puts. */
#ifndef ROWS_HAND_H
#define ROWS_HAND_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include <vminfo.h>

#include "chunks.h"
#include "crew.h"
#include "rows.h"
#include "tally-chunk.h"
#include "tally-frames.h"

/* What all of them work on. */
struct rows_course {
	struct rows *rows;		/* of the caller: only read by hands */
	struct vminfo_process *process;	/* the caller's */
	struct chunks chunks;
	atomic_size_t failed;	/* chunks behind this one are in vain */

	/* The caller's. */
	bool cut;		/* one could not be walked whole */
	bool changed;		/* mappings changed again and again */
};

/* Kinds of results: some of these of each chunk, and one of those. */
enum { ROWS_HAND_PART, ROWS_HAND_END };

/* What there is of a mapping in a chunk. */
struct rows_hand_part {
	struct vminfo_mapping mapping;	/* its name lies behind */
	uint64_t va;
	uint16_t seen;			/* attributes of anything */
	struct tally_chunk sums;
	struct tally_frames frames;	/* if they are counted: to be freed */
};

struct rows_hand_end {
	bool begun;			/* there was a walk */
	ssize_t ended;			/* what its last call gave */
	enum vminfo_status status;
	struct vminfo_context *context;	/* which has the error, if there is */
};

struct rows_hand;

/* In the thread of the caller.  NULL: it would not see the same process. */
struct rows_hand *rows_hand_new(struct rows_course *course,
				struct visit *visit, struct crew_hand *hand);
void rows_hand_free(struct rows_hand *hand);

/* In that of the hand: walks one of the chunks; see struct visit_round. */
void rows_hand_walk(struct visit *visit, const struct visit_round *round,
		    size_t i);

#endif
