/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Threads that go to some processes of a visit at once.  What they find comes
 * back to the thread of the caller, as if it had been one after the other.
 */
#ifndef CREW_H
#define CREW_H

#include <stdbool.h>
#include <stddef.h>

#include "visit.h"

/* One of the threads. */
struct crew_hand;

struct crew {
	struct visit *visit;
	size_t count;	/* 0: as many as there are processors, but few */
	void *data;
	/* In the thread of the caller: what the look of a hand gets in the
	 * place of the round's data (NULL: there is nothing to be had for it),
	 * and the end of that. */
	void *(*hire)(void *data, struct visit *branch, struct crew_hand *hand);
	void (*dismiss)(void *data, void *own);
	/* In the thread of the caller, when all are hired; or NULL. */
	void (*hired)(void *data);
	/* In the thread of the hand, behind each process; or NULL. */
	void (*after)(struct crew_hand *hand, void *own);
	/* In the thread of the caller: what a hand has put, in order. */
	void (*take)(void *data, unsigned int kind, void *result);
};

/* A number of --jobs.  0, or -EINVAL, told. */
int crew_read_count(const char *argument, size_t *count);

/* In the thread of a hand: room for a result, which stays where it is. */
void *crew_put(struct crew_hand *hand, unsigned int kind, size_t size);

/* How many hands there can be, of so many or as many as is good. */
size_t crew_hands(size_t count);

/* Does the work of the round at once.  false: nothing was done. */
bool crew_run(struct crew *crew, const struct visit_round *round);

/* From now on the visit is spread over so many threads, if it can be. */
void crew_spread(struct crew *crew);

#endif
