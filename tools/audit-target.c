// SPDX-License-Identifier: LGPL-2.1-or-later
/* Which memory a rule is about, and which device would get it. */
#include <errno.h>
#include <string.h>

#include "audit-rule.h"
#include "nearest.h"

const char *const audit_target_words[] = {
	"all", "heap", "stack", "mapping:", "symbol:", "range:", NULL
};

const char *const audit_target_texts[] = {
	"all of the memory of the process",
	"the mapping [heap]",
	"the mapping [stack]",
	"mapping:GLOB, mappings of that name: '*/libfoo*'",
	"symbol:NAME[+OFF][:LEN], a variable, by its ELF symbol",
	"range:LO-HI or range:ADDR+LEN, hexadecimal addresses",
};

static int no_target(const struct audit_said *said, const char *text)
{
	struct nearest near;

	nearest_start(&near, text);
	for (size_t i = 0; audit_target_words[i]; i++)
		nearest_consider(&near, audit_target_words[i]);
	if (near.best[0])
		return audit_said_wrong(said, "unknown target '%s' (did you "
					"mean %s?)", text, near.best);
	return audit_said_wrong(said, "unknown target '%s': all, heap, stack, "
				"mapping:GLOB, symbol:NAME, range:SPEC", text);
}

static int read_mapping(const struct audit_said *said, const char *glob,
			struct audit_target *target)
{
	if (!*glob)
		return audit_said_wrong(said, "mapping: the name is empty");
	target->kind = AUDIT_TARGET_MAPPING;
	target->glob = glob;
	return 0;
}

static int read_symbol(const struct audit_said *said, const char *text,
		       struct audit_target *target)
{
	int ret = symbol_word_read(text, &target->symbol);

	target->kind = AUDIT_TARGET_SYMBOL;
	if (ret == -ERANGE)
		return audit_said_wrong(said, "symbol:%s: no bytes are no "
					"memory", text);
	if (ret)
		return audit_said_wrong(said, "symbol: takes "
					"[OBJECT:]NAME[+OFF][:LEN]; not '%s'",
					text);
	return 0;
}

static int read_range(const struct audit_said *said, const char *text,
		      struct audit_target *target)
{
	const char *why;

	target->kind = AUDIT_TARGET_RANGE;
	if (address_range_parse(text, &target->range, &why) != 0)
		return audit_said_wrong(said, "range:%s: %s", text, why);
	if (!target->range.length)
		return audit_said_wrong(said, "range:%s: all addresses are no "
					"range; target all has the memory",
					text);
	return 0;
}

static const char *behind(const char *text, const char *word)
{
	size_t length = strlen(word);

	return strncmp(text, word, length) == 0 ? text + length : NULL;
}

int audit_target_read(const struct audit_said *said, const char *text,
		      struct audit_target *target)
{
	const char *rest;

	*target = (struct audit_target){ .text = text };
	if (strcmp(text, "all") == 0)
		return 0;
	if (strcmp(text, "heap") == 0)
		return read_mapping(said, "[heap]", target);
	if (strcmp(text, "stack") == 0)
		return read_mapping(said, "[stack]", target);
	if ((rest = behind(text, "mapping:")))
		return read_mapping(said, rest, target);
	if ((rest = behind(text, "symbol:")))
		return read_symbol(said, rest, target);
	if ((rest = behind(text, "range:")))
		return read_range(said, rest, target);
	return no_target(said, text);
}

/* --- a device ------------------------------------------------------------- */

int audit_rule_profile(struct audit_rule *rule, const struct audit_said *said,
		       const char *name)
{
	struct audit_device *device = &rule->device;

	if (device->name)
		return audit_said_wrong(said, "there is a profile already");
	if (profile_find(name, &device->profile) != 0)
		return -EINVAL;
	device->name = name;
	for (size_t i = 0; i < device->profile.count; i++) {
		const struct profile_constraint *is =
			&device->profile.constraints[i];
		int constraint = constraints_from_name(is->key);

		if (constraint < 0 ||
		    constraints_add(&device->constraints,
				    (enum constraint)constraint, is->value,
				    device->name) != 0)
			return -EINVAL;
	}
	return 0;
}
