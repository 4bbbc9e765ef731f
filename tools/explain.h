/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* --explain: what may be seen here, of a process, or at an address. */
#ifndef EXPLAIN_H
#define EXPLAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <vminfo.h>

#include "facts.h"
#include "machine.h"
#include "memory-group.h"
#include "target.h"
#include "visit.h"

struct explain_options {
	const struct target *target;
	const uint64_t *addresses;
	size_t address_count;
	struct facts_options facts;
};

/* A process that could not be opened. */
struct explain_missed {
	pid_t pid;
	int err;
};

/* What goes on while processes are explained. */
struct explaining {
	const struct explain_options *options;
	struct visit *visit;
	struct facts *facts;
	struct machine machine;	/* that we run on; empty for another one */
	bool incomplete;	/* something changed while it was looked at */
	bool hidden;		/* something was asked for that is hidden */
	bool told;		/* there was something to tell of */
	bool frames;		/* physical addresses were told */
	struct explain_missed *missed;	/* to be told of next */
	size_t missed_count;
};

/* Each gives the exit status. */
int explain_run_machine(const struct explain_options *options);
int explain_run_processes(const struct explain_options *options);

/* Parts of it: facts about the machine, and what may be seen here. */
void explain_machine(struct facts *facts, struct vminfo_context *context);
void explain_paging(struct facts *facts, const struct machine *machine,
		    struct vminfo_context *context);
void explain_abilities(struct facts *facts, struct vminfo_context *context);

/* One address; what fails is told. */
void explain_address(struct explaining *explaining,
		     struct vminfo_process *process, uint64_t va);

/* One process; NULL: it could not be opened, with that error. */
void explain_process(struct explaining *explaining, pid_t pid,
		     struct vminfo_process *process, int err);

/* A control group and its limits. */
void explain_group(struct facts *facts, const struct memory_group *group);

#endif
