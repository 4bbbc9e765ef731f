// SPDX-License-Identifier: LGPL-2.1-or-later
/* Rows of some processes at once. */
#include "jobs.h"

#include <stdlib.h>
#include <string.h>

#include "complain.h"
#include "rows-chunks.h"

struct worker {
	struct report *report;
	struct rows rows;
	struct crew_hand *hand;
};

/* What goes from a worker to the report. */
enum { ROW, KEPT };

/*
 * In the threads of workers.
 */

static void put_row(void *data, const struct report_cell *cells, size_t count)
{
	struct worker *worker = data;
	size_t size = report_packed_size(cells, count);

	report_pack(cells, count, crew_put(worker->hand, ROW, size));
}

static void put_kept(struct crew_hand *hand, void *own)
{
	struct rows *rows = own;
	char *kept = report_take_kept(rows->report);

	if (kept)
		strcpy(crew_put(hand, KEPT, strlen(kept) + 1), kept);
	free(kept);
}

/*
 * In ours.
 */

static void *hire(void *data, struct visit *branch, struct crew_hand *hand)
{
	const struct rows *rows = data;
	struct worker *worker = calloc(1, sizeof(*worker));

	if (!worker)
		complain_out_of_memory();
	worker->hand = hand;
	worker->report = report_branch(rows->report, put_row, worker);
	rows_branch(rows, &worker->rows, branch, worker->report);
	return &worker->rows;
}

static void dismiss(void *data, void *own)
{
	struct rows *rows = data;
	struct worker *worker = (void *)((char *)own -
					 offsetof(struct worker, rows));

	rows_join(rows, &worker->rows);
	report_join(rows->report, worker->report);
	free(worker);
}

static void take(void *data, unsigned int kind, void *result)
{
	const struct rows *rows = data;

	if (kind == ROW)
		report_add_packed(rows->report, result);
	else
		report_add_kept(rows->report, result);
}

void jobs_spread(struct jobs *jobs)
{
	rows_chunks_start(jobs->rows, jobs->count);
	/* Pages and runs are too many to wait for their turn. */
	if (jobs->rows->group & CELLS_PLACE)
		return;
	jobs->crew = (struct crew){
		.visit = jobs->rows->visit,
		.count = jobs->count,
		.data = jobs->rows,
		.hire = hire,
		.dismiss = dismiss,
		.after = put_kept,
		.take = take,
	};
	crew_spread(&jobs->crew);
}
