// SPDX-License-Identifier: LGPL-2.1-or-later
/* Nodes of memory, by move_pages(2) and what sysfs lists. */
#include "numa.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

int numa_available(void)
{
	return syscall(SYS_get_mempolicy, NULL, NULL, 0ul, 0ul, 0ul) < 0 &&
	       errno == ENOSYS ? -1 : 0;
}

/* One node is all that matters: then there is no other to look for. */
int numa_num_configured_nodes(void)
{
	char text[8] = "";
	int fd = open("/sys/devices/system/node/has_memory",
		      O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return 0;
	n = read(fd, text, sizeof(text) - 1);
	close(fd);
	return n > 0 && strcmp(text, "0\n") == 0;
}

int numa_move_pages(int pid, unsigned long count, void **pages,
		    const int *nodes, int *status, int flags)
{
	return (int)syscall(SYS_move_pages, pid, count, pages, nodes, status,
			    flags);
}
