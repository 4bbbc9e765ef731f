/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Threads of a process that are traced: their numbers. */
#ifndef THREADS_H
#define THREADS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct thread {
	pid_t tid;
	bool stopped;
	int signal;	/* it stopped on the way to this one; 0: none */
};

struct threads {
	struct thread *list;
	size_t count;
	size_t room;
};

/* The one of that number, or NULL. */
struct thread *threads_find(const struct threads *threads, pid_t tid);

/* 0 or -ENOMEM. */
int threads_add(struct threads *threads, pid_t tid);
void threads_remove(struct threads *threads, pid_t tid);
void threads_free(struct threads *threads);

/*
 * Traces the threads of the process that are not in the list yet, with these
 * PTRACE_O_ options; one that has exited is none.  Returns how many were added
 * (others may have been made meanwhile), or negative errno if one was refused.
 */
ssize_t threads_trace(struct threads *threads, pid_t pid,
		      unsigned int options);

/*
 * For a signal handler, from time to time while threads_trace() runs.  A thread
 * that calls execve waits until the others have ended and, of those that we
 * trace, until we took note; meanwhile the kernel lets us trace no other one.
 */
void threads_note_ends(int signal);

/* The number of the process that traces it, or 0. */
pid_t threads_tracer(pid_t tid);

/*
 * The system call that a thread is in: its number; -1: none; -EAGAIN: it runs;
 * or another negative errno.
 */
long threads_syscall(pid_t pid, pid_t tid);

#endif
