/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Policies: rules in files, which are YAML: vmaudit-policy(5). */
#ifndef AUDIT_POLICY_H
#define AUDIT_POLICY_H

#include <stddef.h>

#include "audit-rule.h"
#include "audit-tree.h"

#define AUDIT_MOST_RULES 1000	/* of all policies */

struct audit_policy {
	struct audit_tree *trees;	/* of files: rules point into them */
	size_t tree_count;
	struct audit_rule *rules;
	size_t count;
};

/* Adds the rules of a file; "-": standard input.  0, or -EINVAL, told. */
int audit_policy_read(struct audit_policy *policy, const char *path);

/* A rule more, empty; pointers to others may not be good any more. */
struct audit_rule *audit_policy_add(struct audit_policy *policy);

void audit_policy_free(struct audit_policy *policy);

#endif
