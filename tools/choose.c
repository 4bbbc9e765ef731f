// SPDX-License-Identifier: LGPL-2.1-or-later
/* Which processes are chosen without their numbers. */
#include "choose.h"

#include <stdlib.h>

#include "cgroup-unit.h"
#include "complain.h"

static void add_word(struct choose_words *words, const char *word)
{
	const char **list;

	list = reallocarray(words->words, words->count + 1, sizeof(*list));
	if (!list)
		complain_out_of_memory();
	list[words->count++] = word;
	words->words = list;
}

static int add_group(void *into, const char *argument)
{
	struct choose *choose = into;

	/* It would be the root of each hierarchy. */
	if (!*argument)
		return complain_usage("--cgroup: the name is empty");
	add_word(&choose->groups, argument);
	return 0;
}

static int add_unit(void *into, const char *argument)
{
	struct choose *choose = into;
	char name[CGROUP_UNIT_ROOM];

	if (!cgroup_unit_name(argument, name))
		return complain_usage("'%s' is not the name of a unit",
				      argument);
	add_word(&choose->units, argument);
	return 0;
}

const struct cli_option choose_options[] = {
	{ "cgroup", CLI_CALL, .call = add_group },
	{ "unit", CLI_CALL, .call = add_unit },
	{ .name = NULL },
};

void choose_free(struct choose *choose)
{
	described_free(&choose->described);
	free(choose->groups.words);
	free(choose->units.words);
}

static bool has_criteria(const struct choose *choose)
{
	return described_is_used(&choose->described) ||
	       choose->groups.count || choose->units.count;
}

bool choose_is_used(const struct choose *choose)
{
	return choose->described.all || has_criteria(choose);
}

int choose_check(const struct choose *choose)
{
	if (choose->described.all && has_criteria(choose))
		return complain_usage("-a is every process: --name, --match, "
				      "--cgroup and --unit choose some");
	return 0;
}
