// SPDX-License-Identifier: LGPL-2.1-or-later
/* What the keys of a rule mean. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audit-keys.h"
#include "complain.h"
#include "nearest.h"

static struct audit_said said_at(const struct audit_reading *r,
				 const struct audit_place *at)
{
	return (struct audit_said){
		.tree = r->tree, .at = *at, .name_at = *at,
	};
}

static int take_name(struct audit_reading *r, const struct audit_node *node)
{
	r->rule->name = node->word;
	return 0;
}

static int take_hint(struct audit_reading *r, const struct audit_node *node)
{
	r->rule->hint = node->word;
	return 0;
}

static int take_target(struct audit_reading *r, const struct audit_node *node)
{
	struct audit_said said = said_at(r, &node->at);

	return audit_target_read(&said, node->word, &r->rule->target);
}

/* Which of the words it is, or -EINVAL, told. */
static int choice(const struct audit_reading *r, const struct audit_node *node,
		  const char *const *words)
{
	struct nearest near;

	nearest_start(&near, node->word);
	for (int i = 0; words[i]; i++) {
		if (strcmp(words[i], node->word) == 0)
			return i;
		nearest_consider(&near, words[i]);
	}
	if (near.best[0])
		return audit_tree_refuse(r->tree, &node->at, "%s is never '%s' "
					 "(did you mean %s?)", node->key,
					 node->word, near.best);
	return audit_tree_refuse(r->tree, &node->at, "%s is never '%s'",
				 node->key, node->word);
}

static int take_severity(struct audit_reading *r, const struct audit_node *node)
{
	static const char *const words[] = { "fail", "warn", NULL };
	int which = choice(r, node, words);

	r->rule->warns = which == 1;
	return which < 0 ? which : 0;
}

static int take_on_empty(struct audit_reading *r, const struct audit_node *node)
{
	static const char *const words[] = { "fail", "pass", "skip", NULL };
	int which = choice(r, node, words);

	if (which < 0)
		return which;
	r->rule->on_empty = (enum audit_empty)which;
	return 0;
}

static int take_profile(struct audit_reading *r, const struct audit_node *node)
{
	struct audit_said said = said_at(r, &node->at);

	return audit_rule_profile(r->rule, &said, node->word);
}

typedef int take_line(struct audit_rule *rule, const struct audit_said *said,
		      const char *line);

/* "runs: 1" is runs = 1. */
static int take_comparison(struct audit_reading *r,
			   const struct audit_node *node, take_line *take)
{
	struct audit_said said = said_at(r, &node->at);
	const char *sign = "";
	char *line;
	int ret;

	if (node->kind != AUDIT_WORD)
		return audit_tree_refuse(r->tree, &node->at, "%s takes one "
					 "value", node->key);
	said.name_at = node->key_at;
	if (!strchr("=!<>~", node->word[0]))
		sign = "= ";
	if (asprintf(&line, "%s %s%s", node->key, sign, node->word) < 0)
		complain_out_of_memory();
	ret = take(r->rule, &said, line);
	free(line);
	return ret;
}

static int take_comparisons(struct audit_reading *r,
			    const struct audit_node *above, take_line *take)
{
	int ret = 0;

	if (!above->count)
		return audit_tree_refuse(r->tree, &above->at, "%s has no keys",
					 above->key);
	for (const struct audit_node *n = above->first; n && !ret; n = n->next)
		ret = take_comparison(r, n, take);
	return ret;
}

static int take_where(struct audit_reading *r, const struct audit_node *node)
{
	return take_comparisons(r, node, audit_rule_where);
}

static int take_expect(struct audit_reading *r, const struct audit_node *node)
{
	return take_comparisons(r, node, audit_rule_expect);
}

static const struct audit_key rule_keys[] = {
	{ "name", AUDIT_WORD, take_name },
	{ "target", AUDIT_WORD, take_target },
	{ "where", AUDIT_KEYS, take_where },
	{ "expect", AUDIT_KEYS, take_expect },
	{ "severity", AUDIT_WORD, take_severity },
	{ "on-empty", AUDIT_WORD, take_on_empty },
	{ "hint", AUDIT_WORD, take_hint },
	{ "profile", AUDIT_WORD, take_profile },
	{ .name = NULL },
};

/* Segments are those of a device. */
static int check_rule(const struct audit_reading *r,
		      const struct audit_node *node)
{
	const struct audit_rule *rule = r->rule;

	if (audit_rule_wants(rule) & AUDIT_WANTS_SEGMENTS &&
	    !rule->device.name)
		return audit_tree_refuse(r->tree, &node->at, "segments are "
					 "those of a device: profile is "
					 "missing");
	return 0;
}

int audit_policy_rule(struct audit_reading *r, const struct audit_node *node)
{
	static const char *const needed[] = { "name", "expect" };
	int ret = 0;

	if (node->kind != AUDIT_KEYS)
		return audit_tree_refuse(r->tree, &node->at, "a rule has keys "
					 "with values");
	if (r->policy->count >= AUDIT_MOST_RULES)
		return audit_tree_refuse(r->tree, &node->at, "more than %d "
					 "rules", AUDIT_MOST_RULES);
	r->rule = audit_policy_add(r->policy);
	r->rule->file = r->tree->text.name;
	r->rule->line = (unsigned int)node->at.line;
	ret = audit_keys_take(r, node, rule_keys);
	for (size_t i = 0; i < 2 && !ret; i++)
		ret = audit_keys_need(r, node, needed[i]);
	return ret ? ret : check_rule(r, node);
}
