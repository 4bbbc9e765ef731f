/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * fit-window.h - the largest window of a stream of memory that a device can be
 * given: bytes on which vminfo_dma_check() says yes.  Pure arithmetic, in one
 * pass; no more places are held than about max_segs, or two without it.
 */
#ifndef FIT_WINDOW_H
#define FIT_WINDOW_H

#include <stdbool.h>
#include <stdint.h>

#include "vminfo.h"

#include "fit-doubt.h"
#include "fit-piece.h"
#include "fit-starts.h"

struct fit_window {
	uint64_t va;
	uint64_t length;	/* 0: there is none */
	bool may_be_larger;	/* than this: some memory cannot be judged */
};

struct fit {
	struct vminfo_dma_constraints constraints;
	uint64_t most;		/* no window has more bytes */
	struct fit_starts starts;
	struct fit_doubt doubt;
	uint64_t next_va;	/* behind the last piece */
	struct dma_piece last;	/* on the bus; length 0: a hole, or unfit */
	struct fit_leg leg;	/* that may go on */
	uint64_t run_va;	/* where the last run ended */
};

/*
 * Constraints as vminfo_dma_check() takes them; their nodes are borrowed until
 * fit_end().  Without any, it is the largest stretch of memory.
 */
void fit_begin(struct fit *fit,
	       const struct vminfo_dma_constraints *constraints,
	       uint64_t page_size);

/* Addresses ascend, and there may be holes.  0 or -ENOMEM. */
int fit_add(struct fit *fit, const struct dma_piece *piece);

/* Of several that are as large, the one with the lowest address.  0 or -ENOMEM:
   then it is not known. */
int fit_end(struct fit *fit, struct fit_window *window);
void fit_free(struct fit *fit);

#endif
