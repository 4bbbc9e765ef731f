// SPDX-License-Identifier: LGPL-2.1-or-later
/* Which processes, and which of their memory. */
#include "target.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <bsd/stdlib.h>

#include "complain.h"
#include "name-glob.h"

static int add_glob(void *into, const char *argument)
{
	struct target *target = into;
	const char **globs;

	globs = reallocarray(target->globs, target->glob_count + 1,
			     sizeof(*globs));
	if (!globs)
		complain_out_of_memory();
	globs[target->glob_count++] = argument;
	target->globs = globs;
	return 0;
}

static int add_symbol(void *into, const char *argument)
{
	struct target *target = into;
	struct symbol_word *symbols, word;
	int ret = symbol_word_read(argument, &word);

	if (ret == -ERANGE)
		return complain_usage("--symbol %s is an empty range",
				      argument);
	if (ret)
		return complain_usage("--symbol takes NAME, NAME+OFF or "
				      "NAME:LEN, with OBJECT: or FILE: before "
				      "it; not '%s'", argument);
	symbols = reallocarray(target->symbols, target->symbol_count + 1,
			       sizeof(*symbols));
	if (!symbols)
		complain_out_of_memory();
	symbols[target->symbol_count++] = word;
	target->symbols = symbols;
	return 0;
}

static int add_range(void *into, const char *argument)
{
	struct target *target = into;
	struct address_range *ranges, range;

	if (address_range_read(argument, &range) != 0)
		return -EINVAL;
	ranges = reallocarray(target->ranges, target->range_count + 1,
			      sizeof(*ranges));
	if (!ranges)
		complain_out_of_memory();
	ranges[target->range_count++] = range;
	target->ranges = ranges;
	return 0;
}

const struct cli_option target_process_options[] = {
	{ "pid", CLI_CALL, .call = target_add_list },
	{ "freeze", CLI_COUNT, .offset = offsetof(struct target, freeze) },
	{ "procfs", CLI_NAME, .offset = offsetof(struct target, procfs) },
	{ "ignore-unreadable", CLI_COUNT,
	  .offset = offsetof(struct target, ignore_unreadable) },
	{ "replay", CLI_NAME, .offset = offsetof(struct target, replay) },
	{ .name = NULL },
};

const struct cli_option target_memory_options[] = {
	{ "range", CLI_CALL, .call = add_range },
	{ "mapping", CLI_CALL, .call = add_glob },
	{ "symbol", CLI_CALL, .call = add_symbol },
	{ .name = NULL },
};

int target_check(const struct target *target)
{
	if (target->freeze && (target->procfs || target->replay))
		return complain_usage("--freeze stops processes of this "
				      "machine's own /proc");
	if (target->command && (target->count || target->procfs ||
				target->replay ||
				choose_is_used(&target->choose)))
		return complain_usage("a command is looked at alone: choose "
				      "it, or processes");
	if (target->command)
		return 0;
	if (!target->count && !choose_is_used(&target->choose))
		return complain_usage("no process was given");
	if ((target->procfs || target->replay) &&
	    choose_is_used(&target->choose))
		return complain_usage("%s shows processes by their numbers "
				      "alone",
				      target->replay ? "--replay" : "--procfs");
	if (target->symbol_count && (target->procfs || target->replay))
		return complain_usage("--symbol reads the files of a process: "
				      "%s has none",
				      target->replay ? "--replay" : "--procfs");
	if (target->symbol_count && (target->range_count || target->glob_count))
		return complain_usage("--symbol and %s cannot be combined",
				      target->range_count ? "-A" : "-m");
	return choose_check(&target->choose);
}

bool target_is_part(const struct target *target)
{
	return target->range_count || target->glob_count ||
	       target->symbol_count;
}

bool target_is_range(const struct target *target)
{
	return (target->range_count || target->symbol_count) &&
	       !target->glob_count;
}

bool target_asks_objects(const struct target *target)
{
	return target->backing || target->shmem;
}

bool target_is_several(const struct target *target)
{
	return target->count > 1 || choose_is_used(&target->choose) ||
	       (target->command && target->command->follow);
}

void target_free(struct target *target)
{
	choose_free(&target->choose);
	vminfo_context_free(target->recorded);
	free(target->pids);
	free(target->numbered);
	free(target->ranges);
	free(target->globs);
	for (size_t i = 0; i < target->symbol_count; i++)
		symbol_word_free(&target->symbols[i]);
	free(target->symbols);
}

bool target_wants_name(const struct target *target, const char *name)
{
	if (target->glob_count == 0)
		return true;
	for (size_t i = 0; i < target->glob_count; i++)
		if (name_glob_matches(target->globs[i], name))
			return true;
	return false;
}

bool target_is_hidden(const struct target *target, pid_t pid)
{
	if (target->procfs || target->replay)
		return false;
	return kill(pid, 0) == 0 || errno == EPERM;
}
