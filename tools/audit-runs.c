// SPDX-License-Identifier: LGPL-2.1-or-later
/* Where memory is physically: runs, addresses, alignment. */
#include "audit-runs.h"

#include <stdbool.h>

static bool follows(const struct audit_stretch *last, uint64_t va)
{
	return last->va + last->bytes == va;
}

static bool continues(const struct audit_stretch *last,
		      const struct audit_stretch *next)
{
	return follows(last, next->va) && last->pa + last->bytes == next->pa;
}

/* It is neither the first nor the last any more. */
static void close_run(struct audit_runs *runs, uint64_t bytes)
{
	if (bytes > runs->longest)
		runs->longest = bytes;
	if (!runs->shortest || bytes < runs->shortest)
		runs->shortest = bytes;
}

static void begin(struct audit_runs *runs, const struct audit_stretch *stretch)
{
	*runs = (struct audit_runs){
		.count = 1,
		.first = *stretch,
		.last = *stretch,
		.lowest = stretch->pa,
		.highest = stretch->pa + (stretch->bytes - 1),
	};
}

static void note_addresses(struct audit_runs *runs, uint64_t lowest,
			   uint64_t highest)
{
	if (lowest < runs->lowest)
		runs->lowest = lowest;
	if (highest > runs->highest)
		runs->highest = highest;
}

void audit_runs_add(struct audit_runs *runs,
		    const struct audit_stretch *stretch)
{
	if (!runs->count) {
		begin(runs, stretch);
		return;
	}
	note_addresses(runs, stretch->pa, stretch->pa + (stretch->bytes - 1));
	if (continues(&runs->last, stretch)) {
		runs->last.bytes += stretch->bytes;
		if (runs->count == 1)
			runs->first = runs->last;
		return;
	}
	/* What the kernel has in two mappings may be one buffer. */
	if (!follows(&runs->last, stretch->va))
		runs->starts |= stretch->pa;
	if (runs->count > 1)
		close_run(runs, runs->last.bytes);
	runs->last = *stretch;
	runs->count++;
}

/* Of more than one run: those behind its first, which was added. */
static void take_rest(struct audit_runs *runs, const struct audit_runs *more)
{
	if (runs->count > 1)
		close_run(runs, runs->last.bytes);
	if (more->shortest) {
		close_run(runs, more->shortest);
		close_run(runs, more->longest);
	}
	runs->count += more->count - 1;
	runs->last = more->last;
	note_addresses(runs, more->lowest, more->highest);
}

void audit_runs_join(struct audit_runs *runs, const struct audit_runs *more)
{
	if (!more->count)
		return;
	if (!runs->count) {
		*runs = *more;
		return;
	}
	audit_runs_add(runs, &more->first);
	runs->starts |= more->starts;
	if (more->count > 1)
		take_rest(runs, more);
}

static uint64_t larger(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

uint64_t audit_runs_longest(const struct audit_runs *runs)
{
	return larger(runs->longest,
		      larger(runs->first.bytes, runs->last.bytes));
}

uint64_t audit_runs_shortest(const struct audit_runs *runs)
{
	uint64_t least = runs->first.bytes;

	if (runs->last.bytes < least)
		least = runs->last.bytes;
	return runs->shortest && runs->shortest < least ? runs->shortest
							: least;
}

uint64_t audit_runs_alignment(const struct audit_runs *runs)
{
	uint64_t bits = runs->first.pa | runs->starts;

	if (!runs->count)
		return 0;
	return bits ? bits & (0 - bits) : UINT64_C(1) << 63;
}
