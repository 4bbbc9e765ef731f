// SPDX-License-Identifier: LGPL-2.1-or-later
/* One page, or one mapping, looked up by its address. */
#include <errno.h>

#include "walk.h"

uint64_t vminfo_process_untagged(const struct vminfo_process *process,
				 uint64_t va)
{
	return context_untagged(process->context, va);
}

static int lookup_walk(struct vminfo_process *process, uint64_t va)
{
	struct vminfo_walk_options options = {
		.size = sizeof(options),
		.want = VMINFO_WANT_GAPS | VMINFO_WANT_EXACT,
	};
	int ret = process_check(process);

	if (ret == 0 && !process->lookup)
		ret = vminfo_walk_new(process, &options, &process->lookup);
	if (ret < 0)
		return ret;
	return walk_restart(process->lookup, va, 1);
}

int vminfo_process_page(struct vminfo_process *process, uint64_t va,
			struct vminfo_page *page)
{
	int ret = lookup_walk(process, context_untagged(process->context, va));
	struct vminfo_page found = { 0 };
	ssize_t n;

	if (ret < 0)
		return ret;
	n = vminfo_walk_pages(process->lookup, &found, NULL, 1);
	if (n != 1)
		return n < 0 && n != -ESTALE ? (int)n : -ESRCH;
	if (found.attributes & VMINFO_CHANGED)
		return context_fail(process->context, -EAGAIN, "%d/maps",
				    (int)process->pid);
	*page = found;
	return 0;
}

int vminfo_process_mapping(struct vminfo_process *process, uint64_t va,
			   struct vminfo_mapping *mapping)
{
	struct vminfo_mapping found;
	int ret;

	va = context_untagged(process->context, va);
	ret = lookup_walk(process, va);
	if (ret < 0)
		return ret;
	ret = mappings_at(&process->lookup->mappings, va, &found);
	if (ret < 0)
		return walk_fail(process->lookup, ret) == -ESTALE ?
			       -ESRCH :
			       process->lookup->error;
	if (ret == 0 || found.va > va)
		return 0;
	*mapping = found;
	return 1;
}
