/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A set of frames: stretches of consecutive ones, ascending. */
#ifndef FRAME_SET_H
#define FRAME_SET_H

#include <stddef.h>
#include <stdint.h>

struct frame_stretch {
	uint64_t pfn;
	uint64_t count;		/* pfn + count is at most 2^63 */
};

struct frame_set {
	struct frame_stretch *list;
	size_t count;
	size_t room;
	size_t joined;		/* stretches, when they were joined last */
};

/* In any order; a count of 0 adds nothing. */
void frame_set_add(struct frame_set *set, uint64_t pfn, uint64_t count);

/* The same, where many that are added are in the set already: it does not
 * grow with what is added, but with what it holds. */
void frame_set_include(struct frame_set *set, uint64_t pfn, uint64_t count);

/* Sorts them, and joins those that touch: before anything is asked below. */
void frame_set_join(struct frame_set *set);

void frame_set_free(struct frame_set *set);

/* How many frames there are. */
uint64_t frame_set_size(const struct frame_set *set);

/*
 * What the first stretch that has any of these frames has of them; a count of
 * 0: none has.
 */
struct frame_stretch frame_set_first(const struct frame_set *set,
				     struct frame_stretch among);

/* The frames of the set from that one on, at most so many of them. */
void frame_set_part(const struct frame_set *set, uint64_t from, uint64_t most,
		    struct frame_set *part);

#endif
