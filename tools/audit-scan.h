/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One walk over a process for all rules.  What several rules look at is one
 * view; what several views have whole, a mapping, is counted once.
 */
#ifndef AUDIT_SCAN_H
#define AUDIT_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include <vminfo.h>

#include "audit-policy.h"
#include "audit-sum.h"
#include "spans.h"
#include "swap-doubt.h"
#include "visit.h"

enum audit_part {
	AUDIT_NONE_OF_IT,
	AUDIT_SOME_OF_IT,
	AUDIT_ALL_OF_IT,
};

/* A target, some of its mappings, and a device. */
struct audit_view {
	const struct audit_rule *rule;	/* one of those that look at it */
	unsigned int wants;		/* of all of them */
	/* Of the process at hand. */
	bool missing;			/* there is no such symbol */
	char *why;			/* it cannot be told where it is */
	bool has_span;			/* of a symbol or a range: */
	struct span span;		/* bytes */
	enum audit_part part;		/* of the mapping at hand */
	bool doubtful;			/* whether a mapping is part of it is
					   not known */
	struct audit_sum here;		/* of the mapping at hand, if not all */
	struct audit_sum sum;
	struct spans stretches;		/* that a device would get */
};

struct audit_scan {
	struct visit *visit;
	uint64_t page_size;
	unsigned int wants;		/* enum audit_want */
	bool wants_gaps;		/* some view is a range */
	bool wants_smaps;
	struct audit_view *views;
	size_t count;
	/* The process at hand. */
	struct vminfo_process *process;
	const char *broken;		/* why not all was seen; NULL: it was */
	bool may_end;			/* who called tells that it exits */
	bool ended;			/* it did */
	struct spans spans;		/* where to walk */
	struct vminfo_walk *walk;
	struct vminfo_frame *frames;	/* of a batch, or NULL */
	/* The mapping at hand. */
	bool inside;			/* there is one, or a gap */
	bool is_gap;
	struct vminfo_mapping mapping;
	char *name;
	size_t name_room;
	bool has_smaps;
	struct vminfo_smaps smaps;
	struct vminfo_backing backing;
	bool has_doubt;
	struct swap_doubt doubt;
	bool counts_all;		/* some view has all of it */
	struct audit_sum all;		/* of it */
};

/*
 * Makes the views of the rules, and gives each rule the number of its own.
 * The visit is started later, then audit_scan_start() is called.
 */
void audit_scan_new(struct audit_scan *scan, struct audit_policy *policy);
void audit_scan_start(struct audit_scan *scan, struct visit *visit);
void audit_scan_free(struct audit_scan *scan);

/* One process: fills the views. */
void audit_scan_process(struct audit_scan *scan,
			struct vminfo_process *process);

/* audit-find.c: where the views are, and so where to walk.  0, or negative
 * errno, told by nobody. */
int audit_find(struct audit_scan *scan);

/* audit-mapping.c: from one mapping, or gap, to the next. */
void audit_arrive(struct audit_scan *scan);
void audit_leave(struct audit_scan *scan);

/* Counts a run of it. */
void audit_count(struct audit_scan *scan, const struct vminfo_run *run,
		 const struct vminfo_frame *frame);

#endif
