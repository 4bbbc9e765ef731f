/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The keys of a policy, by tables of those that there are. */
#ifndef AUDIT_KEYS_H
#define AUDIT_KEYS_H

#include "audit-policy.h"

struct audit_reading {
	const struct audit_tree *tree;
	struct audit_policy *policy;
	struct audit_rule *rule;	/* at hand */
};

/* Each: 0, or -EINVAL, told. */
typedef int audit_key_take(struct audit_reading *r,
			   const struct audit_node *node);

struct audit_key {
	const char *name;	/* a NULL ends the table */
	enum audit_node_kind kind;
	audit_key_take *take;
};

int audit_keys_take(struct audit_reading *r, const struct audit_node *above,
		    const struct audit_key *keys);

/* Refuses a node that has no such key. */
int audit_keys_need(const struct audit_reading *r,
		    const struct audit_node *above, const char *key);

/* audit-policy-rule.c: one of the list. */
audit_key_take audit_policy_rule;

#endif
