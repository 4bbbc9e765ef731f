// SPDX-License-Identifier: LGPL-2.1-or-later
/* --explain and --can on the command line: what goes with them. */
#include "explain-cli.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "ability.h"
#include "can.h"
#include "complain.h"
#include "explain.h"
#include "units.h"

static int set_can(void *member, const char *argument)
{
	struct explain_given *given = member;

	given->can = 1;
	given->list = argument;
	return 0;
}

const struct cli_option explain_cli_options[] = {
	{ "explain", CLI_COUNT,
	  .offset = offsetof(struct explain_given, explain) },
	{ "can", CLI_CALL, .call = set_can },
	{ .name = NULL },
};

bool explain_is_address(const char *word)
{
	return word[0] == '0' && (word[1] == 'x' || word[1] == 'X');
}

int explain_add_address(struct explain_given *given, const char *word)
{
	uint64_t address, *more;
	const char *end;

	if (units_address_from(word, &address, &end) != 0 || *end)
		return complain_usage("'%s' is not an address", word);
	more = reallocarray(given->addresses, given->address_count + 1,
			    sizeof(*more));
	if (!more)
		complain_out_of_memory();
	if (!given->address_count)
		given->first = word;
	more[given->address_count++] = address;
	given->addresses = more;
	return 0;
}

int explain_check(const struct explain_given *given)
{
	if (given->address_count && !given->explain && !given->can)
		return complain_usage("an address such as %s is for --explain",
				      given->first);
	return 0;
}

/* Nobody in particular is meant. */
static bool is_machine(const struct target *target)
{
	return target->count == 0 && !choose_is_used(&target->choose) &&
	       !target->command;
}

void explain_prepare(const struct explain_given *given,
		     const struct target *target)
{
	if (given->can || (given->explain && is_machine(target)))
		ability_prepare();
}

void explain_free(struct explain_given *given)
{
	ability_finish();
	free(given->addresses);
}

/* --- what goes with it ---------------------------------------------------- */

/* Options of rows, of which there are none. */
static const char *option_of_rows(const struct report_options *report)
{
	const struct {
		const char *name;
		bool given;
	} options[] = {
		{ "--output", report->output },
		{ "--output-all", report->output_all },
		{ "--pairs", report->pairs },
		{ "--raw", report->raw },
		{ "--json=lines", report->json == REPORT_LINES },
		{ "--noheadings", report->noheadings },
		{ "--bytes", report->bytes },
		{ "--sort", report->sort },
		{ "--summary", report->summary },
		{ "--where", report->where_count },
	};

	for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++)
		if (options[i].given)
			return options[i].name;
	return NULL;
}

static const char *option_of_memory(const struct target *target)
{
	if (target->range_count)
		return "--range";
	if (target->symbol_count)
		return "--symbol";
	return target->glob_count ? "--mapping" : NULL;
}

static int refuse(const char *mode, const char *option)
{
	complain_usage("%s and %s cannot be combined", mode, option);
	return 2;
}

int explain_given_run(const struct explain_given *given,
		      const struct target *target,
		      const struct report_options *report)
{
	const struct explain_options options = {
		.target = target,
		.addresses = given->addresses,
		.address_count = given->address_count,
		.facts = {
			.json = report->json,
			.ascii = report->ascii,
			.quiet = report->quiet,
			.color = report->color,
		},
	};
	const char *option = option_of_rows(report);

	if (!option)
		option = option_of_memory(target);
	if (option)
		return refuse("--explain", option);
	if (given->address_count && is_machine(target)) {
		complain_usage("--explain 0x... needs the number of a process, "
			       "too");
		return 2;
	}
	if (is_machine(target) && target->procfs)
		return refuse("--explain without a process", "--procfs");
	return is_machine(target) ? explain_run_machine(&options)
				  : explain_run_processes(&options);
}

int explain_given_can(const struct explain_given *given,
		      const struct target *target,
		      const struct report_options *report)
{
	const struct can_options options = {
		.list = given->list,
		.quiet = report->quiet,
		.verbose = report->verbose,
	};
	const char *option = option_of_rows(report);

	if (!option)
		option = report->json ? "--json" : option_of_memory(target);
	if (!option && target->procfs)
		option = "--procfs";
	if (option)
		return refuse("--can", option);
	if (!is_machine(target) || given->address_count) {
		complain_usage("--can is about this machine: no process goes "
			       "with it");
		return 2;
	}
	return can_run(&options);
}
