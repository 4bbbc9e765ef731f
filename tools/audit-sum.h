/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the memory of a target adds up to; metrics are taken from it. */
#ifndef AUDIT_SUM_H
#define AUDIT_SUM_H

#include <stdbool.h>
#include <stdint.h>

#include <vminfo.h>

#include "audit-runs.h"
#include "swap-doubt.h"
#include "tally.h"
#include "tally-frames.h"

#define AUDIT_AREAS 32	/* no kernel has more areas of swap */

/* What has to be looked at, as bits. */
enum audit_want {
	AUDIT_WANTS_SHMEM = 1u << 0,	/* shared memory is asked */
	AUDIT_WANTS_BACKING = 1u << 1,	/* files are, too */
	AUDIT_WANTS_NODES = 1u << 2,
	AUDIT_WANTS_SMAPS = 1u << 3,
	AUDIT_WANTS_SHARES = 1u << 4,	/* who maps each frame, too */
	AUDIT_WANTS_KINDS = 1u << 5,
	AUDIT_WANTS_ORDERS = 1u << 6,
	AUDIT_WANTS_FLAGS = 1u << 7,
	AUDIT_WANTS_SEGMENTS = 1u << 8,	/* of the list that a device gets */
	AUDIT_WANTS_FRAMES = AUDIT_WANTS_SHARES | AUDIT_WANTS_KINDS |
			     AUDIT_WANTS_ORDERS | AUDIT_WANTS_FLAGS,
};

/* Pages of which it is known that they are so, and others that may be. */
struct audit_pages {
	uint64_t certain;
	uint64_t maybe;
};

struct audit_segments {
	uint64_t least;
	uint64_t most;
	bool unknown;
};

struct audit_sum {
	uint64_t page_size;
	unsigned int wants;	/* enum audit_want */
	uint64_t mappings;
	uint64_t pages;
	uint64_t of_state[TALLY_STATES];	/* what changed is not in it */
	uint64_t changed;	/* may be in any state */
	uint64_t maybe_zero;	/* of the present ones */
	uint64_t maybe_cached;	/* of the unresolved ones */
	uint64_t hidden;	/* present in a frame that is not told */
	struct audit_pages huge;
	struct audit_pages ksm;
	struct audit_pages locked;
	struct audit_pages dontdump;
	struct audit_runs runs;		/* of present pages */
	struct swap_pages suspects;	/* of a part of one mapping */
	struct swap_counts swap;	/* what came of them */
	uint64_t of_area[AUDIT_AREAS];	/* pages whose slot is known */
	uint64_t slot_of_area[AUDIT_AREAS];	/* of one of them */
	struct {
		uint64_t pages;	/* of which it is known */
		uint64_t unknown;
		uint32_t least;
		uint32_t most;
	} mapcount;
	struct tally_frames frames;
	struct audit_segments segments;
};

/* A part of a run: what a target has of it, in bytes from `skip` on. */
struct audit_piece {
	struct vminfo_run run;		/* of whole pages */
	const struct vminfo_frame *frame;	/* NULL: it was not read */
	uint64_t skip;		/* bytes of the first page that are not in it */
	uint64_t bytes;
	const struct vminfo_mapping *mapping;	/* NULL: a gap */
	const struct vminfo_backing *backing;
	enum swap_kind swap;
};

/* Nothing was counted yet; page_size and wants stay.  NULL: of several. */
void audit_sum_start(struct audit_sum *sum,
		     const struct vminfo_mapping *mapping);
void audit_sum_free(struct audit_sum *sum);

void audit_sum_piece(struct audit_sum *sum, const struct audit_piece *piece);

/* So many present pages are on that node; negative: unknown. */
void audit_sum_node(struct audit_sum *sum, uint64_t pages, int node);

/*
 * All of one mapping was counted, of which smaps says that (NULL: it does not),
 * and of the pages in doubt that.
 */
void audit_sum_end(struct audit_sum *sum, const struct vminfo_smaps *smaps,
		   const struct swap_doubt *doubt);

void audit_sum_add(struct audit_sum *total, const struct audit_sum *part);

/* Pages that are present, for certain. */
uint64_t audit_sum_present(const struct audit_sum *sum);

#endif
