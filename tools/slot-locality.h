/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether pages that are neighbours by address are so in a swap area, too. */
#ifndef SLOT_LOCALITY_H
#define SLOT_LOCALITY_H

#include <stdbool.h>
#include <stdint.h>

#include <vminfo.h>

#define SLOT_LOCALITY_UNKNOWN (-1)

/*
 * Of pages with slots of one area.  Two that are neighbours by address, in the
 * same mapping, are a pair.  Who reads ahead by slots reads at most an aligned
 * cluster of them at once, so that only the near pairs can come in together.
 */
struct slot_locality {
	uint64_t page_size;
	int cluster;		/* of 2^cluster slots, as vm.page-cluster says,
				   at most 31; SLOT_LOCALITY_UNKNOWN */
	uint64_t pages;
	uint64_t address_runs;	/* of neighbours by address */
	uint64_t slot_runs;	/* of neighbours by address and slot */
	uint64_t pairs;
	uint64_t near;		/* pairs in one cluster; if that is known */
	struct vminfo_run last;	/* which the next may continue; 0 pages: none
				   does */
};

void slot_locality_start(struct slot_locality *locality, uint64_t page_size,
			 int cluster);

/* A run of state swapped in this area, at a higher address than the last. */
void slot_locality_add(struct slot_locality *locality,
		       const struct vminfo_run *run);

/* What comes next is of another mapping, or process. */
void slot_locality_interrupt(struct slot_locality *locality);

/* Adds what is of other mappings or processes; both go by the same cluster. */
void slot_locality_join(struct slot_locality *locality,
			const struct slot_locality *other);

/*
 * How many of a hundred pairs are near, rounded down: 100 is all of them.
 * 0; -ENOENT: there are no pairs; -ENODATA: the cluster is not known.
 */
int slot_locality_percent(const struct slot_locality *locality,
			  uint64_t *percent);

#endif
