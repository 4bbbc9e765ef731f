/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the memory of a process adds up to, and its largest mappings. */
#ifndef SUMS_H
#define SUMS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <vminfo.h>

#include "tally.h"

#define SUMS_LARGEST 3

struct sums_mapping {
	uint64_t va;
	uint64_t length;
	uint64_t present;	/* pages */
	uint64_t swapped;
	char *name;		/* raw */
};

struct sums {
	struct tally total;
	uint64_t of_objects;	/* present pages of files and shared memory */
	struct sums_mapping largest[SUMS_LARGEST];	/* descending */
	size_t largest_count;
	uint16_t seen;		/* attributes of anything */
};

/*
 * Walks all of it.  `failed` is what the last call on the walk returned, as
 * visit_check_walk() wants it.  0 or negative errno.
 */
typedef void sums_walked(void *data, const struct vminfo_walk *walk,
			 ssize_t failed);
int sums_take(struct sums *sums, struct vminfo_process *process,
	      sums_walked *walked, void *data);
void sums_free(struct sums *sums);

#endif
