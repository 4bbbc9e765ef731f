/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the processes that /proc shows say of themselves: the only file that
 * knows libproc2.
 */
#ifndef PROCESS_TABLE_H
#define PROCESS_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum process_table_want {
	PROCESS_TABLE_PARENT,	/* only its parent */
	PROCESS_TABLE_WORDS,	/* and its argv */
};

struct process_table_entry {
	pid_t pid;
	pid_t parent;
	char *const *argv;	/* NULL: it has none; borrowed for the call */
};

/* Another value than 0 ends the reading, which then returns it. */
typedef int process_table_call(void *data,
			       const struct process_table_entry *entry);

/*
 * Calls for each process in ascending order, or for the one with that number
 * if it is not 0, as long as it is there.  0 or a negative errno: not all of
 * them were seen; -ELIBACC: none, told.  Nothing is raised for it: who needs a
 * right because of hidepid holds it already.
 */
int process_table_read(pid_t only, enum process_table_want want,
		       process_table_call *call, void *data);

#endif
