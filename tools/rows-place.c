// SPDX-License-Identifier: LGPL-2.1-or-later
/* Rows of pages and of runs, and the nodes that they are on. */
#include "rows-place.h"

#include "node.h"

/* The pages whose nodes are asked for, and where the answers go. */
struct question {
	uint64_t va[ROWS_BATCH];
	size_t at[ROWS_BATCH];
	size_t n;
};

/* Only present pages are on a node. */
static void add_to_question(struct question *question, size_t at, uint64_t va,
			    uint8_t state)
{
	if (state != VMINFO_PRESENT)
		return;
	question->va[question->n] = va;
	question->at[question->n++] = at;
}

static void ask_nodes(struct rows *rows, const struct question *question)
{
	int node[ROWS_BATCH];

	if (question->n == 0)
		return;
	/* Numbers in another /proc are not numbers of processes here. */
	if (rows->visit->target->procfs)
		for (size_t i = 0; i < question->n; i++)
			node[i] = NODE_UNKNOWN;
	else
		node_of_pages(rows->process, question->va, question->n, node);
	for (size_t i = 0; i < question->n; i++)
		rows->node[question->at[i]] = node[i];
}

static void nodes_of_pages(struct rows *rows, const struct vminfo_page *pages,
			   size_t n)
{
	struct question question = { .n = 0 };

	for (size_t i = 0; i < n; i++)
		add_to_question(&question, i, pages[i].va, pages[i].state);
	ask_nodes(rows, &question);
}

static void nodes_of_runs(struct rows *rows, const struct vminfo_run *runs,
			  size_t n)
{
	struct question question = { .n = 0 };

	for (size_t i = 0; i < n; i++)
		add_to_question(&question, i, runs[i].va, runs[i].state);
	ask_nodes(rows, &question);
}

static void count_page(struct rows *rows, const struct vminfo_page *page,
		       bool listed)
{
	if (!rows->adds_up || !rows->row.mapping)
		return;
	if (listed)
		tally_page(&rows->part, page);
	else
		tally_interrupt(&rows->part);
}

static void row_of_page(struct rows *rows, const struct vminfo_page *page,
			int node)
{
	struct row *row = &rows->row;

	row->va = page->va;
	row->pages = 1;
	row->word = page->word;
	row->value = page->value;
	row->state = page->state;
	row->swap_type = page->swap_type;
	row->attributes = row->doubts = page->attributes;
	rows->seen |= page->attributes;
	row->node = node;
	count_page(rows, page, report_row(rows->report, row));
}

/* Of runs that --where decides on, only those that are listed count. */
static void count_run(struct rows *rows, const struct vminfo_run *run,
		      bool listed)
{
	if (!rows->choosy || !rows->row.mapping)
		return;
	if (!listed)
		tally_interrupt(&rows->part);
	else if (run->pages == rows->pieces.pages)
		tally_join(&rows->part, &rows->pieces, run);
	else
		tally_run(&rows->part, run);
}

static void row_of_run(struct rows *rows, const struct vminfo_run *run,
		       int node)
{
	struct row *row = &rows->row;

	row->va = run->va;
	row->pages = run->pages;
	row->value = run->value;
	row->state = run->state;
	row->swap_type = run->swap_type;
	row->attributes = run->all;
	row->doubts = run->any;
	row->node = node;
	count_run(rows, run, report_row(rows->report, row));
}

static struct vminfo_run behind(const struct vminfo_run *run, uint64_t pages,
				uint64_t page_size)
{
	struct vminfo_run rest = *run;

	rest.va += pages * page_size;
	rest.pages -= pages;
	if (rest.value != VMINFO_NONE)
		rest.value += pages;
	return rest;
}

/* With the column NODE a run ends where the node changes. */
static void rows_of_run(struct rows *rows, const struct vminfo_run *run,
			int node)
{
	uint64_t page_size = rows->row.page_size;
	struct vminfo_run rest = *run;

	if (!(rows->wants & CELLS_NODE) || run->state != VMINFO_PRESENT ||
	    rows->visit->target->procfs) {
		row_of_run(rows, run, node);
		return;
	}
	for (;;) {
		struct vminfo_run piece = rest;

		piece.pages = node_extent(rows->process, &rest, page_size,
					  node);
		row_of_run(rows, &piece, node);
		if (piece.pages == rest.pages)
			return;
		rest = behind(&rest, piece.pages, page_size);
		node_of_pages(rows->process, &rest.va, 1, &node);
	}
}

void rows_of_pages(struct rows *rows, const struct vminfo_page *pages,
		   size_t n)
{
	if (rows->wants & CELLS_NODE)
		nodes_of_pages(rows, pages, n);
	for (size_t i = 0; i < n; i++)
		row_of_page(rows, &pages[i], rows->node[i]);
}

static void show_runs(struct rows *rows, const struct vminfo_run *runs,
		      size_t n)
{
	if (rows->wants & CELLS_NODE)
		nodes_of_runs(rows, runs, n);
	for (size_t i = 0; i < n; i++)
		rows_of_run(rows, &runs[i], rows->node[i]);
}

/* Whether only an attribute that is not shown lies between the two. */
static bool goes_on(const struct rows *rows, const struct vminfo_run *next)
{
	const struct vminfo_run *open = &rows->open;
	uint64_t value = open->value;

	if (value != VMINFO_NONE)
		value += open->pages;
	return open->pages &&
	       open->va + open->pages * rows->row.page_size == next->va &&
	       open->state == next->state &&
	       open->swap_type == next->swap_type && value == next->value &&
	       !((open->all ^ next->all) & rows->split);
}

static void extend(struct vminfo_run *open, const struct vminfo_run *next)
{
	open->pages += next->pages;
	open->all &= next->all;
	open->any |= next->any;
}

/* Returns how many of them have ended; the last is kept open. */
static size_t join(struct rows *rows, struct vminfo_run *runs, size_t n)
{
	struct vminfo_run *open = &rows->open;
	size_t ended = 0;

	for (size_t i = 0; i < n; i++) {
		struct vminfo_run next = runs[i];

		if (goes_on(rows, &next)) {
			extend(open, &next);
			continue;
		}
		if (open->pages)
			runs[ended++] = *open;
		*open = next;
	}
	return ended;
}

/* A run at a time, with the count of its pieces. */
static void take_run(struct rows *rows, const struct vminfo_run *run)
{
	if (goes_on(rows, run)) {
		extend(&rows->open, run);
	} else {
		rows_finish_run(rows);
		rows->open = *run;
		rows->pieces = (struct tally){ 0 };
	}
	tally_run(&rows->pieces, run);
}

void rows_of_runs(struct rows *rows, struct vminfo_run *runs, size_t n)
{
	if (rows->choosy) {
		for (size_t i = 0; i < n; i++)
			take_run(rows, &runs[i]);
		return;
	}
	if (rows->cut != rows->split)
		n = join(rows, runs, n);
	show_runs(rows, runs, n);
}

void rows_finish_run(struct rows *rows)
{
	if (rows->open.pages)
		show_runs(rows, &rows->open, 1);
	rows->open.pages = 0;
}
