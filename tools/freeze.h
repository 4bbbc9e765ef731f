/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Stops a process while it is looked at, as a debugger does: what state it is
 * in, and what its threads sleep in, stays.  If this program ends, in whatever
 * way, the kernel lets the process go.
 */
#ifndef FREEZE_H
#define FREEZE_H

#include <sys/types.h>

#include "threads.h"

struct freeze {
	pid_t pid;
	struct threads threads;
};

/*
 * 0: all of its threads are stopped; -ESRCH: it has none any more; another
 * negative errno: it goes on as ever.
 */
int freeze_begin(struct freeze *freeze, pid_t pid);

/* Lets it go on. */
void freeze_end(struct freeze *freeze);

/* Whether we could wait for that process ourselves: it must not be stopped. */
bool freeze_would_stop_us(pid_t pid);

/* Why it was not stopped, told. */
void freeze_explain(pid_t pid, int err);

#endif
