// SPDX-License-Identifier: LGPL-2.1-or-later
/* Threads of a process that are traced. */
#include "threads.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#define TRIES 5

struct thread *threads_find(const struct threads *threads, pid_t tid)
{
	for (size_t i = 0; i < threads->count; i++)
		if (threads->list[i].tid == tid)
			return &threads->list[i];
	return NULL;
}

int threads_add(struct threads *threads, pid_t tid)
{
	struct thread *list = threads->list;

	if (threads->count == threads->room) {
		size_t room = threads->room ? 2 * threads->room : 16;

		list = reallocarray(list, room, sizeof(*list));
		if (!list)
			return -ENOMEM;
		threads->list = list;
		threads->room = room;
	}
	list[threads->count++] = (struct thread){ .tid = tid };
	return 0;
}

void threads_remove(struct threads *threads, pid_t tid)
{
	struct thread *thread = threads_find(threads, tid);

	if (thread)
		*thread = threads->list[--threads->count];
}

void threads_free(struct threads *threads)
{
	free(threads->list);
	*threads = (struct threads){ 0 };
}

/* Up to `room` bytes of a small file, and a NUL.  Negative errno. */
static ssize_t read_text(const char *path, char *text, size_t room)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n;
	int err;

	if (fd < 0)
		return -errno;
	n = read(fd, text, room - 1);
	err = -errno;
	close(fd);
	if (n < 0)
		return err;
	text[n] = '\0';
	return n;
}

static long status_number(pid_t tid, const char *name)
{
	char path[64], text[4096];
	const char *line;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)tid);
	if (read_text(path, text, sizeof(text)) < 0)
		return -1;
	/* The first line has a name, in which a newline is encoded. */
	line = strstr(text, name);
	return line ? strtol(line + strlen(name), NULL, 10) : -1;
}

pid_t threads_tracer(pid_t tid)
{
	long tracer = status_number(tid, "\nTracerPid:");

	return tracer > 0 ? (pid_t)tracer : 0;
}

/* It waits for its parent, or is gone: it cannot be traced any more. */
static bool is_over(pid_t tid)
{
	char path[64], text[512];
	const char *name_end;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)tid);
	if (read_text(path, text, sizeof(text)) <= 0)
		return true;
	name_end = strrchr(text, ')');
	return name_end && name_end[1] && strchr("ZXx", name_end[2]);
}

/* Whose ends are to be noted while the kernel keeps us waiting. */
static _Thread_local const struct threads *traced;

void threads_note_ends(int number)
{
	int before = errno;
	siginfo_t info;

	(void)number;
	for (size_t i = 0; traced && i < traced->count; i++)
		waitid(P_PID, (id_t)traced->list[i].tid, &info,
		       WEXITED | WNOHANG | __WALL);
	errno = before;
}

/* 1: it is traced now; 0: it is over; negative errno. */
static int trace_one(pid_t tid, unsigned int options)
{
	int err = -EPERM;

	/* The first thread may have been over, and be another one by now. */
	for (int i = 0; i < TRIES && err == -EPERM; i++) {
		if (ptrace(PTRACE_SEIZE, tid, NULL, (long)options) == 0)
			return 1;
		err = -errno;
		if (err == -ESRCH || is_over(tid))
			return 0;
		/* It, too, if it was traced under another number. */
		if (threads_tracer(tid) == gettid())
			return 1;
	}
	return err;
}

static int trace_if_new(struct threads *threads, pid_t tid,
			unsigned int options)
{
	int ret;

	if (threads_find(threads, tid))
		return 0;
	traced = threads;
	ret = trace_one(tid, options);
	traced = NULL;
	if (ret == 1 && threads_add(threads, tid) != 0)
		return -ENOMEM;
	return ret;
}

ssize_t threads_trace(struct threads *threads, pid_t pid,
		      unsigned int options)
{
	const struct dirent *entry;
	char path[64];
	ssize_t added = 0;
	int ret = 0;
	DIR *tasks;

	snprintf(path, sizeof(path), "/proc/%d/task", (int)pid);
	tasks = opendir(path);
	if (!tasks)
		return errno == ENOENT ? -ESRCH : -errno;
	while (ret >= 0 && (entry = readdir(tasks))) {
		if (!isdigit((unsigned char)*entry->d_name))
			continue;
		ret = trace_if_new(threads,
				   (pid_t)strtol(entry->d_name, NULL, 10),
				   options);
		added += ret > 0;
	}
	closedir(tasks);
	return ret < 0 ? ret : added;
}

long threads_syscall(pid_t pid, pid_t tid)
{
	char path[64], text[512], *end;
	long number;
	ssize_t n;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/syscall", (int)pid,
		 (int)tid);
	n = read_text(path, text, sizeof(text));
	if (n < 0)
		return n;
	if (strncmp(text, "running", 7) == 0)
		return -EAGAIN;
	number = strtol(text, &end, 10);
	return end == text ? -EINVAL : number;
}
