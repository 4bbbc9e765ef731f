/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a command itself says when it can be looked at: by a message to a socket
 * (sd_notify(3)), a line on a descriptor that it is given, or what it prints.
 */
#ifndef READY_H
#define READY_H

#include <regex.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <sys/un.h>

enum ready_kind {
	READY_SILENT,	/* it says nothing: others see when it is */
	READY_NOTIFY,
	READY_FD,
	READY_LINE,
};

struct ready {
	enum ready_kind kind;
	const char *point;	/* notify: its name; NULL: READY=1, or any */
	int number;		/* fd: that the command has */
	const char *regex;	/* line: as given */
	regex_t compiled;

	int fd;			/* where we listen; -1: no more */
	int theirs;		/* the other end, for the command; or -1 */
	int out;		/* line: where it prints */
	struct sockaddr_un address;
	int held;		/* a barrier that came with the word; or -1 */
	bool said;		/* it can be looked at */
	bool over;		/* it looks no more for our answer */
	uid_t user;		/* who runs it */
	char *line;		/* the beginning of one */
	size_t used;
};

/*
 * "notify", "notify:NAME", "fd:N", "line:REGEX": 1; anything else: 0; -EINVAL
 * (a mistake, told).
 */
int ready_parse(struct ready *ready, const char *how);

/* Before the command is started: 0 or negative errno. */
int ready_open(struct ready *ready);

/*
 * In the child, before exec.  *keep is a descriptor that stays open; it may get
 * another number.  0 or negative errno.
 */
int ready_give(const struct ready *ready, int *keep);

/* The child is there. */
void ready_given(struct ready *ready);

/* There is something at `fd`. */
void ready_take(struct ready *ready);

/* It was looked at: whoever waits goes on, and so does all that comes. */
void ready_release(struct ready *ready);

/* Why it is not ready yet: "it did not send READY=1"; static. */
const char *ready_missing(const struct ready *ready);

void ready_close(struct ready *ready);

/* The same descriptor above the three that a command has; -errno. */
int ready_above(int fd);

#endif
