// SPDX-License-Identifier: LGPL-2.1-or-later
/* What a frame is used for, by its word in /proc/kpageflags. */
#include "frame-use.h"

#include <stdbool.h>
#include <stddef.h>

#include <vminfo.h>

#define BIT(flag) ((uint64_t)1 << (flag))

static const char *const names[FRAME_USES] = {
	[FRAME_USE_FREE] = "free",
	[FRAME_USE_ANON] = "anon",
	[FRAME_USE_KSM] = "ksm",
	[FRAME_USE_MAYBE_KSM] = "maybe-ksm",
	[FRAME_USE_SHMEM] = "shmem",
	[FRAME_USE_FILE] = "file",
	[FRAME_USE_SWAPCACHE] = "swapcache",
	[FRAME_USE_HUGETLB] = "hugetlb",
	[FRAME_USE_ZERO] = "zero",
	[FRAME_USE_SLAB] = "slab",
	[FRAME_USE_PAGE_TABLE] = "page-table",
	[FRAME_USE_KERNEL] = "kernel",
	[FRAME_USE_UNFLAGGED] = "unflagged",
	[FRAME_USE_CPU_LIST] = "cpu-list",
	[FRAME_USE_UNMANAGED] = "unmanaged",
	[FRAME_USE_RESERVED] = "reserved",
	[FRAME_USE_OFFLINE] = "offline",
	[FRAME_USE_POISONED] = "poisoned",
};

/* Those of a cache have no flag of their own: the kernel keeps them like this,
 * and nothing else so. */
#define OF_A_CACHE (BIT(VMINFO_FRAME_LRU) | BIT(VMINFO_FRAME_UPTODATE) | \
		    BIT(VMINFO_FRAME_DIRTY) | BIT(VMINFO_FRAME_ACTIVE) | \
		    BIT(VMINFO_FRAME_WRITEBACK) | \
		    BIT(VMINFO_FRAME_UNEVICTABLE) | BIT(VMINFO_FRAME_MLOCKED))

/* The first that has one of its flags decides. */
static const struct {
	uint64_t flags;
	enum frame_use use;
} uses[] = {
	{ BIT(VMINFO_FRAME_HWPOISON), FRAME_USE_POISONED },
	/* There is RAM, but it was never put to use, or was taken out of it. */
	{ BIT(VMINFO_FRAME_NOPAGE), FRAME_USE_OFFLINE },
	{ BIT(VMINFO_FRAME_BUDDY), FRAME_USE_FREE },
	{ BIT(VMINFO_FRAME_SLAB), FRAME_USE_SLAB },
	{ BIT(VMINFO_FRAME_PGTABLE), FRAME_USE_PAGE_TABLE },
	{ BIT(VMINFO_FRAME_OFFLINE), FRAME_USE_OFFLINE },
	/* It is reserved, too. */
	{ BIT(VMINFO_FRAME_ZERO_PAGE), FRAME_USE_ZERO },
	{ BIT(VMINFO_FRAME_RESERVED), FRAME_USE_RESERVED },
	/* Its memory may be anonymous or of a file. */
	{ BIT(VMINFO_FRAME_HUGE), FRAME_USE_HUGETLB },
	{ BIT(VMINFO_FRAME_KSM), FRAME_USE_KSM },
	{ BIT(VMINFO_FRAME_MAYBE_KSM), FRAME_USE_MAYBE_KSM },
	{ BIT(VMINFO_FRAME_ANON), FRAME_USE_ANON },
	{ BIT(VMINFO_FRAME_SWAPCACHE), FRAME_USE_SWAPCACHE },
	{ BIT(VMINFO_FRAME_SWAPBACKED), FRAME_USE_SHMEM },
	{ OF_A_CACHE, FRAME_USE_FILE },
	{ UINT64_MAX, FRAME_USE_KERNEL },
};

const char *frame_use_name(unsigned int use)
{
	return use < FRAME_USES ? names[use] : NULL;
}

/* Older kernels do not say enough of a tail to tell these: its head decides. */
static bool is_by_head(enum frame_use use)
{
	return use == FRAME_USE_SWAPCACHE || use == FRAME_USE_SHMEM ||
	       use == FRAME_USE_FILE || use == FRAME_USE_KERNEL;
}

enum frame_use frame_use_of(uint64_t flags, enum frame_use head)
{
	uint64_t valid = vminfo_frame_flags_valid(flags);
	size_t i = 0;

	if (!valid)
		return FRAME_USE_UNFLAGGED;
	while (!(valid & uses[i].flags))
		i++;
	if (head && is_by_head(uses[i].use) &&
	    valid & BIT(VMINFO_FRAME_COMPOUND_TAIL))
		return head;
	return uses[i].use;
}
