// SPDX-License-Identifier: LGPL-2.1-or-later
/* The context: everything about the machine that is the same for a process. */
#include "context.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "memory.h"

#define BOOT_FILE "sys/kernel/random/boot_id"

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
			 VMINFO_WITHOUT_PROCMAP_QUERY |
			 VMINFO_WITHOUT_CACHESTAT |
			 VMINFO_WITHOUT_WALKS;
	int ret;

	*taken = (struct vminfo_context_options){ .size = sizeof(*taken) };
	if (!options)
		return 0;
	ret = context_check_size(options, options->size, sizeof(*taken));
	if (ret == -EINVAL)
		return ret;
	memcpy(taken, options,
	       options->size < sizeof(*taken) ? options->size : sizeof(*taken));
	if (ret < 0)
		return ret;
	/* A recording is no procfs, and knows what it knows. */
	if (taken->recording && (taken->procfs || taken->without))
		return -EINVAL;
	return taken->without & ~known ? -EINVAL : 0;
}

static void close_files(struct vminfo_context *c)
{
	procfs_close(c->swaps);
	procfs_close(c->kpagecgroup);
	procfs_close(c->kpagecount);
	procfs_close(c->kpageflags);
	procfs_close(c->procfs);
}

static struct vminfo_context *make(void)
{
	struct vminfo_context *c = memory_new(1, sizeof(*c));

	if (!c)
		return NULL;
	c->procfs = c->swaps = PROCFS_CLOSED;
	c->kpageflags = c->kpagecount = c->kpagecgroup = PROCFS_CLOSED;
	return c;
}

/* Want of memory, or of descriptors, is no want of rights. */
static int check_files(struct vminfo_context *c)
{
	const struct procfs_file files[] = {
		c->kpageflags, c->kpagecount, c->kpagecgroup, c->swaps,
	};

	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		int err = files[i].fd;

		if (err == -ENOMEM || err == -EMFILE || err == -ENFILE)
			return context_fail(c, err, "files of the machine");
	}
	return 0;
}

/* What files of /proc say of the machine, whoever has them. */
static int read_machine(struct vminfo_context *c)
{
	int ret = check_files(c);

	if (ret < 0)
		return ret;
	ret = physmem_read(&c->physmem, c->procfs);
	if (ret < 0)
		return context_fail(c, ret, "iomem");
	context_swap_areas(c);
	return 0;
}

static int set_up(struct vminfo_context *c,
		  const struct vminfo_context_options *options)
{
	const char *procfs = options->procfs ? options->procfs : "/proc";
	int ret;

	c->gain_rights = options->gain_rights;
	c->drop_rights = options->drop_rights;
	c->rights_data = options->rights_data;
	if (options->recording)
		ret = context_open_recorded(c, options->recording,
					    options->descriptor);
	else
		ret = context_open_live(c, procfs, options->without);
	return ret < 0 ? ret : read_machine(c);
}

/* The error of a context that nobody will have. */
static void tell(const struct vminfo_context_options *options,
		 const char *error)
{
	size_t length = strlen(error);

	if (!options->error || !options->error_size)
		return;
	if (length >= options->error_size)
		length = options->error_size - 1;
	memcpy(options->error, error, length);
	options->error[length] = '\0';
}

int vminfo_context_new(const struct vminfo_context_options *options,
		       struct vminfo_context **context)
{
	struct vminfo_context_options o;
	struct vminfo_context *c;
	int ret = take_options(options, &o);

	if (ret < 0) {
		tell(&o, ret == -E2BIG ? "options of a newer library" :
					 "options that make no sense");
		return ret;
	}
	c = make();
	if (!c) {
		tell(&o, "no memory");
		return -ENOMEM;
	}
	ret = set_up(c, &o);
	if (ret < 0) {
		tell(&o, c->error);
		vminfo_context_free(c);
		return ret;
	}
	c->error[0] = '\0';
	*context = c;
	return 0;
}

int context_new_recorded(struct recording *recording,
			 struct vminfo_context **context)
{
	struct vminfo_context *c = make();
	int ret;

	if (!c) {
		recording_free(recording);
		return -ENOMEM;
	}
	c->recording = recording;
	ret = context_serve(c);
	if (ret == 0)
		ret = read_machine(c);
	if (ret < 0)
		vminfo_context_free(c);
	else
		*context = c;
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
	recording_free(context->recording);
	memory_free(context);
}

const char *vminfo_context_error(const struct vminfo_context *context)
{
	return context->error;
}

void context_gain_rights(const struct vminfo_context *context)
{
	if (context->gain_rights)
		context->gain_rights(context->rights_data);
}

void context_drop_rights(const struct vminfo_context *context)
{
	if (context->drop_rights)
		context->drop_rights(context->rights_data);
}

uint64_t context_untagged(const struct vminfo_context *context, uint64_t va)
{
	const struct context_tag *tag = &context->tag;

	return va & tag->kernel_bit ? va : va & ~tag->bits;
}

uint64_t vminfo_context_page_size(const struct vminfo_context *context)
{
	return context->page_size;
}

const char *vminfo_context_boot(struct vminfo_context *context)
{
	char *boot = context->boot;

	if (context->recording)
		return context->recording->machine.boot;
	if (!*boot && procfs_read_file(context->procfs, BOOT_FILE, boot,
				       sizeof(context->boot)) < 0)
		*boot = '\0';
	boot[strcspn(boot, "\n")] = '\0';
	return boot;
}

int vminfo_context_is_rebased(const struct vminfo_context *context)
{
	return context->recording && context->recording->machine.rebased;
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
