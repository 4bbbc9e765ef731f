// SPDX-License-Identifier: LGPL-2.1-or-later
/* Whether a process has a name, when the kernel keeps 15 bytes of it. */
#include "named.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* "sshd: user@pts/0" is a title and no path: its name is not 0. */
static bool is_title(const char *text)
{
	return *text != '/' && *text != '.' && strchr(text, ' ');
}

static const char *file_name(const char *path)
{
	const char *slash = is_title(path) ? NULL : strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static bool is_file(const char *name, const char *path)
{
	return strcmp(name, file_name(path)) == 0;
}

/* The kernel marks a file that is gone. */
static bool is_exe(const char *name, const char *exe)
{
	const char *file = strrchr(exe, '/');
	size_t length = strlen(name);

	file = file ? file + 1 : exe;
	return strncmp(name, file, length) == 0 &&
	       (!file[length] || strcmp(file + length, " (deleted)") == 0);
}

/* Whether comm may be what was left of the file name of that path. */
static bool was_cut_from(const char *comm, const char *path)
{
	const char *slash = strrchr(path, '/');

	return strncmp(comm, slash ? slash + 1 : path, NAMED_COMM) == 0;
}

/* The kernel runs "#!" files as INTERPRETER [ARGUMENT] FILE. */
static bool is_script(const char *name, char *const *argv)
{
	return argv[0] && argv[1] &&
	       (is_file(name, argv[1]) ||
		(argv[2] && is_file(name, argv[2])));
}

static bool was_cut_from_script(const char *comm, char *const *argv)
{
	return argv[0] && argv[1] &&
	       (was_cut_from(comm, argv[1]) ||
		(argv[2] && was_cut_from(comm, argv[2])));
}

/* Its comm is the beginning of `name`: who tells the rest? */
static enum named is_longer(const char *name, const struct named_evidence *e)
{
	static char *const none[] = { NULL };
	char *const *argv = e->argv ? e->argv : none;

	if (e->exe && is_exe(name, e->exe))
		return NAMED_YES;
	if (e->exe && was_cut_from(e->comm, e->exe))
		return NAMED_NO;
	if (argv[0] && was_cut_from(e->comm, argv[0]) && !is_title(argv[0]))
		return NAMED_NO;
	if (is_script(name, argv))
		return NAMED_YES;
	if (e->exe && was_cut_from_script(e->comm, argv))
		return NAMED_NO;
	return NAMED_UNKNOWN;
}

enum named named_is(const char *name, const struct named_evidence *e)
{
	if (strcmp(e->comm, name) == 0)
		return NAMED_YES;
	if (e->argv && e->argv[0] && is_file(name, e->argv[0]))
		return NAMED_YES;
	if (strlen(name) <= NAMED_COMM || strlen(e->comm) != NAMED_COMM ||
	    strncmp(e->comm, name, NAMED_COMM) != 0)
		return NAMED_NO;
	return is_longer(name, e);
}
