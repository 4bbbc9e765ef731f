// SPDX-License-Identifier: LGPL-2.1-or-later
/* Which keys a node of a policy may have, and must have. */
#include "audit-keys.h"

#include <string.h>

#include "nearest.h"

static const char *const kind_texts[] = {
	[AUDIT_WORD] = "one value",
	[AUDIT_LIST] = "a list",
	[AUDIT_KEYS] = "keys with values",
};

static int unknown_key(const struct audit_reading *r,
		       const struct audit_node *node,
		       const struct audit_key *keys)
{
	struct nearest near;

	nearest_start(&near, node->key);
	for (const struct audit_key *k = keys; k->name; k++)
		nearest_consider(&near, k->name);
	if (near.best[0])
		return audit_tree_refuse(r->tree, &node->key_at, "unknown key "
					 "'%s' (did you mean %s?)", node->key,
					 near.best);
	return audit_tree_refuse(r->tree, &node->key_at, "unknown key '%s'",
				 node->key);
}

static int take_key(struct audit_reading *r, const struct audit_node *node,
		    const struct audit_key *keys)
{
	const struct audit_key *k = keys;

	while (k->name && strcmp(k->name, node->key) != 0)
		k++;
	if (!k->name)
		return unknown_key(r, node, keys);
	if (node->kind != k->kind)
		return audit_tree_refuse(r->tree, &node->at, "%s takes %s",
					 k->name, kind_texts[k->kind]);
	return k->take(r, node);
}

int audit_keys_take(struct audit_reading *r, const struct audit_node *above,
		    const struct audit_key *keys)
{
	int ret = 0;

	for (const struct audit_node *n = above->first; n && !ret; n = n->next)
		ret = take_key(r, n, keys);
	return ret;
}

static const struct audit_node *find(const struct audit_node *above,
				     const char *key)
{
	const struct audit_node *n = above->first;

	while (n && strcmp(n->key, key) != 0)
		n = n->next;
	return n;
}

int audit_keys_need(const struct audit_reading *r,
		    const struct audit_node *above, const char *key)
{
	if (find(above, key))
		return 0;
	return audit_tree_refuse(r->tree, &above->at, "%s is missing", key);
}
