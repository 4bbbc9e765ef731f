/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* fake-parts.h - what the files of the fake kernel know of each other. */
#ifndef FAKE_PARTS_H
#define FAKE_PARTS_H

#include "fake.h"
#include "procfs.h"

/* The mapping that holds va, or with `next` the one above; or NULL. */
const struct fake_mapping *fake_find(const struct fake_space *space,
				     uint64_t va, bool next);

uint64_t fake_last(const struct fake_mapping *mapping);

/* The entry at va, and up to where nothing changes. */
struct fake_piece {
	uint64_t word;
	uint64_t end;
	uint32_t categories;
};

struct fake_piece fake_at(const struct fake_space *space, uint64_t va);

/* Texts to be freed: all of smaps, of stat, and of maps some lines from va on,
   which is moved behind them. */
char *fake_smaps(const struct fake_space *space);
char *fake_stat(pid_t pid, char state);
char *fake_maps(const struct fake_space *space, uint64_t *va, bool *end);

/* The ioctls on a living address space. */
int fake_pagemap_scan(const struct fake_space *space, struct procfs_scan *scan);
int fake_procmap_query(const struct fake_space *space,
		       struct procfs_query *query);

#endif
