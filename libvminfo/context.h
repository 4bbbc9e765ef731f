/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* context.h - where to look, what may be seen, what went wrong last. */
#ifndef CONTEXT_H
#define CONTEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "physmem.h"
#include "probe.h"
#include "swaps.h"
#include "vminfo.h"

struct vminfo_context {
	struct procfs_file procfs;	/* the directory */
	struct procfs_file kpageflags;	/* may be not open */
	struct procfs_file kpagecount;	/* these, likewise */
	struct procfs_file kpagecgroup;
	struct procfs_file swaps;
	bool live;		/* a procfs of the kernel that we run on */
	bool own_pids;		/* and of the PID namespace that we are in */
	uint64_t page_size;
	uint64_t pmd_size;	/* 0: none */
	struct probe probe;
	struct physmem physmem;
	struct swaps_area *areas;	/* NULL: not known */
	size_t n_areas;
	bool areas_changed;	/* since the context was made */
	bool areas_real;	/* they are of the kernel that we run on */
	uint32_t seen_types;	/* a bit for each number that was asked for */
	char *areas_text;	/* holds their names */
	char error[512];
};

/* Remembers "what: reason" and returns err, a negative errno. */
int context_fail(struct vminfo_context *context, int err, const char *what, ...)
	__attribute__((format(printf, 3, 4)));

/*
 * 0 if the caller's option struct of `size` bytes can be used as one of
 * `known`: it is as large, or the rest of it is zero.  -E2BIG, -EINVAL.
 */
int context_check_size(const void *options, size_t size, size_t known);

/* Number of swap areas that are on now; -ENODATA: not readable. */
int context_swap_areas(struct vminfo_context *context);

#endif
