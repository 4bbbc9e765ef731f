/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* frame-set.h - a set of frames: a bit for each, where there are any. */
#ifndef FRAME_SET_H
#define FRAME_SET_H

#include <stdbool.h>
#include <stdint.h>

#include "growing.h"

struct frame_set {
	struct growing chunks;	/* struct frame_chunk, ascending */
	size_t last;		/* the chunk that was found last */
};

bool frame_set_has(struct frame_set *set, uint64_t frame);

/* 0 or -ENOMEM. */
int frame_set_add(struct frame_set *set, uint64_t frame);

void frame_set_free(struct frame_set *set);

#endif
