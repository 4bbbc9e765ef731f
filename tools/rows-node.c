// SPDX-License-Identifier: LGPL-2.1-or-later
/* The nodes of memory that the pages and runs of rows are on. */
#include "rows-node.h"

#include "node.h"
#include "rows-place.h"

#define FRAMES_OF_ONE_NODE (2 * 1024 * 1024)	/* bytes; sections are larger */
#define MOST_ZONES 64

bool rows_node_is_one(struct vminfo_context *context)
{
	struct vminfo_zone_span zones[MOST_ZONES];
	ssize_t n = vminfo_context_zones(context, zones, MOST_ZONES);

	for (ssize_t i = 1; i < n && i < MOST_ZONES; i++)
		if (zones[i].node != zones[0].node)
			return false;
	return n > 0 && n <= MOST_ZONES;
}

static int node_of_frame(const struct rows *rows, uint64_t pfn)
{
	struct vminfo_frame frame;

	if (pfn == VMINFO_NONE ||
	    vminfo_context_frames(rows->visit->context, pfn,
				  VMINFO_FRAME_HAS_NODE, &frame, 1) != 1 ||
	    !(frame.known & VMINFO_FRAME_HAS_NODE))
		return NODE_UNKNOWN;
	return frame.node;
}

/* Numbers in another /proc are not numbers of processes here. */
static bool may_ask_kernel(const struct rows *rows)
{
	const struct target *target = rows->visit->target;

	return !target->procfs && !target->recorded;
}

/* The pages that the kernel is asked about, and where the answers go. */
struct question {
	uint64_t va[ROWS_BATCH];
	size_t at[ROWS_BATCH];
	size_t n;
};

static void ask(struct rows *rows, const struct question *question)
{
	int node[ROWS_BATCH];

	if (question->n == 0)
		return;
	node_of_pages(rows->process, question->va, question->n, node);
	for (size_t i = 0; i < question->n; i++)
		rows->node[question->at[i]] = node[i];
}

static int recorded_node(const struct rows *rows, uint64_t va)
{
	int node = NODE_UNKNOWN;

	vminfo_process_recorded_node(rows->process, va, &node);
	return node;
}

/* Only present pages are on a node. */
void rows_node_of_pages(struct rows *rows, const struct vminfo_page *pages,
			size_t n)
{
	struct question question = { .n = 0 };

	for (size_t i = 0; i < n; i++) {
		rows->node[i] = NODE_UNKNOWN;
		if (pages[i].state != VMINFO_PRESENT)
			continue;
		rows->node[i] = recorded_node(rows, pages[i].va);
		if (rows->node[i] == NODE_UNKNOWN)
			rows->node[i] = node_of_frame(rows, pages[i].value);
		if (rows->node[i] != NODE_UNKNOWN || !may_ask_kernel(rows))
			continue;
		question.va[question.n] = pages[i].va;
		question.at[question.n++] = i;
	}
	ask(rows, &question);
}

/* Another node begins with a section of memory. */
static uint64_t extent_by_frames(const struct rows *rows,
				 const struct vminfo_run *run, int node)
{
	uint64_t step = FRAMES_OF_ONE_NODE / rows->row.page_size, n;

	if (rows->one_node)
		return run->pages;
	if (step == 0)
		step = 1;
	n = step - run->value % step;
	while (n < run->pages && node_of_frame(rows, run->value + n) == node)
		n += step;
	return n < run->pages ? n : run->pages;
}

static uint64_t least(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

uint64_t rows_node_of_run(const struct rows *rows,
			  const struct vminfo_run *run, int *node)
{
	uint64_t n = run->pages, page_size = rows->row.page_size;

	*node = NODE_UNKNOWN;
	if (run->state != VMINFO_PRESENT)
		return n;
	if (rows->visit->target->recorded) {
		*node = recorded_node(rows, run->va);
		n = node_extent(rows->process, run, page_size, *node);
	}
	if (*node != NODE_UNKNOWN)
		return n;
	*node = node_of_frame(rows, run->value);
	if (*node != NODE_UNKNOWN)
		return least(n, extent_by_frames(rows, run, *node));
	if (!may_ask_kernel(rows))
		return n;
	node_of_pages(rows->process, &run->va, 1, node);
	return node_extent(rows->process, run, page_size, *node);
}
