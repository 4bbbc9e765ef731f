// SPDX-License-Identifier: LGPL-2.1-or-later
/* What status and open files of a process hint of memory that is pinned. */
#include "stability.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "rights.h"
#include "small-file.h"

/* --- status --------------------------------------------------------------- */

static void raise_for(const struct subject *subject)
{
	if (subject->is_procfs)
		rights_raise(RIGHTS_OPEN);
}

static uint64_t number_of(const struct subject *subject, const char *name)
{
	uint64_t number;

	if (subject_number(subject, name, &number) != 0)
		return VMINFO_NONE;
	return number;
}

/* What status says now, which may be later than the subject was read. */
static void read_status(const struct subject *subject, struct stability *found)
{
	struct subject now = { .directory = subject->directory };
	int ret;

	raise_for(subject);
	ret = small_file_read(now.directory, "status", now.status,
			      sizeof(now.status));
	rights_lower();
	found->pinned = found->locked = VMINFO_NONE;
	if (ret == 0) {
		found->pinned = number_of(&now, "VmPin");
		found->locked = number_of(&now, "VmLck");
	}
}

/* 0, or negative errno, if not all of them were seen. */
static int add_locked(struct vminfo_walk *walk, uint64_t *bytes)
{
	struct vminfo_mapping mapping;
	struct vminfo_smaps smaps;
	ssize_t n;

	*bytes = 0;
	while ((n = vminfo_walk_mappings(walk, &mapping, 1)) > 0) {
		int ret = vminfo_walk_smaps(walk, mapping.va, &smaps);

		if (ret == 0 && smaps.flags == VMINFO_NONE)
			ret = -ENODATA;
		if (ret < 0)
			return ret;
		if (smaps.flags & VMINFO_VM_LOCKED)
			*bytes += mapping.length;
	}
	return (int)n;
}

/* Of another moment than VmLck, it would hint at what is not there. */
static void look_at_locked(const struct stability_ask *ask,
			   struct stability *found)
{
	struct stability again;
	struct vminfo_walk *walk;
	uint64_t bytes = 0;
	int ret;

	if (!found->locked || found->locked == VMINFO_NONE ||
	    vminfo_walk_new(ask->process, NULL, &walk) != 0)
		return;
	ret = add_locked(walk, &bytes);
	vminfo_walk_free(walk);
	read_status(ask->subject, &again);
	if (ret == 0 && again.locked == found->locked)
		found->locked_mappings = bytes;
}

/* --- open files ----------------------------------------------------------- */

/* By how the name of the link begins. */
static const struct {
	const char *start;
	unsigned int file;
} starts[] = {
	{ "/dev/vfio/", STABILITY_VFIO },
	{ "anon_inode:[vfio-device]", STABILITY_VFIO },
	{ "/dev/iommu", STABILITY_IOMMUFD },
	{ "/dev/infiniband/", STABILITY_INFINIBAND },
	{ "anon_inode:[io_uring]", STABILITY_IO_URING },
	{ "/dev/vhost-vdpa-", STABILITY_VDPA },
	{ "/dev/vduse/", STABILITY_VDPA },
	{ "/dev/dri/", STABILITY_GPU },
	{ "/dev/nvidia", STABILITY_GPU },
	{ "/dev/accel/", STABILITY_ACCELERATOR },
	{ "/dev/hl", STABILITY_ACCELERATOR },
	{ "/dev/video", STABILITY_VIDEO },
	{ "/dev/dfl-port.", STABILITY_FPGA },
	{ "/dev/udmabuf", STABILITY_DMABUF },
	{ "/dev/dma_heap/", STABILITY_DMABUF },
	{ "/dmabuf:", STABILITY_DMABUF },
};

unsigned int stability_file_of(const char *link)
{
	for (size_t i = 0; i < sizeof(starts) / sizeof(*starts); i++)
		if (!strncmp(link, starts[i].start, strlen(starts[i].start)))
			return starts[i].file;
	return 0;
}

/* Whether all that there is could be seen; what was closed meanwhile is not. */
static bool read_links(DIR *list, unsigned int *files)
{
	const struct dirent *entry;
	bool all = true;
	char link[64];

	/* Only errno tells the end from a failure. */
	while (errno = 0, (entry = readdir(list))) {
		int ret;

		if (*entry->d_name == '.')
			continue;
		ret = small_file_link(dirfd(list), entry->d_name, link,
				      sizeof(link));
		if (ret == 0)
			*files |= stability_file_of(link);
		else if (ret != -ENOENT)
			all = false;
	}
	return all && !errno;
}

bool stability_files(int directory, unsigned int *files)
{
	int fd = openat(directory, "fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *list = fd < 0 ? NULL : fdopendir(fd);
	bool all = false;

	*files = 0;
	if (list) {
		all = read_links(list, files);
		closedir(list);
	} else if (fd >= 0) {
		close(fd);
	}
	return all;
}

/* -------------------------------------------------------------------------- */

void stability_look_at_subject(const struct stability_ask *ask,
			       struct stability *found)
{
	const struct subject *subject = ask->subject;
	bool all;

	found->pinned = found->locked = found->locked_mappings = VMINFO_NONE;
	found->files = 0;
	found->files_known = false;
	if (!subject || subject->directory < 0)
		return;
	read_status(subject, found);
	look_at_locked(ask, found);
	raise_for(subject);
	all = stability_files(subject->directory, &found->files);
	rights_lower();
	/* One whose first thread has exited has an empty list, and no memory
	   in its status; its other threads have files all the same. */
	found->files_known = all && found->locked != VMINFO_NONE;
}
