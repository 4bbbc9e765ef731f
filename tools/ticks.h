/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * When to look again: at times that do not drift, however long a look takes,
 * until the end or until somebody wants us to stop.
 */
#ifndef TICKS_H
#define TICKS_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

struct ticks {
	uint64_t every;		/* nanoseconds, not 0 */
	uint64_t next;		/* by CLOCK_MONOTONIC */
	uint64_t end;		/* UINT64_MAX: never */
	sigset_t stops;		/* signals that end it: SIGINT, SIGTERM, and
				   SIGHUP unless it is ignored */
	sigset_t found;		/* the mask as it was */
};

/* From now on the signals wait for ticks_wait().  `how_long` 0: for ever. */
void ticks_start(struct ticks *ticks, uint64_t every, uint64_t how_long);

/* Waits for the next tick, the last of which is at the end.  false: over. */
bool ticks_wait(struct ticks *ticks);

/* The signals are as they were; one that came is not delivered again. */
void ticks_stop(struct ticks *ticks);

/*
 * The tick to wait for after `next`, when it is `now`: those that were missed
 * are left out.  0: that was the last.
 */
uint64_t ticks_after(const struct ticks *ticks, uint64_t now);

#endif
