// SPDX-License-Identifier: LGPL-2.1-or-later
/* The memory control group of a process, and the limits on the way to it. */
#include "memory-group.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cgroup-mounts.h"
#include "small-file.h"

#define GROUPS_TEXT ((size_t)64 << 10)

/* Version 1 says so with the largest multiple of a page. */
#define NO_LIMIT_FROM ((uint64_t)1 << 62)

struct names {
	const char *memory;
	const char *swap;
};

static const struct names files[] = {
	[1] = { "memory.limit_in_bytes", "memory.memsw.limit_in_bytes" },
	[2] = { "memory.max", "memory.swap.max" },
};

/* "4:memory:/path", "0::/path": takes the line if it is the one. */
static bool take_line(char *line, struct memory_group *group)
{
	char *controllers = strchr(line, ':');
	char *path = controllers ? strchr(controllers + 1, ':') : NULL;
	size_t length;
	bool old;

	if (!path || strlen(path + 1) >= sizeof(group->path))
		return false;
	length = (size_t)(path - controllers - 1);
	old = cgroup_list_has(controllers + 1, length, "memory");
	if (!old && (length || group->version == 1))
		return false;
	group->version = old ? 1 : 2;
	strcpy(group->path, path + 1);
	return true;
}

/* The hierarchy of version 1 has the memory, if there is one. */
static int find_path(int process, struct memory_group *group)
{
	char *text = malloc(GROUPS_TEXT), *line, *rest;
	int ret;

	if (!text)
		return -ENOMEM;
	ret = small_file_read(process, "cgroup", text, GROUPS_TEXT);
	for (line = ret ? NULL : strtok_r(text, "\n", &rest); line;
	     line = strtok_r(NULL, "\n", &rest))
		take_line(line, group);
	free(text);
	if (ret)
		return ret;
	return group->version ? 0 : -ENODATA;
}

/* The part of the path below what is mounted; NULL: it is not below. */
static const char *below(const char *path, const char *root)
{
	size_t length = strlen(root);

	if (strcmp(root, "/") == 0)
		return path;
	if (strncmp(path, root, length) != 0 ||
	    (path[length] && path[length] != '/'))
		return NULL;
	return path + length;
}

static void lower(uint64_t *least, uint64_t value)
{
	if (value < *least && value < NO_LIMIT_FROM)
		*least = value;
}

/* "max" is no limit.  false: there is no such file. */
static bool take_limit(const char *directory, const char *file,
		       uint64_t *least)
{
	char path[8300], text[64];
	uint64_t value;
	int ret;

	snprintf(path, sizeof(path), "%s/%s", directory, file);
	ret = small_file_number(AT_FDCWD, path, &value);
	if (ret == 0)
		lower(least, value);
	else if (small_file_read(AT_FDCWD, path, text, sizeof(text)) == 0)
		ret = strcmp(text, "max") != 0;
	return ret == 0;
}

/* From the group up to where its hierarchy is mounted. */
static void read_limits(const char *point, const char *path,
			struct memory_group *group)
{
	const struct names *names = &files[group->version];
	char directory[8200];
	size_t top = strlen(point);
	int n = snprintf(directory, sizeof(directory), "%s%s", point, path);

	/* A group that is outside of our view begins with /.. */
	if (n < 0 || (size_t)n >= sizeof(directory) || strstr(path, "/.."))
		return;
	if (access(directory, F_OK) != 0)
		return;
	group->limited_known = true;
	for (;;) {
		char *slash;

		take_limit(directory, names->memory, &group->memory);
		group->swap_known |= take_limit(directory, names->swap,
						&group->swap);
		slash = strrchr(directory, '/');
		if (!slash || (size_t)(slash - directory) < top)
			return;
		*slash = '\0';
	}
}

static bool look_at_mount(void *data, const struct cgroup_mount *mount)
{
	struct memory_group *group = data;
	const char *path = below(group->path, mount->root);

	if (!path)
		return false;
	read_limits(mount->point, path, group);
	return group->limited_known;
}

int memory_group_find(int process, int own, struct memory_group *group)
{
	int ret;

	*group = (struct memory_group){ .memory = MEMORY_GROUP_UNLIMITED,
					.swap = MEMORY_GROUP_UNLIMITED };
	ret = find_path(process, group);
	if (ret == 0)
		cgroup_mounts_of_memory(own, group->version, look_at_mount,
					group);
	return ret;
}
