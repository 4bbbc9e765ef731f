// SPDX-License-Identifier: LGPL-2.1-or-later
/* The paths of the control groups that memory is charged to, by inode. */
#include "memcg-paths.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "cgroup-mounts.h"
#include "complain.h"
#include "memory-group.h"

/* Anybody may make groups of his own: beyond these, they are unknown. */
#define MOST_GROUPS 65536u
#define MOST_NAMES ((size_t)4 << 20)	/* bytes */

/* Groups come and go; but a look at all of them for each unknown one of the
 * frames would take long. */
#define MOST_LOOKS 16u

#define NO_PARENT UINT32_MAX

struct group {
	uint64_t inode;
	uint32_t parent;	/* NO_PARENT: what is mounted */
	uint32_t name;		/* where it is in `names`; of what is mounted,
				   its path, and behind that its directory */
};

struct memcg_paths {
	int own;
	struct group *groups;	/* parents before their children */
	uint32_t count;
	char *names;
	size_t used;
	unsigned int looks;
	uint64_t missed[MOST_LOOKS];	/* by each look */
	uint64_t last;		/* that was found: this is its path */
	const char *last_path;	/* in `path`; NULL: none */
	char path[PATH_MAX];
};

struct memcg_paths *memcg_paths_new(int own)
{
	struct memcg_paths *paths = calloc(1, sizeof(*paths));

	if (!paths)
		complain_out_of_memory();
	paths->own = own;
	return paths;
}

void memcg_paths_free(struct memcg_paths *paths)
{
	if (!paths)
		return;
	free(paths->groups);
	free(paths->names);
	free(paths);
}

/* More, at powers of two. */
static void *grown(void *array, size_t count, size_t size)
{
	if (count & (count - 1))
		return array;
	array = reallocarray(array, count ? 2 * count : 1, size);
	if (!array)
		complain_out_of_memory();
	return array;
}

static bool add_name(struct memcg_paths *paths, const char *name)
{
	size_t length = strlen(name) + 1;

	if (length > MOST_NAMES - paths->used)
		return false;
	if (!paths->names)
		paths->names = malloc(MOST_NAMES);
	if (!paths->names)
		complain_out_of_memory();
	memcpy(paths->names + paths->used, name, length);
	paths->used += length;
	return true;
}

static bool add_group(struct memcg_paths *paths, uint64_t inode,
		      uint32_t parent, const char *name)
{
	uint32_t at = (uint32_t)paths->used;

	if (paths->count == MOST_GROUPS || !add_name(paths, name))
		return false;
	paths->groups = grown(paths->groups, paths->count,
			      sizeof(*paths->groups));
	paths->groups[paths->count++] = (struct group){ inode, parent, at };
	return true;
}

/*
 * Names.
 */

/* Puts the name in front of `end`; NULL: there is no room. */
static char *put_before(const char *start, char *end, const char *name)
{
	size_t length = strlen(name);

	if (length > (size_t)(end - start))
		return NULL;
	while (length)
		*--end = name[--length];
	return end;
}

/* The path of a group in its hierarchy, or of its directory; or NULL. */
static const char *path_of(struct memcg_paths *paths, const struct group *group,
			   bool directory)
{
	char *to = paths->path + sizeof(paths->path) - 1;
	const char *top;

	*to = '\0';
	for (; group->parent != NO_PARENT;
	     group = &paths->groups[group->parent]) {
		to = put_before(paths->path, to, paths->names + group->name);
		if (to)
			to = put_before(paths->path, to, "/");
		if (!to)
			return NULL;
	}
	top = paths->names + group->name;
	if (directory)
		top += strlen(top) + 1;
	else if (strcmp(top, "/") == 0 && *to)
		top = "";
	return put_before(paths->path, to, top);
}

/*
 * A look at all of them.
 */

/* Something else may be mounted there. */
static int open_directory(const char *path, dev_t device, uint64_t *inode)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct stat stat;

	if (fd < 0)
		return -errno;
	if (fstat(fd, &stat) == 0 && stat.st_dev == device) {
		*inode = stat.st_ino;
		return fd;
	}
	close(fd);
	return -EXDEV;
}

/* Only groups are directories there. */
static bool is_group(const struct dirent *entry)
{
	return entry->d_type == DT_DIR && strcmp(entry->d_name, ".") != 0 &&
	       strcmp(entry->d_name, "..") != 0;
}

/* Those right below one; a group that went away has none. */
static void add_children(struct memcg_paths *paths, uint32_t parent,
			 dev_t device)
{
	const char *path = path_of(paths, &paths->groups[parent], true);
	struct dirent *entry;
	uint64_t inode;
	DIR *dir = NULL;
	int fd = path ? open_directory(path, device, &inode) : -1;

	if (fd >= 0)
		dir = fdopendir(fd);
	if (!dir) {
		if (fd >= 0)
			close(fd);
		return;
	}
	while ((entry = readdir(dir)))
		if (is_group(entry) && !add_group(paths, entry->d_ino, parent,
						  entry->d_name))
			break;
	closedir(dir);
}

static const struct group *group_of(const struct memcg_paths *paths,
				    uint64_t inode)
{
	for (uint32_t i = 0; i < paths->count; i++)
		if (paths->groups[i].inode == inode)
			return &paths->groups[i];
	return NULL;
}

/* One hierarchy may be mounted more than once, or in parts. */
static bool add_mount(void *data, const struct cgroup_mount *mount)
{
	dev_t device = makedev(mount->dev_major, mount->dev_minor);
	struct memcg_paths *paths = data;
	uint32_t first = paths->count;
	uint64_t inode = 0;
	int fd = open_directory(mount->point, device, &inode);

	if (fd < 0)
		return false;
	close(fd);
	if (group_of(paths, inode) ||
	    !add_group(paths, inode, NO_PARENT, mount->root))
		return false;
	if (!add_name(paths, mount->point))
		paths->count--;
	for (uint32_t i = first; i < paths->count; i++)
		add_children(paths, i, device);
	return false;
}

static void look_at_all(struct memcg_paths *paths, int own)
{
	struct memory_group group;

	paths->count = 0;
	paths->used = 0;
	/* An inode of another hierarchy may be the same number. */
	if (memory_group_find(own, own, &group) == 0)
		cgroup_mounts_of_memory(own, group.version, add_mount, paths);
}

static void look(struct memcg_paths *paths)
{
	int own = paths->own;

	if (own == AT_FDCWD)
		own = open("/proc/self", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (own < 0)
		return;
	look_at_all(paths, own);
	if (own != paths->own)
		close(own);
}

static bool was_missed(const struct memcg_paths *paths, uint64_t inode)
{
	for (unsigned int i = 0; i < paths->looks; i++)
		if (paths->missed[i] == inode)
			return true;
	return false;
}

static const char *find(struct memcg_paths *paths, uint64_t inode)
{
	const struct group *group = group_of(paths, inode);

	if (!group && paths->looks < MOST_LOOKS && !was_missed(paths, inode)) {
		look(paths);
		group = group_of(paths, inode);
		if (!group)
			paths->missed[paths->looks++] = inode;
	}
	return group ? path_of(paths, group, false) : NULL;
}

const char *memcg_paths_find(struct memcg_paths *paths, uint64_t inode)
{
	if (paths->last_path && paths->last == inode)
		return paths->last_path;
	paths->last_path = find(paths, inode);
	paths->last = inode;
	return paths->last_path;
}
