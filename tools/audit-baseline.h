/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Baselines: what was measured of some targets once, kept in a file, so that
 * what is worse is found.  No address of memory is ever in one.
 */
#ifndef AUDIT_BASELINE_H
#define AUDIT_BASELINE_H

#include <json-c/json.h>

#include "audit.h"

#define AUDIT_BASELINE_FORMAT 1

/* Rules without comparisons get all that can be kept. */
int audit_baseline_fill(struct audit_policy *policy);

/* What was measured of a rule, as one of the list of targets; what cannot be
 * kept, although it was asked for, is told. */
struct json_object *audit_baseline_of(struct audit *audit,
				      const struct audit_rule *rule);

/* 0, or -EIO, told. */
int audit_baseline_write(struct formats_file *file,
			 struct json_object *targets);

/*
 * Reads a file into rules: no metric may be worse than it was, by more than so
 * many percent.  *kept is what the rules point into.  0, or -EINVAL, told.
 */
int audit_baseline_read(const struct audit_given *given,
			struct audit_policy *policy,
			struct json_object **kept);

/* What is not worse, if that was kept. */
uint64_t audit_baseline_limit(enum audit_better better, uint64_t was,
			      unsigned int tolerance);

#endif
