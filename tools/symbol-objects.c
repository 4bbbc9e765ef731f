// SPDX-License-Identifier: LGPL-2.1-or-later
/* The files that a process has its program and its libraries from. */
#include "symbol-objects.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "complain.h"
#include "rights.h"
#include "symbol-preloads.h"

#define BATCH 64

/*
 * Which files there are.
 */

static bool is_of(const struct symbol_object *object,
		  const struct vminfo_mapping *mapping)
{
	return object->inode == mapping->inode &&
	       object->dev_major == mapping->dev_major &&
	       object->dev_minor == mapping->dev_minor;
}

static struct symbol_object *object_of(struct symbol_objects *objects,
				       const struct vminfo_mapping *mapping)
{
	struct symbol_object *list;

	for (size_t i = objects->count; i-- > 0;)
		if (is_of(&objects->list[i], mapping))
			return &objects->list[i];
	list = reallocarray(objects->list, objects->count + 1, sizeof(*list));
	if (!list)
		complain_out_of_memory();
	objects->list = list;
	list += objects->count++;
	*list = (struct symbol_object){
		.name = strdup(mapping->name),
		.inode = mapping->inode,
		.dev_major = mapping->dev_major,
		.dev_minor = mapping->dev_minor,
		.fd = -ENOEXEC,
	};
	if (!list->name)
		complain_out_of_memory();
	return list;
}

static void add_piece(struct symbol_object *object,
		      const struct vminfo_mapping *mapping)
{
	struct symbol_piece *pieces;

	pieces = reallocarray(object->pieces, object->count + 1,
			      sizeof(*pieces));
	if (!pieces)
		complain_out_of_memory();
	pieces[object->count++] = (struct symbol_piece){
		.va = mapping->va,
		.length = mapping->length,
		.offset = mapping->offset,
		.permissions = mapping->permissions,
	};
	object->pieces = pieces;
}

static int list_objects(struct symbol_objects *objects,
			struct vminfo_process *process)
{
	struct vminfo_mapping mappings[BATCH];
	struct vminfo_walk *walk;
	ssize_t n;
	int ret = vminfo_walk_new(process, NULL, &walk);

	if (ret)
		return ret;
	while ((n = vminfo_walk_mappings(walk, mappings, BATCH)) > 0)
		for (ssize_t i = 0; i < n; i++)
			if (mappings[i].kind == VMINFO_OBJECT &&
			    mappings[i].inode &&
			    !(mappings[i].permissions & VMINFO_SHARED))
				add_piece(object_of(objects, &mappings[i]),
					  &mappings[i]);
	vminfo_walk_free(walk);
	return (int)n;
}

static bool has_right(const struct symbol_object *object, uint32_t rights)
{
	for (size_t i = 0; i < object->count; i++)
		if (object->pieces[i].permissions & rights)
			return true;
	return false;
}

bool symbol_objects_is_code(const struct symbol_object *object)
{
	return has_right(object, VMINFO_EXECUTE);
}

/*
 * Opening them.
 */

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

int symbol_objects_open_below(int root, const char *path)
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
		same = is_of(object, &mapping);
	munmap(page, 1);
	return same;
}

struct opener {
	struct vminfo_process *self;
	pid_t pid;
	int root;
	int program;	/* what /proc/PID/exe leads to, or negative errno */
};

/* The same file, or why it is not. */
static int keep_if_same(const struct opener *opener, int fd,
			const struct symbol_object *object)
{
	if (fd < 0 || is_mapped_as(opener->self, fd, object))
		return fd;
	close(fd);
	return -ESTALE;
}

static void open_object(const struct opener *opener,
			struct symbol_object *object)
{
	object->program = opener->program >= 0 &&
		is_mapped_as(opener->self, opener->program, object);
	if (object->program) {
		object->fd = fcntl(opener->program, F_DUPFD_CLOEXEC, 3);
		if (object->fd >= 0)
			return;
	}
	rights_raise(RIGHTS_OPEN);
	object->fd = open_mapped(opener->pid, object);
	if (object->fd < 0 && opener->root >= 0 && object->name[0] == '/')
		object->fd = symbol_objects_open_below(opener->root,
						       object->name);
	rights_lower();
	object->fd = keep_if_same(opener, object->fd, object);
}

static void open_objects(struct symbol_objects *objects,
			 const struct opener *opener)
{
	/* Text or data; other files that are mapped are not even opened. */
	for (size_t i = 0; i < objects->count; i++)
		if (has_right(&objects->list[i],
			      VMINFO_WRITE | VMINFO_EXECUTE))
			open_object(opener, &objects->list[i]);
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

int symbol_objects_open(struct symbol_objects *objects,
			struct vminfo_context *context,
			struct vminfo_process *process)
{
	struct opener opener = { .pid = vminfo_process_pid(process) };
	struct symbol_objects found = {
		.page_size = vminfo_context_page_size(context),
		.root = -1,
	};
	int ret = list_objects(&found, process);

	if (ret == 0)
		ret = vminfo_process_open(context, getpid(), &opener.self);
	if (ret) {
		symbol_objects_close(&found);
		return ret;
	}
	found.root = open_of_process(opener.pid, "root", O_PATH | O_DIRECTORY);
	opener.root = found.root;
	opener.program = open_of_process(opener.pid, "exe", O_PATH);
	open_objects(&found, &opener);
	found.preloads = symbol_preloads_read(opener.pid, found.root);
	if (opener.program >= 0)
		close(opener.program);
	vminfo_process_close(opener.self);
	*objects = found;
	return 0;
}

void symbol_objects_close(struct symbol_objects *objects)
{
	for (size_t i = 0; i < objects->count; i++) {
		free(objects->list[i].name);
		free(objects->list[i].pieces);
		if (objects->list[i].fd >= 0)
			close(objects->list[i].fd);
	}
	free(objects->list);
	free(objects->preloads);
	if (objects->root >= 0)
		close(objects->root);
	*objects = (struct symbol_objects){ .root = -1 };
}
