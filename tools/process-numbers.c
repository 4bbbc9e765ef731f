// SPDX-License-Identifier: LGPL-2.1-or-later
/* The numbers of the processes that /proc shows. */
#include "process-numbers.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>

/* What else there is has no name of digits alone. */
static pid_t number_of(const char *name)
{
	char *end;
	long number;

	if (!isdigit((unsigned char)*name))
		return 0;
	number = strtol(name, &end, 10);
	return *end ? 0 : (pid_t)number;
}

/* 0: there is no more, or errno says why. */
static pid_t next(DIR *proc)
{
	const struct dirent *entry;
	pid_t pid = 0;

	do {
		errno = 0;
		entry = readdir(proc);
		if (entry)
			pid = number_of(entry->d_name);
	} while (entry && !pid);
	return pid;
}

int process_numbers_each(process_numbers_call *call, void *data)
{
	DIR *proc = opendir("/proc");
	int ret = 0;
	pid_t pid;

	if (!proc)
		return -errno;
	while (ret == 0) {
		pid = next(proc);
		if (!pid)
			break;
		ret = call(data, pid);
	}
	if (ret == 0)
		ret = -errno;
	closedir(proc);
	return ret;
}
