// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The objects behind mappings: how each is opened, and which stay open.  What
 * an open file could do to anybody else is avoided: it is looked at first, by a
 * path that is not opened, and only regular files of known file systems are.
 */
#include "backing.h"

#include <errno.h>
#include <inttypes.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>

#include "digits.h"

/* A line of PID/fdinfo/N that is among its first. */
#define INODE_LINE "\nino:"

void backing_init(struct backing *b, struct procfs_file process,
		  uint64_t page_size)
{
	*b = (struct backing){ .process = process,
			       .page_size = page_size,
			       .cachestat = true,
			       .swap_areas = -1 };
	for (size_t i = 0; i < BACKING_OBJECTS; i++)
		b->objects[i].file = PROCFS_CLOSED;
}

void backing_close(struct backing *b)
{
	for (size_t i = 0; i < BACKING_OBJECTS; i++) {
		procfs_close(b->objects[i].file);
		b->objects[i].file = PROCFS_CLOSED;
	}
}

void backing_refresh(struct backing *b, int swap_areas)
{
	b->swap_areas = swap_areas;
	b->core.n = 0;
}

/* --- doors ---------------------------------------------------------------- */

/* What the door has to lead to. */
struct wanted {
	const struct vminfo_mapping *mapping;
	const struct backing_device *device;
};

static bool is_on_device(const struct wanted *wanted, struct procfs_file path,
			 const struct procfs_status *status)
{
	/* Subvolumes have devices that are in no list. */
	if (wanted->device->alike)
		return procfs_is_magic(path, (long)BTRFS_SUPER_MAGIC);
	return status->dev_major == wanted->mapping->dev_major &&
	       status->dev_minor == wanted->mapping->dev_minor;
}

/* 0, or negative errno: -ENOENT: it is another file. */
static int check_path(const struct wanted *wanted, struct procfs_file path)
{
	struct procfs_status status;
	int ret = procfs_read_status(path, &status);

	if (ret < 0)
		return ret;
	if (status.inode != wanted->mapping->inode ||
	    !is_on_device(wanted, path, &status))
		return -ENOENT;
	return status.regular && !status.dax ? 0 : -ENOTSUP;
}

/* Opens what a path in the directory of the process leads to. */
static int open_through(const struct backing *b, const struct wanted *wanted,
			const char *name, struct procfs_file *file)
{
	struct procfs_file path = procfs_open_path(b->process, name);
	int ret;

	if (path.fd < 0)
		return path.fd;
	ret = check_path(wanted, path);
	if (ret == 0) {
		*file = procfs_open_object(path);
		ret = file->fd < 0 ? file->fd : 0;
	}
	procfs_close(path);
	return ret;
}

/* The very file of this mapping, if the mapping is still what it was. */
static int open_mapped(struct backing *b, const struct wanted *wanted,
		       struct procfs_file *file)
{
	const struct vminfo_mapping *m = wanted->mapping;
	char name[64];
	int ret;

	if (b->no_map_files)
		return -EPERM;
	snprintf(name, sizeof(name), "map_files/%" PRIx64 "-%" PRIx64, m->va,
		 m->va + m->length);
	ret = open_through(b, wanted, name, file);
	b->no_map_files = ret == -EPERM || ret == -EACCES;
	return ret;
}

/* --- descriptors of the process ------------------------------------------- */

/* The inode as PID/fdinfo/N has it, since Linux 5.14. */
static uint64_t inode_of(const struct backing *b, uint32_t number)
{
	struct procfs_file file;
	char name[32], text[256];
	struct digits digits;
	uint64_t inode;
	ssize_t n;

	snprintf(name, sizeof(name), "fdinfo/%" PRIu32, number);
	file = procfs_open(b->process, name);
	n = file.fd < 0 ? 0 : procfs_read(file, text, sizeof(text) - 1);
	procfs_close(file);
	text[n < 0 ? 0 : n] = '\0';
	digits.at = strstr(text, INODE_LINE);
	if (!digits.at)
		return VMINFO_NONE;
	digits.at += strlen(INODE_LINE);
	digits.at += strspn(digits.at, "\t ");
	digits.end = text + strlen(text);
	return digits_take(&digits, 10, &inode) ? inode : VMINFO_NONE;
}

/* Sockets, pipes and the like have no path. */
static bool has_path(const struct backing *b, uint32_t number)
{
	char name[32], text[8];

	snprintf(name, sizeof(name), "fd/%" PRIu32, number);
	return procfs_read_link(b->process, name, text, sizeof(text)) == 0 &&
	       *text == '/';
}

static void list_descriptors(struct backing *b)
{
	size_t n = procfs_list_numbers(b->process, "fd", b->numbers,
				       BACKING_DESCRIPTORS);

	for (size_t i = 0; i < n; i++) {
		struct backing_descriptor *d =
			&b->descriptors[b->n_descriptors];

		if (!has_path(b, b->numbers[i]))
			continue;
		d->number = b->numbers[i];
		d->inode = inode_of(b, d->number);
		b->n_descriptors++;
	}
	b->listed = true;
}

/*
 * A segment of shmget(2) has the number of its identifier for an inode, which
 * another object may have, too, and never a descriptor.
 */
static bool is_segment(const struct wanted *wanted)
{
	return wanted->device->kernel_own &&
	       !strncmp(wanted->mapping->name, "/SYSV", 5);
}

static bool may_share_numbers(const struct wanted *wanted)
{
	return wanted->device->alike || is_segment(wanted);
}

static int open_descriptor(struct backing *b, const struct wanted *wanted,
			   struct procfs_file *file)
{
	int ret = -ENOENT;

	if (may_share_numbers(wanted))
		return -ENOENT;
	if (!b->listed)
		list_descriptors(b);
	for (size_t i = 0; ret == -ENOENT && i < b->n_descriptors; i++) {
		const struct backing_descriptor *d = &b->descriptors[i];
		char name[32];

		if (d->inode != wanted->mapping->inode &&
		    d->inode != VMINFO_NONE)
			continue;
		snprintf(name, sizeof(name), "fd/%" PRIu32, d->number);
		ret = open_through(b, wanted, name, file);
	}
	return ret;
}

static int open_file(struct backing *b, const struct wanted *wanted,
		     struct procfs_file *file)
{
	int ret = open_mapped(b, wanted, file), by_descriptor;

	if (ret == 0)
		return 0;
	by_descriptor = open_descriptor(b, wanted, file);
	return by_descriptor == -ENOENT ? ret : by_descriptor;
}

/* --- those that are open -------------------------------------------------- */

static struct backing_object *find_open(struct backing *b,
					const struct wanted *wanted)
{
	const struct vminfo_mapping *m = wanted->mapping;

	if (may_share_numbers(wanted))
		return NULL;
	for (size_t i = 0; i < BACKING_OBJECTS; i++) {
		struct backing_object *o = &b->objects[i];

		if (o->file.fd >= 0 && o->inode == m->inode &&
		    o->dev_major == m->dev_major &&
		    o->dev_minor == m->dev_minor)
			return o;
	}
	return NULL;
}

/* Keeps it in the place of the one that was opened longest ago. */
static struct backing_object *keep(struct backing *b,
				   const struct wanted *wanted,
				   struct procfs_file file)
{
	struct backing_object *o = &b->objects[b->next_object];

	b->next_object = (b->next_object + 1) % BACKING_OBJECTS;
	procfs_close(o->file);
	backing_refresh(b, b->swap_areas);
	*o = (struct backing_object){
		.file = file,
		.dev_major = wanted->mapping->dev_major,
		.dev_minor = wanted->mapping->dev_minor,
		.inode = wanted->mapping->inode,
		.kind = wanted->device->kind,
	};
	return o;
}

static uint32_t reason_of(int err)
{
	switch (err) {
	case -EACCES:
	case -EPERM:
		return VMINFO_BACKING_REFUSED;
	case -ENOENT:
		return VMINFO_BACKING_NOT_FOUND;
	case -ENOTSUP:
		return VMINFO_BACKING_UNFIT;
	default:
		return VMINFO_BACKING_FAILED;
	}
}

struct backing_object *backing_open(struct backing *b,
				    const struct vminfo_mapping *mapping,
				    struct vminfo_backing *said)
{
	struct backing_device device;
	struct wanted wanted = { mapping, &device };
	struct backing_object *object;
	struct procfs_file file;
	int ret = backing_find_device(b, mapping, &device);

	if (ret == 0 && !device.kind)
		ret = -ENOTSUP;
	b->no_memory = ret == -ENOMEM;
	if (ret < 0) {
		said->reason = reason_of(ret);
		return NULL;
	}
	said->object = device.kind;
	if (b->no_files && device.kind == VMINFO_BACKED_BY_FILE) {
		said->reason = VMINFO_BACKING_NOT_WANTED;
		return NULL;
	}
	object = find_open(b, &wanted);
	if (object)
		return object;
	ret = open_file(b, &wanted, &file);
	if (ret == 0)
		return keep(b, &wanted, file);
	said->reason = reason_of(ret);
	/* What is open is not what the mounts say: there may be no pages. */
	if (said->reason == VMINFO_BACKING_UNFIT)
		said->object = 0;
	return NULL;
}

