/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Which processes are chosen without their numbers: those that are described
 * and those of control groups.  As with pgrep(1), one of the words of each
 * option must hold, and each of the options.
 */
#ifndef CHOOSE_H
#define CHOOSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <vminfo.h>

#include "cli.h"
#include "described.h"

struct choose_words {
	const char **words;
	size_t count;
};

struct choose {
	struct described described;
	struct choose_words groups;
	struct choose_words units;
};

extern const struct cli_option choose_options[];	/* --cgroup, --unit */

void choose_free(struct choose *choose);

/* Whether anything of it was given. */
bool choose_is_used(const struct choose *choose);

/* Refuses what does not go together.  0, or -EINVAL, told. */
int choose_check(const struct choose *choose);

struct choose_member {
	pid_t pid;
	bool doubtful;		/* it cannot be told whether it is one */
};

struct choose_list {
	struct choose_member *members;	/* by their numbers */
	size_t count;
	bool outside;		/* some have no number in our PID namespace */
	bool incomplete;	/* there may be more, which was told */
	bool told;		/* there is no such group, which was told */
	bool kept_out;		/* there may be more: see self.h */
	uint64_t made;		/* when: clock ticks after boot */
};

void choose_make_list(const struct choose *choose, struct choose_list *list);
void choose_free_list(struct choose_list *list);

/* Whether a process that is open now is still the one that was listed. */
enum named choose_is_member(const struct choose *choose,
			    const struct choose_list *list,
			    const struct vminfo_process *process);

#endif
