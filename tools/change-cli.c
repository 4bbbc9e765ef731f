// SPDX-License-Identifier: LGPL-2.1-or-later
/* What the command line says of changes: --diff and --watch. */
#include "change-cli.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "change-plan.h"
#include "compare.h"
#include "complain.h"

static int set_from(void *member, const char *argument)
{
	struct change_given *given = member;

	if (given->diff++)
		return complain_usage("--diff was given twice");
	if (!*argument)
		return complain_usage("--diff: the name is empty");
	given->from = argument;
	return 0;
}

const struct cli_option change_cli_options[] = {
	{ "diff", CLI_CALL, .call = set_from },
	{ .name = NULL },
};

bool change_takes_operand(struct change_given *given, const char *word)
{
	if (!word[strspn(word, "0123456789")] || given->to)
		return false;
	given->to = word;
	return true;
}

static int exclude(const char *option, const char *other)
{
	return complain_usage("%s and %s cannot be combined", option, other);
}

int change_given_check(const struct change_given *given, bool verify)
{
	const char *mode = given->diff ? "--diff" : "--watch";

	if (given->to && !given->diff)
		return complain_usage("'%s' is not the number of a process",
				      given->to);
	if (watch_check(&given->watch) != 0)
		return -EINVAL;
	if (verify && (given->diff || given->watch.watch))
		return exclude(mode, "--verify");
	return 0;
}

int change_given_diff(const struct change_given *given, struct target *target,
		      const struct report_options *report, change_group *group)
{
	struct compare compare;
	int status = 2;

	if (target->replay) {
		exclude("--diff", "--replay");
		return 2;
	}
	if (choose_is_used(&target->choose)) {
		complain_usage("%s shows processes by their numbers alone",
			       "--diff");
		return 2;
	}
	if (target->symbol_count) {
		exclude("--diff", "--symbol");
		return 2;
	}
	if (given->to && target->procfs) {
		exclude("--procfs", "two recordings");
		return 2;
	}
	if (compare_start(&compare, target, given->from, given->to) == 0)
		status = compare_run(&compare, report, group());
	compare_end(&compare);
	return status;
}

int change_given_watch(const struct change_given *given, struct target *target,
		       const struct report_options *report, change_group *group)
{
	const struct change_view view = {
		.group = group(),
		.several = target_is_several(target),
		.timed = true,
	};

	if (target->replay) {
		exclude("--watch", "--replay");
		return 2;
	}
	if (target_check(target) != 0)
		return 2;
	return watch_run(&given->watch, target, report, &view);
}
