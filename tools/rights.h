/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What this program may do: it starts with whatever its caller had, keeps the
 * few capabilities that let it see memory, and holds each only around the call
 * that needs it.
 */
#ifndef RIGHTS_H
#define RIGHTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "user.h"

enum rights_need {
	RIGHTS_OPEN,	/* files of /proc: frames, other users' processes */
	RIGHTS_PTRACE,	/* other users' processes: move_pages(2), ptrace(2),
			   what they run; with hidepid, all of it */
	RIGHTS_OBJECTS,	/* what is behind mappings, to be opened and asked; if
			   rights_ask_objects() was called */
	RIGHTS_BECOME,	/* another user; gone when rights are settled */
	RIGHTS_CREATE,	/* a file where our caller may; likewise, unless
			   rights_ask_create() was called */
	RIGHTS_KILL,	/* signals to a command that another user runs */
};

/* Lowers all that the caller gave us.  0, or -EPERM if that is refused. */
int rights_start(void);

/* Before rights_settle(): RIGHTS_OBJECTS will be raised, too. */
void rights_ask_objects(void);

/* Before rights_settle(): RIGHTS_CREATE stays, to write a report at the end. */
void rights_ask_create(void);

/*
 * In a child, before rights_settle(): what a command gets.  Root keeps all that
 * was found; any other user has no capabilities.  0 or negative errno.
 */
int rights_become(const struct user *user);	/* NULL: who we are */

/*
 * Drops all but the few, for good; one of them is for commands only.  0, or
 * -EPERM if that is refused.
 */
int rights_settle(bool with_command);

void rights_raise(enum rights_need need);
void rights_lower(void);

/* Raises it for good. */
void rights_hold(enum rights_need need);

/* Nothing more will be raised to look: drops the few as well. */
void rights_finish(void);

/* Whether our caller gave us the right to see all processes. */
bool rights_see_others(void);

/* Whether our caller gave us that capability, CAP_SYS_ADMIN for example. */
bool rights_had(unsigned int capability);

/*
 * Capabilities are of a thread.  One that was just started may raise what this
 * one may: it says so with the number that rights_kept() gave before.
 */
uint64_t rights_kept(void);
void rights_keep(uint64_t kept);

/* The one sentence that says why frames are hidden, and what to type. */
void rights_explain_hidden(void);

/* The same of something else, "flags", and the capability that it needs. */
void rights_explain_lacking(const char *what, const char *capability);

/* The same for that many processes that were refused. */
void rights_explain_unreadable(size_t count);

/* Why a process was refused: the same for reading it at all. */
void rights_explain_refused(const char *why);

#endif
