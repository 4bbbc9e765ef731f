/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * rebase.h - other numbers for the frames of a recording.
 *
 * Kept are: which frames are the same and which follow each other, how far each
 * is aligned (up to 1 GiB), its zone and node, and whether it is RAM.  Islands
 * of consecutive frames move as a whole.
 */
#ifndef REBASE_H
#define REBASE_H

#include <stdbool.h>
#include <stdint.h>

#include "growing.h"
#include "recording.h"

/* Consecutive frames. */
struct island {
	uint64_t first;		/* frame */
	uint64_t count;
	uint64_t unit;		/* it moves by multiples of this */
	uint64_t to;		/* where its first frame is put */
	uint64_t class;		/* of the segment that it is in */
	bool fixed;		/* it stays where it is */
};

/* Frames that are all RAM, or not, and of the same zones. */
struct segment {
	uint64_t first;
	uint64_t end;		/* behind the last */
	uint64_t class;		/* the same for those that are alike */
	uint64_t room;		/* frames of the segments before it that are
				   of this class */
};

struct rebase {
	struct recording *recording;
	struct growing islands;		/* struct island, ascending */
	struct growing segments;	/* struct segment, by class */
	/* A random number; 0, or negative errno. */
	int (*draw)(void *data, uint64_t *number);
	void *data;
};

/*
 * Gives all frames other numbers.  *kept is how many have none but the real
 * one.  0, -ENOMEM, or what draw() gave: then nothing was changed.
 */
int rebase_recording(struct rebase *rebase, uint64_t *kept);

/* Finds the islands, and the segments that they are in. */
int rebase_find_islands(struct rebase *rebase);
int rebase_find_segments(struct rebase *rebase);

/* Chooses where each is put. */
int rebase_place(struct rebase *rebase);

/* The first frame that pages name; 0: they name none. */
uint64_t rebase_frame(const struct recorded_machine *machine,
		      const struct recorded_pages *pages);

/* The island with a frame, which there is. */
struct island *rebase_island(const struct rebase *rebase, uint64_t frame);

#endif
