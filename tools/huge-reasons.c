// SPDX-License-Identifier: LGPL-2.1-or-later
/* Why a block of memory is not one huge page, in words. */
#include "huge-reasons.h"

#include <stddef.h>

static const struct {
	const char *name;
	int counts;
} reasons[HUGE_REASONS] = {
	[HUGE_KERNEL] = { "kernel", 0 },
	[HUGE_DRIVER] = { "driver", 0 },
	[HUGE_PROTECTION] = { "protection", 0 },
	[HUGE_SPLIT] = { "split", 0 },
	[HUGE_EDGE] = { "edge", 0 },
	[HUGE_OFFSET] = { "offset", 0 },
	[HUGE_EMPTY] = { "empty", 0 },
	[HUGE_HUGETLB] = { "hugetlb", 0 },
	[HUGE_NOHUGEPAGE] = { "nohugepage", 0 },
	[HUGE_DISABLED] = { "disabled", 0 },
	[HUGE_NEVER] = { "never", 0 },
	[HUGE_MADVISE] = { "madvise", 0 },
	[HUGE_NO_FILE] = { "file", 0 },
	[HUGE_INELIGIBLE] = { "ineligible", 0 },
	[HUGE_GUARD] = { "guard", 1 },
	[HUGE_POISONED] = { "poisoned", 1 },
	[HUGE_DEVICE] = { "device", 1 },
	[HUGE_SPECIAL] = { "special", 1 },
	[HUGE_MIGRATING] = { "migrating", 1 },
	[HUGE_UFFD] = { "uffd", 1 },
	[HUGE_COPIED] = { "copied", 1 },
	[HUGE_COLLAPSIBLE] = { "collapsible", 0 },
	[HUGE_HOLE] = { "hole", 1 },
	[HUGE_ZERO] = { "zero", 1 },
	[HUGE_NOT_MAPPED] = { "not-mapped", 1 },
	[HUGE_SWAPPED] = { "swapped", 1 },
	[HUGE_SHARED] = { "shared", 1 },
	[HUGE_KSM] = { "ksm", 1 },
	[HUGE_PARTIAL] = { "partial", 1 },
	[HUGE_PTE_MAPPED] = { "pte-mapped", 1 },
	[HUGE_DISPLACED] = { "displaced", 1 },
	[HUGE_MTHP] = { "mthp", 1 },
	[HUGE_SMALL] = { "small", 1 },
};

const char *huge_reason_name(enum huge_reason reason)
{
	return reasons[reason].name;
}

int huge_reason_counts(enum huge_reason reason)
{
	return reasons[reason].counts;
}

const char *huge_reason_word(unsigned int number)
{
	if (number <= HUGE_REASONS)
		return reasons[number - 1].name;
	return number == HUGE_REASONS + 1 ? "unknown" : NULL;
}
