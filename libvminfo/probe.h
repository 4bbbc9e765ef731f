/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* probe.h - what this kernel tells us, tried on pages of our own. */
#ifndef PROBE_H
#define PROBE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "procfs.h"

struct probe {
	bool pagemap;		/* there is such a file */
	bool frames;		/* frame numbers are visible */
	bool scan;		/* PAGEMAP_SCAN works */
	bool query;		/* PROCMAP_QUERY works */
	bool soft_dirty;	/* pages that were written are marked */
	bool guard;		/* guard regions can be made */
	bool guard_bit;		/* and pagemap has a bit for them */
	bool ksm_untold;	/* any anonymous frame is said to be merged */
	uint64_t zero_frame;	/* the zero page if there is just one of it and
				   it is visible; else VMINFO_NONE */
	uint8_t special_start;	/* first swap type that is no area */
	uint8_t marker_type;	/* swap type of PTE markers */
};

/*
 * What cannot be tried stays unknown; negative errno if nothing can.
 * kpageflags may be not open.
 */
int probe_kernel(struct probe *probe, size_t page_size,
		 struct procfs_file kpageflags);

#endif
