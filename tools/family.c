// SPDX-License-Identifier: LGPL-2.1-or-later
/* The processes below this one; without malloc(), for signal handlers. */
#include "family.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "deadline.h"

#define MANY_CHILDREN 512
#define PATIENCE 5000000000ull	/* nanoseconds, for what cannot be killed */
#define STAT_TEXT 1024
#define GENERATIONS 64

/* Open, where the kernel does not list children (CONFIG_PROC_CHILDREN). */
static DIR *processes;

/* The first thread is the parent of each orphan. */
static int open_list(void)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/self/task/%d/children",
		 (int)getpid());
	return open(path, O_RDONLY | O_CLOEXEC);
}

void family_begin(void)
{
	int fd = open_list();

	prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
	if (fd >= 0)
		close(fd);
	else if (!processes)
		processes = opendir("/proc");
}

/* "812 813 ": numbers may go on in the next piece. */
static size_t read_list(int fd, pid_t *pids, size_t room)
{
	char text[4096];
	pid_t pid = 0;
	size_t count = 0;
	ssize_t n;

	while ((n = read(fd, text, sizeof(text))) > 0) {
		for (ssize_t i = 0; i < n; i++) {
			if (isdigit((unsigned char)text[i])) {
				pid = pid * 10 + (text[i] - '0');
				continue;
			}
			if (pid > 0 && count < room)
				pids[count++] = pid;
			pid = 0;
		}
	}
	return count;
}

pid_t family_parent_of(pid_t pid)
{
	char path[64], text[STAT_TEXT];
	const char *name_end;
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	n = read(fd, text, sizeof(text) - 1);
	close(fd);
	if (n <= 0)
		return 0;
	text[n] = '\0';
	/* "812 (name) S 1 ...": a name may have anything in it. */
	name_end = strrchr(text, ')');
	if (!name_end || strlen(name_end) < 5)
		return 0;
	return (pid_t)strtol(name_end + 4, NULL, 10);
}

bool family_has(pid_t pid)
{
	for (int i = 0; pid > 1 && i < GENERATIONS; i++) {
		pid = family_parent_of(pid);
		if (pid == getpid())
			return true;
	}
	return false;
}

size_t family_children_by_parent(pid_t *pids, size_t room)
{
	const struct dirent *entry;
	size_t count = 0;

	if (!processes)
		processes = opendir("/proc");
	if (!processes)
		return 0;
	rewinddir(processes);
	while (count < room && (entry = readdir(processes))) {
		pid_t pid = (pid_t)strtol(entry->d_name, NULL, 10);

		if (pid > 0 && family_parent_of(pid) == getpid())
			pids[count++] = pid;
	}
	return count;
}

size_t family_children(pid_t *pids, size_t room)
{
	size_t count;
	int fd;

	if (processes)
		return family_children_by_parent(pids, room);
	fd = open_list();
	if (fd < 0)
		return 0;
	count = read_list(fd, pids, room);
	close(fd);
	return count;
}

size_t family_signal(int signal)
{
	pid_t pids[MANY_CHILDREN];
	size_t count = family_children(pids, MANY_CHILDREN), reached = 0;

	for (size_t i = 0; i < count; i++)
		if (kill(pids[i], signal) == 0)
			reached++;
	return reached;
}

static void reap(void)
{
	while (waitpid(-1, NULL, WNOHANG | __WALL) > 0)
		;
}

void family_kill(void)
{
	const struct timespec moment = { .tv_nsec = 1000000 };
	uint64_t deadline = deadline_in(PATIENCE);
	int before = errno;

	/* Who dies leaves its children to us. */
	while (family_signal(SIGKILL) && !deadline_is_over(deadline)) {
		reap();
		nanosleep(&moment, NULL);
	}
	reap();
	errno = before;
}
