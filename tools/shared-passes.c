// SPDX-License-Identifier: LGPL-2.1-or-later
/* The passes over a group of processes that find what they share. */
#include "shared-passes.h"

#include <stdlib.h>

#include "complain.h"
#include "same-memory.h"
#include "scan.h"

static void scan(struct sharing *s, struct scan_listener to)
{
	struct scan scan = {
		.visit = &s->visit,
		.jobs = s->how->jobs,
		.again = s->scanned,
		.to = to,
	};

	to.data = s;
	scan.to = to;
	s->seen = 0;
	s->visit.incomplete = false;
	scan_run(&scan);
	s->incomplete |= s->visit.incomplete;
	s->hidden |= scan.hidden;
	s->uncertain |= scan.uncertain;
	if (!s->scanned) {
		s->members = s->seen;
		s->total.zero = scan.left_out;
	}
	s->missed |= s->seen != s->members;
	s->incomplete |= s->missed;
	s->scanned = true;
}

static void ignore_mapping(void *data, const struct vminfo_mapping *mapping)
{
	(void)data;
	(void)mapping;
}

/*
 * First: who has what.
 */

static void put_begin(void *data, const struct scan_process *process)
{
	struct sharing *s = data;

	s->process = shared_rows_process(&s->rows, process);
	s->pages = 0;
	shared_sets_begin(&s->sets);
}

static void put_run(void *data, const struct vminfo_run *run)
{
	struct sharing *s = data;

	s->pages += shared_sets_put(&s->sets, run);
}

static void put_end(void *data, bool whole)
{
	struct sharing *s = data;

	if (!whole)
		return;
	s->seen++;
	s->total.amounts.pages += s->pages;
	shared_sets_end(&s->sets);
}

/*
 * Second: how often.
 */

static void count_begin(void *data, const struct scan_process *process)
{
	struct sharing *s = data;

	s->process = shared_rows_process(&s->rows, process);
}

static void count_run(void *data, const struct vminfo_run *run)
{
	struct sharing *s = data;

	/* The kernel counts once what two processes map together. */
	if (!s->first_of || s->process >= s->same_count ||
	    s->first_of[s->process] == s->process)
		shared_sets_count(&s->sets, run);
}

static void count_end(void *data, bool whole)
{
	struct sharing *s = data;

	s->seen += whole;
}

static const struct scan_listener putting = {
	.begin = put_begin, .mapping = ignore_mapping,
	.run = put_run, .end = put_end,
};

static const struct scan_listener counting = {
	.begin = count_begin, .mapping = ignore_mapping,
	.run = count_run, .end = count_end,
};

void shared_find_owners(struct sharing *s)
{
	scan(s, putting);
}

static void find_same_memory(struct sharing *s)
{
	size_t count = s->rows.process_count;
	pid_t *pids = calloc(count + 1, sizeof(*pids));

	free(s->first_of);
	s->first_of = calloc(count + 1, sizeof(*s->first_of));
	if (!pids || !s->first_of)
		complain_out_of_memory();
	for (size_t i = 0; i < count; i++)
		pids[i] = s->rows.processes[i].pid;
	s->same_count = count;
	/* Who exited meanwhile is missed by the passes that follow. */
	same_memory_find(pids, count, s->first_of);
	free(pids);
}

int shared_find_others(struct sharing *s)
{
	const struct target *target = s->visit.target;
	bool more = shared_sets_count_more(&s->sets);
	int ret;

	/* Numbers of another /proc, or of a recording, are of others here. */
	if (!target->procfs && !target->recorded)
		find_same_memory(s);
	do {
		if (more)
			scan(s, counting);
		ret = shared_sets_compare(&s->sets, s->visit.context);
		if (ret) {
			complain("%s", vminfo_context_error(s->visit.context));
			return ret;
		}
		more = shared_sets_count_more(&s->sets);
	} while (more);
	return 0;
}

/*
 * Third: rows.
 */

/* Those of windows before came in the same order. */
static struct shared_row *next_row(struct sharing *s, uint64_t va)
{
	struct shared_row *row;

	for (size_t i = s->at; i < s->known; i++) {
		row = &s->rows.list[i];
		if (row->process != s->process || row->va != va)
			continue;
		s->at = i + 1;
		return row;
	}
	return NULL;
}

static void add_begin(void *data, const struct scan_process *process)
{
	struct sharing *s = data;

	s->process = shared_rows_process(&s->rows, process);
	if (s->how->group == SHARED_MAPPING)
		return;
	shared_sets_begin(&s->sets);
	s->row = next_row(s, 0);
	if (!s->row)
		s->row = shared_rows_add(&s->rows, s->process);
}

static void add_mapping(void *data, const struct vminfo_mapping *mapping)
{
	struct sharing *s = data;

	if (s->how->group != SHARED_MAPPING)
		return;
	shared_sets_begin(&s->sets);
	s->row = next_row(s, mapping->va);
	if (s->row)
		return;
	s->row = shared_rows_add(&s->rows, s->process);
	shared_rows_name(&s->rows, s->row, mapping);
}

static void add_run(void *data, const struct vminfo_run *run)
{
	struct sharing *s = data;
	uint64_t came = s->row->amounts.came;

	shared_sets_add(&s->sets, run, &s->row->amounts);
	s->came += s->row->amounts.came - came;
}

static const struct scan_listener adding = {
	.begin = add_begin, .mapping = add_mapping,
	.run = add_run, .end = count_end,
};

void shared_find_rows(struct sharing *s)
{
	s->at = 0;
	s->known = s->rows.count;
	scan(s, adding);
}

/*
 * Or pairs: those of one process with all behind it, at a time.
 */

static struct shared_row *row_of_pair(struct sharing *s, uint32_t other)
{
	for (; s->at < s->rows.count; s->at++)
		if (s->rows.list[s->at].process == s->first &&
		    s->rows.list[s->at].other == other)
			return &s->rows.list[s->at];
	s->row = shared_rows_add(&s->rows, s->first);
	s->row->other = other;
	return s->row;
}

static void pair_begin(void *data, const struct scan_process *process)
{
	struct sharing *s = data;

	s->process = shared_rows_process(&s->rows, process);
	if (s->process == s->first)
		shared_sets_begin(&s->sets);
	else if (s->process > s->first)
		shared_sets_meet(&s->sets);
	if (s->process > s->first)
		s->row = row_of_pair(s, s->process);
}

static void pair_run(void *data, const struct vminfo_run *run)
{
	struct sharing *s = data;

	if (s->process == s->first)
		shared_sets_put(&s->sets, run);
	else if (s->process > s->first)
		s->row->amounts.several += shared_sets_common(&s->sets, run);
}

static const struct scan_listener pairing = {
	.begin = pair_begin, .mapping = ignore_mapping,
	.run = pair_run, .end = count_end,
};

void shared_find_pairs(struct sharing *s)
{
	size_t count = s->rows.process_count;

	s->at = 0;
	for (s->first = 0; s->first + 1 < count; s->first++)
		scan(s, pairing);
}
