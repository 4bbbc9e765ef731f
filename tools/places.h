/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The pages that frames are in: of which process, at which address. */
#ifndef PLACES_H
#define PLACES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <vminfo.h>

#include "scan.h"

struct place {
	uint64_t pfn;
	uint64_t va;
	uint64_t pages;		/* from there on that have this frame: 1, but
				   of the zero page */
	uint32_t mapping;
	uint16_t attributes;
	uint8_t state;
	uint8_t reserved;
};

struct place_mapping {
	struct vminfo_mapping is;	/* but for the name: places_name() */
	size_t name;
	uint32_t process;
};

struct places {
	uint64_t page_size;
	size_t most;		/* bytes; 0: no limit */
	bool full;		/* there was more than that: not all is here */

	struct place *list;
	size_t count, room;
	struct place_mapping *mappings;
	size_t mapping_count, mapping_room;
	struct scan_process *processes;
	size_t process_count, process_room;
	char *names;
	size_t name_used, name_room;
	/* What there was before the process at hand. */
	struct {
		size_t count, mappings, names;
	} before;
};

/* One that puts what a scan finds there. */
struct scan_listener places_listener(struct places *places);

void places_clear(struct places *places);	/* but not the memory */
void places_free(struct places *places);

/* By frame, process and address. */
void places_sort(struct places *places);

/* Those of a frame, which were sorted. */
struct places_of {
	const struct place *list;
	size_t count;
};

struct places_of places_of(const struct places *places, uint64_t pfn);

const struct place_mapping *places_mapping(const struct places *places,
					   const struct place *place);
const struct scan_process *places_process(const struct places *places,
					  const struct place *place);

/* Raw, as the kernel has it. */
const char *places_name(const struct places *places,
			const struct place_mapping *mapping);

#endif
