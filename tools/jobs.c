// SPDX-License-Identifier: LGPL-2.1-or-later
/* Looks at some processes at once. */
#include "jobs.h"

#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include <bsd/stdlib.h>

#include "complain.h"
#include "progress.h"
#include "relay.h"
#include "rights.h"

#define MOST_BY_DEFAULT 4
#define FILES_OF_ONE 16		/* that are open at a time, at most */

struct worker {
	struct visit visit;
	struct report *report;
	struct rows rows;
	struct progress_share *progress;
	struct relay_writer *writer;
};

struct team {
	struct rows *rows;
	const struct visit_round *round;
	uint64_t rights;
	struct worker *workers;
	size_t count;
};

/* What goes from a worker to the report. */
enum { ROW, KEPT, COMPLAINT };

/*
 * In the threads of workers.
 */

static void put_text(struct worker *worker, unsigned int kind,
		     const char *text)
{
	strcpy(relay_put(worker->writer, kind, strlen(text) + 1), text);
}

static void put_complaint(void *data, const char *line)
{
	put_text(data, COMPLAINT, line);
}

static void put_row(void *data, const struct report_cell *cells, size_t count)
{
	struct worker *worker = data;
	size_t size = report_packed_size(cells, count);

	report_pack(cells, count, relay_put(worker->writer, ROW, size));
}

static void begin(void *data, size_t i, struct relay_writer *writer)
{
	struct team *team = data;
	struct worker *worker = &team->workers[i];

	worker->writer = writer;
	rights_keep(team->rights);
	complain_divert(put_complaint, worker);
	progress_divert(worker->progress);
}

static void work(void *data, size_t i, size_t thing)
{
	struct team *team = data;
	struct worker *worker = &team->workers[i];
	struct visit_round round = *team->round;
	char *kept;

	round.data = &worker->rows;
	round.go(&worker->visit, &round, thing);
	kept = report_take_kept(worker->report);
	if (kept)
		put_text(worker, KEPT, kept);
	free(kept);
}

/*
 * In ours.
 */

/* They have what they may raise; we only print. */
static void started(void *data)
{
	struct team *team = data;

	if (team->round->last)
		rights_finish();
}

static void take(void *data, unsigned int kind, void *result)
{
	struct team *team = data;
	struct report *report = team->rows->report;

	if (kind == ROW)
		report_add_packed(report, result);
	else if (kind == KEPT)
		report_add_kept(report, result);
	else
		complain_print(result);
}

static void show_progress(void *data, size_t i)
{
	struct team *team = data;

	progress_show_share(team->workers[i].progress);
}

static void swallow(void *data, const char *line)
{
	(void)data;
	(void)line;
}

/* Without the means for all of them, there are fewer. */
static void hire(struct team *team)
{
	struct rows *rows = team->rows;
	size_t i;

	complain_divert(swallow, NULL);
	for (i = 0; i < team->count; i++) {
		struct worker *worker = &team->workers[i];

		if (visit_branch(rows->visit, &worker->visit) != 0)
			break;
		worker->report = report_branch(rows->report, put_row, worker);
		rows_branch(rows, &worker->rows, &worker->visit,
			    worker->report);
		worker->progress = progress_share_new();
	}
	complain_divert(NULL, NULL);
	team->count = i;
}

static void dismiss(struct team *team)
{
	for (size_t i = 0; i < team->count; i++) {
		struct worker *worker = &team->workers[i];

		rows_join(team->rows, &worker->rows);
		report_join(team->rows->report, worker->report);
		visit_join(team->rows->visit, &worker->visit);
		progress_share_free(worker->progress);
	}
	free(team->workers);
}

static size_t fewer(size_t a, size_t b)
{
	return a < b ? a : b;
}

static bool spread(void *data, const struct visit_round *round)
{
	const struct jobs *jobs = data;
	struct team team = {
		.rows = jobs->rows,
		.round = round,
		.rights = rights_kept(),
		.count = fewer(jobs->count, round->count),
	};
	int ret = -EAGAIN;

	if (team.count < 2)
		return false;
	team.workers = calloc(team.count, sizeof(*team.workers));
	if (!team.workers)
		complain_out_of_memory();
	hire(&team);
	if (team.count > 1)
		ret = relay_run(&(struct relay){
			.things = round->count,
			.workers = team.count,
			.data = &team,
			.begin = begin,
			.work = work,
			.started = started,
			.take = take,
			.wait = show_progress,
		});
	dismiss(&team);
	return ret == 0;
}

/*
 * How many.
 */

int jobs_read(const char *argument, size_t *count)
{
	const char *error = NULL;
	size_t n = (size_t)strtonum(argument, 1, JOBS_MOST, &error);

	/* strtonum() would skip blanks and take a sign. */
	if (error || strspn(argument, "0123456789") != strlen(argument))
		return complain_usage("-j takes a number from 1 to %d, not "
				      "'%s'", JOBS_MOST, argument);
	*count = n;
	return 0;
}

static size_t processors(void)
{
	cpu_set_t set;

	if (sched_getaffinity(0, sizeof(set), &set) != 0)
		return 1;
	return (size_t)CPU_COUNT(&set);
}

static bool is_for_many(const struct jobs *jobs)
{
	const struct target *target = jobs->rows->visit->target;

	/* All threads would have to share the context of a recording. */
	if (target->recorded)
		return false;
	/* libdw is for one thread; libproc2, which is asked of each process
	 * that was described, keeps memory for each thread that there was. */
	if (target->symbol_count ||
	    described_is_used(&target->choose.described))
		return false;
	/* Pages and runs are too many to wait for their turn. */
	return !(jobs->rows->group & CELLS_PLACE);
}

void jobs_spread(struct jobs *jobs)
{
	struct visit *visit = jobs->rows->visit;
	struct rlimit files;

	if (!is_for_many(jobs))
		return;
	if (!jobs->count)
		jobs->count = fewer(processors(), MOST_BY_DEFAULT);
	if (getrlimit(RLIMIT_NOFILE, &files) == 0)
		jobs->count = fewer(jobs->count,
				    (size_t)files.rlim_cur / FILES_OF_ONE);
	visit->spread = spread;
	visit->spread_data = jobs;
}
