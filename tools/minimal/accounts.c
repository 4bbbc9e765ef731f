// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The users that the machine knows, from its files alone: a static program
 * cannot load what else its libc might ask.
 */
#include "accounts.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MANY_GROUPS 256

struct wanted {
	const char *name;	/* NULL: whoever has the number */
	uid_t uid;
};

static int copy(const struct passwd *entry, struct user *user)
{
	struct user found = {
		.uid = entry->pw_uid,
		.gid = entry->pw_gid,
		.name = strdup(entry->pw_name),
		.home = strdup(entry->pw_dir),
		.shell = strdup(entry->pw_shell),
	};

	if (!found.name || !found.home || !found.shell) {
		user_free(&found);
		return -ENOMEM;
	}
	*user = found;
	return 0;
}

static bool is_wanted(const struct passwd *entry, const struct wanted *wanted)
{
	if (wanted->name)
		return strcmp(entry->pw_name, wanted->name) == 0;
	return entry->pw_uid == wanted->uid;
}

static int find(const struct wanted *wanted, struct user *user)
{
	FILE *file = fopen("/etc/passwd", "re");
	const struct passwd *entry;
	int ret = -ENOENT;

	if (!file)
		return -ENOENT;
	while (ret == -ENOENT && (entry = fgetpwent(file)))
		if (is_wanted(entry, wanted))
			ret = copy(entry, user);
	fclose(file);
	return ret;
}

int accounts_by_name(const char *name, struct user *user)
{
	return find(&(struct wanted){ .name = name }, user);
}

int accounts_by_uid(uid_t uid, struct user *user)
{
	return find(&(struct wanted){ .uid = uid }, user);
}

static bool has_member(const struct group *group, const char *name)
{
	for (char **member = group->gr_mem; *member; member++)
		if (strcmp(*member, name) == 0)
			return true;
	return false;
}

int accounts_join_groups(const struct user *user)
{
	gid_t groups[MANY_GROUPS] = { user->gid };
	const struct group *group;
	size_t count = 1;
	FILE *file = NULL;

	if (user->name)
		file = fopen("/etc/group", "re");
	while (file && count < MANY_GROUPS && (group = fgetgrent(file)))
		if (group->gr_gid != user->gid &&
		    has_member(group, user->name))
			groups[count++] = group->gr_gid;
	if (file)
		fclose(file);
	return setgroups(count, groups) == 0 ? 0 : -errno;
}
