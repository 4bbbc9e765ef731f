// SPDX-License-Identifier: LGPL-2.1-or-later
/* How /proc knows this program, and what it keeps from it. */
#include "self.h"

#include <limits.h>
#include <mntent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bsd/stdlib.h>

#include "rights.h"

#define MOST_GROUPS 65536	/* NGROUPS_MAX of the kernel */

pid_t self_number(void)
{
	char number[32];
	const char *error;
	ssize_t n = readlink("/proc/self", number, sizeof(number) - 1);
	pid_t pid;

	if (n < 0)
		return 0;
	number[n] = '\0';
	pid = (pid_t)strtonum(number, 1, INT_MAX, &error);
	return error ? 0 : pid;
}

static bool is_in_group(gid_t wanted)
{
	gid_t *groups = calloc(MOST_GROUPS, sizeof(*groups));
	int n = groups ? getgroups(MOST_GROUPS, groups) : 0;
	bool found = getegid() == wanted;

	for (int i = 0; i < n; i++)
		found |= groups[i] == wanted;
	free(groups);
	return found;
}

/* "hidepid=invisible": newer kernels have words, older ones numbers. */
static bool option_is(const char *option, const char *word, const char *number)
{
	const char *value = strchr(option, '=');
	size_t length;

	if (!value)
		return false;
	length = strcspn(++value, ",");
	return (length == strlen(word) && memcmp(value, word, length) == 0) ||
	       (length == strlen(number) &&
		memcmp(value, number, length) == 0);
}

static bool keeps_out(const struct mntent *proc)
{
	const char *hidepid = hasmntopt(proc, "hidepid");
	const char *gid = hasmntopt(proc, "gid");

	if (!hidepid || option_is(hidepid, "off", "0"))
		return false;
	if (option_is(hidepid, "ptraceable", "4"))
		return true;
	return !is_in_group(gid && gid[3] == '=' ?
			    (gid_t)strtoul(gid + 4, NULL, 10) : 0);
}

bool self_needs_right(void)
{
	FILE *mounts = setmntent("/proc/self/mounts", "re");
	char line[PATH_MAX + 1024];
	struct mntent entry;
	bool out = false;

	/* The last one lies on top. */
	while (mounts && getmntent_r(mounts, &entry, line, sizeof(line)))
		if (strcmp(entry.mnt_dir, "/proc") == 0)
			out = keeps_out(&entry);
	if (mounts)
		endmntent(mounts);
	return out;
}

bool self_is_kept_out(void)
{
	return !rights_see_others() && self_needs_right();
}
