/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What kind of device or file a swap area is on. */
#ifndef SWAP_AREA_H
#define SWAP_AREA_H

#include <vminfo.h>

#include "answer.h"

enum swap_area_kind {
	SWAP_AREA_UNKNOWN,
	SWAP_AREA_PARTITION,	/* any block device but those below */
	SWAP_AREA_FILE,
	SWAP_AREA_ZRAM,		/* it is RAM, where pages are compressed */
	SWAP_AREA_LOOP,		/* a file, by a device */
};

struct swap_area {
	enum swap_area_kind kind;
	enum answer rotates;	/* its disk, or that below its file system */
	enum answer immediate;	/* its device is memory: a page is there as soon
				   as it is asked for */
};

/*
 * `sys` is the directory /sys.  If it is negative, the area is not of the
 * machine that we run on, as in a recording: then only a file is told, since
 * zram and loop devices are partitions for the kernel's list.
 */
void swap_area_look(struct swap_area *area, const struct vminfo_swap_area *told,
		    int sys);

/* "zram"; NULL: it is not known. */
const char *swap_area_word(enum swap_area_kind kind);

#endif
