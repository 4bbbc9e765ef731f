/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* As whom a command is started. */
#ifndef USER_H
#define USER_H

#include <sys/types.h>

struct user {
	uid_t uid;
	gid_t gid;
	char *name;	/* NULL: the machine knows no name for it */
	char *home;
	char *shell;
};

/*
 * Who called, if we run as somebody else: through sudo, or because the file of
 * the program is setuid.  1: *user is filled; 0: nobody else; negative errno,
 * told.
 */
int user_who_called(struct user *user);

/* Of that name or number: 0 or negative errno, told. */
int user_of_name(const char *name, struct user *user);

/* Becomes this user, for good, if the rights are raised: 0 or -errno. */
int user_become(const struct user *user);

/* HOME, SHELL, USER and LOGNAME of this user; as far as they are known. */
void user_set_environment(const struct user *user);

void user_free(struct user *user);

#endif
