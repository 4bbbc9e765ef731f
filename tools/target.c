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
#include "units.h"

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

static int bad_range(const char *argument)
{
	return complain_usage("-A takes LO-HI, ADDR+LEN or LO,HI, with "
			      "hexadecimal addresses; not '%s'", argument);
}

/* HI may be 2^64, as the END of the last mapping is printed. */
static int range_to(struct target *target, uint64_t low, const char *text,
		    const char *argument)
{
	uint64_t high = 0;
	const char *end;
	int ret = units_address_from(text, &high, &end);

	if ((ret && ret != -EOVERFLOW) || *end)
		return bad_range(argument);
	if (ret == 0 && high <= low)
		return complain_usage("-A %s is an empty range", argument);
	target->start = low;
	target->length = high - low;
	return 0;
}

static int range_of(struct target *target, uint64_t low, const char *text,
		    const char *argument)
{
	uint64_t length;

	if (units_size_from(text, &length) != 0)
		return bad_range(argument);
	if (length == 0)
		return complain_usage("-A %s is an empty range", argument);
	if (length - 1 > UINT64_MAX - low)
		return complain_usage("-A %s ends beyond the last address",
				      argument);
	target->start = low;
	target->length = length;
	return 0;
}

static int set_range(void *into, const char *argument)
{
	struct target *target = into;
	const char *end;
	uint64_t low;

	if (target->ranged)
		return complain_usage("-A was given twice");
	target->ranged = true;
	if (units_address_from(argument, &low, &end) != 0)
		return bad_range(argument);
	if (*end == '+')
		return range_of(target, low, end + 1, argument);
	if (*end == '-' || *end == ',')
		return range_to(target, low, end + 1, argument);
	return bad_range(argument);
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
	{ "range", CLI_CALL, .call = set_range },
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
	if (target->symbol_count && (target->ranged || target->glob_count))
		return complain_usage("--symbol and %s cannot be combined",
				      target->ranged ? "-A" : "-m");
	return choose_check(&target->choose);
}

bool target_is_part(const struct target *target)
{
	return target->ranged || target->glob_count || target->symbol_count;
}

bool target_is_range(const struct target *target)
{
	return (target->ranged || target->symbol_count) &&
	       !target->glob_count;
}

bool target_is_several(const struct target *target)
{
	return target->count > 1 || choose_is_used(&target->choose);
}

void target_free(struct target *target)
{
	choose_free(&target->choose);
	vminfo_context_free(target->recorded);
	free(target->pids);
	free(target->numbered);
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
