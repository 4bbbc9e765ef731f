// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Processes that come and go, until standard input ends: of each four one
 * exits at once, one starts another program first, one starts three in a row,
 * and one stays for a while.  Says "ready" when as many stay as are wanted:
 *
 *     churn COUNT
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static void exec_self(const char *programs)
{
	execl("/proc/self/exe", "churn", "exec", programs, (char *)NULL);
	_exit(1);
}

static void live(int kind)
{
	static const char *const programs[] = { "0", "1", "3" };

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (kind < 3)
		exec_self(programs[kind]);
	for (;;)
		pause();
}

/* Of three processes in a row the programs are counted down. */
static int go_on(const char *programs)
{
	char fewer[16];
	int n = atoi(programs);

	snprintf(fewer, sizeof(fewer), "%d", n - 1);
	if (n > 0)
		exec_self(fewer);
	return 0;
}

static pid_t start(int kind)
{
	pid_t pid = fork();

	if (pid == 0)
		live(kind);
	if (pid < 0) {
		perror("churn: fork");
		exit(1);
	}
	return pid;
}

static void wait_for(pid_t pid)
{
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
}

static void end(pid_t pid)
{
	kill(pid, SIGKILL);
	wait_for(pid);
}

static int input_ended(void)
{
	struct pollfd in = { .fd = 0, .events = POLLIN };
	char byte;

	return poll(&in, 1, 0) > 0 && read(0, &byte, 1) <= 0;
}

int main(int argc, char **argv)
{
	pid_t stays[4096] = { 0 };
	size_t count;

	if (argc == 3 && strcmp(argv[1], "exec") == 0)
		return go_on(argv[2]);
	count = argc == 2 ? (size_t)atoi(argv[1]) : 0;
	if (count < 1 || count > sizeof(stays) / sizeof(*stays))
		return 2;
	for (size_t n = 0; !input_ended(); n++) {
		if (n == count) {
			puts("ready");
			fflush(stdout);
		}
		pid_t brief[3];

		for (int kind = 0; kind < 3; kind++)
			brief[kind] = start(kind);
		if (stays[n % count])
			end(stays[n % count]);
		stays[n % count] = start(3);
		for (int kind = 0; kind < 3; kind++)
			wait_for(brief[kind]);
	}
	for (size_t i = 0; i < count; i++)
		if (stays[i])
			end(stays[i]);
	return 0;
}
