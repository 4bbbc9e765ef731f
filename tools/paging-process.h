/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The processes that are watched, each with what the last look saw. */
#ifndef PAGING_PROCESS_H
#define PAGING_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "paging-list.h"
#include "paging-stat.h"
#include "paging-word.h"

struct paging_process {
	pid_t pid;
	uint64_t start_time;	/* VMINFO_NONE: may be any process */
	struct paging_stat stat;
	int pin;		/* see paging-pin.h; -1: none */
	struct paging_list list;
	char command[64];	/* raw */
	bool begun;		/* there is a look to compare with */
	bool seen;		/* in the look at hand */
	bool refused;		/* it could not be looked at */
	bool has_paged;		/* something went out or came in */
	bool was_unknown;	/* in some interval */
	bool has_thrashed;
	bool compared;		/* in some interval */
};

struct paging_processes {
	struct paging_process **list;	/* by number */
	size_t count;
	size_t room;
};

/* NULL: it is not there. */
struct paging_process *
paging_processes_find(const struct paging_processes *processes, pid_t pid);

/* One that is not there yet. */
struct paging_process *paging_processes_add(struct paging_processes *processes,
					    pid_t pid);

/* Takes out those that the look at hand has not seen, each given to `gone`
 * before; then no one has been seen. */
void paging_processes_forget(struct paging_processes *processes,
			     void (*gone)(void *data,
					  const struct paging_process *process),
			     void *data);
void paging_processes_free(struct paging_processes *processes);

/* The worst that it was in any interval. */
enum paging_word paging_process_word(const struct paging_process *process);

#endif
