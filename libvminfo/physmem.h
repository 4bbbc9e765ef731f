/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* physmem.h - which frames are RAM, and of which zone and node. */
#ifndef PHYSMEM_H
#define PHYSMEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "growing.h"
#include "procfs.h"
#include "zoneinfo.h"

struct physmem_range {
	uint64_t first;		/* bytes */
	uint64_t last;
};

/* A line of iomem; those inside of it come after it. */
struct physmem_region {
	struct physmem_range range;
	size_t name;		/* where it starts in ->names */
};

struct physmem {
	struct physmem_range *ram;
	size_t n;		/* 0: hidden, or not readable */
	struct growing regions;	/* struct physmem_region; likewise */
	struct growing names;	/* char: each with its NUL */
	struct zoneinfo_zone *zones;	/* those that have memory */
	size_t n_zones;		/* 0: not readable */
	bool device_memory;	/* this machine may have some (ZONE_DEVICE) */
};

/* Reads iomem and zoneinfo below the directory; what fails stays unknown. */
int physmem_read(struct physmem *physmem, struct procfs_file procfs);
void physmem_free(struct physmem *physmem);

/* Whether the bytes at pa are RAM; ask only if ->n says that it is known. */
bool physmem_is_ram(const struct physmem *physmem, uint64_t pa);

/* The innermost region that has the address, or NULL. */
const struct physmem_region *physmem_region(const struct physmem *physmem,
					    uint64_t pa);
const char *physmem_name(const struct physmem *physmem,
			 const struct physmem_region *region);

/* The next zone that spans the frame, behind `after`, or NULL. */
const struct zoneinfo_zone *
physmem_zone(const struct physmem *physmem, uint64_t frame,
	     const struct zoneinfo_zone *after);

#endif
