/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What all frames of the machine are used for, counted. */
#ifndef CENSUS_H
#define CENSUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <vminfo.h>

#include "frame-use.h"
#include "free-blocks.h"

#define CENSUS_NO_NODE UINT32_MAX

struct census_counts {
	uint64_t frames[FRAME_USES];
	uint64_t large[FRAME_USES];	/* of these, in compound pages */
	uint64_t folios[FRAME_USES];	/* such pages */
};

/* A zone of a node.  The last one is for frames of which that is unknown. */
struct census_zone {
	struct vminfo_zone_span span;
	struct census_counts counts;
	struct free_blocks seen;	/* by kpageflags */
	struct free_blocks listed;	/* by buddyinfo */
	bool has_lists;			/* buddyinfo has it */
	bool has_cpu_lists;		/* zoneinfo tells them */
	uint64_t on_cpu_lists;		/* frames */
};

/* What of it could be read. */
enum census_lack {
	CENSUS_NO_FLAGS = 1u << 0,	/* kpageflags */
	CENSUS_NO_RAM = 1u << 1,	/* where RAM is: iomem */
	CENSUS_NO_ZONES = 1u << 2,	/* zoneinfo */
	CENSUS_NO_LISTS = 1u << 3,	/* buddyinfo */
};

struct census {
	uint64_t page_size;
	uint64_t pmd_size;		/* 0: none */
	unsigned int lacks;		/* enum census_lack */
	struct census_zone *zones;
	size_t n_zones;			/* with the last one */
	struct census_counts of_order[FREE_BLOCKS_ORDERS];
	struct census_counts total;
	struct free_blocks seen;
	struct free_blocks listed;
	unsigned int largest;		/* order that the allocator has */
	bool cut;			/* a read failed, which was told */
	/* The piece of memory that is being counted. */
	struct census_zone *zone;
	uint64_t free_from;
	uint64_t free_frames;
	enum frame_use folio_use;	/* 0: no compound page is open */
	uint64_t folio_frames;
	struct census_counts folio;
};

/*
 * Reads all there is, in another /proc if there is one.  What cannot be read is
 * lacking.
 */
void census_take(struct census *census, struct vminfo_context *context,
		 const char *procfs);
void census_free(struct census *census);

/* The next frames of the piece, all of the same word; the end of the piece. */
void census_count(struct census *census, uint64_t pfn, uint64_t n,
		  uint64_t flags);
void census_end_piece(struct census *census);

/* Tells apart, by their number alone, the frames without any flag. */
void census_settle(struct census *census);

void census_add(struct census_counts *to, const struct census_counts *from);

/* All frames of these counts. */
uint64_t census_frames(const struct census_counts *counts);

/* Whether the number of frames of that use can be told. */
bool census_knows(const struct census *census, enum frame_use use);

#endif
