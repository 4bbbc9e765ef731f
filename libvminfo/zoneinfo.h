/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* zoneinfo.h - what the lines of /proc/zoneinfo mean. */
#ifndef ZONEINFO_H
#define ZONEINFO_H

#include <stdbool.h>
#include <stdint.h>

/* A span of frames, with holes: spans of two nodes or zones may overlap. */
struct zoneinfo_zone {
	uint64_t first;		/* frame */
	uint64_t spanned;	/* frames, as are these: */
	uint64_t present;
	uint64_t managed;	/* by the kernel's allocator */
	uint16_t node;
	uint8_t kind;		/* enum vminfo_zone; 0: a new one */
};

/* Begin with an empty one: each zone is told on many lines. */
struct zoneinfo {
	bool in_zone;
	struct zoneinfo_zone zone;
};

/*
 * Takes the next line.  True: ->zone is complete.  A zone without memory never
 * is; nor is the zone of device memory, whose ->zone.spanned can be asked after
 * any line.
 */
bool zoneinfo_take(struct zoneinfo *info, const char *line);

#endif
