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

#include "small-file.h"

#define GROUPS_TEXT ((size_t)64 << 10)
#define MOUNTS_TEXT ((size_t)1 << 20)

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

/* Whether `word` is one of a list with commas between. */
static bool has_word(const char *list, size_t length, const char *word)
{
	size_t n = strlen(word);

	for (const char *end = list + length; list < end;) {
		size_t one = strcspn(list, ",");

		if (list + one > end)
			one = (size_t)(end - list);
		if (one == n && strncmp(list, word, n) == 0)
			return true;
		list += one + 1;
	}
	return false;
}

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
	old = has_word(controllers + 1, length, "memory");
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

/* Words of a line of mountinfo; what is not there is "". */
struct mount {
	char *root, *point, *type, *options;
};

static void unescape(char *text)
{
	char *to = text;

	for (; *text; to++) {
		unsigned int byte;

		if (*text == '\\' && sscanf(text + 1, "%3o", &byte) == 1 &&
		    strlen(text) >= 4) {
			*to = (char)byte;
			text += 4;
		} else {
			*to = *text++;
		}
	}
	*to = '\0';
}

/* "31 23 0:28 /root /mnt rw shared:1 - cgroup2 cgroup2 rw,memory" */
static bool split_mount(char *line, struct mount *mount)
{
	char *words[6], *rest = NULL, *tail = strstr(line, " - ");
	size_t n = 0;

	if (!tail)
		return false;
	*tail = '\0';
	for (char *word = strtok_r(line, " ", &rest); word && n < 5;
	     word = strtok_r(NULL, " ", &rest))
		words[n++] = word;
	if (n < 5)
		return false;
	mount->root = words[3];
	mount->point = words[4];
	mount->type = strtok_r(tail + 3, " ", &rest);
	if (!mount->type || !strtok_r(NULL, " ", &rest))
		return false;
	mount->options = strtok_r(NULL, " ", &rest);
	unescape(mount->root);
	unescape(mount->point);
	return mount->options;
}

static bool is_hierarchy(const struct mount *mount, unsigned int version)
{
	if (version == 2)
		return strcmp(mount->type, "cgroup2") == 0;
	return strcmp(mount->type, "cgroup") == 0 &&
	       has_word(mount->options, strlen(mount->options), "memory");
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

static void find_limits(int own, struct memory_group *group)
{
	char *text = malloc(MOUNTS_TEXT), *line, *rest;
	struct mount mount;

	if (!text)
		return;
	if (small_file_read(own, "mountinfo", text, MOUNTS_TEXT) != 0)
		*text = '\0';
	for (line = strtok_r(text, "\n", &rest);
	     line && !group->limited_known;
	     line = strtok_r(NULL, "\n", &rest)) {
		const char *path;

		if (!split_mount(line, &mount) ||
		    !is_hierarchy(&mount, group->version))
			continue;
		path = below(group->path, mount.root);
		if (path)
			read_limits(mount.point, path, group);
	}
	free(text);
}

int memory_group_find(int process, int own, struct memory_group *group)
{
	int ret;

	*group = (struct memory_group){ .memory = MEMORY_GROUP_UNLIMITED,
					.swap = MEMORY_GROUP_UNLIMITED };
	ret = find_path(process, group);
	if (ret == 0)
		find_limits(own, group);
	return ret;
}
