/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether the memory of processes is as rules say that it must be. */
#ifndef AUDIT_H
#define AUDIT_H

#include <stddef.h>
#include <stdint.h>

#include "audit-cases.h"
#include "audit-policy.h"
#include "formats.h"
#include "on-unknown.h"
#include "target.h"

/* --target, --where, --profile and --expect, in their order. */
struct audit_word {
	enum audit_word_kind {
		AUDIT_GIVEN_TARGET,
		AUDIT_GIVEN_WHERE,
		AUDIT_GIVEN_PROFILE,
		AUDIT_GIVEN_EXPECT,
	} kind;
	const char *text;
};

/* What is asked. */
struct audit_given {
	const char **policies;
	size_t policy_count;
	struct audit_word *words;
	size_t word_count;
	int strict;
	int quiet;
	uint64_t every;		/* nanoseconds; 0: once */
	uint64_t how_long;	/* 0: until a signal */
	const char *baseline;
	struct formats_file file;	/* the same, to be written */
	int has_tolerance;
	unsigned int tolerance;	/* percent */
	struct on_unknown on_unknown;
	struct formats formats;
};

/* --policy, --expect, --target, ...: into a struct audit_given. */
extern const struct cli_option audit_rule_options[];
extern const struct cli_option audit_options[];
extern const struct cli_option audit_quiet_option[];

/* Reads all that was given into rules.  0, or -EINVAL, told. */
int audit_given_read(const struct audit_given *given,
		     struct audit_policy *policy);

/* Refuses rules that expect nothing.  0, or -EINVAL, told. */
int audit_given_check(const struct audit_policy *policy);
void audit_given_free(struct audit_given *given);

/* All that was seen of the processes: of many samples the worst. */
struct audit {
	const struct audit_given *given;
	struct target *target;
	struct audit_policy *policy;
	struct audit_scan scan;
	struct visit visit;
	struct audit_cases cases;
	size_t seen;		/* processes */
	bool lacks;		/* something could not be told */
	/* Of samples but the first: */
	pid_t *gone;		/* those that exited since */
	size_t gone_count;
};

/* Looks at them; `take` is called for each, with what was seen of it in the
 * scan.  The exit status of having looked. */
typedef void audit_take(struct audit *audit, struct vminfo_process *process);
int audit_look(struct audit *audit, audit_take *take);

/* Judges them, and writes the reports.  The exit status. */
int audit_judge_all(struct audit *audit);

/* Makes the scan of the rules, and asks the target for what they need. */
void audit_prepare(struct audit *audit);

/* The exit status. */
int audit_run(const struct audit_given *given, struct target *target);
int audit_check(const struct audit_given *given);
int audit_record(const struct audit_given *given, struct target *target);
int audit_diff(const struct audit_given *given, struct target *target);

/* "metrics", "targets", "formats".  The exit status. */
int audit_list(const char *what);

#endif
