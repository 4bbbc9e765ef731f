// SPDX-License-Identifier: LGPL-2.1-or-later
/* As whom a command is started. */
#include "user.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "accounts.h"
#include "complain.h"

#define LARGEST_ID 4294967294ull	/* the one above it means "as it is" */

/* 0 or -EINVAL. */
static int id_from(const char *text, unsigned int *id)
{
	unsigned long long n;

	if (!*text || strspn(text, "0123456789") != strlen(text) ||
	    strlen(text) > 10)
		return -EINVAL;
	n = strtoull(text, NULL, 10);
	if (n > LARGEST_ID)
		return -EINVAL;
	*id = (unsigned int)n;
	return 0;
}

static int cannot_look_up(const char *name, int err)
{
	complain("user %s: %s", name,
		 err == -ENOENT ? "no such user" : strerror(-err));
	return err;
}

int user_of_name(const char *name, struct user *user)
{
	int ret = accounts_by_name(name, user);
	uid_t uid;

	if (ret == -ENOENT && id_from(name, &uid) == 0)
		ret = accounts_by_uid(uid, user);
	return ret ? cannot_look_up(name, ret) : 0;
}

/* sudo's word counts for root alone: others could write there anything. */
static int sudo_says(uid_t *uid, gid_t *gid)
{
	const char *uid_text = getenv("SUDO_UID");
	const char *gid_text = getenv("SUDO_GID");

	if (getuid() != 0 || geteuid() != 0 || !uid_text)
		return 0;
	if (id_from(uid_text, uid) != 0 || !gid_text ||
	    id_from(gid_text, gid) != 0) {
		complain("SUDO_UID and SUDO_GID are no numbers of a user "
			 "(--as USER says who runs COMMAND)");
		return -EINVAL;
	}
	return *uid != 0;
}

int user_who_called(struct user *user)
{
	uid_t uid;
	gid_t gid;
	int ret;

	if (getuid() != geteuid() || getgid() != getegid()) {
		*user = (struct user){ .uid = getuid(), .gid = getgid() };
		return 1;
	}
	ret = sudo_says(&uid, &gid);
	if (ret <= 0)
		return ret;
	ret = accounts_by_uid(uid, user);
	if (ret == -ENOENT)
		*user = (struct user){ .uid = uid };
	else if (ret)
		return cannot_look_up(getenv("SUDO_UID"), ret);
	user->gid = gid;
	return 1;
}

int user_become(const struct user *user)
{
	int ret = 0;

	/* Of a setuid program's caller, the groups are those that we have. */
	if (getuid() == geteuid())
		ret = accounts_join_groups(user);
	if (ret)
		return ret;
	if (setresgid(user->gid, user->gid, user->gid) != 0 ||
	    setresuid(user->uid, user->uid, user->uid) != 0)
		return -errno;
	return 0;
}

static void set(const char *name, const char *value)
{
	if (value && *value)
		setenv(name, value, 1);
}

void user_set_environment(const struct user *user)
{
	set("HOME", user->home);
	set("SHELL", user->shell);
	set("USER", user->name);
	set("LOGNAME", user->name);
}

void user_free(struct user *user)
{
	free(user->name);
	free(user->home);
	free(user->shell);
	*user = (struct user){ 0 };
}
