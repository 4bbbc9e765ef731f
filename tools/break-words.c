// SPDX-License-Identifier: LGPL-2.1-or-later
/* Why a run of frames ends, and what one can do about it, in words. */
#include <stddef.h>
#include <stdio.h>

#include "break-reason.h"

#define POPULATE "touch it first: MADV_POPULATE_WRITE"
#define SUDO "needs CAP_SYS_ADMIN: try sudo"
#define OTHERWISE "an IOMMU or a scatter list"

static const struct {
	const char *name;
	const char *page_is;	/* of one of the two pages; or NULL: */
	const char *sentence;
	const char *remedy;	/* or NULL */
} reasons[BREAK_REASONS] = {
	[BREAK_UNKNOWN] = { "unknown", NULL,
		"the next frame is elsewhere; why, cannot be told",
		"huge pages (MAP_HUGETLB), " OTHERWISE },
	[BREAK_UNMAPPED] = { "unmapped", "is not mapped", NULL,
		"check the address and the length" },
	[BREAK_ABSENT] = { "absent", "has no memory: never touched, or given "
		"back", NULL, POPULATE },
	[BREAK_ZERO] = { "zero-page", "is the shared zero page: read, but "
		"never written", NULL,
		"write to it first: MADV_POPULATE_WRITE" },
	[BREAK_SWAPPED] = { "swapped", "is swapped out", NULL,
		"mlock(2) brings it back and keeps it in RAM" },
	[BREAK_SHMEM_SWAPPED] = { "shmem-swapped", "is swapped out, as one of "
		"its shared memory object", NULL,
		"mlock(2) brings it back and keeps it in RAM" },
	[BREAK_CACHED] = { "cached", "is in RAM, but not mapped here", NULL,
		POPULATE },
	[BREAK_UNRESOLVED] = { "unresolved", "is not mapped here; what its "
		"object has there was not asked", NULL, POPULATE },
	[BREAK_GUARD] = { "guard", "is a guard region", NULL,
		"a range without it, or MADV_GUARD_REMOVE" },
	[BREAK_MARKER] = { "marker", "has no memory, but a marker of "
		"userfaultfd", NULL, POPULATE },
	[BREAK_POISONED] = { "poisoned", "is poisoned", NULL,
		"unmap it and map new memory" },
	[BREAK_DEVICE] = { "device", "is in memory of a device", NULL,
		"touch it first: that brings it back to RAM" },
	[BREAK_MIGRATING] = { "migrating", "is being moved right now", NULL,
		"look again" },
	[BREAK_SPECIAL] = { "special", "has a special entry, of which the "
		"frame cannot be told", NULL, "look again" },
	[BREAK_NONPRESENT] = { "nonpresent", "is swapped out or special; "
		"which, is hidden", NULL, SUDO },
	[BREAK_PFNMAP] = { "driver-mapping", "is mapped by a driver without "
		"page structures: its frame is not told", NULL,
		"where it is may be known from the driver: --pa-base VA=PA" },
	[BREAK_HIDDEN] = { "hidden", NULL,
		"frames are hidden; whether the next one follows cannot be "
		"told", SUDO },
	[BREAK_CHANGED] = { "changed", NULL,
		"it is not any more what it was a moment ago", "look again" },
	[BREAK_LIMIT] = { "limit", NULL,
		"the next frame follows; a limit for segments is reached",
		"more segments (--max-segs), if the device takes them" },
	[BREAK_KSM] = { "ksm", "is merged with others of the same content "
		"(KSM)", NULL, "MADV_UNMERGEABLE, and no MADV_MERGEABLE" },
	[BREAK_FILE_COPY] = { "file-copy", "is an own copy, and the other one "
		"is the file's", NULL,
		"MAP_SHARED, or write to all of it: MADV_POPULATE_WRITE" },
	[BREAK_REORDERED] = { "reordered", NULL,
		"both pages are of one folio, but not in its order",
		"map new memory; mremap(2) leaves frames where they are" },
	[BREAK_BORDER] = { "mapping-border", NULL,
		"another mapping begins here; its frame is elsewhere",
		"map all of it at once, with huge pages (MAP_HUGETLB)" },
	[BREAK_OWN_COPY] = { "own-copy", "is outside of the folio around it: "
		"an own copy, as after fork(2), or it was replaced", NULL,
		"MADV_DONTFORK before fork(2); MADV_COLLAPSE makes it one "
		"again" },
	[BREAK_FOLIO] = { "folio-end", NULL,
		"end of a folio; the next frame is elsewhere",
		"huge pages: MAP_HUGETLB, or MADV_HUGEPAGE and MADV_COLLAPSE; "
		"or " OTHERWISE },
	[BREAK_PARTIAL] = { "partial-folio", NULL,
		"a larger folio would go on, but the next frame is elsewhere",
		"MADV_COLLAPSE, or map new memory" },
};

/* The same where what ends is a huge page, or memory is of hugetlb. */
#define END_OF_HUGE "end of a huge page; the next frame is elsewhere"
#define END_OF_SINGLE "its folio is a single page; the next frame is elsewhere"
#define LARGER_HUGE "larger huge pages (MAP_HUGETLB with MAP_HUGE_1GB), " \
		    OTHERWISE

static bool is_known(enum break_reason reason)
{
	return (unsigned int)reason < BREAK_REASONS;
}

const char *break_reason_name(enum break_reason reason)
{
	return is_known(reason) ? reasons[reason].name : NULL;
}

const char *break_reason_page_is(enum break_reason reason)
{
	return is_known(reason) ? reasons[reason].page_is : NULL;
}

static const char *end_of_folio(const struct break_answer *answer)
{
	if (answer->huge)
		return END_OF_HUGE;
	return answer->order ? reasons[BREAK_FOLIO].sentence : END_OF_SINGLE;
}

char *break_reason_sentence(const struct break_answer *answer,
			    char text[BREAK_ROOM])
{
	enum break_reason reason = answer->reason;
	const char *sentence;

	*text = '\0';
	if (!is_known(reason))
		return text;
	sentence = reasons[reason].sentence;
	if (reason == BREAK_FOLIO)
		sentence = end_of_folio(answer);
	if (sentence)
		snprintf(text, BREAK_ROOM, "%s", sentence);
	else
		snprintf(text, BREAK_ROOM, "the %s %s",
			 answer->before ? "page before" : "next page",
			 reasons[reason].page_is);
	return text;
}

/* Memory of hugetlb is huge, and cannot be collapsed. */
static bool needs_larger(const struct break_answer *answer)
{
	enum break_reason reason = answer->reason;

	if (reason == BREAK_FOLIO)
		return answer->huge || answer->hugetlb;
	return answer->hugetlb &&
	       (reason == BREAK_BORDER || reason == BREAK_UNKNOWN);
}

const char *break_reason_remedy(const struct break_answer *answer)
{
	if (!is_known(answer->reason))
		return NULL;
	if (needs_larger(answer))
		return LARGER_HUGE;
	return reasons[answer->reason].remedy;
}
