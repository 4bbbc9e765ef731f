// SPDX-License-Identifier: LGPL-2.1-or-later
/* A context on a recording: nothing is asked of the kernel we run on. */
#include <errno.h>
#include <string.h>

#include "context.h"

static const struct {
	const char *arch;	/* as uname(2) says */
	struct context_tag tag;
} tags[] = {
	{ "aarch64", CONTEXT_TAG_ARM64 },
	{ "x86_64", CONTEXT_TAG_X86 },
};

static struct context_tag tag_of(const char *arch)
{
	for (size_t i = 0; i < sizeof(tags) / sizeof(*tags); i++) {
		if (!strcmp(tags[i].arch, arch))
			return tags[i].tag;
	}
	return (struct context_tag){ 0 };
}

static int read_recording(struct vminfo_context *c, const char *path,
			  const int *descriptor)
{
	struct recording_source source = {
		.file = descriptor ? procfs_duplicate(*descriptor) :
				     procfs_open_input(path),
		.name = path,
		.error = c->error,
		.error_size = sizeof(c->error),
	};
	int ret;

	if (source.file.fd < 0)
		return context_fail(c, source.file.fd, "%s", path);
	ret = recording_read(&source, &c->recording);
	procfs_close(source.file);
	/* What is wrong with its text was said. */
	if (ret < 0 && !c->error[0])
		return context_fail(c, ret, "%s", path);
	return ret;
}

static void take_machine(struct vminfo_context *c)
{
	const struct recorded_machine *machine = &c->recording->machine;

	c->page_size = machine->page_size;
	c->pmd_size = machine->pmd_size;
	c->tag = tag_of(machine->arch);
	memcpy(c->architecture, machine->arch, sizeof(machine->arch));
	c->areas_real = !machine->swaps_uncertain;
	/* What was found out is told like what a scan finds. */
	c->probe = (struct probe){
		.frames = machine->rights & VMINFO_RIGHT_FRAMES,
		.scan = true,
		.query = true,
		.zero_frame = VMINFO_NONE,
		.special_start = machine->special_start,
		.marker_type = machine->marker_type,
	};
}

int context_open_recorded(struct vminfo_context *c, const char *path,
			  const int *descriptor)
{
	int ret = read_recording(c, path, descriptor);

	return ret < 0 ? ret : context_serve(c);
}

int context_serve(struct vminfo_context *c)
{
	take_machine(c);
	c->procfs = recording_serve(c->recording);
	if (c->procfs.fd < 0)
		return context_fail(c, c->procfs.fd, "recording");
	c->kpageflags = procfs_open(c->procfs, "kpageflags");
	c->kpagecount = procfs_open(c->procfs, "kpagecount");
	c->kpagecgroup = procfs_open(c->procfs, "kpagecgroup");
	c->swaps = procfs_open(c->procfs, "swaps");
	return 0;
}

int vminfo_context_recorded_memcg(const struct vminfo_context *context,
				  uint64_t inode, const char **path)
{
	const char *found;

	if (!context->recording)
		return -ENODATA;
	found = recording_cgroup(context->recording, inode);
	if (!found)
		return 0;
	*path = found;
	return 1;
}
