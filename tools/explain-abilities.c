// SPDX-License-Identifier: LGPL-2.1-or-later
/* What this kernel has and what we may see, and how to get the rest. */
#include <stdio.h>
#include <string.h>

#include <json-c/json.h>

#include "ability.h"
#include "explain.h"
#include "remedy.h"

static void put_needs(struct facts *facts, uint64_t needs)
{
	const char *name;

	facts_open_list(facts, "needs", NULL);
	while ((name = remedy_next_name(&needs)))
		facts_put(facts, NULL, json_object_new_string(name));
	facts_close(facts);
}

static void put_remedies(struct facts *facts, const struct ability *ability,
			 bool missing)
{
	char command[REMEDY_ROOM];

	facts_open(facts, "get", NULL);
	for (int i = 0; missing && i < REMEDIES; i++)
		facts_put(facts, remedy_key((enum remedy)i),
			  json_object_new_string(
				  remedy_command((enum remedy)i,
						 ability->needs, "...",
						 command)));
	facts_close(facts);
}

static void put_kernel(struct facts *facts, const struct ability *ability)
{
	facts_put(facts, "since", ability->since ?
		  json_object_new_string(ability->since) : NULL);
	facts_put(facts, "config", ability->config ?
		  json_object_new_string(ability->config) : NULL);
}

static void tell(struct facts *facts, const struct ability *ability,
		 const struct ability_trial *trial)
{
	bool missing = ability->is_right && trial->refused;
	char reason[ABILITY_ROOM] = "", label[32];

	if (trial->answer != ANSWER_YES)
		ability_reason(ability, trial, reason);
	facts_open(facts, NULL, NULL);
	facts_put(facts, "name", json_object_new_string(ability->word));
	facts_put(facts, "about", json_object_new_string(ability->about));
	facts_put(facts, "answer", facts_json_answer(trial->answer));
	facts_put(facts, "reason", *reason ? json_object_new_string(reason)
					   : NULL);
	put_kernel(facts, ability);
	if (ability->is_right) {
		put_needs(facts, ability->needs);
		put_remedies(facts, ability, missing);
	}
	facts_close(facts);
	snprintf(label, sizeof(label), "%-10s  %s", ability->word,
		 trial->answer == ANSWER_UNKNOWN ? "?" :
						   answer_word(trial->answer));
	facts_line(facts, label, "%s", ability->about);
	if (*reason)
		facts_line(facts, NULL, "%s", reason);
}

/* Those of one kind; capabilities that would help are added to the set. */
static uint64_t tell_all(struct facts *facts, struct vminfo_context *context,
			 bool rights)
{
	uint64_t missing = 0;

	facts_indent(facts, 16);
	for (const struct ability *a = ability_table; a->word; a++) {
		struct ability_trial trial;

		if (a->is_right != rights)
			continue;
		trial = ability_try(a, context);
		tell(facts, a, &trial);
		if (trial.refused)
			missing |= a->needs;
	}
	facts_indent(facts, 0);
	return missing;
}

static const char *const titles[] = {
	[REMEDY_SUDO] = "sudo",
	[REMEDY_DOCKER] = "docker",
	[REMEDY_PODMAN] = "podman",
	[REMEDY_SYSTEMD_RUN] = "systemd-run",
	[REMEDY_SETCAP] = "setcap",
};

/* One command for each way, which gives all that is missing. */
static void tell_remedies(struct facts *facts, uint64_t missing)
{
	char command[REMEDY_ROOM];

	facts_open(facts, "remedies", "How to get the rights that are missing");
	for (int i = 0; i < REMEDIES; i++) {
		enum remedy remedy = (enum remedy)i;

		remedy_command(remedy, missing, "...", command);
		facts_put(facts, remedy_key(remedy),
			  json_object_new_string(command));
		facts_indent(facts, 0);
		facts_line(facts, titles[i], "%s", remedy_about(remedy));
		facts_command(facts, command);
	}
	facts_close(facts);
}

void explain_abilities(struct facts *facts, struct vminfo_context *context)
{
	uint64_t missing;

	facts_open_list(facts, "features", "What this kernel has");
	tell_all(facts, context, false);
	facts_close(facts);
	facts_open_list(facts, "rights", "What you may see");
	missing = tell_all(facts, context, true);
	facts_close(facts);
	if (missing)
		tell_remedies(facts, missing);
	else
		facts_put(facts, "remedies", json_object_new_object());
}
