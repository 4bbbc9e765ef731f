// SPDX-License-Identifier: LGPL-2.1-or-later
/* Moves the pages, runs or mappings of processes into a report, and adds up. */
#include "rows.h"

#include <stdlib.h>
#include <string.h>

#include "complain.h"
#include "progress.h"
#include "rows-alike.h"
#include "rows-chunks.h"
#include "rows-frames.h"
#include "rows-listed.h"
#include "rows-mapping.h"
#include "rows-node.h"
#include "rows-physical.h"
#include "rows-place.h"
#include "rows-rollup.h"
#include "rows-shown.h"
#include "units.h"

/* Attributes that decide how a page counts. */
#define COUNTED (VMINFO_HUGE | VMINFO_HUGE_UNKNOWN | VMINFO_HIDDEN | \
		 VMINFO_CHANGED | VMINFO_MAYBE_ZERO)

/* Attributes that the pages of a huge page do not share. */
#define INFERRED (VMINFO_EXCLUSIVE | VMINFO_FILE | VMINFO_SOFT_DIRTY | \
		  VMINFO_UFFD_WP)

void rows_start(struct rows *rows)
{
	struct vminfo_context *context = rows->visit->context;
	size_t size = sizeof(struct vminfo_page);

	if (sizeof(struct vminfo_run) > size)
		size = sizeof(struct vminfo_run);
	rows_shown_start(rows);
	rows->adds_up = rows->group & CELLS_TOTAL ||
			report_has_summary(rows->report);
	rows->choosy = rows->adds_up && rows->group == CELLS_RUN &&
		       report_has_where(rows->report);
	/* A summary tells of runs. */
	rows->presence = rows->group & CELLS_TOTAL &&
			 !report_has_summary(rows->report) &&
			 !(rows->wants & (CELLS_FRAMES | CELLS_COSTLY));
	rows->cut = rows->shown.attributes | (rows->adds_up ? COUNTED : 0);
	rows->row.context = context;
	rows->row.page_size = vminfo_context_page_size(context);
	rows_frames_start(rows);
	rows_rollup_start(rows);
	rows_listed_start(rows);
	rows->batch = calloc(ROWS_BATCH, size);
	rows->node = calloc(ROWS_BATCH, sizeof(*rows->node));
	if (rows->members)
		rows->place_frames = calloc(ROWS_BATCH,
					    sizeof(struct vminfo_frame));
	if (!rows->batch || !rows->node ||
	    (rows->members && !rows->place_frames))
		complain_out_of_memory();
	rows->one_node = rows_node_is_one(context);
	rows->row.recorded = rows->visit->target->recorded;
	rows->row.has_zones = vminfo_context_zones(context, NULL, 0) > 0;
	rows_physical_start(rows);
	rows_alike_start(rows);
}

void rows_end(struct rows *rows)
{
	rows_frames_end(rows);
	free(rows->batch);
	free(rows->node);
	free(rows->place_frames);
	rows_physical_end(rows);
	free(rows->name);
}

void rows_branch(const struct rows *rows, struct rows *branch,
		 struct visit *visit, struct report *report)
{
	*branch = (struct rows){
		.visit = visit,
		.report = report,
		.group = rows->group,
		.wants = rows->wants,
		.leave_out_empty = rows->leave_out_empty,
		.block_sizes = rows->block_sizes,
		.block_count = rows->block_count,
		.is_branch = true,
	};
	rows_start(branch);
}

void rows_join(struct rows *rows, struct rows *branch)
{
	rows->seen |= branch->seen;
	rows->left_some_out |= branch->left_some_out;
	resolve_join(&rows->resolve, &branch->resolve);
	rows_end(branch);
}

/*
 * Walks.
 */

static struct vminfo_frame *frames_room(const struct rows *rows)
{
	return rows->group & CELLS_PLACE ? rows->place_frames
					 : rows_frames_room(rows);
}

static ssize_t move_pages_of_batch(struct rows *rows)
{
	struct vminfo_page *pages = rows->batch;
	ssize_t n = vminfo_walk_pages(rows->walk, pages, frames_room(rows),
				      ROWS_BATCH);

	if (n <= 0)
		return n;
	progress_pages(pages, (size_t)n);
	rows_arrive(rows, pages[0].va);
	if (!rows->wanted)
		return n;
	rows_of_pages(rows, pages, (size_t)n);
	return n;
}

static void count_run(struct rows *rows, const struct vminfo_run *run)
{
	rows->seen |= run->any;
	if (rows->adds_up && rows->row.mapping && !rows->choosy)
		tally_run(&rows->part, run);
}

static ssize_t move_runs_of_batch(struct rows *rows)
{
	struct vminfo_run *runs = rows->batch;
	ssize_t n = vminfo_walk_runs(rows->walk, runs, frames_room(rows),
				     ROWS_BATCH);

	if (n <= 0)
		return n;
	progress_runs(runs, (size_t)n, rows->row.page_size);
	rows_arrive(rows, runs[0].va);
	if (!rows->wanted)
		return n;
	for (ssize_t i = 0; i < n; i++)
		count_run(rows, &runs[i]);
	rows_frames_count(rows, runs, (size_t)n);
	if (rows->group == CELLS_RUN)
		rows_of_runs(rows, runs, (size_t)n);
	return n;
}

struct vminfo_walk_options rows_walk_options(const struct rows *rows,
					     const struct span *span)
{
	struct vminfo_walk_options options = {
		.size = sizeof(options),
		.start = span->start,
		.length = span->length,
		.split = rows->cut | VMINFO_SPLIT_FRAME(rows->shown.members),
		.members = rows->members,
		.want = resolve_want(rows->visit->target),
	};

	if (rows->place_frames)
		options.want |= VMINFO_WANT_FRAMES;
	if (rows->presence)
		options.want |= VMINFO_WANT_PRESENCE;
	/* What is shown of a huge page is to be so for each of its pages. */
	if (rows->shown.attributes & INFERRED)
		options.want |= VMINFO_WANT_EXACT;
	/* Who asks for a range wants to know about all of it. */
	if (rows->group & CELLS_PLACE && target_is_range(rows->visit->target))
		options.want |= VMINFO_WANT_GAPS;
	rows_frames_ask(rows, &options);
	return options;
}

static void walk_span(struct rows *rows, struct vminfo_process *process,
		      const struct span *span)
{
	struct vminfo_walk_options options = rows_walk_options(rows, span);
	ssize_t n;

	if (!rows->is_branch)
		options.want |= VMINFO_WANT_AHEAD;
	n = vminfo_walk_new(process, &options, &rows->walk);
	if (n != 0) {
		rows->cut_short = true;
		visit_failed(rows->visit, (int)n);
		return;
	}
	do {
		n = rows->group == CELLS_PAGE ? move_pages_of_batch(rows)
					      : move_runs_of_batch(rows);
	} while (n > 0);
	/* What a part adds up to would look like the whole. */
	rows->cut_short |= n < 0;
	rows_leave(rows);
	visit_check_walk(rows->visit, rows->row.pid, rows->walk, n);
	vminfo_walk_free(rows->walk);
	rows->walk = NULL;
}

static void walk_spans(struct rows *rows, struct vminfo_process *process,
		       const struct spans *spans)
{
	for (size_t i = 0; i < spans->count; i++)
		walk_span(rows, process, &spans->list[i]);
}

/*
 * Processes.
 */

static void note_left_out(struct rows *rows)
{
	char line[128], *to = line;

	if (!rows->left_out)
		return;
	to = units_put_grouped(to, rows->left_out);
	strcpy(to, rows->left_out == 1
	       ? " mapping without pages (-v lists it)"
	       : " mappings without pages (-v lists them)");
	report_note(rows->report, line);
}

/* "812 app: ..." */
static void say_sums(struct rows *rows)
{
	char sentence[TALLY_LINE_ROOM];

	if (!report_has_summary(rows->report))
		return;
	tally_line(&rows->total, &(struct tally_owner){
		.pid = rows->row.pid,
		.command = rows->row.command,
		.page_size = rows->row.page_size,
	}, sentence);
	report_summary(rows->report, &rows->row, sentence);
}

static void sum_up(struct rows *rows)
{
	struct row *row = &rows->row;

	row->mapping = NULL;
	row->pages = rows->total.pages;
	row->tally = &rows->total;
	rows_rollup_sum_up(rows);
	rows_frames_sum_up(rows);
	note_left_out(rows);
	if (rows->cut_short || !rows->total.mappings)
		return;
	if (rows->group == CELLS_PROCESS && !report_row(rows->report, row))
		return;
	say_sums(rows);
}

static void introduce(struct rows *rows, struct vminfo_process *process)
{
	struct row *row = &rows->row;

	rows->process = process;
	row->pid = vminfo_process_pid(process);
	row->command = vminfo_process_name(process);
	if (rows->wants & CELLS_NSPID)
		row->namespace_pid = vminfo_process_namespace_pid(process);
	rows->total = (struct tally){ 0 };
	rows_frames_introduce(rows);
	rows_rollup_read(rows);
	rows->left_out = 0;
	rows->cut_short = false;
}

void rows_of_process(void *data, struct vminfo_process *process)
{
	struct rows *rows = data;
	struct spans spans;
	int ret;

	introduce(rows, process);
	ret = spans_find(&spans, rows->visit, process);
	if (ret) {
		visit_failed(rows->visit, ret);
		return;
	}
	if (rows->listed)
		rows_listed_walk(rows, process);
	else if (!rows_chunks_walk(rows, process, &spans))
		walk_spans(rows, process, &spans);
	if (spans.notes)
		report_note(rows->report, spans.notes);
	spans_free(&spans);
	if (rows->adds_up)
		sum_up(rows);
}
