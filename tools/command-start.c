// SPDX-License-Identifier: LGPL-2.1-or-later
/* Starts a command: as whom, with which signals and descriptors. */
#include "command-parts.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "complain.h"
#include "deadline.h"
#include "exits.h"
#include "family.h"
#include "rights.h"

/* What went wrong in the child, on its way to exec. */
enum step { BECOME, GIVE, EXEC };

struct failure {
	enum step step;
	int err;		/* errno */
};

struct start {
	const struct user *user;	/* NULL: who we are */
	const struct ready *point;
	bool to_stderr;
	pid_t parent;
	int gate[2];		/* closed by us when the child may go on */
	int failed[2];		/* a struct failure, or closed by exec */
};

/* Not among the three that the command has, which may be closed. */
static int pipe_above(int fds[2])
{
	int low[2];

	if (pipe2(low, O_CLOEXEC) != 0)
		return -errno;
	for (int i = 0; i < 2; i++) {
		fds[i] = fcntl(low[i], F_DUPFD_CLOEXEC, 3);
		if (fds[i] < 0)
			return -errno;
	}
	close(low[0]);
	close(low[1]);
	return 0;
}

/*
 * As a shell starts it, whatever our caller left us; but what is ignored on
 * purpose (by nohup, for a background of a script) stays ignored.
 */
static void reset_signals(void)
{
	struct sigaction before;
	sigset_t none;

	for (int i = 1; i <= SIGRTMAX; i++) {
		if (sigaction(i, NULL, &before) != 0)
			continue;
		if ((i == SIGINT || i == SIGQUIT || i == SIGHUP) &&
		    before.sa_handler == SIG_IGN)
			continue;
		signal(i, SIG_DFL);
	}
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static _Noreturn void give_up(const struct start *start, enum step step,
			      int err)
{
	const struct failure failure = { step, err };

	if (write(start->failed[1], &failure, sizeof(failure)) < 0)
		_exit(EXITS_WRONG);
	_exit(EXITS_NOT_FOUND);
}

static void set_up(struct start *start)
{
	int ret = rights_become(start->user);

	if (ret)
		give_up(start, BECOME, -ret);
	if (start->user)
		user_set_environment(start->user);
	if (start->to_stderr && dup2(STDERR_FILENO, STDOUT_FILENO) < 0)
		close(STDOUT_FILENO);
	ret = ready_give(start->point, &start->failed[1]);
	if (ret)
		give_up(start, GIVE, -ret);
	/* Another user's process forgets it. */
	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	if (getppid() != start->parent)
		_exit(EXITS_WRONG);
}

static _Noreturn void run(const struct command *command,
			  struct start *start)
{
	char byte;

	close(start->gate[1]);
	while (read(start->gate[0], &byte, 1) < 0 && errno == EINTR)
		;
	set_up(start);
	reset_signals();
	execvp(command->words[0], command->words);
	give_up(start, EXEC, errno);
}

static int cannot_start(const struct command *command, int err)
{
	complain("cannot start %s: %s", command->name, strerror(err));
	return EXITS_WRONG;
}

static int tell_failure(const struct command *command,
			const struct failure *failure)
{
	if (failure->step == BECOME) {
		complain("cannot run %s as that user: %s", command->name,
			 strerror(failure->err));
		return EXITS_WRONG;
	}
	if (failure->step == GIVE)
		return cannot_start(command, failure->err);
	complain("cannot run %s: %s", command->words[0],
		 strerror(failure->err));
	return failure->err == ENOENT ? EXITS_NOT_FOUND :
					EXITS_NOT_EXECUTABLE;
}

/* Until it has called exec, or could not. */
static int await_exec(struct command *command, const struct start *start)
{
	struct failure failure;
	ssize_t n;

	while (command->tracing && !command->trace.started &&
	       !command->has_ended && !deadline_is_over(command->deadline))
		command_next_event(command);
	if (command->tracing && !command->trace.started && !command->has_ended)
		return 0;
	do {
		n = read(start->failed[0], &failure, sizeof(failure));
	} while (n < 0 && errno == EINTR);
	if (n != sizeof(failure))
		return 0;
	command_end_all(command);
	return tell_failure(command, &failure);
}

static int cannot_trace(struct command *command, int err)
{
	complain("cannot trace %s: %s (--ready=stop and --ready=delay:TIME do "
		 "without)", command->name, strerror(-err));
	kill(command->pid, SIGKILL);
	command_end_all(command);
	return EXITS_UNKNOWN;
}

static int start_child(struct command *command, struct start *start)
{
	int ret = 0;

	pid_t pid = fork();

	if (pid < 0)
		return cannot_start(command, errno);
	if (pid == 0)
		run(command, start);
	command->pid = pid;
	close(start->failed[1]);
	close(start->gate[0]);
	ready_given(&command->point);
	/* While it is what we are, nobody can refuse that. */
	command->tracing = command->when == COMMAND_AT_EXIT;
	if (command->tracing)
		ret = trace_begin(&command->trace, command->pid);
	if (ret)
		return cannot_trace(command, ret);
	if (rights_settle(true) != 0)
		return cannot_start(command, EPERM);
	close(start->gate[1]);
	return await_exec(command, start);
}

static uint64_t until_ready(const struct command *command)
{
	if (command->when == COMMAND_AFTER)
		return deadline_in(command->delay);
	return command->patience ? deadline_in(command->patience) :
				   DEADLINE_NEVER;
}

static int find_user(const struct command *command, struct user *user)
{
	if (!command->as)
		return user_who_called(user);
	return user_of_name(command->as, user) == 0 ? 1 : -EINVAL;
}

/* Before the command is there, which may speak at once: 0 or -errno. */
static int open_point(struct command *command, const struct user *user)
{
	command->point.user = user ? user->uid : getuid();
	command->point.out = command->output_to_stderr ? STDERR_FILENO :
							 STDOUT_FILENO;
	return ready_open(&command->point);
}

int command_start(struct command *command)
{
	struct user user = { 0 };
	struct start start = {
		.point = &command->point,
		.to_stderr = command->output_to_stderr,
		.parent = getpid(),
	};
	int ret = find_user(command, &user);

	if (ret < 0)
		return EXITS_WRONG;
	if (ret)
		start.user = &user;
	ret = open_point(command, start.user);
	if (ret == 0)
		ret = pipe_above(start.gate);
	if (ret == 0)
		ret = pipe_above(start.failed);
	if (ret)
		return cannot_start(command, -ret);
	fflush(NULL);
	command_begin_events(command);
	family_begin();
	command->deadline = until_ready(command);
	ret = start_child(command, &start);
	close(start.failed[0]);
	user_free(&user);
	return ret;
}
