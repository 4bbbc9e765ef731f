/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* stat.h - what /proc/PID/stat means. */
#ifndef STAT_H
#define STAT_H

#include <stdbool.h>
#include <stdint.h>

struct stat_fields {
	uint64_t number;	/* of the process or thread; 0: none */
	char name[64];		/* comm: raw, may hold blanks and brackets */
	char state;		/* R S D T t Z X I ... */
	uint64_t flags;
	bool kernel_thread;	/* one of them */
	uint64_t threads;
	uint64_t start_time;	/* clock ticks after boot */
	uint64_t start_code;	/* addresses; 0 or 1 without ptrace rights */
	uint64_t end_code;
	uint64_t start_stack;
};

/* -EINVAL: not a line of stat. */
int stat_decode(const char *text, struct stat_fields *fields);

#endif
