// SPDX-License-Identifier: LGPL-2.1-or-later
/* What the memory of a process adds up to, as a sentence. */
#include <stdio.h>
#include <string.h>

#include "foreign.h"
#include "tally.h"
#include "units.h"

static char *put_count(char *to, uint64_t n, bool known, const char *what)
{
	if (known)
		to = units_put_grouped(to, n);
	else
		*to++ = '?';
	return stpcpy(to, what);
}

static char *put_residual(char *to, const struct tally *tally)
{
	to = stpcpy(to, "; residual ");
	if (tally_knows(tally, TALLY_RESIDUAL))
		return units_put_size(to, tally->smaps.bytes[TALLY_RESIDUAL]);
	return stpcpy(to, "?");
}

char *tally_sentence(const struct tally *tally, uint64_t page_size,
		     char text[TALLY_ROOM])
{
	bool frames_known = !tally->hidden && !tally->maybe_zero;
	char *to = text;

	to = units_put_size(to, tally->pages * page_size);
	to = stpcpy(to, " mapped, ");
	to = put_count(to, tally->of_state[VMINFO_PRESENT],
		       !tally->maybe_zero, " pages present, ");
	to = put_count(to, tally_swapped(tally), !tally_may_be_swapped(tally),
		       " swapped, ");
	to = put_count(to, tally->unknown, true, " unknown; ");
	to = put_count(to, tally->runs, frames_known, " runs, longest ");
	if (frames_known)
		to = units_put_size(to, tally->longest * page_size);
	else
		*to++ = '?';
	if (tally_knows(tally, TALLY_SMAPS_RSS))
		to = put_residual(to, tally);
	*to = '\0';
	return text;
}

char *tally_line(const struct tally *tally, const struct tally_owner *owner,
		 char text[TALLY_LINE_ROOM])
{
	char counts[TALLY_ROOM], safe[TALLY_ROOM] = "?";

	if (foreign_room(owner->command) <= sizeof(safe))
		foreign_encode(FOREIGN_ASCII, owner->command, safe);
	tally_sentence(tally, owner->page_size, counts);
	snprintf(text, TALLY_LINE_ROOM, "%d %s: %s", owner->pid, safe, counts);
	return text;
}
