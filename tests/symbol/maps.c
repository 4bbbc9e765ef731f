// SPDX-License-Identifier: LGPL-2.1-or-later
/* Maps files as if they were libraries, and stops itself. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		int fd = open(argv[i], O_RDONLY);
		void *at = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE,
				fd, 0);

		if (at == MAP_FAILED)
			perror(argv[i]);
		close(fd);
	}
	raise(SIGSTOP);
	return 0;
}
