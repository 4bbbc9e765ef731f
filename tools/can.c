// SPDX-License-Identifier: LGPL-2.1-or-later
/* --can: tries each word of a list, and says how to get what is missing. */
#include "can.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "ability.h"
#include "complain.h"
#include "nearest.h"
#include "remedy.h"
#include "rights.h"

/* The words, behind each other. */
static void put_words(char *text, size_t room)
{
	size_t used = 0;

	for (const struct ability *a = ability_table; a->word; a++)
		used += (size_t)snprintf(text + used, room - used, "%s%s",
					 used ? ", " : "", a->word);
}

static int unknown_word(const char *word, size_t length)
{
	char wrong[NEAREST_ROOM], words[512];
	struct nearest nearest;

	snprintf(wrong, sizeof(wrong), "%.*s", (int)length, word);
	nearest_start(&nearest, wrong);
	for (const struct ability *a = ability_table; a->word; a++)
		nearest_consider(&nearest, a->word);
	put_words(words, sizeof(words));
	if (nearest.best[0])
		return complain_usage("--can does not know '%s' (did you mean "
				      "%s?); it knows %s", wrong, nearest.best,
				      words);
	return complain_usage("--can does not know '%s'; it knows %s", wrong,
			      words);
}

/* Words of the list, one by one: the length of the one at *at, 0 at the end. */
static size_t next_word(const char **at)
{
	*at += strspn(*at, ", \n\t");
	return strcspn(*at, ", \n\t");
}

static int check_list(const char *list)
{
	size_t n, words = 0;

	for (; (n = next_word(&list)); list += n, words++)
		if (!ability_find(list, n))
			return unknown_word(list, n);
	return words ? 0 : complain_usage("--can needs words, such as pfn");
}

/* One line: what is missing, and what to type. */
static void tell_missing(const struct ability *ability,
			 const struct ability_trial *trial)
{
	enum remedy remedy = geteuid() ? REMEDY_SUDO : REMEDY_DOCKER;
	char reason[ABILITY_ROOM], command[REMEDY_ROOM];

	printf("%s: %s: %s", ability->word, answer_word(trial->answer),
	       ability_reason(ability, trial, reason));
	if (ability->is_right && trial->refused && !trial->why)
		printf("; try: %s", remedy_command(remedy, ability->needs,
						   "...", command));
	printf("\n");
}

static void tell(const struct can_options *options,
		 const struct ability *ability,
		 const struct ability_trial *trial)
{
	if (options->quiet)
		return;
	if (trial->answer != ANSWER_YES)
		tell_missing(ability, trial);
	else if (options->verbose)
		printf("%s: yes: %s\n", ability->word, ability->about);
}

/* A certain no weighs more than what cannot be told. */
static int status_of(const bool seen[3])
{
	if (seen[ANSWER_NO])
		return 1;
	return seen[ANSWER_UNKNOWN] ? 3 : 0;
}

static int try_list(const struct can_options *options,
		    struct vminfo_context *context)
{
	const char *at = options->list;
	bool seen[3] = { false };

	for (size_t n; (n = next_word(&at)); at += n) {
		const struct ability *ability = ability_find(at, n);
		struct ability_trial trial = ability_try(ability, context);

		seen[trial.answer] = true;
		tell(options, ability, &trial);
	}
	return status_of(seen);
}

int can_run(const struct can_options *options)
{
	struct vminfo_context *context;
	int ret;

	if (check_list(options->list) != 0)
		return 2;
	rights_raise(RIGHTS_OPEN);
	ret = vminfo_context_new(NULL, &context);
	rights_lower();
	if (ret) {
		complain("%s: %s", "/proc", strerror(-ret));
		return 3;
	}
	ret = try_list(options, context);
	vminfo_context_free(context);
	return ret;
}
