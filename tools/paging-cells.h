/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a row of --watch is, and what its columns say. */
#ifndef PAGING_CELLS_H
#define PAGING_CELLS_H

#include <stdint.h>
#include <sys/types.h>

#include "paging-compare.h"
#include "paging-machine.h"
#include "paging-stat.h"
#include "paging-word.h"
#include "report.h"

enum paging_group {
	PAGING_OF_PROCESS = 1,
	PAGING_OF_MACHINE = 2,
	PAGING_OF_LOOK = 4,	/* sums over the processes */
};

struct row {
	enum paging_group of;
	const char *time;	/* of the look at the end of the interval */
	uint64_t look;
	enum paging_word word;
	/* Of a process, and of a look. */
	const struct paging_counts *counts;
	uint64_t processes;		/* that were compared */
	/* Of a process. */
	pid_t pid;
	const char *command;		/* raw */
	struct paging_amount minor;
	struct paging_amount major;
	/* Of the machine. */
	const struct paging_machine *machine;
};

#endif
