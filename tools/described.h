/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Processes that are described: all, or some by name or command line. */
#ifndef DESCRIBED_H
#define DESCRIBED_H

#include <regex.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "cli.h"
#include "named.h"

struct described {
	int all;
	const char **names;	/* one of them */
	size_t name_count;
	regex_t *patterns;	/* and one of these */
	size_t pattern_count;
};

extern const struct cli_option described_options[];	/* -a --name --match */

void described_free(struct described *described);

/* Whether there is a name or a pattern. */
bool described_is_used(const struct described *described);

/*
 * Calls for each process that fits or, in doubt, may fit, in no order.  Neither
 * we nor who started us have a name or a command line that counts.  0; negative
 * errno: not all were seen.
 */
typedef int described_call(void *data, pid_t pid, enum named fits);
int described_each(const struct described *described, described_call *call,
		   void *data);

/*
 * Whether it fits now: since it was listed it may have started another
 * program, or its number have passed to another process.
 */
enum named described_fits(const struct described *described, pid_t pid);

#endif
