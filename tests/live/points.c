// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Comes to points of vminfo-ready.h: at "one" it has filled 3 of 8 pages of a
 * memfd called "marked", at "two" 5, and at once after that 8.  Then it
 * prints its argument.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <vminfo-ready.h>

static char *memory;

static void fill(size_t pages)
{
	memset(memory, 1, pages * (size_t)sysconf(_SC_PAGESIZE));
}

int main(int argc, char **argv)
{
	size_t size = 8 * (size_t)sysconf(_SC_PAGESIZE);
	int fd = memfd_create("marked", 0);

	if (fd < 0 || ftruncate(fd, (off_t)size) != 0)
		return 99;
	memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
	if (memory == MAP_FAILED)
		return 99;
	fill(3);
	errno = 7;
	VMINFO_POINT("one");
	if (errno != 7)
		return 98;
	fill(5);
	VMINFO_POINT("two");
	fill(8);
	if (argc == 2 && write(STDOUT_FILENO, argv[1], strlen(argv[1])) < 0)
		return 97;
	return 0;
}
