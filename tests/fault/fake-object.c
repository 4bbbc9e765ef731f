// SPDX-License-Identifier: LGPL-2.1-or-later
/* The objects behind the mappings of the fake kernel. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fake-parts.h"

static const struct fake_object kernel_own = {
	.dev_minor = FAKE_SHMEM_MINOR, .inode = 1, .pages = "", .shmem = true,
};

static const struct fake_object *find(uint32_t dev_major, uint32_t dev_minor,
				      uint64_t inode)
{
	const struct fake_object *o = fake.objects;

	for (; o && o->pages; o++) {
		if (o->dev_major == dev_major && o->dev_minor == dev_minor &&
		    o->inode == inode)
			return o;
	}
	return NULL;
}

/* Whether the caller lacks the right. */
static bool is_refused(void)
{
	return fake.needs_rights && fake.raised <= 0;
}

static int new_file(enum fake_kind kind, const struct fake_object *object)
{
	int fd = object ? fake_new_file(kind, NULL) : -ENOENT;

	if (fd >= 0)
		fake_file_of(fd)->object = object;
	return fd;
}

/* --- below /proc/PID ------------------------------------------------------ */

static const struct fake_descriptor *descriptor(const char *number)
{
	const struct fake_descriptor *d = fake.descriptors;

	for (; d && d->inode; d++) {
		if (d->number == (uint32_t)atoi(number))
			return d;
	}
	return NULL;
}

static int open_descriptor(const char *number)
{
	const struct fake_descriptor *d = descriptor(number);

	if (is_refused())
		return -EACCES;
	return d ? new_file(FAKE_PATH_FILE, find(0, d->dev_minor, d->inode)) :
		   -ENOENT;
}

static int open_mapped(const char *range, const struct fake_space *space)
{
	uint64_t start, end;
	const struct fake_mapping *m;

	if (fake.no_map_files || is_refused())
		return -EPERM;
	if (sscanf(range, "%" SCNx64 "-%" SCNx64, &start, &end) != 2)
		return -ENOENT;
	m = fake_find(space, start, false);
	if (!m || m->start != start || m->end != end)
		return -ENOENT;
	return new_file(FAKE_PATH_FILE,
			find(m->dev_major, m->dev_minor, m->inode));
}

static int open_text(const char *text)
{
	int fd = text ? fake_new_file(FAKE_TEXT_FILE, NULL) : -EACCES;

	if (fd >= 0)
		fake_file_of(fd)->text = strdup(text);
	return fd;
}

static int open_info(const char *number)
{
	const struct fake_descriptor *d = descriptor(number);
	char text[100];
	int used;

	if (!d)
		return -ENOENT;
	used = snprintf(text, sizeof(text),
			"pos:\t0\nflags:\t0100002\nmnt_id:\t7\n");
	if (!fake.no_inodes)
		snprintf(text + used, sizeof(text) - (size_t)used,
			 "ino:\t%" PRIu64 "\n", d->inode);
	return open_text(text);
}

int fake_open_object(const char *path, const struct fake_space *space)
{
	if (!strncmp(path, "map_files/", 10))
		return open_mapped(path + 10, space);
	if (!strncmp(path, "fd/", 3))
		return open_descriptor(path + 3);
	if (!strncmp(path, "fdinfo/", 7))
		return open_info(path + 7);
	if (!strcmp(path, "mountinfo"))
		return open_text(fake.mounts);
	return -ENOENT;
}

/* "/proc/self/fd/N", of a file that is not opened. */
int fake_reopen_object(const char *path, int flags)
{
	const struct fake_file *name =
		fake_file_of(atoi(path + strlen("/proc/self/fd/")));
	int fd;

	if (!name || name->kind != FAKE_PATH_FILE)
		return -ENOENT;
	fake.device_opened |= name->object->device;
	if (is_refused())
		return -EACCES;
	if (flags & O_NOATIME && name->object->foreign)
		return -EPERM;
	fd = new_file(FAKE_OBJECT_FILE, name->object);
	if (fd >= 0)
		fake_file_of(fd)->noatime = flags & O_NOATIME;
	return fd;
}

ssize_t fake_read_link(const char *path, char *text, size_t size)
{
	const struct fake_descriptor *d;
	const char *link;
	size_t n;

	if (strncmp(path, "fd/", 3) != 0)
		return -ENOENT;
	d = descriptor(path + 3);
	if (!d)
		return -ENOENT;
	link = d->link ? d->link : "/memfd:x (deleted)";
	n = strlen(link) < size ? strlen(link) : size;
	memcpy(text, link, n);
	return (ssize_t)n;
}

size_t fake_list_numbers(const char *path, uint32_t *numbers, size_t room)
{
	const struct fake_descriptor *d = fake.descriptors;
	size_t n = 0;

	if (strcmp(path, "fd") != 0 || is_refused())
		return 0;
	for (; d && d->inode && n < room; d++)
		numbers[n++] = d->number;
	return n;
}

/* --- what is open --------------------------------------------------------- */

int fake_new_shmem(void)
{
	return new_file(FAKE_OBJECT_FILE, &kernel_own);
}

static const struct fake_object *object_of(int fd)
{
	const struct fake_file *file = fake_file_of(fd);

	return file ? file->object : NULL;
}

static char letter(const struct fake_object *o, uint64_t page)
{
	return page < strlen(o->pages) ? o->pages[page] : '.';
}

static bool is_one_of(const struct fake_object *o, uint64_t page,
		      const char *letters)
{
	return strchr(letters, letter(o, page));
}

int fake_status(int fd, struct procfs_status *status)
{
	const struct fake_object *o = object_of(fd);

	if (!o)
		return -EBADF;
	*status = (struct procfs_status){
		.inode = o->inode,
		.dev_major = o->dev_major,
		.dev_minor = o->other_minor ? o->other_minor : o->dev_minor,
		.regular = !o->device,
		.dax = o->dax,
	};
	for (uint64_t i = 0; i < strlen(o->pages); i++) {
		if (is_one_of(o, i, "cfsk"))
			status->allocated += FAKE_PAGE;
	}
	return 0;
}

int fake_cachestat(int fd, const struct procfs_part *part,
		   struct procfs_cached *cached)
{
	const struct fake_object *o = object_of(fd);
	uint64_t first = part->offset / FAKE_PAGE;
	uint64_t pages = part->length / FAKE_PAGE;
	uint64_t known = o ? strlen(o->pages) : 0;

	fake.questions++;
	fake_called(FAKE_ASK);
	if (fake.no_cachestat)
		return -ENOSYS;
	if (!o || fake_file_of(fd)->kind != FAKE_OBJECT_FILE)
		return -EBADF;
	if (fake.asking_fails_with)
		return -fake.asking_fails_with;
	if (o->foreign || is_refused())
		return -EPERM;
	*cached = (struct procfs_cached){ 0 };
	for (uint64_t i = first; i < known && i - first < pages; i++) {
		cached->cached += is_one_of(o, i, "cf");
		cached->evicted += is_one_of(o, i, "ske");
		fake.pages_counted += letter(o, i) != '.';
	}
	return 0;
}

int64_t fake_seek(int fd, uint64_t offset, bool to_data)
{
	const struct fake_object *o = object_of(fd);
	uint64_t page = offset / FAKE_PAGE;

	if (!o)
		return -EBADF;
	if (!o->shmem)
		abort();
	fake.seeks++;
	fake.seeks_of_holes += !to_data;
	for (; page < strlen(o->pages); page++) {
		if (is_one_of(o, page, "csk") == to_data)
			break;
	}
	if (page >= strlen(o->pages) && to_data)
		return -ENXIO;
	page *= FAKE_PAGE;
	return (int64_t)(page > offset ? page : offset);
}

int fake_in_core(int fd, const struct procfs_part *part, unsigned char *pages)
{
	const struct fake_object *o = object_of(fd);

	fake_called(FAKE_ASK);
	if (!o)
		return -EBADF;
	/* To map it is an access. */
	if (!fake_file_of(fd)->noatime)
		abort();
	for (uint64_t i = 0; i < part->length / FAKE_PAGE; i++)
		pages[i] = o->foreign ||
			   is_one_of(o, part->offset / FAKE_PAGE + i, "ck");
	return 0;
}

bool fake_is_owned(int fd)
{
	const struct fake_object *o = object_of(fd);

	return o && !o->foreign && !is_refused();
}
