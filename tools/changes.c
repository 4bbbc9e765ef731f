// SPDX-License-Identifier: LGPL-2.1-or-later
/* What the ranges of a comparison add up to. */
#include "changes.h"

#include <string.h>

#include "units.h"

void changes_add(struct changes *changes, const struct diff_range *range)
{
	uint64_t pages = range->after.pages;

	changes->pages += pages;
	changes->any |= range->changes;
	if (!range->changes)
		changes->same += pages;
	if (range->changes & DIFF_UNKNOWN)
		changes->unknown += pages;
	for (unsigned int i = 0; i < DIFF_CHANGES; i++)
		if (range->changes >> i & 1)
			changes->of[i] += pages;
}

void changes_join(struct changes *sum, const struct changes *part)
{
	sum->pages += part->pages;
	sum->same += part->same;
	sum->unknown += part->unknown;
	sum->any |= part->any;
	for (unsigned int i = 0; i < DIFF_CHANGES; i++)
		sum->of[i] += part->of[i];
}

bool changes_may_be_more(const struct changes *changes, enum diff_change change)
{
	uint32_t doubts = DIFF_NOT_SEEN;

	/* What maps says is known of all that was seen. */
	if (!(change & DIFF_OF_MAPPING))
		doubts |= DIFF_STATE_UNKNOWN;
	if (change == DIFF_MOVED)
		doubts |= DIFF_FRAME_UNKNOWN;
	if (change == DIFF_SWAP_MOVED)
		doubts |= DIFF_SLOT_UNKNOWN;
	if (change & (DIFF_HUGE_SPLIT | DIFF_HUGE_MERGED))
		doubts |= DIFF_HUGE_UNKNOWN;
	return changes->any & doubts;
}

static char *put_count(char *to, uint64_t pages, unsigned int change,
		       bool first)
{
	to = units_put_grouped(first ? to : stpcpy(to, ", "), pages);
	if (first)
		to = stpcpy(to, pages == 1 ? " page" : " pages");
	*to++ = ' ';
	return stpcpy(to, diff_name(1u << change));
}

char *changes_sentence(const struct changes *changes, char text[CHANGES_ROOM])
{
	char *to = text;

	for (unsigned int i = 0; i < DIFF_CHANGES; i++)
		if (changes->of[i] && !(1u << i & DIFF_UNKNOWN))
			to = put_count(to, changes->of[i], i, to == text);
	if (to == text)
		to = stpcpy(to, changes->unknown ? "no change is proven"
						 : "no page changed");
	to = stpcpy(to, "; ");
	to = units_put_grouped(to, changes->unknown);
	strcpy(to, " unknown");
	return text;
}
