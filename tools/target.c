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
	{ "procfs", CLI_TEXT, .offset = offsetof(struct target, procfs) },
	{ "ignore-unreadable", CLI_COUNT,
	  .offset = offsetof(struct target, ignore_unreadable) },
	{ .name = NULL },
};

const struct cli_option target_memory_options[] = {
	{ "range", CLI_CALL, .call = set_range },
	{ "mapping", CLI_CALL, .call = add_glob },
	{ .name = NULL },
};

int target_check(const struct target *target)
{
	if (!target->count && !choose_is_used(&target->choose))
		return complain_usage("no process was given");
	if (target->procfs && choose_is_used(&target->choose))
		return complain_usage("--procfs shows processes by their "
				      "numbers alone");
	return choose_check(&target->choose);
}

bool target_is_several(const struct target *target)
{
	return target->count > 1 || choose_is_used(&target->choose);
}

void target_free(struct target *target)
{
	choose_free(&target->choose);
	free(target->pids);
	free(target->numbered);
	free(target->globs);
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
	if (target->procfs)
		return false;
	return kill(pid, 0) == 0 || errno == EPERM;
}

/* "NSpid:	812	1": the last is the innermost. */
static pid_t last_number(const char *line)
{
	const char *blank = strrchr(line, '\t');
	const char *error;
	pid_t pid;

	if (!blank)
		return -ENODATA;
	pid = (pid_t)strtonum(blank + 1, 1, TARGET_LARGEST_PID, &error);
	return error ? -ENODATA : pid;
}

/* Below --procfs may be anything: no pipe may stop us. */
static FILE *open_regular(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat stat;
	FILE *file = NULL;

	if (fd < 0)
		return NULL;
	if (fstat(fd, &stat) == 0 && S_ISREG(stat.st_mode))
		file = fdopen(fd, "r");
	if (!file)
		close(fd);
	return file;
}

pid_t target_namespace_pid(const struct target *target, pid_t pid)
{
	char path[4096], line[1024];
	pid_t found = -ENODATA;
	FILE *file;
	int n = snprintf(path, sizeof(path), "%s/%d/status",
			 target->procfs ? target->procfs : "/proc", pid);

	if (n < 0 || (size_t)n >= sizeof(path))
		return -ENODATA;
	file = open_regular(path);
	if (!file)
		return -ENODATA;
	while (found < 0 && fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\n")] = '\0';
		if (strncmp(line, "NSpid:", 6) == 0)
			found = last_number(line);
	}
	fclose(file);
	return found;
}
