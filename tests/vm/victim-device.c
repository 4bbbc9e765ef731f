// SPDX-License-Identifier: LGPL-2.1-or-later
/* A PCI device that is driven from a program, as its registers are mapped. */
#include "victim.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

enum { COMMAND = 4, MEMORY_AND_MASTER = 6, BAR_LENGTH = 1 << 20 };

static volatile unsigned char *registers;

static int open_attribute(const char *device, const char *name)
{
	char path[256];

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/%s", device,
		 name);
	return open(path, O_RDWR | O_CLOEXEC);
}

/* May it read and write memory?  The word is little-endian on any machine. */
static int let_it_master(const char *device)
{
	int fd = open_attribute(device, "config"), ret = 0;
	unsigned char byte;

	if (fd < 0)
		return -errno;
	if (pread(fd, &byte, 1, COMMAND) != 1)
		ret = -EIO;
	byte |= MEMORY_AND_MASTER;
	if (!ret && pwrite(fd, &byte, 1, COMMAND) != 1)
		ret = -EIO;
	close(fd);
	return ret;
}

/* pci BDF */
static int open_device(char **words)
{
	int fd, ret;

	if (!words[0])
		return -EINVAL;
	ret = let_it_master(words[0]);
	if (ret)
		return ret;
	fd = open_attribute(words[0], "resource0");
	if (fd < 0)
		return -errno;
	registers = mmap(NULL, BAR_LENGTH, PROT_READ | PROT_WRITE, MAP_SHARED,
			 fd, 0);
	ret = registers == MAP_FAILED ? -errno : 0;
	if (ret)
		registers = NULL;
	close(fd);
	return ret;
}

/* peek REGISTER */
static int peek(char **words)
{
	uint64_t at = victim_number(words[0]);

	if (!registers || at + 4 > BAR_LENGTH)
		return -ENODEV;
	victim_say("%x", *(volatile uint32_t *)(registers + at));
	return 0;
}

/* poke REGISTER VALUE */
static int poke(char **words)
{
	uint64_t at = victim_number(words[0]);

	if (!registers || at + 8 > BAR_LENGTH || !words[1])
		return -ENODEV;
	*(volatile uint64_t *)(registers + at) = victim_number(words[1]);
	return 0;
}

/* fetch PATH ID FIRST COUNT: the same pages of a disk, by DMA into the memory
 * itself. */
static int fetch(char **words)
{
	struct buffer piece;
	int fd, ret = words[0] ? memory_find(words + 1, &piece) : -EINVAL;
	size_t page = victim_page();
	ssize_t n;

	if (ret)
		return ret;
	fd = open(words[0], O_RDONLY | O_DIRECT | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	n = pread(fd, piece.at, piece.pages * page,
		  (off_t)(victim_count(words[2]) * page));
	ret = n == (ssize_t)(piece.pages * page) ? 0 : -EIO;
	close(fd);
	return ret;
}

const struct verb device_verbs[] = {
	{ "pci", open_device }, { "peek", peek }, { "poke", poke },
	{ "fetch", fetch },	{ NULL, NULL },
};
