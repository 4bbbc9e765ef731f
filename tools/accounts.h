/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The users that the machine knows. */
#ifndef ACCOUNTS_H
#define ACCOUNTS_H

#include "user.h"

/* 0; -ENOENT: there is none; or another negative errno. */
int accounts_by_name(const char *name, struct user *user);
int accounts_by_uid(uid_t uid, struct user *user);

/* Joins all groups of the user: 0 or negative errno. */
int accounts_join_groups(const struct user *user);

#endif
