// SPDX-License-Identifier: LGPL-2.1-or-later
/* A context on a procfs, most often that of the kernel we run on. */
#include <errno.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "context.h"
#include "digits.h"
#include "pagemap.h"

#define PMD_SIZE_FILE "/sys/kernel/mm/transparent_hugepage/hpage_pmd_size"

static const struct context_tag own_tag =
#if defined(__aarch64__)
	CONTEXT_TAG_ARM64;
#elif defined(__x86_64__)
	CONTEXT_TAG_X86;
#else
	{ 0 };
#endif

static uint64_t read_pmd_size(uint64_t page_size)
{
	char text[32];
	struct digits digits = { .at = text };
	uint64_t size;

	if (procfs_read_file(PROCFS_CWD, PMD_SIZE_FILE, text, sizeof(text)) < 0)
		return 0;
	digits.end = text + strlen(text);
	if (!digits_take(&digits, 10, &size) || size < page_size ||
	    size & (size - 1))
		return 0;
	return size;
}

static void read_architecture(struct vminfo_context *c)
{
	struct utsname name;

	if (uname(&name) == 0)
		snprintf(c->architecture, sizeof(c->architecture), "%s",
			 name.machine);
}

/* A directory that somebody made says nothing about the kernel we run on. */
static void probe_machine(struct vminfo_context *c, uint64_t without)
{
	c->page_size = (uint64_t)sysconf(_SC_PAGESIZE);
	c->pmd_size = read_pmd_size(c->page_size);
	if (c->live) {
		c->tag = own_tag;
		read_architecture(c);
	}
	/* In containers a file of somebody else may lie over it. */
	c->areas_real = !c->live || procfs_is_magic(c->swaps, PROC_SUPER_MAGIC);
	c->own_pids = c->live &&
		      procfs_read_link_number(c->procfs, "self") == getpid();
	probe_kernel(&c->probe, (size_t)c->page_size, c->kpageflags);
	if (!c->live)
		c->probe = (struct probe){
			.zero_frame = VMINFO_NONE,
			.special_start = PAGEMAP_LOWEST_SPECIAL,
			.marker_type = PAGEMAP_TYPES - 1,
		};
	if (without & VMINFO_WITHOUT_PAGEMAP_SCAN)
		c->probe.scan = false;
	if (without & VMINFO_WITHOUT_PROCMAP_QUERY)
		c->probe.query = false;
	c->cachestat = !(without & VMINFO_WITHOUT_CACHESTAT);
	c->only_sums = without & VMINFO_WITHOUT_WALKS;
}

/*
 * In containers an empty file may lie over it, which would say that no frame
 * has any flag.
 */
static struct procfs_file open_file(const struct vminfo_context *c,
				    const char *name)
{
	struct procfs_file file = procfs_open(c->procfs, name);

	if (file.fd < 0 || !c->live || procfs_is_magic(file, PROC_SUPER_MAGIC))
		return file;
	procfs_close(file);
	return (struct procfs_file){ .fd = -EACCES };
}

int context_open_live(struct vminfo_context *c, const char *procfs,
		      uint64_t without)
{
	c->procfs = procfs_open_dir(PROCFS_CWD, procfs);
	if (c->procfs.fd < 0)
		return context_fail(c, c->procfs.fd, "%s", procfs);
	c->live = procfs_is_magic(c->procfs, PROC_SUPER_MAGIC);
	c->kpageflags = open_file(c, "kpageflags");
	c->kpagecount = open_file(c, "kpagecount");
	c->kpagecgroup = open_file(c, "kpagecgroup");
	c->swaps = procfs_open(c->procfs, "swaps");
	probe_machine(c, without);
	return 0;
}
