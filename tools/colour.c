// SPDX-License-Identifier: LGPL-2.1-or-later
/* Whether standard output is to be coloured, and how. */
#include "colour.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "terminal-colors.h"
#include "terminal.h"

static bool is_set(const char *variable)
{
	const char *value = getenv(variable);

	return value && *value;
}

/* CLICOLOR_FORCE=0 forces nothing. */
static bool is_forced(void)
{
	const char *value = getenv("CLICOLOR_FORCE");

	return value && *value && strcmp(value, "0") != 0;
}

/* "" if there is none, or its name is too long to be one. */
static void users_directory(char *directory, size_t room)
{
	const char *config = getenv("XDG_CONFIG_HOME");
	const char *home = getenv("HOME");
	int n = 0;

	directory[0] = '\0';
	if (config && *config)
		n = snprintf(directory, room, "%s/terminal-colors.d", config);
	else if (home && *home)
		n = snprintf(directory, room, "%s/.config/terminal-colors.d",
			     home);
	if (n < 0 || (size_t)n >= room)
		directory[0] = '\0';
}

static bool ask_files(const char *term)
{
	const struct terminal_colors who = {
		program_invocation_short_name, term
	};
	char directory[4096];
	bool enabled = true;

	users_directory(directory, sizeof(directory));
	/* The user's directory stands in place of the machine's. */
	if (!*directory || terminal_colors_ask(directory, &who, &enabled) != 0)
		terminal_colors_ask("/etc/terminal-colors.d", &who, &enabled);
	return enabled;
}

bool colour_wanted(int when)
{
	const char *term = getenv("TERM");

	if (when == COLOUR_ALWAYS || when == COLOUR_NEVER)
		return when == COLOUR_ALWAYS;
	if (is_set("NO_COLOR"))
		return false;
	if (is_forced())
		return true;
	if (!terminal_is_there() || !term || strcmp(term, "dumb") == 0)
		return false;
	return ask_files(term);
}

#define BOLD_RED "\033[1;38;5;196m"
#define TEAL "\033[38;5;30m"
#define BLUE "\033[38;5;27m"
#define GREY "\033[38;5;243m"

const char *colour_of_state(enum vminfo_state state)
{
	static const char *const colours[] = {
		[VMINFO_ZERO] = GREY,
		[VMINFO_SWAPPED] = BOLD_RED,
		[VMINFO_SHMEM_SWAPPED] = BOLD_RED,
		[VMINFO_CACHED] = BLUE,
		[VMINFO_UNRESOLVED] = GREY,
		[VMINFO_ABSENT] = GREY,
		[VMINFO_UNMAPPED] = GREY,
		[VMINFO_GUARD] = TEAL,
		[VMINFO_MARKER] = TEAL,
		[VMINFO_POISONED] = BOLD_RED,
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
