// SPDX-License-Identifier: LGPL-2.1-or-later
/* Which node of memory a page is on: recorded, or as move_pages(2) says. */
#include "node.h"

#include <stdbool.h>

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

static bool is_recorded(const struct vminfo_process *process)
{
	int node;

	return vminfo_process_recorded_node(process, 0, &node) != 0;
}

void node_of_pages(const struct vminfo_process *process, const uint64_t *va,
		   size_t n, int *node)
{
	void *pages[NODE_BATCH];
	int failed;

	if (is_recorded(process)) {
		for (size_t i = 0; i < n; i++)
			vminfo_process_recorded_node(process, va[i], &node[i]);
		return;
	}
	for (size_t i = 0; i < n; i++)
		pages[i] = (void *)(uintptr_t)va[i];
	failed = ask(vminfo_process_pid(process), pages, n, node);
	/* Negative: not there any more, or memory of a device. */
	for (size_t i = 0; i < n; i++)
		if (failed || node[i] < 0 || (uintptr_t)va[i] != va[i])
			node[i] = NODE_UNKNOWN;
}

struct search {
	const struct vminfo_process *process;
	const struct vminfo_run *run;
	uint64_t page_size;
	int node;		/* of its first page */
};

/*
 * Asks one page in `step`, from page `at` on, until one is on another node.
 * Returns the page that is; run->pages if there is none.
 */
static uint64_t other_node(const struct search *search, uint64_t at,
			   uint64_t step)
{
	const struct vminfo_run *run = search->run;
	uint64_t va[NODE_BATCH];
	int node[NODE_BATCH];

	while (at < run->pages) {
		size_t n = 0;

		for (; n < NODE_BATCH && at + n * step < run->pages; n++)
			va[n] = run->va + (at + n * step) * search->page_size;
		node_of_pages(search->process, va, n, node);
		for (size_t i = 0; i < n; i++)
			if (node[i] != search->node)
				return at + i * step;
		at += n * step;
	}
	return run->pages;
}

/* The same in a recording, line by line. */
static uint64_t recorded_extent(const struct search *search)
{
	const struct vminfo_run *run = search->run;
	uint64_t at = 0, n;
	int node;

	while (at < run->pages) {
		n = vminfo_process_recorded_node(
			search->process, run->va + at * search->page_size,
			&node);
		if (node != search->node)
			return at ? at : 1;
		at += n;
	}
	return run->pages;
}

uint64_t node_extent(const struct vminfo_process *process,
		     const struct vminfo_run *run, uint64_t page_size, int node)
{
	const struct search search = { process, run, page_size, node };
	uint64_t step = FRAMES_OF_ONE_NODE / page_size;
	uint64_t other, alike;

	if (is_recorded(process))
		return recorded_extent(&search);
	if (run->pages == 1 || numa_available() < 0 ||
	    numa_num_configured_nodes() == 1)
		return run->pages;
	if (run->value == VMINFO_NONE || step == 0)
		step = 1;
	other = other_node(&search, 0, step);
	if (other == 0)
		return 1;
	if (step == 1)
		return other;
	/* The border is somewhere behind the last one that is alike. */
	alike = (other - 1) / step * step;
	return other_node(&search, alike, 1);
}
