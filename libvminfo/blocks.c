// SPDX-License-Identifier: LGPL-2.1-or-later
/* Directories like memory12/node0 below /sys/devices/system/memory. */
#include "blocks.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "digits.h"
#include "procfs.h"

/* "8000000": hexadecimal, without 0x. */
static int read_size(struct procfs_file dir, uint64_t *size)
{
	struct digits digits;
	char text[32];
	int ret = procfs_read_file(dir, "block_size_bytes", text, sizeof(text));

	if (ret < 0)
		return ret;
	digits = (struct digits){ .at = text, .end = text + strlen(text) };
	return digits_take(&digits, 16, size) && *size ? 0 : -EINVAL;
}

static int has_entry(struct procfs_file dir, const char *path)
{
	struct procfs_file entry = procfs_open_dir(dir, path);

	procfs_close(entry);
	if (entry.fd == -ENOENT)
		return 0;
	return entry.fd < 0 ? entry.fd : 1;
}

int blocks_size(const char *root, uint64_t *size)
{
	struct procfs_file dir = procfs_open_dir(PROCFS_CWD, root);
	int ret = dir.fd < 0 ? dir.fd : read_size(dir, size);

	procfs_close(dir);
	return ret;
}

int blocks_is_online(const char *root, uint64_t pa)
{
	char path[128], text[32];
	uint64_t size;
	int ret = blocks_size(root, &size);

	if (ret < 0)
		return ret;
	snprintf(path, sizeof(path), "%s/memory%" PRIu64 "/state", root,
		 pa / size);
	ret = procfs_read_file(PROCFS_CWD, path, text, sizeof(text));
	if (ret < 0)
		return ret == -ENOENT ? 0 : ret;
	return !strcmp(text, "online\n");
}

static int look(struct procfs_file dir, uint64_t pa, unsigned int node)
{
	uint64_t size;
	char path[64];
	int ret = read_size(dir, &size);

	if (ret < 0)
		return ret;
	snprintf(path, sizeof(path), "memory%" PRIu64, pa / size);
	ret = has_entry(dir, path);
	if (ret <= 0)
		return ret < 0 ? ret : -ENODATA;
	snprintf(path, sizeof(path), "memory%" PRIu64 "/node%u", pa / size,
		 node);
	return has_entry(dir, path);
}

int blocks_are_on_node(const char *root, uint64_t pa, unsigned int node)
{
	struct procfs_file dir = procfs_open_dir(PROCFS_CWD, root);
	int ret = dir.fd < 0 ? dir.fd : look(dir, pa, node);

	procfs_close(dir);
	return ret;
}
