/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * fit-doubt.h - how large a window may be that nobody can judge: memory that
 * may be fit for all that is known, around what is unknown.  What is said here
 * is an upper limit: only what surely ends each window is looked at.
 */
#ifndef FIT_DOUBT_H
#define FIT_DOUBT_H

#include <stdbool.h>
#include <stdint.h>

#include "fit-piece.h"

struct fit_doubt {
	bool single;
	bool joints;		/* it matters where a run ends */
	uint64_t bits;		/* of addresses that matter, */
	uint64_t end_bits;	/* and those where a segment ends */

	bool open;		/* there is memory before */
	bool unknown;		/* something about it is */
	uint64_t va;		/* of its first byte */
	bool anchored;		/* an address of it is known, */
	uint64_t next_va;	/* which goes on here */
	uint64_t next_pa;	/* so, if no run ends */
	uint64_t most;		/* bytes of the largest that is not known */
};

void fit_doubt_begin(struct fit_doubt *doubt,
		     const struct vminfo_dma_constraints *constraints);

/* A piece, on the bus, that is not unfit; the one just before, or NULL. */
void fit_doubt_add(struct fit_doubt *doubt, const struct dma_piece *last,
		   const struct dma_piece *piece, enum vminfo_verdict verdict);

/* No window goes beyond va. */
void fit_doubt_wall(struct fit_doubt *doubt, uint64_t va);

#endif
