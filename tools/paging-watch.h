/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A watch: each look compares its processes with the look before. */
#ifndef PAGING_WATCH_H
#define PAGING_WATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "paging-look.h"
#include "paging-machine.h"
#include "paging-process.h"
#include "report.h"
#include "time-of-day.h"
#include "visit.h"
#include "watch-options.h"

/* Of the processes of a look, or of all that were watched. */
struct paging_sums {
	struct paging_counts counts;
	uint64_t processes;	/* that were compared */
	uint64_t of[PAGING_THRASHING + 1];	/* by word */
};

/* The worst that any was. */
enum paging_word paging_sums_word(const struct paging_sums *sums);

struct paging_watch {
	/* The caller's. */
	const struct watch_options *options;
	struct visit visit;
	struct report *report;
	bool quiet;
	uint64_t look;			/* number; the first is 0 */
	char time[TIME_OF_DAY_ROOM];	/* of the look */
	struct paging_sample samples[2];	/* of this look and the one
						   before */

	/* What came out. */
	struct paging_sums sums;	/* of the look */
	struct paging_sums total;	/* words: once paging_watch_end() is
					   called */
	bool matched;			/* some memory was wanted */
	bool has_paged;			/* something went out or came in */
	bool was_unknown;		/* something may have, besides */
	bool has_hidden;		/* it is not known what is in swap */
	bool saw_any;			/* the last look saw a process */

	/* Ours. */
	struct paging_processes processes;
	struct paging_look taken;
};

/* Looks at all of them, and reports those that were there before. */
void paging_watch_visit(struct paging_watch *watch);

/* Nobody is looked at any more. */
void paging_watch_end(struct paging_watch *watch);
void paging_watch_free(struct paging_watch *watch);

#endif
