// SPDX-License-Identifier: LGPL-2.1-or-later
/* What the command line says of an audit. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "audit.h"
#include "complain.h"
#include "units.h"

static void *grow(void *list, size_t count, size_t size)
{
	list = reallocarray(list, count + 1, size);
	if (!list)
		complain_out_of_memory();
	return list;
}

static int add_policy(void *member, const char *argument)
{
	struct audit_given *given = member;

	if (!*argument)
		return complain_usage("--policy: the name is empty");
	given->policies = grow(given->policies, given->policy_count,
			       sizeof(*given->policies));
	given->policies[given->policy_count++] = argument;
	return 0;
}

static int add_word(struct audit_given *given, enum audit_word_kind kind,
		    const char *text)
{
	given->words = grow(given->words, given->word_count,
			    sizeof(*given->words));
	given->words[given->word_count++] = (struct audit_word){ kind, text };
	return 0;
}

static int add_target(void *member, const char *argument)
{
	return add_word(member, AUDIT_GIVEN_TARGET, argument);
}

static int add_where(void *member, const char *argument)
{
	return add_word(member, AUDIT_GIVEN_WHERE, argument);
}

static int add_profile(void *member, const char *argument)
{
	return add_word(member, AUDIT_GIVEN_PROFILE, argument);
}

static int add_expect(void *member, const char *argument)
{
	return add_word(member, AUDIT_GIVEN_EXPECT, argument);
}

const struct cli_option audit_rule_options[] = {
	{ "policy", CLI_CALL, .call = add_policy },
	{ "target", CLI_CALL, .call = add_target },
	{ "where", CLI_CALL, .call = add_where,
	  .text = "only mappings of it on which this holds, for example "
		  "'perms~*w*'; OP is = != < <= > >= ~ !~; may be given more "
		  "than once" },
	{ "profile", CLI_CALL, .call = add_profile },
	{ "expect", CLI_CALL, .call = add_expect },
	{ "strict", CLI_COUNT, .offset = offsetof(struct audit_given, strict) },
	{ .name = NULL },
};

static int set_time(uint64_t *time, const char *option, const char *argument)
{
	if (units_time_from(argument, time) == 0 && *time)
		return 0;
	return complain_usage("%s takes a time such as 500ms, 10s or 2m, "
			      "not '%s'", option, argument);
}

static int set_every(void *member, const char *argument)
{
	return set_time(member, "--every", argument);
}

static int set_how_long(void *member, const char *argument)
{
	return set_time(member, "--for", argument);
}

/* "5", "5%" */
static int set_tolerance(void *member, const char *argument)
{
	struct audit_given *given = member;
	size_t digits = strspn(argument, "0123456789");

	if (!digits || digits > 6 ||
	    (argument[digits] && strcmp(argument + digits, "%") != 0))
		return complain_usage("--tolerance takes a percentage such as "
				      "5, not '%s'", argument);
	given->has_tolerance = 1;
	given->tolerance = (unsigned int)strtoul(argument, NULL, 10);
	return 0;
}

const struct cli_option audit_options[] = {
	{ "every", CLI_CALL, .call = set_every,
	  .offset = offsetof(struct audit_given, every),
	  .text = "run: look again, so often; a rule must hold each time" },
	{ "for", CLI_CALL, .call = set_how_long,
	  .offset = offsetof(struct audit_given, how_long),
	  .text = "run: look for so long, each second if --every says nothing "
		  "else; --every alone: until interrupted" },
	{ "baseline", CLI_NAME,
	  .offset = offsetof(struct audit_given, baseline) },
	{ "tolerance", CLI_CALL, .call = set_tolerance },
	{ .name = NULL },
};

const struct cli_option audit_quiet_option[] = {
	{ "quiet", CLI_COUNT, .offset = offsetof(struct audit_given, quiet) },
	{ .name = NULL },
};

/* --- rules of options ----------------------------------------------------- */

/* --target begins a rule; without one it is of all memory. */
static struct audit_rule *rule_for(struct audit_policy *policy,
				   struct audit_rule *rule)
{
	if (!rule)
		rule = audit_policy_add(policy);
	rule->name = rule->target.text;
	return rule;
}

static const char *const options[] = {
	[AUDIT_GIVEN_TARGET] = "--target",
	[AUDIT_GIVEN_WHERE] = "--where",
	[AUDIT_GIVEN_PROFILE] = "--profile",
	[AUDIT_GIVEN_EXPECT] = "--expect",
};

/* Who says what is expected, and then of what, does not mean all memory. */
static int check_order(const struct audit_given *given)
{
	const struct audit_word *words = given->words;

	if (!given->word_count || words[0].kind == AUDIT_GIVEN_TARGET)
		return 0;
	for (size_t i = 1; i < given->word_count; i++)
		if (words[i].kind == AUDIT_GIVEN_TARGET)
			return complain_usage("%s belongs behind its --target "
					      "(--target all: all memory)",
					      options[words[0].kind]);
	return 0;
}

static int take_word(struct audit_rule *rule, const struct audit_word *word)
{
	const struct audit_said said = { .option = options[word->kind] };

	switch (word->kind) {
	case AUDIT_GIVEN_WHERE:
		return audit_rule_where(rule, &said, word->text);
	case AUDIT_GIVEN_PROFILE:
		return audit_rule_profile(rule, &said, word->text);
	case AUDIT_GIVEN_EXPECT:
		return audit_rule_expect(rule, &said, word->text);
	default:
		return audit_target_read(&said, word->text, &rule->target);
	}
}

static int check_words(const struct audit_rule *rules, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (audit_rule_wants(&rules[i]) & AUDIT_WANTS_SEGMENTS &&
		    !rules[i].device.name)
			return complain_usage("--expect: segments are those "
					      "of a device: --profile says "
					      "which");
	return 0;
}

int audit_given_read(const struct audit_given *given,
		     struct audit_policy *policy)
{
	struct audit_rule *rule = NULL;
	size_t files;
	int ret = check_order(given);

	for (size_t i = 0; i < given->policy_count && !ret; i++)
		ret = audit_policy_read(policy, given->policies[i]);
	files = policy->count;
	for (size_t i = 0; i < given->word_count && !ret; i++) {
		const struct audit_word *word = &given->words[i];

		if (word->kind == AUDIT_GIVEN_TARGET)
			rule = NULL;
		rule = rule_for(policy, rule);
		ret = take_word(rule, word);
		rule->name = rule->target.text;
	}
	return ret ? ret : check_words(policy->rules + files,
				       policy->count - files);
}

int audit_given_check(const struct audit_policy *policy)
{
	for (size_t i = 0; i < policy->count; i++)
		if (!policy->rules[i].count)
			return complain_usage("--target %s: nothing is "
					      "expected of it: --expect is "
					      "missing",
					      policy->rules[i].target.text);
	return 0;
}

void audit_given_free(struct audit_given *given)
{
	free(given->policies);
	free(given->words);
	formats_free(&given->formats);
}
