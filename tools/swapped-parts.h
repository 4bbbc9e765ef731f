/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is known of memory that may be in swap, and who says it. */
#ifndef SWAPPED_PARTS_H
#define SWAPPED_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <vminfo.h>

#include "cells.h"
#include "frame-set.h"
#include "globs-met.h"
#include "parts.h"
#include "resolve.h"
#include "spans.h"
#include "swap-bounds.h"
#include "swap-doubt.h"
#include "swap-objects.h"
#include "swapped-area.h"
#include "swapped.h"
#include "visit.h"

/* What a column stands on, as bits of report_column.wants. */
enum swapped_want {
	SWAPPED_WANTS_SMAPS = 1u << 0,		/* smaps, or its rollup */
	SWAPPED_WANTS_STATUS = 1u << 1,		/* /proc/PID/status */
	SWAPPED_WANTS_SLOTS = 1u << 2,		/* numbers of slots */
};

#define SWAPPED_AREAS SWAPPED_AREA_MOST

/* Of a mapping, or what was looked at of it, or of a process. */
struct swapped_sum {
	struct swap_counts counts;
	uint64_t va;		/* of the first page; of a mapping alone */
	uint64_t pages;		/* of all kinds, if it was walked */
	uint64_t seen_slots;	/* pages in swap whose slot is not hidden */
	uint64_t runs;		/* of addresses */
	uint64_t slot_runs;	/* of these, with consecutive slots */
	struct parts areas;	/* bytes, by their numbers */
	uint64_t smaps_swap;	/* bytes; VMINFO_NONE: not known */
	uint64_t smaps_swap_pss;
};

/* The process at hand. */
struct swapped_process {
	struct vminfo_process *process;
	struct swapped_sum sum;
	struct swap_counts once;	/* a page that it maps twice is one */
	struct swap_objects objects;
	/* If there are several, or areas are asked for. */
	struct swapped_area_part areas[SWAPPED_AREAS];
	bool walked;		/* else smaps_rollup proves that none is */
	bool cut_short;
	uint64_t least;		/* pages in swap that one mapping has, at
				   least */
	uint64_t vmswap;	/* bytes; VMINFO_NONE: not known */
	uint64_t took;		/* nanoseconds */
};

/* All of one look. */
struct swapped {
	struct swapped_given *given;
	struct visit visit;
	struct report *report;
	enum swapped_group group;
	unsigned int wants;	/* enum swapped_want */
	uint64_t page_size;
	bool several;		/* processes: each is named */
	bool silent;		/* a look whose rows nobody sees */
	bool leaves_out;	/* rows of what is not in swap */
	bool shortcut;		/* smaps_rollup may answer */
	bool asks_sums;		/* of processes, also where rows have them */
	bool gone;		/* a process that is waited for */
	bool cut_short;		/* not all of some process was seen */
	struct resolve resolve;
	struct swapped_process at;
	/* The mapping at hand. */
	struct vminfo_walk *walk;
	struct vminfo_mapping mapping;	/* but for the name */
	char *name;
	size_t name_room;
	bool in_mapping;
	bool has_doubt;
	struct swap_doubt doubt;
	struct swap_pages pages;
	struct vminfo_backing backing;
	uint64_t known_shmem;	/* pages of shared memory in swap that were
				   added to its object */
	uint64_t next;		/* address behind the last page in swap */
	struct swapped_sum part;
	/* All that was seen. */
	struct globs_met globs;
	size_t judged;		/* processes that have such memory */
	size_t with_swap;	/* of them, that have some of it in swap */
	uint64_t left_out;
	uint64_t hidden;	/* pages whose entries hide what they are */
	struct swap_bounds unseen_slots;
	uint64_t seen_slots;
	struct swap_objects objects;
	struct swapped_areas areas;
	uint32_t areas_seen;	/* by number */
	struct swap_object owners;	/* processes that have slots of their
					   own, and nothing else of it */
	uint64_t least;		/* pages that one process has, at least */
};

struct swapped_row {
	struct row row;			/* process, mapping, run */
	const struct swapped *swapped;
	const struct swapped_process *process;	/* NULL: a mapping */
	struct swapped_sum *sum;	/* texts of cells are in it */
	struct swap_counts counts;
	const struct swap_object *object;
	const char *pids;		/* "812,4711" */
	const struct swapped_area_row *area;	/* NULL: it is hidden */
};

/* One process: a visit_look of struct swapped. */
void swapped_look(void *swapped, struct vminfo_process *process);

/* Walks a part of its memory. */
void swapped_walk(struct swapped *swapped, const struct span *span);

/* All of it was seen: its row, and what it adds. */
void swapped_take_process(struct swapped *swapped);

/* How much of all is in swap, each page once; and in slots of processes. */
struct swap_bounds swapped_in_all(struct swapped *swapped);
struct swap_bounds swapped_own_in_all(struct swapped *swapped);

/* Rows: of a run of the mapping at hand, of the mapping, of the process. */
void swapped_put_run(struct swapped *swapped, const struct vminfo_run *run,
		     enum swap_kind kind);
void swapped_put_mapping(struct swapped *swapped);
void swapped_put_process(struct swapped *swapped);

/* And of what was seen of all of them. */
void swapped_put_objects(struct swapped *swapped);
void swapped_put_areas(struct swapped *swapped);

/* What people are told of a process, and of all of it. */
void swapped_tell_process(struct swapped *swapped,
			  const struct swapped_row *row);
void swapped_tell_all(struct swapped *swapped);

#endif
