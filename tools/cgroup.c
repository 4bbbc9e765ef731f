// SPDX-License-Identifier: LGPL-2.1-or-later
/* The members of control groups, found by looking at the trees. */
#include "cgroup.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <mntent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <bsd/stdlib.h>

#include "cgroup-unit.h"
#include "complain.h"

/* A way through one tree. */
struct climb {
	struct cgroup_members *members;
	const char *unit;	/* that is looked for */
	size_t length;		/* of the path */
	char path[PATH_MAX];	/* of the directory that we are at */
};

/*
 * What cannot be read is told once; a group that went away has no members.
 */
static void cannot_read(struct climb *c, const char *path, int err)
{
	if (!err || err == ENOENT || err == ENOTDIR || err == ENODEV)
		return;
	if (!c->members->incomplete)
		complain("%s: %s", path, strerror(err));
	c->members->incomplete = true;
}

/* Goes one name further; false: that cannot be. */
static bool enter(struct climb *c, const char *name)
{
	size_t length = strlen(name);

	if (c->length + 1 + length >= sizeof(c->path)) {
		cannot_read(c, name, ENAMETOOLONG);
		return false;
	}
	c->path[c->length] = '/';
	memcpy(c->path + c->length + 1, name, length + 1);
	c->length += 1 + length;
	return true;
}

static void back(struct climb *c, size_t length)
{
	c->length = length;
	c->path[length] = '\0';
}

static void add(struct climb *c, pid_t pid)
{
	struct cgroup_members *m = c->members;
	pid_t *pids = m->pids;

	/* At powers of two. */
	if ((m->count & (m->count - 1)) == 0)
		pids = reallocarray(pids, m->count ? 2 * m->count : 1,
				    sizeof(*pids));
	if (!pids)
		complain_out_of_memory();
	pids[m->count++] = pid;
	m->pids = pids;
}

/* The process of a thread; the same number if it cannot be told. */
static pid_t process_of(pid_t thread)
{
	char path[64], line[256];
	pid_t process = thread;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/status", thread);
	file = fopen(path, "re");
	if (!file)
		return thread;
	while (fgets(line, sizeof(line), file))
		if (sscanf(line, "Tgid: %d", &process) == 1)
			break;
	fclose(file);
	return process;
}

/* The kernel prints 0 for a process that has no number where we are. */
static void add_line(struct climb *c, char *line, bool threads)
{
	const char *error;
	pid_t pid;

	line[strcspn(line, "\n")] = '\0';
	pid = (pid_t)strtonum(line, 0, INT_MAX, &error);
	if (error)
		cannot_read(c, c->path, EPROTO);
	else if (pid == 0)
		c->members->outside = true;
	else
		add(c, threads ? process_of(pid) : pid);
}

/* 0, or the errno with which reading ended. */
static int read_lines(struct climb *c, bool threads)
{
	FILE *file = fopen(c->path, "re");
	char line[32];
	int err;

	if (!file)
		return errno;
	errno = 0;
	while (fgets(line, sizeof(line), file))
		add_line(c, line, threads);
	err = ferror(file) ? errno : 0;
	fclose(file);
	return err;
}

/* The same. */
static int read_file(struct climb *c, const char *name, bool threads)
{
	size_t length = c->length;
	int err;

	if (!enter(c, name))
		return 0;
	err = read_lines(c, threads);
	/* Groups of threads have no processes, says the kernel. */
	if (err != EOPNOTSUPP)
		cannot_read(c, c->path, err);
	back(c, length);
	return err;
}

static void read_members(struct climb *c)
{
	c->members->found = true;
	if (read_file(c, "cgroup.procs", false) == EOPNOTSUPP &&
	    read_file(c, "cgroup.threads", true) == EOPNOTSUPP)
		cannot_read(c, c->path, EOPNOTSUPP);
}

/* Only groups are directories there. */
static bool is_child(const struct dirent *entry)
{
	return entry->d_type == DT_DIR && strcmp(entry->d_name, ".") != 0 &&
	       strcmp(entry->d_name, "..") != 0;
}

static void each_child(struct climb *c, void (*step)(struct climb *c))
{
	size_t length = c->length;
	struct dirent *entry;
	DIR *dir = opendir(c->path);

	if (!dir) {
		cannot_read(c, c->path, errno);
		return;
	}
	while ((entry = readdir(dir))) {
		if (!is_child(entry) || !enter(c, entry->d_name))
			continue;
		step(c);
		back(c, length);
	}
	closedir(dir);
}

static void collect(struct climb *c)
{
	read_members(c);
	each_child(c, collect);
}

static void search(struct climb *c)
{
	if (cgroup_is_unit(strrchr(c->path, '/') + 1, c->unit))
		collect(c);
	else
		each_child(c, search);
}

static int check_group(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct statfs fs;
	int err = ENOENT;

	if (fd < 0)
		return errno;
	if (fstatfs(fd, &fs) == 0 && (fs.f_type == CGROUP_SUPER_MAGIC ||
				      fs.f_type == CGROUP2_SUPER_MAGIC))
		err = 0;
	close(fd);
	return err;
}

/* Goes through the tree at the path, if there is one. */
static void climb_from(struct climb *c, const char *path,
		       void (*step)(struct climb *c))
{
	int n = snprintf(c->path, sizeof(c->path), "%s", path);
	int err = n < 0 || (size_t)n >= sizeof(c->path) ? ENAMETOOLONG
		: check_group(path);

	c->length = strlen(c->path);
	if (err)
		cannot_read(c, path, err);
	else
		step(c);
}

/* The root of each hierarchy, or what is below it at the relative path. */
static void climb_each(struct climb *c, const char *relative,
		      void (*step)(struct climb *c))
{
	FILE *mounts = setmntent("/proc/self/mounts", "re");
	char line[PATH_MAX + 1024], path[2 * PATH_MAX];
	struct mntent entry;
	bool any = false;

	while (mounts && getmntent_r(mounts, &entry, line, sizeof(line))) {
		if (strncmp(entry.mnt_type, "cgroup", 6) != 0)
			continue;
		any = true;
		snprintf(path, sizeof(path), "%s/%s", entry.mnt_dir, relative);
		climb_from(c, path, step);
	}
	if (mounts)
		endmntent(mounts);
	if (!any) {
		complain("no control groups are mounted here");
		c->members->incomplete = true;
	}
}

void cgroup_add_path(struct cgroup_members *members, const char *path)
{
	struct climb c = { .members = members };
	int err = check_group(path);

	if (err == ENOENT || err == ENOTDIR)
		climb_each(&c, path, collect);
	else
		climb_from(&c, path, collect);
}

void cgroup_add_unit(struct cgroup_members *members, const char *name)
{
	struct climb c = { .members = members, .unit = name };

	climb_each(&c, "", search);
}

void cgroup_free(struct cgroup_members *members)
{
	free(members->pids);
}
