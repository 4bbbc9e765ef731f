/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Goes over the frames that processes have, several at once, and tells of them
 * one process after the other.
 */
#ifndef SCAN_H
#define SCAN_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <vminfo.h>

#include "crew.h"
#include "frame-set.h"
#include "visit.h"

struct scan_process {
	pid_t pid;
	uint64_t start_time;	/* VMINFO_NONE: not known */
	char name[64];		/* raw; "": not known */
};

/* What is told, in this order; of a mapping only if a run of it is. */
struct scan_listener {
	void *data;
	void (*begin)(void *data, const struct scan_process *process);
	void (*mapping)(void *data, const struct vminfo_mapping *mapping);
	/* A run with a frame.  That of the small zero page has the same one on
	 * all of its pages. */
	void (*run)(void *data, const struct vminfo_run *run);
	/* `whole`: all of the process was seen; else it is none any more, or
	 * more of it could not be seen, which was told. */
	void (*end)(void *data, bool whole);
};

struct scan {
	struct visit *visit;
	size_t jobs;		/* as the count of a crew */
	const struct frame_set *only;	/* of these frames alone; NULL: all */
	bool zero;		/* frames of the zero page are looked up */
	bool again;		/* what was told of processes that cannot be
				   seen is not told again */
	struct scan_listener to;

	/* Ours. */
	atomic_bool missed;
	struct crew crew;
	uint64_t hidden;	/* pages whose frame is hidden */
	uint64_t left_out;	/* pages of the zero page that were not */
	uint64_t uncertain;	/* pages of which we cannot tell: special, or
				   being moved while they were read */
};

/* Goes to all of the visit. */
void scan_run(struct scan *scan);

#endif
