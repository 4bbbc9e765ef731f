// SPDX-License-Identifier: LGPL-2.1-or-later
/* How a command may say that it is ready. */
#include "ready.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "complain.h"
#include "ready-parts.h"

#define LEAST_NUMBER 3		/* below are those that each program has */
#define MOST_NUMBER 1023	/* as many as a program may usually have */

static int parse_number(struct ready *ready, const char *text)
{
	char *end;
	unsigned long n = strtoul(text, &end, 10);

	if (strspn(text, "0123456789") != strlen(text) || end == text ||
	    n < LEAST_NUMBER || n > MOST_NUMBER)
		return complain_usage("--ready=fd takes a descriptor from %d "
				      "to %d, not '%s'", LEAST_NUMBER,
				      MOST_NUMBER, text);
	ready->kind = READY_FD;
	ready->number = (int)n;
	return 1;
}

static int parse_regex(struct ready *ready, const char *text)
{
	char why[256];
	int err;

	if (!*text)
		return complain_usage("--ready=line: the expression is empty");
	err = regcomp(&ready->compiled, text, REG_EXTENDED | REG_NOSUB);
	if (err) {
		regerror(err, &ready->compiled, why, sizeof(why));
		return complain_usage("--ready=line:%s: %s", text, why);
	}
	ready->kind = READY_LINE;
	ready->regex = text;
	return 1;
}

static int parse_point(struct ready *ready, const char *text)
{
	if (text && !*text)
		return complain_usage("--ready=notify: the name of the point "
				      "is empty");
	ready->kind = READY_NOTIFY;
	ready->point = text;
	return 1;
}

int ready_parse(struct ready *ready, const char *how)
{
	*ready = (struct ready){ .fd = -1, .theirs = -1, .held = -1 };
	if (!how)
		return 0;
	if (strcmp(how, "notify") == 0)
		return parse_point(ready, NULL);
	if (strncmp(how, "notify:", 7) == 0)
		return parse_point(ready, how + 7);
	if (strncmp(how, "fd:", 3) == 0)
		return parse_number(ready, how + 3);
	if (strncmp(how, "line:", 5) == 0)
		return parse_regex(ready, how + 5);
	return 0;
}

int ready_above(int fd)
{
	int above = fcntl(fd, F_DUPFD_CLOEXEC, LEAST_NUMBER);
	int err = -errno;

	close(fd);
	return above < 0 ? err : above;
}

int ready_open(struct ready *ready)
{
	if (ready->kind == READY_NOTIFY)
		return ready_notify_open(ready);
	return ready->kind == READY_SILENT ? 0 : ready_pipe_open(ready);
}

int ready_give(const struct ready *ready, int *keep)
{
	if (ready->kind == READY_NOTIFY)
		return ready_notify_give(ready);
	return ready->kind == READY_SILENT ? 0 : ready_pipe_give(ready, keep);
}

void ready_given(struct ready *ready)
{
	if (ready->theirs >= 0)
		close(ready->theirs);
	ready->theirs = -1;
}

void ready_take(struct ready *ready)
{
	if (ready->fd < 0)
		return;
	if (ready->kind == READY_NOTIFY)
		ready_notify_take(ready);
	else
		ready_pipe_take(ready);
}

void ready_release(struct ready *ready)
{
	ready->over = true;
	if (ready->held >= 0)
		close(ready->held);
	ready->held = -1;
	ready_take(ready);
}

const char *ready_missing(const struct ready *ready)
{
	switch (ready->kind) {
	case READY_NOTIFY:
		return ready->point ? "it did not come to that point" :
				      "it did not send READY=1";
	case READY_FD:
		return ready->fd < 0 ? "it closed that descriptor, and wrote "
				       "no line to it" :
				       "it wrote no line to that descriptor";
	case READY_LINE:
		return "it printed no such line";
	default:
		return "";
	}
}

void ready_close(struct ready *ready)
{
	ready_given(ready);
	if (ready->held >= 0)
		close(ready->held);
	if (ready->fd >= 0)
		close(ready->fd);
	if (ready->kind == READY_LINE)
		regfree(&ready->compiled);
	free(ready->line);
	*ready = (struct ready){ .fd = -1, .theirs = -1, .held = -1 };
}
