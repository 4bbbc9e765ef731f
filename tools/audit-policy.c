// SPDX-License-Identifier: LGPL-2.1-or-later
/* Policies: the rules of files. */
#include "audit-policy.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "audit-keys.h"
#include "complain.h"

static int take_version(struct audit_reading *r, const struct audit_node *node)
{
	if (strcmp(node->word, "1") == 0)
		return 0;
	return audit_tree_refuse(r->tree, &node->at, "version is not 1 but "
				 "'%s'", node->word);
}

static int take_rules(struct audit_reading *r, const struct audit_node *node)
{
	int ret = 0;

	if (!node->count)
		return audit_tree_refuse(r->tree, &node->at, "no rules");
	for (const struct audit_node *n = node->first; n && !ret; n = n->next)
		ret = audit_policy_rule(r, n);
	return ret;
}

static const struct audit_key file_keys[] = {
	{ "version", AUDIT_WORD, take_version },
	{ "rules", AUDIT_LIST, take_rules },
	{ .name = NULL },
};

static int read_file(struct audit_reading *r)
{
	const struct audit_node *root = r->tree->root;
	int ret;

	if (root->kind != AUDIT_KEYS)
		return audit_tree_refuse(r->tree, &root->at, "a policy has "
					 "keys: version and rules");
	ret = audit_keys_need(r, root, "version");
	if (!ret)
		ret = audit_keys_take(r, root, file_keys);
	return ret ? ret : audit_keys_need(r, root, "rules");
}

/* --- all of them ---------------------------------------------------------- */

struct audit_rule *audit_policy_add(struct audit_policy *policy)
{
	struct audit_rule *rules = reallocarray(policy->rules,
						policy->count + 1,
						sizeof(*rules));

	if (!rules)
		complain_out_of_memory();
	policy->rules = rules;
	rules[policy->count] = (struct audit_rule){
		.target = { .text = "all" },
	};
	return &rules[policy->count++];
}

int audit_policy_read(struct audit_policy *policy, const char *path)
{
	struct audit_tree *trees = reallocarray(policy->trees,
						policy->tree_count + 1,
						sizeof(*trees));
	struct audit_reading r = { .policy = policy };

	if (!trees)
		complain_out_of_memory();
	policy->trees = trees;
	if (audit_tree_read(path, &trees[policy->tree_count]) != 0)
		return -EINVAL;
	r.tree = &trees[policy->tree_count++];
	return read_file(&r);
}

void audit_policy_free(struct audit_policy *policy)
{
	for (size_t i = 0; i < policy->count; i++)
		audit_rule_free(&policy->rules[i]);
	for (size_t i = 0; i < policy->tree_count; i++)
		audit_tree_free(&policy->trees[i]);
	free(policy->rules);
	free(policy->trees);
	*policy = (struct audit_policy){ .count = 0 };
}
