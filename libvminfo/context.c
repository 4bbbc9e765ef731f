// SPDX-License-Identifier: LGPL-2.1-or-later
/* The context: everything about the machine that is the same for a process. */
#include "context.h"

#include <errno.h>
#include <linux/magic.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "digits.h"
#include "lines.h"
#include "memory.h"
#include "procfs.h"

#define PMD_SIZE_FILE "/sys/kernel/mm/transparent_hugepage/hpage_pmd_size"

/* On no kernel are there more areas than types. */
#define MOST_AREAS 32u
#define SWAPS_TEXT ((size_t)256 << 10)

const char *vminfo_version(void)
{
	return VMINFO_VERSION;
}

int context_fail(struct vminfo_context *context, int err, const char *what, ...)
{
	int saved = errno;
	va_list args;
	size_t used;

	va_start(args, what);
	vsnprintf(context->error, sizeof(context->error), what, args);
	va_end(args);
	used = strlen(context->error);
	errno = -err;
	snprintf(context->error + used, sizeof(context->error) - used, ": %m");
	errno = saved;
	return err;
}

int context_check_size(const void *options, size_t size, size_t known)
{
	const unsigned char *bytes = options;

	if (size < sizeof(size))
		return -EINVAL;
	for (size_t i = known; i < size; i++) {
		if (bytes[i])
			return -E2BIG;
	}
	return 0;
}

static int take_options(const struct vminfo_context_options *options,
			struct vminfo_context_options *taken)
{
	uint64_t known = VMINFO_WITHOUT_PAGEMAP_SCAN |
			 VMINFO_WITHOUT_PROCMAP_QUERY;
	int ret;

	*taken = (struct vminfo_context_options){ .size = sizeof(*taken) };
	if (!options)
		return 0;
	ret = context_check_size(options, options->size, sizeof(*taken));
	if (ret < 0)
		return ret;
	memcpy(taken, options,
	       options->size < sizeof(*taken) ? options->size : sizeof(*taken));
	return taken->without & ~known ? -EINVAL : 0;
}

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

/* A directory that somebody made says nothing about the kernel we run on. */
static void probe_machine(struct vminfo_context *c, uint64_t without)
{
	c->page_size = (uint64_t)sysconf(_SC_PAGESIZE);
	c->pmd_size = read_pmd_size(c->page_size);
	/* In containers a file of somebody else may lie over it. */
	c->areas_real = !c->live || procfs_is_magic(c->swaps, PROC_SUPER_MAGIC);
	c->own_pids = c->live &&
		      procfs_read_link_number(c->procfs, "self") == getpid();
	probe_kernel(&c->probe, (size_t)c->page_size);
	if (!c->live)
		c->probe = (struct probe){ .zero_frame = VMINFO_NONE,
					   .marker_type = 31 };
	if (without & VMINFO_WITHOUT_PAGEMAP_SCAN)
		c->probe.scan = false;
	if (without & VMINFO_WITHOUT_PROCMAP_QUERY)
		c->probe.query = false;
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

static void close_files(struct vminfo_context *c)
{
	procfs_close(c->swaps);
	procfs_close(c->kpagecgroup);
	procfs_close(c->kpagecount);
	procfs_close(c->kpageflags);
	procfs_close(c->procfs);
}

int vminfo_context_new(const struct vminfo_context_options *options,
		       struct vminfo_context **context)
{
	struct vminfo_context_options o;
	struct vminfo_context *c;
	int ret = take_options(options, &o);

	if (ret < 0)
		return ret;
	c = memory_new(1, sizeof(*c));
	if (!c)
		return -ENOMEM;
	c->procfs = procfs_open_dir(PROCFS_CWD, o.procfs ? o.procfs : "/proc");
	if (c->procfs.fd < 0) {
		ret = c->procfs.fd;
		goto free_context;
	}
	c->live = procfs_is_magic(c->procfs, PROC_SUPER_MAGIC);
	c->kpageflags = open_file(c, "kpageflags");
	c->kpagecount = open_file(c, "kpagecount");
	c->kpagecgroup = open_file(c, "kpagecgroup");
	c->swaps = procfs_open(c->procfs, "swaps");
	probe_machine(c, o.without);
	ret = physmem_read(&c->physmem, c->procfs);
	if (ret < 0) {
		close_files(c);
		goto free_context;
	}
	context_swap_areas(c);
	*context = c;
	return 0;

free_context:
	memory_free(c);
	return ret;
}

void vminfo_context_free(struct vminfo_context *context)
{
	if (!context)
		return;
	physmem_free(&context->physmem);
	memory_free(context->areas);
	memory_free(context->areas_text);
	close_files(context);
	memory_free(context);
}

const char *vminfo_context_error(const struct vminfo_context *context)
{
	return context->error;
}

uint64_t vminfo_context_page_size(const struct vminfo_context *context)
{
	return context->page_size;
}

uint64_t vminfo_context_pmd_size(const struct vminfo_context *context)
{
	return context->pmd_size;
}

uint64_t vminfo_context_rights(const struct vminfo_context *context)
{
	uint64_t rights = 0;

	if (context->probe.frames)
		rights |= VMINFO_RIGHT_FRAMES;
	if (context->kpageflags.fd >= 0)
		rights |= VMINFO_RIGHT_KPAGE;
	if (context->physmem.n)
		rights |= VMINFO_RIGHT_RAM;
	if (context->swaps.fd >= 0)
		rights |= VMINFO_RIGHT_SWAPS;
	return rights;
}

/* All of /proc/swaps, which may not be cut: a missing line changes answers. */
static int read_text(struct vminfo_context *c)
{
	size_t done = 0;
	ssize_t n = 1;

	if (!c->areas_text)
		c->areas_text = memory_new(1, SWAPS_TEXT);
	if (!c->areas_text)
		return -ENOMEM;
	if (procfs_rewind(c->swaps) < 0)
		return -EIO;
	while (n > 0 && done < SWAPS_TEXT) {
		n = procfs_read(c->swaps, c->areas_text + done,
				SWAPS_TEXT - done);
		if (n > 0)
			done += (size_t)n;
	}
	if (n < 0)
		return (int)n;
	if (done == SWAPS_TEXT)
		return -EFBIG;
	c->areas_text[done] = '\0';
	return 0;
}

static int read_areas(struct vminfo_context *c)
{
	char *line, *rest = NULL;
	int ret = read_text(c);

	if (ret < 0)
		return ret;
	if (!c->areas)
		c->areas = memory_new(MOST_AREAS, sizeof(*c->areas));
	if (!c->areas)
		return -ENOMEM;
	c->n_areas = 0;
	strtok_r(c->areas_text, "\n", &rest);
	while ((line = strtok_r(NULL, "\n", &rest))) {
		if (c->n_areas == MOST_AREAS ||
		    swaps_decode(line, &c->areas[c->n_areas]) < 0)
			return -EINVAL;
		c->n_areas++;
	}
	return 0;
}

int context_swap_areas(struct vminfo_context *context)
{
	bool changed;
	int ret;

	if (context->swaps.fd < 0)
		return -ENODATA;
	changed = procfs_has_changed(context->swaps);
	if (context->areas && !changed)
		return (int)context->n_areas;
	context->areas_changed |= changed;
	context->seen_types = 0;
	ret = read_areas(context);
	if (ret < 0) {
		memory_free(context->areas);
		context->areas = NULL;
		return context_fail(context, ret, "swaps");
	}
	return (int)context->n_areas;
}

/*
 * The area that a slot is in.  1: *area is the only one that it can be; 0: the
 * one on the line of its number, which nothing contradicts; -ENODATA.
 */
static int find_area(const struct vminfo_context *c, unsigned int type,
		     uint64_t slot, const struct swaps_area **area)
{
	unsigned int n = (unsigned int)c->n_areas, candidates = 0;
	struct swaps_lines lines = swaps_lines_of(type, c->seen_types, n);
	const struct swaps_area *only = NULL;
	bool by_number = false;

	for (unsigned int i = lines.first; i < lines.end; i++) {
		/* The size leaves out slot 0, the header. */
		if (slot * c->page_size > c->areas[i].size)
			continue;
		candidates++;
		only = &c->areas[i];
		by_number |= i == type;
	}
	/* A number beyond the lines: some are off, so lines are no numbers. */
	if ((uint64_t)c->seen_types >> n)
		by_number = false;
	if (!candidates || (candidates > 1 && !by_number))
		return -ENODATA;
	*area = candidates > 1 ? &c->areas[type] : only;
	return candidates == 1;
}

int vminfo_context_swap_device(struct vminfo_context *context,
			       unsigned int type, uint64_t slot,
			       const char **name)
{
	int ret = context_swap_areas(context);
	const struct swaps_area *area;

	if (ret < 0)
		return ret;
	if (type >= MOST_AREAS || slot > UINT64_MAX / context->page_size)
		return -ENODATA;
	context->seen_types |= (uint32_t)1 << type;
	ret = find_area(context, type, slot, &area);
	if (ret < 0)
		return ret;
	*name = area->name;
	/* A slot seen before a change may be of an area that is off now. */
	return ret && !context->areas_changed && context->areas_real;
}
