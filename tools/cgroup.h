/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The members of control groups, of v1 and of v2, found by looking at the
 * trees that are mounted here.
 */
#ifndef CGROUP_H
#define CGROUP_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct cgroup_members {
	pid_t *pids;		/* as found: neither sorted nor each once */
	size_t count;
	bool outside;		/* some have no number in our PID namespace */
	bool found;		/* there is such a group */
	bool incomplete;	/* some could not be read, which was told */
};

/*
 * Adds the processes of a group, and of those below it.  The path is that of a
 * directory of a control group, or relative to the root of each hierarchy.
 */
void cgroup_add_path(struct cgroup_members *members, const char *path);

/*
 * The same of a unit of systemd by its full name, wherever in the trees it is:
 * of the system and of its users.
 */
void cgroup_add_unit(struct cgroup_members *members, const char *name);

void cgroup_free(struct cgroup_members *members);

#endif
