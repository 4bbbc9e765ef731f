// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * A pipe that a command writes to: as a descriptor of a number that it knows,
 * or in place of its standard output, which is passed on.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "complain.h"
#include "ready-parts.h"

#define PIECES 64
#define LINE_ROOM 65536		/* of a longer line, this is looked at */

int ready_pipe_open(struct ready *ready)
{
	int fds[2];

	if (pipe2(fds, O_CLOEXEC) != 0)
		return -errno;
	ready->fd = ready_above(fds[0]);
	ready->theirs = ready_above(fds[1]);
	if (ready->fd < 0 || ready->theirs < 0)
		return -EMFILE;
	/* The command's end waits as ever: that is another description. */
	if (fcntl(ready->fd, F_SETFL, O_NONBLOCK) != 0)
		return -errno;
	ready->line = malloc(LINE_ROOM + 1);
	if (!ready->line)
		complain_out_of_memory();
	return 0;
}

int ready_pipe_give(const struct ready *ready, int *keep)
{
	int number = ready->kind == READY_LINE ? STDOUT_FILENO : ready->number;

	if (*keep == number) {
		*keep = fcntl(*keep, F_DUPFD_CLOEXEC, number + 1);
		if (*keep < 0)
			return -errno;
	}
	if (ready->theirs == number)
		return fcntl(number, F_SETFD, 0) == 0 ? 0 : -errno;
	return dup2(ready->theirs, number) < 0 ? -errno : 0;
}

static void stop_listening(struct ready *ready)
{
	close(ready->fd);
	ready->fd = -1;
}

/*
 * Where nobody reads what is printed, the command is to be told as it would be
 * without us: by the signal, at its next word.
 */
static void pass_on(struct ready *ready, const char *bytes, size_t length)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN }, before;

	sigaction(SIGPIPE, &ignore, &before);
	while (length) {
		ssize_t n = write(ready->out, bytes, length);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			stop_listening(ready);
			break;
		}
		bytes += n;
		length -= (size_t)n;
	}
	sigaction(SIGPIPE, &before, NULL);
}

static bool is_the_line(const struct ready *ready)
{
	return ready->kind == READY_FD ||
	       regexec(&ready->compiled, ready->line, 0, NULL, 0) == 0;
}

static void end_line(struct ready *ready)
{
	ready->line[ready->used] = '\0';
	if (is_the_line(ready))
		ready->said = true;
	ready->used = 0;
}

static void look_for_line(struct ready *ready, const char *bytes, size_t length)
{
	for (size_t i = 0; i < length && !ready->said; i++) {
		if (bytes[i] == '\n')
			end_line(ready);
		else if (ready->used < LINE_ROOM)
			ready->line[ready->used++] = bytes[i];
	}
}

void ready_pipe_take(struct ready *ready)
{
	char bytes[4096];
	ssize_t n;

	/* As much as a pipe holds, and not for ever. */
	for (int i = 0; i < PIECES && ready->fd >= 0; i++) {
		n = read(ready->fd, bytes, sizeof(bytes));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return;
		if (n == 0) {
			stop_listening(ready);
			return;
		}
		if (!ready->over)
			look_for_line(ready, bytes, (size_t)n);
		if (ready->kind == READY_LINE)
			pass_on(ready, bytes, (size_t)n);
		/* It stands still sooner if nobody reads what it prints. */
		if (ready->said && !ready->over)
			return;
	}
}
