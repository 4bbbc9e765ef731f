/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A directory with files of our own, in the place of /proc or /sys. */
#ifndef FAKE_TREE_H
#define FAKE_TREE_H

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct fake_tree {
	char path[64];
	int fd;
	int open;		/* descriptors */
};

static inline int fake_tree_open(void)
{
	int n = 0;

	for (int fd = 0; fd < 256; fd++)
		n += fcntl(fd, F_GETFD) >= 0;
	return n;
}

static inline void fake_tree_make(struct fake_tree *tree)
{
	strcpy(tree->path, "/tmp/vminfo-tree-XXXXXX");
	if (!mkdtemp(tree->path))
		abort();
	tree->fd = open(tree->path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (tree->fd < 0)
		abort();
	tree->open = fake_tree_open();
}

static inline int fake_tree_unlink(const char *path, const struct stat *stat,
				   int type, struct FTW *walk)
{
	(void)stat;
	(void)type;
	(void)walk;
	return remove(path);
}

/* `name` and all below it; what is not there is no failure. */
static inline void fake_tree_remove(struct fake_tree *tree, const char *name)
{
	char path[320];

	snprintf(path, sizeof(path), "%s/%s", tree->path, name);
	if (nftw(path, fake_tree_unlink, 16, FTW_DEPTH | FTW_PHYS) != 0 &&
	    errno != ENOENT)
		abort();
}

/* 0, or -1: a descriptor was left open. */
static inline int fake_tree_end(struct fake_tree *tree)
{
	int n = fake_tree_open();

	close(tree->fd);
	fake_tree_remove(tree, "");
	return n == tree->open ? 0 : -1;
}

/* The directories above `name`. */
static inline void fake_tree_above(struct fake_tree *tree, const char *name)
{
	char path[320];

	snprintf(path, sizeof(path), "%s", name);
	for (char *at = strchr(path, '/'); at; at = strchr(at + 1, '/')) {
		*at = '\0';
		if (mkdirat(tree->fd, path, 0700) != 0 && errno != EEXIST)
			abort();
		*at = '/';
	}
}

static inline void fake_tree_directory(struct fake_tree *tree, const char *name)
{
	fake_tree_above(tree, name);
	if (mkdirat(tree->fd, name, 0700) != 0 && errno != EEXIST)
		abort();
}

static inline void fake_tree_put(struct fake_tree *tree, const char *name,
				 const char *text)
{
	size_t length = strlen(text);
	int fd;

	fake_tree_above(tree, name);
	fd = openat(tree->fd, name, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (fd < 0 || write(fd, text, length) != (ssize_t)length)
		abort();
	close(fd);
}

/* A link to `target`; one of this name that is there is replaced. */
static inline void fake_tree_link(struct fake_tree *tree, const char *name,
				  const char *target)
{
	fake_tree_above(tree, name);
	if (unlinkat(tree->fd, name, 0) != 0 && errno != ENOENT)
		abort();
	if (symlinkat(target, tree->fd, name) != 0)
		abort();
}

#endif
