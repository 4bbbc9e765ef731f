/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Why a block of memory is not one huge page, in words. */
#ifndef HUGE_REASONS_H
#define HUGE_REASONS_H

#include <stdint.h>

#include "report.h"

/*
 * In the order in which they decide: where a block lies, what may be there, and
 * what is.  Behind HUGE_COLLAPSIBLE is what khugepaged can live with.
 */
enum huge_reason {
	HUGE_KERNEL,
	HUGE_DRIVER,
	HUGE_PROTECTION,
	HUGE_SPLIT,
	HUGE_EDGE,
	HUGE_OFFSET,
	HUGE_EMPTY,
	HUGE_HUGETLB,
	HUGE_NOHUGEPAGE,
	HUGE_DISABLED,
	HUGE_NEVER,
	HUGE_MADVISE,
	HUGE_NO_FILE,
	HUGE_INELIGIBLE,
	HUGE_GUARD,
	HUGE_POISONED,
	HUGE_DEVICE,
	HUGE_SPECIAL,
	HUGE_MIGRATING,
	HUGE_UFFD,
	HUGE_COPIED,
	HUGE_COLLAPSIBLE,
	HUGE_HOLE,
	HUGE_ZERO,
	HUGE_NOT_MAPPED,
	HUGE_SWAPPED,
	HUGE_SHARED,
	HUGE_KSM,
	HUGE_PARTIAL,
	HUGE_PTE_MAPPED,
	HUGE_DISPLACED,
	HUGE_MTHP,
	HUGE_SMALL,
	HUGE_REASONS,
};

#define HUGE_BIT(reason) (UINT64_C(1) << (reason))

/* All that nothing but a change of the block, or of what may be, removes. */
#define HUGE_BLOCKING (HUGE_BIT(HUGE_COLLAPSIBLE) - 1)

const char *huge_reason_name(enum huge_reason reason);

/* Whether it is of some of the pages, so that they can be counted. */
int huge_reason_counts(enum huge_reason reason);

/* All of the words, and behind them "unknown". */
report_word huge_reason_word;

#endif
