// SPDX-License-Identifier: LGPL-2.1-or-later
/* Swap areas, and files that lie on a disk in pieces. */
#include "victim.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/swap.h>
#include <unistd.h>

/* The first page of a swap area, as mkswap(8) writes it. */
static int write_header(int fd, size_t pages)
{
	size_t page = victim_page();
	uint32_t info[] = { 1, (uint32_t)(pages - 1), 0 };
	char *block = calloc(1, page);
	int ret = -ENOMEM;

	if (!block)
		return ret;
	memcpy(block + 1024, info, sizeof(info));
	memcpy(block + page - 10, "SWAPSPACE2", 10);
	ret = pwrite(fd, block, page, 0) != (ssize_t)page || fsync(fd) ?
		-errno : 0;
	free(block);
	return ret;
}

/* swapon PATH PRIORITY PAGES: makes it a swap area first. */
static int start_swap(char **words)
{
	int fd, ret, flags;

	if (!words[0] || !words[1])
		return -EINVAL;
	fd = open(words[0], O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	ret = write_header(fd, victim_count(words[2]));
	close(fd);
	if (ret)
		return ret;
	flags = (int)victim_number(words[1]) & SWAP_FLAG_PRIO_MASK;
	return swapon(words[0], SWAP_FLAG_PREFER | flags) ? -errno : 0;
}

/* swapoff PATH */
static int end_swap(char **words)
{
	return !words[0] ? -EINVAL : swapoff(words[0]) ? -errno : 0;
}

/* mount DEVICE DIRECTORY TYPE */
static int mount_disk(char **words)
{
	if (!words[0] || !words[1] || !words[2])
		return -EINVAL;
	mkdir(words[1], 0700);
	return mount(words[0], words[1], words[2], 0, NULL) ? -errno : 0;
}

static int append(int fd, size_t length)
{
	static char zeros[4096];

	for (size_t n = 0; n < length; n += sizeof(zeros))
		if (write(fd, zeros, sizeof(zeros)) != sizeof(zeros))
			return -errno;
	return fsync(fd) ? -errno : 0;
}

/* scatter PATH OTHER PIECES BYTES: a file that lies on the disk in pieces, as
 * another one grows between them. */
static int scatter(char **words)
{
	size_t pieces, bytes;
	int fd, other, ret = 0;

	if (!words[0] || !words[1])
		return -EINVAL;
	pieces = victim_count(words[2]);
	bytes = pieces ? victim_count(words[3]) : 0;
	fd = open(words[0], O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	other = open(words[1], O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0 || other < 0)
		ret = -errno;
	for (size_t i = 0; !ret && i < pieces; i++) {
		ret = append(fd, bytes);
		if (!ret)
			ret = append(other, bytes / 4);
	}
	close(fd);
	close(other);
	return ret;
}

const struct verb swap_verbs[] = {
	{ "swapon", start_swap }, { "swapoff", end_swap },
	{ "mount", mount_disk },  { "scatter", scatter },
	{ NULL, NULL },
};
