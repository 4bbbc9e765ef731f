// SPDX-License-Identifier: LGPL-2.1-or-later
/* Opens files as a process has them, and none that only has their names. */
#include "symbol-open.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "rights.h"

/* A pipe or a device is not even opened; `fd` names the file, and is closed. */
static int open_regular(int fd)
{
	char path[40];
	struct stat stat;
	int ret = -ENOEXEC;

	if (fstat(fd, &stat) == 0 && S_ISREG(stat.st_mode)) {
		snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
		ret = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
		if (ret < 0)
			ret = -errno;
	}
	close(fd);
	return ret;
}

static int open_path(const char *path)
{
	int fd = open(path, O_PATH | O_CLOEXEC);

	return fd < 0 ? -errno : open_regular(fd);
}

int symbol_open_below(int root, const char *path)
{
	const struct open_how how = {
		.flags = O_PATH | O_CLOEXEC,
		.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS,
	};
	long fd;

	while (*path == '/')
		path++;
	fd = syscall(SYS_openat2, root, path, &how, sizeof(how));
	/* Before Linux 5.6 links may lead out of it; what is found there is not
	 * the file that is mapped. */
	if (fd < 0 && errno == ENOSYS)
		fd = openat(root, path, O_PATH | O_CLOEXEC);
	return fd < 0 ? -errno : open_regular((int)fd);
}

/* The kernel's own link to what is mapped, whatever its name is now. */
static int open_mapped(pid_t pid, const struct symbol_object *object)
{
	const struct symbol_piece *piece = &object->pieces[0];
	char path[96];

	snprintf(path, sizeof(path), "/proc/%d/map_files/%" PRIx64 "-%" PRIx64,
		 pid, piece->va, piece->va + piece->length);
	return open_path(path);
}

/*
 * What maps says of the file when we map it ourselves: stat(2) would give
 * other numbers on file systems such as btrfs.
 */
static bool is_mapped_as(struct vminfo_process *self, int fd,
			 const struct symbol_object *object)
{
	struct vminfo_mapping mapping;
	bool same = false;
	void *page = mmap(NULL, 1, PROT_READ, MAP_PRIVATE, fd, 0);

	if (page == MAP_FAILED)
		return false;
	if (vminfo_process_mapping(self, (uintptr_t)page, &mapping) == 1)
		same = symbol_objects_is_of(object, &mapping);
	munmap(page, 1);
	return same;
}

/* The same file, or why it is not. */
static int keep_if_same(const struct symbol_opener *opener, int fd,
			const struct symbol_object *object)
{
	if (fd < 0 || is_mapped_as(opener->self, fd, object))
		return fd;
	close(fd);
	return -ESTALE;
}

/* In its root; where that cannot be read, here. */
static int open_named(const struct symbol_opener *opener,
		      const struct symbol_object *object)
{
	int fd;

	if (object->name[0] != '/')
		return -ENOENT;
	fd = symbol_open_below(opener->root, object->inside);
	fd = keep_if_same(opener, fd, object);
	return fd < 0 ? open_path(object->name) : fd;
}

/*
 * Names are paths from our root or, if that is not above its own, from the
 * root of its mount namespace.  So is what the link of its root says.
 */
static void find_inside(const struct symbol_opener *opener,
			struct symbol_object *object)
{
	size_t length = strlen(opener->root_name);

	object->inside = object->name;
	if (length > 1 &&
	    strncmp(object->name, opener->root_name, length) == 0 &&
	    object->name[length] == '/')
		object->inside += length;
}

static int open_object(const struct symbol_opener *opener,
		       const struct symbol_object *object)
{
	int fd = -1;

	if (object->program)
		fd = fcntl(opener->program, F_DUPFD_CLOEXEC, 3);
	if (fd >= 0)
		return fd;
	rights_raise(RIGHTS_OPEN);
	fd = open_mapped(opener->pid, object);
	if (fd < 0)
		fd = open_named(opener, object);
	rights_lower();
	return keep_if_same(opener, fd, object);
}

void symbol_open_object(const struct symbol_opener *opener,
			struct symbol_object *object)
{
	int fd;

	find_inside(opener, object);
	object->program = opener->program >= 0 &&
		is_mapped_as(opener->self, opener->program, object);
	fd = open_object(opener, object);
	object->fd = fd < 0 ? -1 : fd;
	object->err = fd < 0 ? fd : 0;
}

static int open_of_process(pid_t pid, const char *name, int flags)
{
	char path[40];
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/%s", pid, name);
	rights_raise(RIGHTS_OPEN);
	fd = open(path, flags | O_CLOEXEC);
	if (fd >= 0 && !(flags & O_DIRECTORY))
		fd = open_regular(fd);
	rights_lower();
	return fd;
}

static void read_root_name(struct symbol_opener *opener)
{
	char path[40];
	ssize_t n;

	snprintf(path, sizeof(path), "/proc/%d/root", opener->pid);
	rights_raise(RIGHTS_OPEN);
	n = readlink(path, opener->root_name, sizeof(opener->root_name) - 1);
	rights_lower();
	opener->root_name[n > 0 ? n : 0] = '\0';
}

int symbol_open_start(struct symbol_opener *opener,
		      struct vminfo_context *context, pid_t pid)
{
	int ret = vminfo_process_open(context, getpid(), &opener->self);

	if (ret)
		return ret;
	opener->pid = pid;
	opener->root = open_of_process(pid, "root", O_PATH | O_DIRECTORY);
	opener->program = open_of_process(pid, "exe", O_PATH);
	read_root_name(opener);
	return 0;
}

void symbol_open_end(struct symbol_opener *opener)
{
	if (opener->program >= 0)
		close(opener->program);
	vminfo_process_close(opener->self);
}
