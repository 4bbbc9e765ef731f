/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The processes below this one: a command and whatever it started.  Orphans
 * among them become our children, so that none is lost; who ends all of our
 * children, again and again, ends them all.
 */
#ifndef FAMILY_H
#define FAMILY_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* From now on, orphans of the family are ours. */
void family_begin(void);

/*
 * Our children, as many as there is room for.  Like the next one it may be
 * called in a signal handler.
 */
size_t family_children(pid_t *pids, size_t room);

/* Sends a signal to each child.  Returns how many of them could get it. */
size_t family_signal(int signal);

/* Ends all of them, and waits; a few seconds at most. */
void family_kill(void);

/* 0: it has none that we know of, or is gone. */
pid_t family_parent_of(pid_t pid);

/* Whether it is below us, in any generation; we are not. */
bool family_has(pid_t pid);

/* The same as family_children(), for kernels that do not list children. */
size_t family_children_by_parent(pid_t *pids, size_t room);

#endif
