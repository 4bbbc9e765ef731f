/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which processes, and which of their memory. */
#ifndef TARGET_H
#define TARGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <vminfo.h>

#include "address-range.h"
#include "choose.h"
#include "cli.h"
#include "command.h"
#include "symbol-word.h"

#define TARGET_LARGEST_PID 4194304	/* PID_MAX_LIMIT of the kernel */

struct target {
	pid_t *pids;		/* each once, in the order given */
	size_t count;
	unsigned char *numbered;	/* the same as a bitmap */
	struct choose choose;	/* others, without their numbers */
	struct command *command;	/* to be started, alone; or NULL */
	int freeze;		/* each is stopped while it is looked at */
	int ignore_unreadable;	/* of those: who is refused does not count */
	const char *procfs;	/* another /proc, or NULL */
	const char *replay;	/* a recording, or NULL */
	struct vminfo_context *recorded;	/* which target_replay() read */
	struct address_range *ranges;	/* none: all */
	size_t range_count;
	const char **globs;	/* of names of mappings; none: all */
	size_t glob_count;
	struct symbol_word *symbols;	/* none: all */
	size_t symbol_count;
	int backing;		/* objects are asked what no entry says */
	bool shmem;		/* shared memory alone is, always */
	bool only_sums;		/* of each process no more is looked at than
				   what the kernel adds up */
};

extern const struct cli_option target_process_options[];
extern const struct cli_option target_memory_options[];

/* An operand of the command line.  0, or -EINVAL (a mistake, told). */
int target_add_operand(void *target, const char *word);

/* A list of them, or "-": those on standard input.  The same. */
int target_add_list(void *target, const char *argument);

/* Whether it was given by number. */
bool target_has_number(const struct target *target, pid_t pid);

/* Whether it can be used: 0, or -EINVAL, told. */
int target_check(const struct target *target);

/* Whether it is a part of the memory of its processes. */
bool target_is_part(const struct target *target);

/* Whether it is a range of addresses, that has gaps, too. */
bool target_is_range(const struct target *target);

/* Whether objects are asked. */
bool target_asks_objects(const struct target *target);

/* Whether it may be more than one process. */
bool target_is_several(const struct target *target);

/*
 * Reads the recording, if there is one to be replayed: without PIDs, all of its
 * processes are meant.  0, or negative errno, told.
 */
int target_replay(struct target *target);

void target_free(struct target *target);

/* Whether the mapping of that name, raw as the kernel has it, is wanted. */
bool target_wants_name(const struct target *target, const char *name);

/*
 * Whether there is such a process although /proc does not show it, because it
 * was mounted with hidepid.
 */
bool target_is_hidden(const struct target *target, pid_t pid);

#endif
