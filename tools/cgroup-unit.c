// SPDX-License-Identifier: LGPL-2.1-or-later
/* How systemd calls the directory of a unit. */
#include "cgroup-unit.h"

#include <stdio.h>
#include <string.h>

static const char *const suffixes[] = {
	".service", ".scope", ".slice", ".socket", ".mount", ".swap",
	".automount", ".device", ".path", ".target", ".timer",
};

static const char allowed[] =
	"abcdefghijklmnopqrstuvwxyz" "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	"0123456789" ":-_.\\@";

static bool has_suffix(const char *name)
{
	const char *dot = strrchr(name, '.');

	for (size_t i = 0; i < sizeof(suffixes) / sizeof(*suffixes); i++)
		if (dot && dot != name && strcmp(dot, suffixes[i]) == 0)
			return true;
	return false;
}

/* As systemctl does: a blank is \x20. */
static void escape(const char *word, char *to)
{
	for (; *word; word++) {
		if (strchr(allowed, *word))
			*to++ = *word;
		else
			to += sprintf(to, "\\x%02x", (unsigned char)*word);
	}
	*to = '\0';
}

bool cgroup_unit_name(const char *word, char *name)
{
	size_t length = strlen(word);

	if (length == 0 || strchr(word, '/') ||
	    4 * length + sizeof(".service") > CGROUP_UNIT_ROOM)
		return false;
	escape(word, name);
	if (!has_suffix(name))
		strcat(name, ".service");
	return true;
}

/*
 * Names that could be mistaken for files of a control group have a _ in
 * front, and so have those that begin with one themselves.
 */
bool cgroup_is_unit(const char *directory, const char *name)
{
	return strcmp(directory + (*directory == '_'), name) == 0;
}
