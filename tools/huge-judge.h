/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether a block of memory is one huge page, and if not, why. */
#ifndef HUGE_JUDGE_H
#define HUGE_JUDGE_H

#include <stdbool.h>
#include <stdint.h>

#include "answer.h"
#include "huge-block.h"
#include "huge-policy.h"
#include "huge-reasons.h"

/* Whether a block sticks out of its mapping, and what is there. */
enum huge_cut {
	HUGE_WHOLE,
	HUGE_CUT,		/* nothing, or something else */
	HUGE_CUT_UNKNOWN,
	HUGE_CUT_PROTECTION,	/* what would be one with it, but has other
				   permissions */
	HUGE_CUT_SPLIT,		/* the same with its permissions: what differs
				   is advice, locks and the like */
};

/* What holds for all blocks of a mapping. */
struct huge_mapping {
	enum huge_backing backing;
	struct huge_policy policy;
	bool congruent;		/* addresses and offsets differ by huge pages */
	uint64_t flags;		/* enum vminfo_vmflag; VMINFO_NONE: unknown */
	bool has_none;		/* smaps knows of no huge page */
	bool has_no_ksm;	/* and of none of KSM */
	const struct huge_settings *settings;
};

struct huge_answer {
	enum answer huge;
	uint64_t sure;		/* sets of enum huge_reason, by HUGE_BIT() */
	uint64_t maybe;		/* these may be there, too */
	uint64_t beyond;	/* of the sure: more than khugepaged allows */
	uint64_t pages[HUGE_REASONS];
	int order;		/* of the largest folio; negative: unknown */
	bool has_order;		/* a page is present */
};

void huge_judge(const struct huge_block *block, enum huge_cut cut,
		const struct huge_mapping *mapping,
		struct huge_answer *answer);

/* Its sure reasons, the decisive one first; how many. */
unsigned int huge_reasons_of(const struct huge_answer *answer,
			     enum huge_reason reasons[HUGE_REASONS]);

#endif
