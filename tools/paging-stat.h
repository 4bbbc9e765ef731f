/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What /proc/PID/stat says of the faults of a process. */
#ifndef PAGING_STAT_H
#define PAGING_STAT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct paging_stat {
	bool known;
	uint64_t minor;		/* faults of all threads so far */
	uint64_t major;
	uint64_t start_time;
	/* Where its program and its stack are: other numbers, another program.
	 * The same prove nothing: see paging-pin.h.  0 or 1: hidden. */
	uint64_t start_code;
	uint64_t end_code;
	uint64_t start_stack;
};

/* 0, or -EINVAL: it is no such line. */
int paging_stat_read(struct paging_stat *stat, const char *line);

/* Not known if there is no such process, or another one with that number. */
void paging_stat_take(struct paging_stat *stat, const char *procfs, pid_t pid,
		      uint64_t start_time);

/* Whether it is proven to have called exec in between. */
bool paging_stat_is_other(const struct paging_stat *before,
			  const struct paging_stat *after);

#endif
