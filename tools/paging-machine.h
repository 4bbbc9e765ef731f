/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How the whole machine pages: /proc/vmstat and /proc/pressure/memory. */
#ifndef PAGING_MACHINE_H
#define PAGING_MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Of vmstat, all in pages but for the last two. */
enum paging_counter {
	PAGING_PSWPIN,
	PAGING_PSWPOUT,
	PAGING_ZSWPIN,
	PAGING_ZSWPOUT,
	PAGING_SWPIN_ZERO,
	PAGING_SWPOUT_ZERO,
	PAGING_REFAULT_ANON,
	PAGING_PGFAULT,
	PAGING_PGMAJFAULT,
	PAGING_COUNTERS,
};

/* All that was counted up to a moment. */
struct paging_sample {
	bool has_counters;		/* vmstat was read */
	uint32_t listed;		/* bits: those that it has */
	uint64_t counters[PAGING_COUNTERS];
	bool has_pressure;
	uint64_t some;			/* microseconds */
	uint64_t full;
	uint64_t nanoseconds;		/* by CLOCK_MONOTONIC */
};

/* Text of these files, whole.  0, or -EINVAL: it is not that. */
int paging_sample_counters(struct paging_sample *sample, const char *text);
int paging_sample_pressure(struct paging_sample *sample, const char *text);

/* What cannot be read is not in it.  NULL: of our own /proc. */
void paging_sample_take(struct paging_sample *sample, const char *procfs);

enum paging_known {
	PAGING_NOT_KNOWN,
	PAGING_NO_SUCH,			/* this kernel does not count it */
	PAGING_KNOWN,
};

struct paging_amount {
	uint64_t number;		/* 0 unless it is known */
	enum paging_known known;
};

/* What was counted in an interval. */
struct paging_machine {
	struct paging_amount counters[PAGING_COUNTERS];
	struct paging_amount in;	/* from swap, wherever that is */
	struct paging_amount out;
	struct paging_amount some;	/* microseconds */
	struct paging_amount full;
	uint64_t microseconds;		/* that it took */
};

void paging_machine_between(const struct paging_sample *before,
			    const struct paging_sample *after,
			    struct paging_machine *machine);

#endif
