// SPDX-License-Identifier: LGPL-2.1-or-later
/* What became of one page: from where it was, and where it is. */
#include "diff.h"

/* States that stand for the same where a page goes or comes from. */
enum place {
	GAP,		/* no mapping */
	EMPTY,		/* nothing is mapped there */
	BARRED,		/* the same, and an access is told or refused */
	ZERO,
	RAM,		/* a frame: where it is, its number tells */
	SWAP,
	ODD,		/* no place: its state says all */
	PLACES
};

/* States of a newer library are no place that is known here. */
#define STATES (VMINFO_NONPRESENT + 1)

static const uint8_t places[STATES] = {
	[VMINFO_PRESENT] = RAM,
	[VMINFO_ZERO] = ZERO,
	[VMINFO_SWAPPED] = SWAP,
	[VMINFO_SHMEM_SWAPPED] = SWAP,
	[VMINFO_CACHED] = EMPTY,
	[VMINFO_UNRESOLVED] = EMPTY,
	[VMINFO_ABSENT] = EMPTY,
	[VMINFO_UNMAPPED] = GAP,
	[VMINFO_GUARD] = BARRED,
	[VMINFO_MARKER] = BARRED,
	[VMINFO_POISONED] = ODD,
	[VMINFO_MIGRATING] = RAM,
	[VMINFO_DEVICE] = RAM,
	[VMINFO_SPECIAL] = ODD,
	[VMINFO_PFNMAP] = ODD,
	[VMINFO_NONPRESENT] = ODD,
};

/*
 * From the row to the column.  Where a mapping came or went, that alone is
 * what happened to a page without memory.
 */
static const uint32_t moves[PLACES][PLACES] = {
	[GAP] = {
		[ZERO] = DIFF_CAME, [RAM] = DIFF_CAME,
		[SWAP] = DIFF_SWAPPED_OUT,
	},
	[EMPTY] = {
		[BARRED] = DIFF_OTHER, [ZERO] = DIFF_CAME, [RAM] = DIFF_CAME,
		[SWAP] = DIFF_SWAPPED_OUT, [ODD] = DIFF_OTHER,
	},
	[BARRED] = {
		[EMPTY] = DIFF_OTHER, [BARRED] = DIFF_OTHER,
		[ZERO] = DIFF_CAME, [RAM] = DIFF_CAME,
		[SWAP] = DIFF_SWAPPED_OUT, [ODD] = DIFF_OTHER,
	},
	[ZERO] = {
		[GAP] = DIFF_WENT, [EMPTY] = DIFF_WENT, [BARRED] = DIFF_WENT,
		[RAM] = DIFF_WRITTEN, [SWAP] = DIFF_SWAPPED_OUT,
		[ODD] = DIFF_OTHER,
	},
	[RAM] = {
		[GAP] = DIFF_WENT, [EMPTY] = DIFF_WENT, [BARRED] = DIFF_WENT,
		[ZERO] = DIFF_ZEROED, [RAM] = DIFF_OTHER,
		[SWAP] = DIFF_SWAPPED_OUT, [ODD] = DIFF_OTHER,
	},
	[SWAP] = {
		[GAP] = DIFF_WENT, [EMPTY] = DIFF_WENT, [BARRED] = DIFF_WENT,
		[ZERO] = DIFF_ZEROED, [RAM] = DIFF_SWAPPED_IN,
		[SWAP] = DIFF_OTHER, [ODD] = DIFF_OTHER,
	},
	[ODD] = {
		[EMPTY] = DIFF_OTHER, [BARRED] = DIFF_OTHER,
		[ZERO] = DIFF_OTHER, [RAM] = DIFF_OTHER, [SWAP] = DIFF_OTHER,
		[ODD] = DIFF_OTHER,
	},
};

#define IS(state) (1u << (state))

/* What a state that cannot be told further may be. */
static const uint32_t may_be[STATES] = {
	[VMINFO_SPECIAL] = IS(VMINFO_SPECIAL) | IS(VMINFO_MIGRATING) |
		IS(VMINFO_DEVICE) | IS(VMINFO_POISONED) | IS(VMINFO_MARKER) |
		IS(VMINFO_GUARD),
	[VMINFO_NONPRESENT] = IS(VMINFO_NONPRESENT) | IS(VMINFO_SPECIAL) |
		IS(VMINFO_SWAPPED) | IS(VMINFO_MIGRATING) | IS(VMINFO_DEVICE) |
		IS(VMINFO_POISONED) | IS(VMINFO_MARKER) | IS(VMINFO_GUARD),
};

static enum place place_of(const struct vminfo_run *run)
{
	return run->state < STATES ? places[run->state] : ODD;
}

static uint32_t states_of(const struct vminfo_run *run)
{
	uint32_t states;

	if (run->state >= STATES)
		return UINT32_MAX;
	states = may_be[run->state] | IS(run->state);

	if (run->any & VMINFO_MAYBE_ZERO)
		states |= IS(VMINFO_ZERO);
	return states;
}

static bool is_certain(const struct vminfo_run *run)
{
	return run->state < STATES && !may_be[run->state] &&
	       !(run->any & VMINFO_MAYBE_ZERO);
}

/* Whether they may be the same, but one of them is not told well enough. */
static bool is_unknown(const struct vminfo_run *before,
		       const struct vminfo_run *after)
{
	if ((before->any | after->any) & VMINFO_CHANGED)
		return true;
	if (is_certain(before) && is_certain(after))
		return false;
	return states_of(before) & states_of(after);
}

static uint32_t compare_frames(const struct vminfo_run *before,
			       const struct vminfo_run *after)
{
	uint32_t state = before->state == after->state ? 0 : DIFF_OTHER;

	if (before->any & VMINFO_FILE && !(after->any & VMINFO_FILE) && !state)
		return DIFF_COPIED;
	if (!(before->any & VMINFO_FILE) && after->any & VMINFO_FILE && !state)
		return DIFF_DROPPED;
	if (before->value == VMINFO_NONE || after->value == VMINFO_NONE)
		return state | DIFF_FRAME_UNKNOWN;
	return state | (before->value == after->value ? 0 : DIFF_MOVED);
}

static uint32_t compare_slots(const struct vminfo_run *before,
			      const struct vminfo_run *after)
{
	if (before->state != after->state)
		return DIFF_OTHER;
	/* The slots of shared memory are nowhere to be seen. */
	if (before->value == VMINFO_NONE || after->value == VMINFO_NONE)
		return DIFF_SLOT_UNKNOWN;
	return before->value == after->value &&
	       before->swap_type == after->swap_type ? 0 : DIFF_SWAP_MOVED;
}

/* By what entry a page is mapped that was mapped all the time. */
static uint32_t compare_huge(const struct vminfo_run *before,
			     const struct vminfo_run *after)
{
	if ((before->any | after->any) & VMINFO_HUGE_UNKNOWN)
		return DIFF_HUGE_UNKNOWN;
	if ((before->any & VMINFO_HUGE) == (after->any & VMINFO_HUGE))
		return 0;
	return before->any & VMINFO_HUGE ? DIFF_HUGE_SPLIT : DIFF_HUGE_MERGED;
}

/* They differ, but how is not told. */
static bool is_vague(const struct vminfo_run *run)
{
	return run->state >= STATES || may_be[run->state];
}

static bool is_mapped(enum place place)
{
	return place == ZERO || place == RAM;
}

uint32_t diff_places(const struct vminfo_run *before,
		     const struct vminfo_run *after)
{
	enum place from = place_of(before);
	enum place to = place_of(after);
	uint32_t changes = moves[from][to];

	if (is_unknown(before, after))
		return DIFF_STATE_UNKNOWN;
	if (before->state == after->state)
		changes = 0;
	if (from == RAM && to == RAM)
		changes = compare_frames(before, after);
	if (from == SWAP && to == SWAP)
		changes = compare_slots(before, after);
	if (is_mapped(from) && is_mapped(to))
		changes |= compare_huge(before, after);
	if (is_vague(before) || is_vague(after))
		changes |= DIFF_STATE_UNKNOWN;
	return changes;
}
