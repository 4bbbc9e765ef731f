// SPDX-License-Identifier: LGPL-2.1-or-later
/* What a recording says of a process that no file of the kernel does. */
#include "process.h"

pid_t vminfo_context_next_process(struct vminfo_context *context, pid_t after)
{
	return procfs_next_task(context->procfs, ".", after);
}

uint64_t vminfo_process_recorded_node(const struct vminfo_process *process,
				      uint64_t va, int *node)
{
	const struct vminfo_context *c = process->context;
	const struct recorded_pages *pages;
	uint64_t page;
	size_t n;

	if (!process->recorded)
		return 0;
	page = va / c->page_size;
	pages = recording_pages(c->recording, process->recorded, page, &n);
	if (!pages) {
		*node = RECORDED_NO_NODE;
		return 1;
	}
	if (pages->page > page) {
		*node = RECORDED_NO_NODE;
		return pages->page - page;
	}
	*node = pages->node;
	return pages->page + pages->count - page;
}
