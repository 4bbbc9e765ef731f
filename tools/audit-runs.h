/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Where memory is physically: its runs, its lowest and highest address, and how
 * it is aligned.  Pure arithmetic, on bytes.
 */
#ifndef AUDIT_RUNS_H
#define AUDIT_RUNS_H

#include <stdint.h>

/* Bytes whose virtual and physical addresses are both consecutive. */
struct audit_stretch {
	uint64_t va;
	uint64_t pa;
	uint64_t bytes;
};

struct audit_runs {
	uint64_t count;
	struct audit_stretch first;
	struct audit_stretch last;	/* may go on */
	uint64_t longest;	/* bytes, of those between these two */
	uint64_t shortest;
	uint64_t lowest;	/* physical address of a first byte */
	uint64_t highest;	/* of a last one */
	uint64_t starts;	/* bits of the addresses where parts begin that
				   go on with none before; but the first */
};

void audit_runs_add(struct audit_runs *runs,
		    const struct audit_stretch *stretch);

/* Adds those of addresses behind. */
void audit_runs_join(struct audit_runs *runs, const struct audit_runs *more);

uint64_t audit_runs_longest(const struct audit_runs *runs);
uint64_t audit_runs_shortest(const struct audit_runs *runs);

/* The largest power of two that divides the address of each part's first
 * byte; 0: there is none. */
uint64_t audit_runs_alignment(const struct audit_runs *runs);

#endif
