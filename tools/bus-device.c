// SPDX-License-Identifier: LGPL-2.1-or-later
/* The IOMMU group of a device, and the device tree above it. */
#include "bus-address.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "small-file.h"

#define MOST_LEVELS 32
#define LINK_TEXT 512

/* The last component of where a link leads; "": there is no such link. */
static int read_link(int at, const char *path, char word[BUS_WORD])
{
	char text[LINK_TEXT];
	const char *last;
	int ret = small_file_link(at, path, text, sizeof(text));

	*word = '\0';
	if (ret)
		return ret == -ENOENT ? 0 : ret;
	last = strrchr(text, '/');
	last = last ? last + 1 : text;
	if (strlen(text) == sizeof(text) - 1 || strlen(last) >= BUS_WORD)
		return -ENAMETOOLONG;
	strcpy(word, last);
	return 0;
}

static bool has(int at, const char *path)
{
	struct stat stat;

	return fstatat(at, path, &stat, 0) == 0;
}

/* Where a driver does not say it in its name. */
static enum pci_user read_user(int at, const char *driver)
{
	enum pci_user user = pci_user_of(driver);

	if (user == PCI_KERNEL && (has(at, "uio") || has(at, "vfio-dev")))
		return PCI_USER_SPACE;
	return user;
}

static bool is_of_vfio(int devices, const char *name)
{
	int at = openat(devices, name, O_PATH | O_DIRECTORY | O_CLOEXEC);
	char driver[BUS_WORD];
	bool found;

	if (at < 0)
		return true;
	found = read_link(at, "driver", driver) != 0 ||
		pci_user_is_vfio(driver) || has(at, "vfio-dev");
	close(at);
	return found;
}

/* What cannot be read may be a device of VFIO. */
static bool has_vfio(int at, const char *path)
{
	int devices = openat(at, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *list = devices < 0 ? NULL : fdopendir(devices);
	struct dirent *entry;
	bool found = !list;

	while (!found && (entry = readdir(list)))
		found = *entry->d_name != '.' &&
			is_of_vfio(devices, entry->d_name);
	if (list)
		closedir(list);
	return found;
}

static int read_group(struct bus_device *device, int at)
{
	char name[BUS_WORD];
	int ret = read_link(at, "iommu_group", device->group);

	if (ret || !*device->group)
		return ret;
	/* VFIO makes such a group for a device without an IOMMU. */
	if (small_file_read(at, "iommu_group/name", name, sizeof(name)) == 0 &&
	    strcmp(name, "vfio-noiommu") == 0) {
		*device->group = '\0';
		return 0;
	}
	if (small_file_read(at, "iommu_group/type", device->group_type,
			    sizeof(device->group_type)) != 0)
		*device->group_type = '\0';
	device->shared_with_vfio = has_vfio(at, "iommu_group/devices");
	return 0;
}

/* Closes `at`; the directory above, or negative. */
static int step_up(int at)
{
	int above = openat(at, "..", O_PATH | O_DIRECTORY | O_CLOEXEC);

	close(at);
	return above;
}

/* An empty dma-ranges says that addresses are the same on both sides. */
static bool has_ranges(int at)
{
	struct stat stat;

	return fstatat(at, "dma-ranges", &stat, 0) == 0 ? stat.st_size > 0
							: errno != ENOENT;
}

/*
 * Upwards from `tree`, which it closes, while there is a file name.  What is
 * too far up, or closed to us, may say anything.
 */
static bool has_ranges_above(int tree)
{
	bool found = false;
	int level = 0;

	while (tree >= 0 && !found && has(tree, "name")) {
		found = has_ranges(tree) || ++level == MOST_LEVELS;
		tree = step_up(tree);
	}
	if (tree < 0)
		return true;
	close(tree);
	return found;
}

/* Up to the first device that is one of the device tree; each has uevent. */
static bool is_shifted(int device)
{
	int at = openat(device, ".", O_PATH | O_DIRECTORY | O_CLOEXEC), tree;
	bool found = false;
	char where[LINK_TEXT];
	int level = 0;

	while (at >= 0 && !found && has(at, "uevent")) {
		if (small_file_link(at, "of_node", where, sizeof(where)) == 0) {
			tree = openat(at, "of_node",
				      O_PATH | O_DIRECTORY | O_CLOEXEC);
			found = tree < 0 || has_ranges_above(tree);
			break;
		}
		found = ++level == MOST_LEVELS;
		at = step_up(at);
	}
	if (at < 0)
		return true;
	close(at);
	return found;
}

int bus_device_read(struct bus_device *device, int sys, const char *path)
{
	int at = openat(sys, path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct bus_device read = { 0 };
	int ret;

	if (at < 0)
		return -errno;
	ret = read_link(at, "driver", read.driver);
	if (ret == 0)
		ret = read_group(&read, at);
	if (ret == 0) {
		read.used_by = read_user(at, read.driver);
		read.shifted = is_shifted(at);
		*device = read;
	}
	close(at);
	return ret;
}
