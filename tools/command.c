// SPDX-License-Identifier: LGPL-2.1-or-later
/* A command that is looked at when it is ready, and waited for. */
#include "command.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "command-parts.h"
#include "complain.h"
#include "deadline.h"
#include "exits.h"
#include "rights.h"
#include "units.h"

#define USUAL_TIMEOUT "30s"

#define MEMBER(name) .offset = offsetof(struct command, name)

const struct cli_option command_options[] = {
	{ "ready", CLI_TEXT, MEMBER(ready) },
	{ "timeout", CLI_TEXT, MEMBER(timeout) },
	{ "as", CLI_NAME, MEMBER(as) },
	{ "follow", CLI_NAME, MEMBER(follow) },
	{ "kill", CLI_COUNT, MEMBER(kill) },
	{ "ignore-child", CLI_COUNT, MEMBER(ignore) },
	{ .name = NULL },
};

#undef MEMBER

int command_take(void *into, char **words)
{
	struct command *command = into;
	const char *slash;

	if (!words[0])
		return complain_usage("-- is followed by a command to start");
	if (!*words[0])
		return complain_usage("the name of the command is empty");
	command->words = words;
	slash = strrchr(words[0], '/');
	command->name = slash && slash[1] ? slash + 1 : words[0];
	return 0;
}

static int bad_time(const char *option, const char *text)
{
	return complain_usage("--%s takes a time such as 500ms, 10s or 2m, not "
			      "'%s'", option, text);
}

static int check_ready(struct command *command)
{
	const char *how = command->ready;
	int ret = ready_parse(&command->point, how);

	if (ret < 0)
		return ret;
	if (ret) {
		command->when = COMMAND_AT_WORD;
	} else if (!how || strcmp(how, "exit") == 0) {
		command->when = COMMAND_AT_EXIT;
	} else if (strcmp(how, "stop") == 0) {
		command->when = COMMAND_AT_STOP;
	} else if (strncmp(how, "delay:", 6) == 0) {
		command->when = COMMAND_AFTER;
		if (units_time_from(how + 6, &command->delay) != 0)
			return bad_time("ready=delay", how + 6);
	} else {
		return complain_usage("--ready takes exit, stop, "
				      "notify[:NAME], fd:N, line:REGEX or "
				      "delay:TIME, not '%s'", how);
	}
	return 0;
}

static int check_timeout(struct command *command)
{
	const char *text = command->timeout;

	if (units_time_from(text ? text : USUAL_TIMEOUT,
			    &command->patience) != 0)
		return bad_time("timeout", text);
	if (text && command->when == COMMAND_AFTER && command->patience &&
	    command->patience < command->delay)
		return complain_usage("--timeout %s is over before --ready=%s",
				      text, command->ready);
	return 0;
}

static int check_words(const struct command *command)
{
	const struct {
		const char *option;
		bool given;
	} all[] = {
		{ "ready", command->ready },
		{ "timeout", command->timeout },
		{ "as", command->as },
		{ "follow", command->follow },
		{ "kill", command->kill },
		{ "ignore-child", command->ignore },
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (!command->words && all[i].given)
			return complain_usage("--%s is for a command to start, "
					      "which follows --",
					      all[i].option);
	return 0;
}

int command_check(struct command *command)
{
	if (check_words(command) != 0 || check_ready(command) != 0 ||
	    check_timeout(command) != 0)
		return -EINVAL;
	/* Who is root by a setuid program or by capabilities, is not root. */
	if (command->as && (getuid() != 0 || geteuid() != 0))
		return complain_usage("--as needs root");
	return 0;
}

/* Why it can never be looked at any more. */
static int ended_early(const struct command *command)
{
	const char *how = command->ready ? command->ready : "exit";
	int status = command->status;

	if (command->interrupted)
		return EXITS_NOT_READY;
	if (WIFEXITED(status))
		complain("%s exited %d before it was ready (--ready=%s)",
			 command->name, WEXITSTATUS(status), how);
	else
		complain("%s was killed by signal %d (%s) before it was ready "
			 "(--ready=%s)", command->name, WTERMSIG(status),
			 strsignal(WTERMSIG(status)), how);
	return EXITS_NOT_READY;
}

static int not_in_time(struct command *command)
{
	static const char *const missing[] = {
		[COMMAND_AT_EXIT] = ("it did not end (--ready=stop or "
				     "--ready=delay:TIME looks earlier)"),
		[COMMAND_AT_STOP] = "it did not stop itself",
		[COMMAND_AFTER] = "",
	};
	const char *why = command->when == COMMAND_AT_WORD ?
				  ready_missing(&command->point) :
				  missing[command->when];

	if (!command->interrupted)
		complain("%s was not ready within %s: %s", command->name,
			 command->timeout ? command->timeout : USUAL_TIMEOUT,
			 why);
	command_end_all(command);
	return EXITS_NOT_READY;
}

/* 0, or the exit status that this means, told. */
static int find_followers(struct command *command)
{
	int ret;

	if (!command->follow)
		return 0;
	ret = followers_find(command->follow, &command->followers);
	if (!ret)
		return 0;
	return ret == -ENOENT ? EXITS_NOT_READY : EXITS_UNKNOWN;
}

size_t command_count(const struct command *command)
{
	return command->follow ? command->followers.count : 1;
}

pid_t command_number(const struct command *command, size_t i)
{
	return command->follow ? command->followers.pids[i] : command->pid;
}

/* Until it can be looked at: 0, or the exit status that this means, told. */
static int await(struct command *command)
{
	int ret;

	command_take_events(command);
	while (!command->is_ready) {
		if (command->has_ended)
			return ended_early(command);
		if (deadline_is_over(command->deadline)) {
			if (command->when != COMMAND_AFTER ||
			    command->interrupted)
				return not_in_time(command);
			break;
		}
		command_next_event(command);
	}
	/* It said so, and that was its last word. */
	if (command->has_ended)
		return ended_early(command);
	ret = find_followers(command);
	if (!ret)
		command_let_signals_in(command, true);
	return ret;
}

int command_begin(struct command *command)
{
	/* Who goes to it once more goes to the same. */
	if (command->pid || command->failed)
		return -command->failed;
	command->failed = command_start(command);
	if (!command->failed)
		command->failed = await(command);
	return -command->failed;
}

static void let_go(struct command *command)
{
	if (command->tracing)
		trace_end(&command->trace);
	ready_release(&command->point);
	if (command->when != COMMAND_AT_STOP)
		return;
	rights_raise(RIGHTS_KILL);
	kill(command->pid, SIGCONT);
	rights_lower();
}

/* What its own end means for ours. */
static int judge(const struct command *command)
{
	int status = command->status;

	if (command->ignore || command->interrupted)
		return EXITS_DONE;
	if (WIFEXITED(status)) {
		if (WEXITSTATUS(status) == 0)
			return EXITS_DONE;
		complain("%s exited %d", command->name, WEXITSTATUS(status));
	} else {
		complain("%s killed by signal %d (%s)", command->name,
			 WTERMSIG(status), strsignal(WTERMSIG(status)));
	}
	return EXITS_WRONG;
}

/* What it leaves running on purpose is its own business. */
static void wait_for_end(struct command *command)
{
	command->deadline = DEADLINE_NEVER;
	command_take_events(command);
	while (!command->has_ended && !deadline_is_over(command->deadline))
		command_next_event(command);
	if (!command->has_ended)
		command_end_all(command);
}

int command_finish(struct command *command)
{
	if (command->finished)
		return command->exit;
	command->finished = true;
	command_let_signals_in(command, false);
	let_go(command);
	if (command->kill)
		command_end_all(command);
	else
		wait_for_end(command);
	/* What it printed last. */
	ready_take(&command->point);
	if (!command->kill)
		command->exit = judge(command);
	if (command->interrupted)
		command_end_all(command);
	command_end_events(command);
	return command->exit;
}

int command_exit(struct command *command, int status)
{
	if (!command->failed && command->pid)
		status = exits_worse(status, command_finish(command));
	if (command->failed && command->pid)
		command_end_all(command);
	if (command->words)
		ready_close(&command->point);
	followers_free(&command->followers);
	return command->failed ? command->failed : status;
}

void command_end_alike(const struct command *command)
{
	if (!command->interrupted)
		return;
	command_end_events(command);
	raise(command->interrupted);
}
