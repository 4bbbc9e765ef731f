/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Holds a command at its end: all of its memory is still there when the kernel
 * stops its last thread on the way out (PTRACE_O_TRACEEXIT).  Signals and stops
 * reach it as ever.
 */
#ifndef TRACE_H
#define TRACE_H

#include <stdbool.h>
#include <sys/types.h>

#include "threads.h"

struct trace {
	pid_t pid;
	struct threads threads;	/* that are traced and live */
	bool undecided;		/* whether the first thread ends alone */
	bool started;		/* the program: exec was seen */
	pid_t held;		/* the thread at the end, once it is there */
};

/* Traces a child that has not yet called exec: 0 or negative errno. */
int trace_begin(struct trace *trace, pid_t pid);

/*
 * What waitpid() said of a process.  True if it was a stop, or the end of a
 * thread, which is nobody else's business.
 */
bool trace_take(struct trace *trace, pid_t tid, int status);

/* To be called after each event, and each millisecond while undecided. */
void trace_decide(struct trace *trace);

/* Lets go what is held; it may be called in a signal handler. */
void trace_let_go(const struct trace *trace);

/* The same; nothing is traced any more. */
void trace_end(struct trace *trace);

#endif
