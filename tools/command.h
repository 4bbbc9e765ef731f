/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A command that is started, looked at when it is ready, and waited for.  It
 * runs as who called, without our rights, and does not outlive this program.
 */
#ifndef COMMAND_H
#define COMMAND_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "cli.h"
#include "followers.h"
#include "ready.h"
#include "trace.h"

enum command_ready {
	COMMAND_AT_EXIT,	/* the kernel holds it at its end */
	COMMAND_AT_STOP,	/* it stops itself */
	COMMAND_AFTER,		/* after a while */
	COMMAND_AT_WORD,	/* it says so itself */
};

struct command {
	/* As given. */
	char **words;		/* NULL-terminated; NULL: there is none */
	const char *ready;
	const char *timeout;
	const char *as;
	const char *follow;	/* NULL: the command itself is looked at */
	int kill;
	int ignore;

	bool output_to_stderr;	/* ours is for programs */

	/* What that means. */
	enum command_ready when;
	uint64_t delay;		/* nanoseconds */
	uint64_t patience;	/* nanoseconds; 0: for ever */
	const char *name;

	/* Since it was started. */
	pid_t pid;
	struct ready point;	/* where it says that it is ready */
	int signals;		/* readable if one of `waited` is there; -1 */
	struct followers followers;
	bool tracing;
	struct trace trace;
	bool is_ready;
	bool has_ended;
	int status;		/* as waitpid() said */
	int failed;		/* exit status: it was never looked at */
	bool finished;
	int exit;		/* exit status, once it is finished */
	bool ending;		/* by us */
	int interrupted;	/* by this signal, which is to end us, too */
	uint64_t deadline;
	sigset_t fatal;		/* signals that end us, and so the command */
	sigset_t waited;	/* these and SIGCHLD */
};

extern const struct cli_option command_options[];

/* What follows --. */
int command_take(void *command, char **words);

/* Whether the options go together: 0, or -EINVAL (a mistake, told). */
int command_check(struct command *command);

/*
 * Starts it, and waits until it can be looked at; rights are settled.  0, or
 * negative, told.
 */
int command_begin(struct command *command);

/* Who is to be looked at: the command, or those that --follow names. */
size_t command_count(const struct command *command);
pid_t command_number(const struct command *command, size_t i);

/*
 * It was looked at: waits for its end, or ends it.  Returns the exit status
 * that this means, told; the same when called again.
 */
int command_finish(struct command *command);

/* The exit status of all, where the rest ended with `status`. */
int command_exit(struct command *command, int status);

/* Ends this program by the signal that ended the command, if there was one. */
void command_end_alike(const struct command *command);

#endif
