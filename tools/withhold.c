// SPDX-License-Identifier: LGPL-2.1-or-later
/* Holds back what is printed into pipes and sockets. */
#include "withhold.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIECE 65536

/* Of standard output and standard error: where it goes in the end; or -1. */
static int kept[] = { -1, -1 };

/* Files wait for nobody, and terminals not for who was started there. */
static bool may_wait(int fd)
{
	struct stat stat;

	return fstat(fd, &stat) == 0 &&
	       (S_ISFIFO(stat.st_mode) || S_ISSOCK(stat.st_mode));
}

static int open_nameless(void)
{
	int fd = open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

	if (fd < 0)
		fd = memfd_create("withheld", MFD_CLOEXEC);
	return fd;
}

/* Without a place for it, it is printed as ever. */
static int divert(int fd)
{
	int place, old;

	if (!may_wait(fd))
		return -1;
	place = open_nameless();
	if (place < 0)
		return -1;
	old = fcntl(fd, F_DUPFD_CLOEXEC, 3);
	if (old >= 0)
		dup2(place, fd);
	close(place);
	return old;
}

void withhold_begin(void)
{
	fflush(stdout);
	for (int i = 0; i < 2; i++)
		kept[i] = divert(i + 1);
}

/* What cannot be written is an error of the stream, told at the end. */
static void give_back(FILE *stream, int *old)
{
	int fd = fileno(stream), place = fcntl(fd, F_DUPFD_CLOEXEC, 3);
	char piece[PIECE];
	ssize_t n;

	dup2(*old, fd);
	close(*old);
	*old = -1;
	lseek(place, 0, SEEK_SET);
	while ((n = read(place, piece, sizeof(piece))) > 0)
		fwrite(piece, 1, (size_t)n, stream);
	fflush(stream);
	close(place);
}

void withhold_end(void)
{
	fflush(stdout);
	if (kept[0] >= 0)
		give_back(stdout, &kept[0]);
	if (kept[1] >= 0)
		give_back(stderr, &kept[1]);
}
