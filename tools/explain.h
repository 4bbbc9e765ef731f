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

struct explain_options {
	const struct target *target;
	const uint64_t *addresses;
	size_t address_count;
	struct facts_options facts;
};

/* The exit status. */
int explain_run(const struct explain_options *options);

/* Parts of it: facts about the machine, and what may be seen here. */
void explain_machine(struct facts *facts, struct vminfo_context *context);
void explain_paging(struct facts *facts, const struct machine *machine,
		    struct vminfo_context *context);
void explain_abilities(struct facts *facts, struct vminfo_context *context);

/* A limit of memory, under that key and label. */
void explain_group(struct facts *facts, const struct memory_group *group);

#endif
