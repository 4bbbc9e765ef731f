/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The processes of a name among a command and what it started. */
#ifndef FOLLOWERS_H
#define FOLLOWERS_H

#include <stddef.h>
#include <sys/types.h>

struct followers {
	pid_t *pids;
	size_t count;
};

/*
 * Those that are there now.  0, -ENOENT (there is none) or -EAGAIN (the kernel
 * cut a name, and nothing tells the rest), told.
 */
int followers_find(const char *name, struct followers *followers);

void followers_free(struct followers *followers);

#endif
