/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a device needs of memory, as options, a profile or a device say it. */
#ifndef CONSTRAINTS_H
#define CONSTRAINTS_H

#include <stdbool.h>
#include <stdint.h>

#include <vminfo.h>

#include "cli.h"

enum constraint {
	CONSTRAINT_SINGLE,
	CONSTRAINT_MIN_RUN,
	CONSTRAINT_ALIGN,
	CONSTRAINT_BELOW,
	CONSTRAINT_DMA_BITS,
	CONSTRAINT_BOUNDARY,
	CONSTRAINT_SEG_MAX,
	CONSTRAINT_MAX_SEGS,
	CONSTRAINT_VIRT_BOUNDARY,
	CONSTRAINT_NODE,
	CONSTRAINT_BUS_OFFSET,
	CONSTRAINTS
};

#define CONSTRAINTS_NODE_WORDS 16	/* of 64 nodes */

struct constraints {
	int single;			/* --single */
	struct {
		const char *text;	/* NULL: there is none */
		const char *from;	/* "profile isa"; NULL: an option */
		uint64_t value;
	} given[CONSTRAINTS];
	uint64_t nodes[CONSTRAINTS_NODE_WORDS];
};

extern const struct cli_option constraints_options[];

/* "dma-bits": what the option is called; NULL: there is no such number. */
const char *constraints_name(unsigned int constraint);

/* Their number, or -EINVAL. */
int constraints_from_name(const char *name);

/* Reads what the options were given.  0, or -EINVAL, told. */
int constraints_check(struct constraints *constraints);

/*
 * What something else says, unless an option says it; of limits of addresses
 * the lowest counts, whoever says it.  The texts must stay.  0, or -EINVAL,
 * told.
 */
int constraints_add(struct constraints *constraints, enum constraint constraint,
		    const char *text, const char *from);

bool constraints_has(const struct constraints *constraints,
		     enum constraint constraint);

/* Which of the limits of addresses counts; CONSTRAINTS: there is none. */
enum constraint constraints_limit(const struct constraints *constraints);

/* The same for the library.  It points into `constraints`. */
void constraints_build(const struct constraints *constraints,
		       struct vminfo_dma_constraints *built);

#endif
