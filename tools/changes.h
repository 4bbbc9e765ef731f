/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the ranges of a comparison add up to. */
#ifndef CHANGES_H
#define CHANGES_H

#include <stdbool.h>
#include <stdint.h>

#include "diff.h"

struct changes {
	uint64_t pages;
	uint64_t same;		/* proven */
	uint64_t unknown;	/* something about them cannot be told */
	uint64_t of[DIFF_CHANGES];	/* pages with that change */
	uint32_t any;		/* all changes there are */
};

void changes_add(struct changes *changes, const struct diff_range *range);

void changes_join(struct changes *sum, const struct changes *part);

/* Whether more pages may have that change: some could not be compared. */
bool changes_may_be_more(const struct changes *changes,
			 enum diff_change change);

/*
 * "64 pages swapped-out, 3 moved; 0 unknown", "no page changed; 0 unknown".
 * Returns `text`.
 */
#define CHANGES_ROOM 1024
char *changes_sentence(const struct changes *changes, char text[CHANGES_ROOM]);

#endif
