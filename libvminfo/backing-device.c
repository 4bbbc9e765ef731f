// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Which file systems can be asked of their pages.  Their names come from a list
 * of mounts, so that a server that is far away, or a program, is never asked
 * what it is.
 */
#include <errno.h>
#include <string.h>

#include "backing.h"
#include "lines.h"
#include "mountinfo.h"

/*
 * Those whose files have all of their pages in RAM in the page cache, and
 * inodes with numbers of their own.  Not overlay: its files have pages in the
 * cache of other files, and none in their own.
 */
static const struct {
	const char *type;
	uint32_t kind;
	bool alike;
} types[] = {
	{ "tmpfs", VMINFO_BACKED_BY_SHMEM, false },
	{ "ext4", VMINFO_BACKED_BY_FILE, false },
	{ "ext3", VMINFO_BACKED_BY_FILE, false },
	{ "ext2", VMINFO_BACKED_BY_FILE, false },
	{ "xfs", VMINFO_BACKED_BY_FILE, false },
	/* Each subvolume numbers its files from the start. */
	{ "btrfs", VMINFO_BACKED_BY_FILE, true },
	{ "f2fs", VMINFO_BACKED_BY_FILE, false },
	{ "vfat", VMINFO_BACKED_BY_FILE, false },
	{ "exfat", VMINFO_BACKED_BY_FILE, false },
	{ "iso9660", VMINFO_BACKED_BY_FILE, false },
	{ "udf", VMINFO_BACKED_BY_FILE, false },
	{ "squashfs", VMINFO_BACKED_BY_FILE, false },
	{ "erofs", VMINFO_BACKED_BY_FILE, false },
	{ "ramfs", VMINFO_BACKED_BY_FILE, false },
};

static bool is_of(const struct backing_device *device,
		  const struct vminfo_mapping *mapping)
{
	return device->dev_major == mapping->dev_major &&
	       device->dev_minor == mapping->dev_minor;
}

static void take_type(struct backing_device *device,
		      const struct mountinfo *mount)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
		if (strlen(types[i].type) != mount->type_length ||
		    memcmp(types[i].type, mount->type, mount->type_length) != 0)
			continue;
		device->kind = types[i].kind;
		device->alike = types[i].alike;
	}
}

/* 1: a mount tells what it is; 0: none does; negative errno. */
static int look_through(struct lines *lines, struct backing_device *device)
{
	struct mountinfo mount;
	struct line line;
	int ret;

	while ((ret = lines_next(lines, &line)) > 0) {
		if (mountinfo_decode(line.text, line.length, &mount) < 0 ||
		    mount.dev_major != device->dev_major ||
		    mount.dev_minor != device->dev_minor)
			continue;
		take_type(device, &mount);
		return 1;
	}
	return ret;
}

/* What is mounted where the process is. */
static int look_at_mounts(const struct backing *b,
			  struct backing_device *device)
{
	struct procfs_file file = procfs_open(b->process, "mountinfo");
	struct lines lines;
	int ret;

	/* Then it is nothing that can be asked. */
	if (file.fd < 0)
		return 0;
	ret = lines_init(&lines, file);
	if (ret == 0) {
		ret = look_through(&lines, device);
		lines_free(&lines);
	}
	procfs_close(file);
	return ret == -ENOMEM ? ret : 0;
}

/*
 * What memfd_create(2), shmget(2) and shared anonymous memory get is on a tmpfs
 * that is mounted nowhere: we get the same.
 */
static void look_at_own(struct backing_device *device)
{
	struct procfs_file file = procfs_new_shmem();
	struct procfs_status status;

	device->used = true;
	device->dev_major = UINT32_MAX;
	if (file.fd >= 0 && procfs_read_status(file, &status) == 0) {
		device->dev_major = status.dev_major;
		device->dev_minor = status.dev_minor;
		device->kind = VMINFO_BACKED_BY_SHMEM;
		device->kernel_own = true;
	}
	procfs_close(file);
}

int backing_find_device(struct backing *b, const struct vminfo_mapping *mapping,
			struct backing_device *device)
{
	struct backing_device found = { .dev_major = mapping->dev_major,
					.dev_minor = mapping->dev_minor,
					.used = true };
	int ret;

	if (!b->devices[0].used)
		look_at_own(&b->devices[0]);
	for (size_t i = 0; i < BACKING_DEVICES; i++) {
		if (b->devices[i].used && is_of(&b->devices[i], mapping)) {
			*device = b->devices[i];
			return 0;
		}
	}
	ret = look_at_mounts(b, &found);
	if (ret < 0)
		return ret;
	b->next_device = b->next_device % (BACKING_DEVICES - 1) + 1;
	b->devices[b->next_device] = found;
	*device = found;
	return 0;
}
