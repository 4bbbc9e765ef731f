// SPDX-License-Identifier: LGPL-2.1-or-later
/* What processes say of themselves, by libproc2. */
#include "process-table.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <libproc2/pids.h>

#include "on-use.h"

/* The macro lost its last argument in libproc2 4.0.5. */
#ifdef LIBPROC2_VAL_OF_THREE
#define SONAME "libproc2.so.1"
#define VAL(item, type, stack, info) PIDS_VAL(item, type, stack)
#else
#define SONAME "libproc2.so.0"
#define VAL(item, type, stack, info) PIDS_VAL(item, type, stack, info)
#endif

#define FUNCTIONS(FUNCTION) \
	FUNCTION(procps_pids_new) FUNCTION(procps_pids_get) \
	FUNCTION(procps_pids_reap) FUNCTION(procps_pids_select) \
	FUNCTION(procps_pids_unref)

static ON_USE_FUNCTIONS(FUNCTIONS) proc2;
static const char *const names[] = ON_USE_NAMES(FUNCTIONS);
static struct on_use library = {
	.soname = SONAME, .names = names, .functions = &proc2,
};

ON_USE_NOTE(SONAME, "lists processes, for --name and --match");

enum { PID, PARENT, ARGV };

static enum pids_item items[] = {
	[PID] = PIDS_ID_PID,
	[PARENT] = PIDS_ID_PPID,
	[ARGV] = PIDS_CMDLINE_V,
};

/* How many of them it takes. */
static const int numbers_of_items[] = {
	[PROCESS_TABLE_PARENT] = PARENT + 1,
	[PROCESS_TABLE_WORDS] = ARGV + 1,
};

/* libproc2 says "-" of a process without a command line. */
static bool has_command_line(pid_t pid)
{
	char path[64], byte;
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/cmdline", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	n = read(fd, &byte, 1);
	close(fd);
	return n == 1;
}

static char *const *words_of(pid_t pid, char *const *argv)
{
	if (!argv || !argv[0])
		return NULL;
	if (strcmp(argv[0], "-") == 0 && !argv[1] && !has_command_line(pid))
		return NULL;
	return argv;
}

static int hand_over(struct pids_stack *stack, enum process_table_want want,
		     process_table_call *call, void *data)
{
	struct process_table_entry entry = {
		.pid = VAL(PID, s_int, stack, info),
		.parent = VAL(PARENT, s_int, stack, info),
	};

	if (want >= PROCESS_TABLE_WORDS)
		entry.argv = words_of(entry.pid,
				      VAL(ARGV, strv, stack, info));
	return call(data, &entry);
}

/* The next one, or the only one; NULL: no more, or errno says why. */
static struct pids_stack *next(struct pids_info *info, pid_t only)
{
	struct pids_stack *stack = NULL;
	struct pids_fetch *fetch;
	unsigned int number = (unsigned int)only;

	errno = 0;
	if (!only) {
		stack = proc2.procps_pids_get(info, PIDS_FETCH_TASKS_ONLY);
	} else {
		fetch = proc2.procps_pids_select(info, &number, 1,
						 PIDS_SELECT_PID);
		/* One that is not there is left out without a word. */
		if (fetch && fetch->counts->total == 1)
			stack = fetch->stacks[0];
	}
	return stack;
}

/*
 * Why there is no entry.  errno may be of a process that went away, except
 * where not even we are there: then /proc could not be opened.
 */
static int reason(bool may_be_the_end)
{
	if (errno == ENOMEM || !may_be_the_end)
		return errno ? errno : EIO;
	return 0;
}

int process_table_read(pid_t only, enum process_table_want want,
		       process_table_call *call, void *data)
{
	struct pids_info *info = NULL;
	struct pids_stack *stack;
	bool any = false;
	int ret = on_use_load(&library);

	if (ret)
		return ret;
	ret = proc2.procps_pids_new(&info, items, numbers_of_items[want]);
	if (ret < 0)
		return ret;
	do {
		stack = next(info, only);
		if (stack)
			ret = hand_over(stack, want, call, data);
		else
			ret = -reason(only || any);
		any = true;
	} while (stack && !only && ret == 0);
	proc2.procps_pids_unref(&info);
	return ret;
}
