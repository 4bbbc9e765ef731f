// SPDX-License-Identifier: LGPL-2.1-or-later
/* The users that the machine knows, from wherever its libc asks. */
#include "accounts.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>

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

/* POSIX lets these say that there is none in many ways. */
static int not_found(int err)
{
	switch (err) {
	case EINTR:
	case EIO:
	case EMFILE:
	case ENFILE:
	case ENOMEM:
		return -err;
	default:
		return -ENOENT;
	}
}

int accounts_by_name(const char *name, struct user *user)
{
	const struct passwd *entry;

	errno = 0;
	entry = getpwnam(name);
	return entry ? copy(entry, user) : not_found(errno);
}

int accounts_by_uid(uid_t uid, struct user *user)
{
	const struct passwd *entry;

	errno = 0;
	entry = getpwuid(uid);
	return entry ? copy(entry, user) : not_found(errno);
}

int accounts_join_groups(const struct user *user)
{
	int ret = user->name ? initgroups(user->name, user->gid)
			     : setgroups(1, &user->gid);

	return ret == 0 ? 0 : -errno;
}
