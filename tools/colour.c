// SPDX-License-Identifier: LGPL-2.1-or-later
/* Whether standard output is to be coloured, and how. */
#include "colour.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool is_set(const char *variable)
{
	const char *value = getenv(variable);

	return value && *value;
}

static bool has_file(const char *directory, const char *name)
{
	char path[4096];
	int n = snprintf(path, sizeof(path), "%s/%s", directory, name);

	return n > 0 && (size_t)n < sizeof(path) && access(path, F_OK) == 0;
}

/* terminal-colors.d(5): 1 enabled, 0 disabled, -1 it does not say. */
static int ask_directory(const char *directory)
{
	char name[256];

	snprintf(name, sizeof(name), "%s.disable",
		 program_invocation_short_name);
	if (has_file(directory, name))
		return 0;
	snprintf(name, sizeof(name), "%s.enable",
		 program_invocation_short_name);
	if (has_file(directory, name))
		return 1;
	if (has_file(directory, "disable"))
		return 0;
	return has_file(directory, "enable") ? 1 : -1;
}

static int ask_directories(void)
{
	const char *config = getenv("XDG_CONFIG_HOME");
	const char *home = getenv("HOME");
	char directory[4096] = "";
	int answer = -1;

	if (config && *config)
		snprintf(directory, sizeof(directory),
			 "%s/terminal-colors.d", config);
	else if (home && *home)
		snprintf(directory, sizeof(directory),
			 "%s/.config/terminal-colors.d", home);
	if (*directory)
		answer = ask_directory(directory);
	return answer >= 0 ? answer : ask_directory("/etc/terminal-colors.d");
}

bool colour_wanted(int when)
{
	const char *term = getenv("TERM");
	bool terminal;

	if (when == COLOUR_ALWAYS || when == COLOUR_NEVER)
		return when == COLOUR_ALWAYS;
	if (is_set("NO_COLOR"))
		return false;
	if (is_set("CLICOLOR_FORCE"))
		return true;
	terminal = isatty(STDOUT_FILENO) && term && strcmp(term, "dumb") != 0;
	return terminal && ask_directories() != 0;
}

#define RED "\033[38;5;196m"
#define TEAL "\033[38;5;30m"
#define BLUE "\033[38;5;27m"
#define GREY "\033[38;5;243m"

const char *colour_of_state(enum vminfo_state state)
{
	static const char *const colours[] = {
		[VMINFO_ZERO] = GREY,
		[VMINFO_SWAPPED] = COLOUR_HEAD RED,
		[VMINFO_SHMEM_SWAPPED] = COLOUR_HEAD RED,
		[VMINFO_CACHED] = BLUE,
		[VMINFO_UNRESOLVED] = GREY,
		[VMINFO_ABSENT] = GREY,
		[VMINFO_UNMAPPED] = GREY,
		[VMINFO_GUARD] = TEAL,
		[VMINFO_MARKER] = TEAL,
		[VMINFO_POISONED] = COLOUR_HEAD RED,
		[VMINFO_MIGRATING] = COLOUR_UNKNOWN,
		[VMINFO_DEVICE] = BLUE,
		[VMINFO_SPECIAL] = COLOUR_UNKNOWN,
		[VMINFO_PFNMAP] = BLUE,
		[VMINFO_NONPRESENT] = COLOUR_UNKNOWN,
	};

	if ((size_t)state >= sizeof(colours) / sizeof(colours[0]) ||
	    !colours[state])
		return "";
	return colours[state];
}
