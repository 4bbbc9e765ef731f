// SPDX-License-Identifier: LGPL-2.1-or-later
/* Signals to us, and what happens to a command. */
#include "command-parts.h"

#include <errno.h>
#include <poll.h>
#include <stddef.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "complain.h"
#include "deadline.h"
#include "family.h"
#include "rights.h"

#define GRACE 2000000000ull	/* nanoseconds, between asking and killing */
#define PATIENCE 5000000000ull	/* for what was killed */
#define MOMENT 1000000		/* nanoseconds, until another look */
#define MANY 512

static const int fatal[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };

/* The one that is looked at. */
static const struct command *at_hand;

/* While it is looked at.  One that is held at its end cannot be killed. */
static void end_at_once(int number)
{
	trace_let_go(&at_hand->trace);
	rights_raise(RIGHTS_KILL);
	family_kill();
	signal(number, SIG_DFL);
	/* Comes when this function returns. */
	raise(number);
}

static void catch(struct command *command, int number)
{
	struct sigaction action = { .sa_handler = end_at_once };
	struct sigaction before;

	/* Under nohup(1), and in the background of a script, some are ignored:
	   that is so for the command, too. */
	sigaction(number, NULL, &before);
	if (before.sa_handler == SIG_IGN)
		return;
	sigfillset(&action.sa_mask);
	sigaction(number, &action, NULL);
	sigaddset(&command->fatal, number);
}

void command_begin_events(struct command *command)
{
	at_hand = command;
	sigemptyset(&command->fatal);
	for (size_t i = 0; i < sizeof(fatal) / sizeof(fatal[0]); i++)
		catch(command, fatal[i]);
	command->waited = command->fatal;
	sigaddset(&command->waited, SIGCHLD);
	/* If our caller ignores it, there would be nothing to wait for. */
	signal(SIGCHLD, SIG_DFL);
	sigprocmask(SIG_BLOCK, &command->waited, NULL);
	command->signals = -1;
	if (command->when == COMMAND_AT_WORD)
		command->signals = signalfd(-1, &command->waited, SFD_CLOEXEC);
	if (command->signals >= 0)
		command->signals = ready_above(command->signals);
}

void command_let_signals_in(const struct command *command, bool in)
{
	sigprocmask(in ? SIG_UNBLOCK : SIG_BLOCK, &command->fatal, NULL);
}

void command_end_events(const struct command *command)
{
	for (size_t i = 0; i < sizeof(fatal) / sizeof(fatal[0]); i++)
		if (sigismember(&command->fatal, fatal[i]))
			signal(fatal[i], SIG_DFL);
	command_let_signals_in(command, true);
}

static void send(pid_t pid, int number)
{
	rights_raise(RIGHTS_KILL);
	kill(pid, number);
	rights_lower();
}

/*
 * A key of the terminal reaches all of the foreground, and so the command: it
 * must not get the signal twice.
 */
static bool reached_command(const struct command *command,
			    const siginfo_t *info)
{
	return info->si_code == SI_KERNEL &&
	       getpgid(command->pid) == getpgrp();
}

/* The first one is for the command to end by; the second one is serious. */
static void pass_on(struct command *command, const siginfo_t *info)
{
	uint64_t deadline = command->interrupted ? 0 : deadline_in(GRACE);

	if (!reached_command(command, info))
		send(command->pid, info->si_signo);
	command->interrupted = info->si_signo;
	if (command->deadline > deadline)
		command->deadline = deadline;
}

/* It was looked at where it stopped first; nobody else lets it go on. */
static void take_stop(struct command *command, int number)
{
	if (command->when != COMMAND_AT_STOP || number != SIGSTOP)
		return;
	command->is_ready = true;
	if (command->finished)
		send(command->pid, SIGCONT);
}

static void take(struct command *command, pid_t pid, int status)
{
	if (command->tracing && trace_take(&command->trace, pid, status))
		return;
	if (pid != command->pid)
		return;
	if (WIFSTOPPED(status)) {
		take_stop(command, WSTOPSIG(status));
		return;
	}
	command->has_ended = true;
	command->status = status;
}

void command_take_events(struct command *command)
{
	int status;
	pid_t pid;

	/* Orphans that the command left are ours, and end here, too. */
	while ((pid = waitpid(-1, &status, WNOHANG | WUNTRACED | __WALL)) > 0)
		take(command, pid, status);
	if (!command->tracing)
		return;
	trace_decide(&command->trace);
	if (!command->trace.held)
		return;
	command->is_ready = true;
	if (command->ending)
		trace_end(&command->trace);
}

/* For a word of the command or a signal; the rest of the time. */
static struct timespec wait_for_word(struct command *command,
				     struct timespec left)
{
	struct pollfd both[] = {
		{ .fd = command->signals, .events = POLLIN },
		{ .fd = command->point.fd, .events = POLLIN },
	};

	if (command->when != COMMAND_AT_WORD || command->signals < 0)
		return left;
	if (ppoll(both, 2, &left, NULL) > 0 && both[1].revents)
		ready_take(&command->point);
	if (command->point.said)
		command->is_ready = true;
	return (struct timespec){ 0 };
}

void command_next_event(struct command *command)
{
	struct timespec left = deadline_left(command->deadline);
	siginfo_t info;
	int number;

	if (command->trace.undecided && (left.tv_sec || left.tv_nsec > MOMENT))
		left = (struct timespec){ .tv_nsec = MOMENT };
	left = wait_for_word(command, left);
	number = sigtimedwait(&command->waited, &info, &left);
	if (number > 0 && number != SIGCHLD && !command->ending)
		pass_on(command, &info);
	command_take_events(command);
}

struct asked {
	pid_t pids[MANY];
	size_t count;
};

static bool was_asked(const struct asked *asked, pid_t pid)
{
	for (size_t i = 0; i < asked->count; i++)
		if (asked->pids[i] == pid)
			return true;
	return false;
}

/* Each once.  Returns whether there is any child. */
static bool ask_to_end(struct asked *asked)
{
	pid_t pids[MANY];
	size_t count = family_children(pids, MANY);

	for (size_t i = 0; i < count; i++) {
		if (was_asked(asked, pids[i]))
			continue;
		send(pids[i], SIGTERM);
		/* What is stopped takes it when it goes on. */
		send(pids[i], SIGCONT);
		if (asked->count < MANY)
			asked->pids[asked->count++] = pids[i];
	}
	return count;
}

static size_t kill_all(void)
{
	size_t count;

	rights_raise(RIGHTS_KILL);
	count = family_signal(SIGKILL);
	rights_lower();
	return count;
}

void command_end_all(struct command *command)
{
	struct asked asked = { .count = 0 };
	uint64_t deadline;
	pid_t left;

	command->ending = true;
	command->deadline = deadline_in(GRACE);
	command_take_events(command);
	while (ask_to_end(&asked) && !deadline_is_over(command->deadline))
		command_next_event(command);
	deadline = deadline_in(PATIENCE);
	while (kill_all() && !deadline_is_over(deadline)) {
		command->deadline = deadline_in(MOMENT);
		command_next_event(command);
	}
	if (family_children(&left, 1))
		complain("%d cannot be ended", (int)left);
}
