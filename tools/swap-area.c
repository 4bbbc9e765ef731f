// SPDX-License-Identifier: LGPL-2.1-or-later
/* What kind of device or file a swap area is on. */
#include "swap-area.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "small-file.h"

#define DEVICE_PATH 64
#define LINK_TEXT 512

static bool has(int at, const char *path)
{
	struct stat stat;

	return fstatat(at, path, &stat, 0) == 0;
}

/* Of a partition it is that of its disk. */
static int open_device(int sys, dev_t device)
{
	char path[DEVICE_PATH];
	int at, disk;

	snprintf(path, sizeof(path), "dev/block/%u:%u", major(device),
		 minor(device));
	at = openat(sys, path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (at < 0 || !has(at, "partition"))
		return at;
	disk = openat(at, "..", O_PATH | O_DIRECTORY | O_CLOEXEC);
	close(at);
	return disk;
}

static enum answer read_rotates(int device)
{
	uint64_t rotates;

	if (small_file_number(device, "queue/rotational", &rotates) != 0)
		return ANSWER_UNKNOWN;
	return rotates ? ANSWER_YES : ANSWER_NO;
}

static enum swap_area_kind kind_of(int device)
{
	if (has(device, "mm_stat"))
		return SWAP_AREA_ZRAM;
	return has(device, "loop") ? SWAP_AREA_LOOP : SWAP_AREA_PARTITION;
}

/*
 * The flag of the kernel is not in /sys.  Beside zram, the drivers that set it
 * are those of RAM disks and of persistent memory, by the kernel's own names.
 */
static enum answer read_immediate(int device, int sys, dev_t number)
{
	char path[DEVICE_PATH], link[LINK_TEXT];
	const char *name;

	if (has(device, "mm_stat"))
		return ANSWER_YES;
	snprintf(path, sizeof(path), "dev/block/%u:%u", major(number),
		 minor(number));
	if (small_file_link(sys, path, link, sizeof(link)) != 0)
		return ANSWER_UNKNOWN;
	name = strrchr(link, '/');
	name = name ? name + 1 : link;
	return strncmp(name, "ram", 3) == 0 || strncmp(name, "pmem", 4) == 0
		       ? ANSWER_YES : ANSWER_NO;
}

/*
 * A name may lead to something else here than where the area was switched on:
 * what it leads to has to be what the kernel says.
 */
static bool find_device(const struct vminfo_swap_area *told, dev_t *number)
{
	struct stat found;

	if (*told->name != '/' || stat(told->name, &found) < 0)
		return false;
	if (told->kind == VMINFO_SWAP_PARTITION && S_ISBLK(found.st_mode))
		*number = found.st_rdev;
	else if (told->kind == VMINFO_SWAP_FILE && S_ISREG(found.st_mode))
		*number = found.st_dev;
	else
		return false;
	return true;
}

void swap_area_look(struct swap_area *area, const struct vminfo_swap_area *told,
		    int sys)
{
	struct swap_area looked = { .kind = SWAP_AREA_UNKNOWN };
	dev_t number;
	int device = -1;

	if (told->kind == VMINFO_SWAP_FILE)
		looked.kind = SWAP_AREA_FILE;
	if (sys >= 0 && find_device(told, &number))
		device = open_device(sys, number);
	if (device >= 0) {
		if (told->kind == VMINFO_SWAP_PARTITION)
			looked.kind = kind_of(device);
		looked.rotates = read_rotates(device);
		looked.immediate = read_immediate(device, sys, number);
		close(device);
	}
	*area = looked;
}

const char *swap_area_word(enum swap_area_kind kind)
{
	static const char *const words[] = {
		[SWAP_AREA_ZRAM] = "zram",
		[SWAP_AREA_LOOP] = "loop",
	};

	if (kind == SWAP_AREA_PARTITION)
		return vminfo_swap_kind_name(VMINFO_SWAP_PARTITION);
	if (kind == SWAP_AREA_FILE)
		return vminfo_swap_kind_name(VMINFO_SWAP_FILE);
	return words[kind];
}
