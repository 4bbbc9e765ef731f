// SPDX-License-Identifier: LGPL-2.1-or-later
/* An open /proc/PID/maps is of one address space, and empty when that ends. */
#include "paging-pin.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

#include "rights.h"

#define SPARED 256	/* descriptors for all that is opened meanwhile */

void paging_pin_allow_many(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return;
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
}

static bool is_too_many(int fd)
{
	struct rlimit limit;

	return getrlimit(RLIMIT_NOFILE, &limit) != 0 ||
	       (rlim_t)fd + SPARED > limit.rlim_cur;
}

int paging_pin_open(const char *procfs, pid_t pid)
{
	char path[4096];
	int fd, n = snprintf(path, sizeof(path), "%s/%d/maps",
			     procfs ? procfs : "/proc", (int)pid);

	if (n < 0 || (size_t)n >= sizeof(path))
		return -1;
	rights_raise(RIGHTS_OPEN);
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	rights_lower();
	if (fd < 0)
		return -1;
	if (!is_too_many(fd))
		return fd;
	close(fd);
	return -1;
}

bool paging_pin_holds(int pin)
{
	char byte;
	ssize_t n;

	if (pin < 0)
		return true;
	do
		n = pread(pin, &byte, 1, 0);
	while (n < 0 && errno == EINTR);
	return n > 0;
}

void paging_pin_close(int pin)
{
	if (pin >= 0)
		close(pin);
}
