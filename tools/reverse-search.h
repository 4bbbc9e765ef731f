/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A search for the pages of frames, part by part. */
#ifndef REVERSE_SEARCH_H
#define REVERSE_SEARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "memcg-paths.h"
#include "places.h"
#include "report.h"
#include "reverse-cells.h"
#include "reverse.h"
#include "visit.h"

struct reverse_search {
	const struct reverse *how;
	size_t jobs;			/* as the count of a crew */
	struct visit visit;
	struct report *report;
	struct frame_set all;
	struct places places;
	struct reverse_frame *frames;	/* at hand */
	struct reverse_frame *after;	/* the same, once more */
	struct frame_set at_hand;
	size_t count;
	struct reverse_ram ram;
	struct reverse_scan scan;
	uint32_t *first;
	struct memcg_paths *groups;
	struct reverse_row row;
	bool asked_kind;		/* of mapcounts */
	bool scanned;			/* so far: it was told who refused */
	bool failed;			/* frames could not be read: told */
	size_t unknown;			/* frames */
	size_t total;			/* and all, so far */
	unsigned int proofs;		/* how others are known, as bits */
};

/* Not another one, or a recording. */
bool reverse_is_own_procfs(const struct reverse_search *search);

/*
 * Reads the frames at hand, and looks for their pages.  0; 1: something changed
 * meanwhile, so that it should be tried again; negative errno, told.
 */
int reverse_look(struct reverse_search *search);

/* Judges what was found, and lists it. */
void reverse_tell(struct reverse_search *search);

#endif
