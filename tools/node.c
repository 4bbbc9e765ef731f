/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which node of memory a page is on, as move_pages(2) says. */
#include "node.h"

#include <numa.h>

#include "rights.h"

#define FRAMES_OF_ONE_NODE (2 * 1024 * 1024)	/* bytes; sections are larger */

/* libnuma prints by itself otherwise. */
void numa_warn(int number, char *format, ...)
{
	(void)number;
	(void)format;
}

void numa_error(char *where)
{
	(void)where;
}

static int ask(pid_t pid, void **pages, size_t n, int *node)
{
	int ret;

	if (numa_available() < 0)
		return -1;
	rights_raise(RIGHTS_PTRACE);
	ret = numa_move_pages(pid, n, pages, NULL, node, 0);
	rights_lower();
	return ret;
}

void node_of_pages(pid_t pid, const uint64_t *va, size_t n, int *node)
{
	void *pages[NODE_BATCH];
	int failed;

	for (size_t i = 0; i < n; i++)
		pages[i] = (void *)(uintptr_t)va[i];
	failed = ask(pid, pages, n, node);
	/* Negative: not there any more, or memory of a device. */
	for (size_t i = 0; i < n; i++)
		if (failed || node[i] < 0 || (uintptr_t)va[i] != va[i])
			node[i] = NODE_UNKNOWN;
}

/*
 * Asks one page in `step` until one is elsewhere.  Returns how many pages lie
 * before it (all of them: run->pages).
 */
static uint64_t pages_alike(pid_t pid, const struct vminfo_run *run,
			    uint64_t page_size, uint64_t step, int wanted)
{
	uint64_t va[NODE_BATCH];
	int node[NODE_BATCH];

	for (uint64_t at = 0; at < run->pages;) {
		size_t n = 0;

		for (; n < NODE_BATCH && at + n * step < run->pages; n++)
			va[n] = run->va + (at + n * step) * page_size;
		node_of_pages(pid, va, n, node);
		for (size_t i = 0; i < n; i++)
			if (node[i] != wanted)
				return at + i * step;
		at += n * step;
	}
	return run->pages;
}

/* The step at the end of which the node is another one, page by page. */
static uint64_t border_within(pid_t pid, const struct vminfo_run *run,
			      uint64_t page_size, uint64_t begin, int node)
{
	const struct vminfo_run piece = {
		.va = run->va + begin * page_size,
		.pages = run->pages - begin,
	};

	return begin + pages_alike(pid, &piece, page_size, 1, node);
}

uint64_t node_extent(pid_t pid, const struct vminfo_run *run,
		     uint64_t page_size, int node)
{
	uint64_t step = FRAMES_OF_ONE_NODE / page_size;
	uint64_t pages;

	if (run->pages == 1 || numa_available() < 0 ||
	    numa_num_configured_nodes() == 1)
		return run->pages;
	if (run->value == VMINFO_NONE || step == 0)
		step = 1;
	pages = pages_alike(pid, run, page_size, step, node);
	if (pages == 0)
		return 1;
	if (step == 1)
		return pages;
	return border_within(pid, run, page_size,
			     (pages - 1) / step * step, node);
}
