// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * peak FILE COMMAND [ARG...] - runs it and writes to FILE what it cost:
 * "MILLISECONDS PEAK-KIB STATUS CPU-MILLISECONDS".  Small itself, because a
 * program starts with the peak of the one that it was started from.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static double ms_of(const struct timeval *time)
{
	return (double)time->tv_sec * 1e3 + (double)time->tv_usec / 1e3;
}

int main(int argc, char **argv)
{
	struct rusage used;
	double start = now_ms();
	int status;
	pid_t child;
	FILE *file;

	if (argc < 3)
		return 2;
	child = vfork();
	if (child == 0) {
		execvp(argv[2], argv + 2);
		_exit(127);
	}
	if (child < 0 || wait4(child, &status, 0, &used) != child)
		return 2;
	start = now_ms() - start;
	status = WIFEXITED(status) ? WEXITSTATUS(status) :
				     128 + WTERMSIG(status);
	file = fopen(argv[1], "we");
	if (!file)
		return 2;
	fprintf(file, "%.0f %ld %d %.0f\n", start, used.ru_maxrss, status,
		ms_of(&used.ru_utime) + ms_of(&used.ru_stime));
	return fclose(file) ? 2 : status;
}
