/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* context.h - where to look, what may be seen, what went wrong last. */
#ifndef CONTEXT_H
#define CONTEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "physmem.h"
#include "place.h"
#include "probe.h"
#include "recording.h"
#include "swaps.h"
#include "vminfo.h"

/* The tag in a user address, which is no part of it. */
struct context_tag {
	uint64_t bits;
	uint64_t kernel_bit;	/* set in addresses that have no tag */
};

/* TBI and MTE: the top byte. */
#define CONTEXT_TAG_ARM64 \
	{ .bits = (uint64_t)0xff << 56, .kernel_bit = (uint64_t)1 << 55 }

/* LAM_U57: bits 62 to 57 are free. */
#define CONTEXT_TAG_X86 \
	{ .bits = (uint64_t)0x3f << 57, .kernel_bit = (uint64_t)1 << 63 }

/* As many places as are kept: those of a node that others lie between. */
#define CONTEXT_PLACES 1024u

/* The last block of memory that was asked whether it is there. */
struct context_block {
	uint64_t first;
	uint64_t frames;
	bool may_be_online;
};

struct vminfo_context {
	struct procfs_file procfs;	/* the directory */
	struct procfs_file kpageflags;	/* may be not open */
	struct procfs_file kpagecount;	/* these, likewise */
	struct procfs_file kpagecgroup;
	struct procfs_file swaps;
	bool live;		/* a procfs of the kernel that we run on */
	bool own_pids;		/* and of the PID namespace that we are in */
	bool cachestat;		/* may be asked, if the kernel has it */
	bool only_sums;		/* of processes, which open nothing else */
	void (*gain_rights)(void *data);	/* the caller's, or NULL */
	void (*drop_rights)(void *data);
	void *rights_data;
	struct recording *recording;	/* instead of it; or NULL */
	uint64_t page_size;
	char architecture[65];	/* "": not known */
	struct context_tag tag;
	uint64_t pmd_size;	/* 0: none */
	struct probe probe;
	struct physmem physmem;
	struct place places[CONTEXT_PLACES];
	struct context_block block;
	int most_free_order;	/* of a free block; 0: not known yet; negative:
				   cannot be known */
	struct swaps_area *areas;	/* NULL: not known */
	size_t n_areas;
	bool areas_changed;	/* since the context was made */
	bool areas_real;	/* they are of the kernel that we run on */
	uint32_t seen_types;	/* a bit for each number that was asked for */
	char *areas_text;	/* holds their names */
	char boot[64];		/* "": was not asked, or is not known */
	char setting[256];	/* that was asked for last */
	char error[1024];
};

/* Remembers "what: reason" and returns err, a negative errno. */
int context_fail(struct vminfo_context *context, int err, const char *what, ...)
	__attribute__((format(printf, 3, 4)));

/*
 * 0 if the caller's option struct of `size` bytes can be used as one of
 * `known`: it is as large, or the rest of it is zero.  -E2BIG, -EINVAL.
 */
int context_check_size(const void *options, size_t size, size_t known);

/* Where it looks.  0, or negative errno, which was remembered. */
int context_open_live(struct vminfo_context *context, const char *procfs,
		      uint64_t without);
int context_open_recorded(struct vminfo_context *context, const char *path,
			  const int *descriptor);

/* Around what may take rights in the middle of a walk. */
void context_gain_rights(const struct vminfo_context *context);
void context_drop_rights(const struct vminfo_context *context);

/* The files of context->recording. */
int context_serve(struct vminfo_context *context);

/* A context on a recording that is read already, and is its own from now on. */
int context_new_recorded(struct recording *recording,
			 struct vminfo_context **context);

/* An address without its tag. */
uint64_t context_untagged(const struct vminfo_context *context, uint64_t va);

/* Number of swap areas that are on now; -ENODATA: not readable. */
int context_swap_areas(struct vminfo_context *context);

/* The same, and how much of them is used now. */
int context_swap_areas_now(struct vminfo_context *context);

/*
 * The area that a slot is in; the number is seen from now on.  As
 * vminfo_context_slot_area().
 */
int context_slot_area(struct vminfo_context *context, unsigned int type,
		      uint64_t slot, const struct swaps_area **area);

#endif
