/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What can be measured of memory, and what rules call it. */
#ifndef AUDIT_METRIC_H
#define AUDIT_METRIC_H

#include <stdbool.h>
#include <stdint.h>

#include "audit-sum.h"
#include "audit-value.h"
#include "report.h"

enum audit_better {
	AUDIT_NEITHER,	/* it may be any */
	AUDIT_SAME,	/* any other is worse */
	AUDIT_LESS,
	AUDIT_MORE,
};

struct audit_measured {
	const struct audit_sum *sum;
	struct vminfo_context *context;
};

/* A metric, and what its name says more: "order-9", "swap-area:/dev/vda2". */
struct audit_use {
	const struct audit_metric *metric;
	const char *name;	/* as it was written */
	const char *text;	/* behind that of the metric */
	uint64_t number;
};

typedef struct audit_value audit_get(const struct audit_measured *measured,
				     const struct audit_use *use);

enum audit_more { AUDIT_NO_MORE, AUDIT_AND_NUMBER, AUDIT_AND_NAME };

struct audit_metric {
	const char *name;	/* NULL ends the table */
	enum report_kind kind;
	audit_get *get;
	unsigned int wants;	/* enum audit_want */
	const char *needs;	/* a capability; NULL: none */
	enum audit_better better;
	unsigned int arg;	/* for `get` */
	const char *text;
	enum audit_more more;	/* behind its name */
	bool of_nodes;		/* means nothing where there is one */
	bool is_place;		/* an address, which is never kept */
};

extern const struct audit_metric audit_metrics[];

/* Which one is meant: 0, or -EINVAL. */
int audit_metric_find(const char *name, struct audit_use *use);

/* "pages", "bytes", "percent", "". */
const char *audit_metric_unit(const struct audit_metric *metric);

/* "order-N": as lists have it. */
const char *audit_metric_argument(const struct audit_metric *metric);

/*
 * "64", "2048 KiB", "0x13fa00000": what was found, for people; "from 3 to 5",
 * "?".  Returns `text`.
 */
#define AUDIT_FOUND_ROOM 96
char *audit_metric_found(const struct audit_metric *metric,
			 const struct audit_value *value,
			 char text[AUDIT_FOUND_ROOM]);

/* audit-taken.c: how each is taken from sums. */
audit_get audit_take_pages, audit_take_size, audit_take_mappings;
audit_get audit_take_state, audit_take_not_present, audit_take_unknown;
audit_get audit_take_swapped, audit_take_swap, audit_take_swap_area;
audit_get audit_take_marked, audit_take_unmarked;
audit_get audit_take_huge_pages, audit_take_huge_percent;

/* audit-mapped.c: who maps it, and what it is. */
audit_get audit_take_rss, audit_take_pss, audit_take_uss, audit_take_shared;
audit_get audit_take_kind, audit_take_order, audit_take_mapcount;

/* audit-placed.c: those that tell where it is. */
audit_get audit_take_runs, audit_take_longest, audit_take_shortest;
audit_get audit_take_alignment, audit_take_min_pa, audit_take_max_pa;
audit_get audit_take_segments, audit_take_nodes, audit_take_node;

/* Which pages are marked; which are swapped. */
enum { AUDIT_LOCKED, AUDIT_DONTDUMP, AUDIT_KSM };
enum { AUDIT_ALL_SWAP, AUDIT_OWN_SWAP, AUDIT_SHMEM_SWAP };

#endif
