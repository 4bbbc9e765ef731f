/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Looks at all processes of a target, one after the other, and kept. */
#ifndef LOOKS_H
#define LOOKS_H

#include <stddef.h>
#include <stdint.h>

#include <vminfo.h>

#include "look.h"
#include "visit.h"

struct looks_one {
	struct look look;
	uint64_t start_time;	/* VMINFO_NONE: may be any process */
};

/* What a process means that is not there. */
enum looks_absent {
	LOOKS_MISTAKE,		/* as in any visit */
	LOOKS_EXITED,		/* it was there at the look before */
	LOOKS_ABSENT,		/* nothing */
};

struct looks {
	/* Who was refused at the look before is not told again; or NULL. */
	const struct looks *before;
	struct looks_one *list;	/* ascending by PID */
	size_t count;
	size_t room;		/* those behind `count` have memory to use */

	/* While it is taken. */
	struct visit *visit;
	enum looks_absent absent;
	pid_t pid;		/* of the process at hand */
	bool gone;		/* it is */
};

/*
 * Looks at each process that the visit can open; what was held before is
 * dropped.  Nothing is known of those that are there but cannot be looked at.
 * What went wrong is in the visit.
 */
void looks_take(struct looks *looks, struct visit *visit,
		enum looks_absent absent);
void looks_free(struct looks *looks);

/*
 * The next process of either, and its looks; NULL is where it was not, or was
 * another process with its number.  false: there is none any more.
 */
struct looks_pair {
	const struct looks *before;
	const struct looks *after;
	size_t at_before;
	size_t at_after;
	const struct look *was;
	const struct look *is;
};

bool looks_next(struct looks_pair *pair);

/* Whether any process could be looked at. */
bool looks_saw_any(const struct looks *looks);

/* The look at the process of that number, or NULL. */
const struct look *looks_find(const struct looks *looks, pid_t pid);

#endif
