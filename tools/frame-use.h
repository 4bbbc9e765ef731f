/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a frame is used for, by its word in /proc/kpageflags. */
#ifndef FRAME_USE_H
#define FRAME_USE_H

#include <stdint.h>

/* Exactly one holds for each frame of RAM. */
enum frame_use {
	FRAME_USE_FREE = 1,	/* in the free lists of the allocator */
	FRAME_USE_ANON,		/* memory of processes, no file behind it */
	FRAME_USE_KSM,		/* the same, merged with others */
	FRAME_USE_MAYBE_KSM,	/* one of these two: the kernel does not tell */
	FRAME_USE_SHMEM,	/* shared memory, tmpfs, memfd */
	FRAME_USE_FILE,		/* the cache of a file or of a disk */
	FRAME_USE_SWAPCACHE,	/* read from swap, nobody's yet */
	FRAME_USE_HUGETLB,	/* of the pool of huge pages, used or not */
	FRAME_USE_ZERO,		/* the zero page, small or huge */
	FRAME_USE_SLAB,		/* small objects of the kernel */
	FRAME_USE_PAGE_TABLE,
	FRAME_USE_KERNEL,	/* else the kernel's, or of a driver */
	FRAME_USE_UNFLAGGED,	/* no flag: the same, or one of the next two */
	FRAME_USE_CPU_LIST,	/* free, kept by a CPU; counted, never told */
	FRAME_USE_UNMANAGED,	/* the allocator never got it; likewise */
	FRAME_USE_RESERVED,	/* since the machine booted */
	FRAME_USE_OFFLINE,	/* given back to the host or taken out */
	FRAME_USE_POISONED,	/* the hardware failed */
	FRAME_USES
};

/* "page-table"; NULL for a number that has none. */
const char *frame_use_name(unsigned int use);

/*
 * What the flags say, type first: of most types other flags are garbage.  Never
 * one that is counted alone.  `head` is what the first frame of the same
 * compound page was found to be, or 0: older kernels have a tail's flags there
 * alone.
 */
enum frame_use frame_use_of(uint64_t flags, enum frame_use head);

#endif
