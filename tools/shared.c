// SPDX-License-Identifier: LGPL-2.1-or-later
/* The frames that processes have in common, each counted once. */
#include "shared.h"

#include <errno.h>
#include <stdlib.h>

#include "complain.h"
#include "exits.h"
#include "rights.h"
#include "scan.h"
#include "shared-rows.h"
#include "shared-sets.h"
#include "visit.h"

/* Frames of a window: of 64 GiB, if pages have 4 KiB. */
#define MOST_FRAMES ((uint64_t)16 << 20)

#define MOST_OF_PAIRS 1024

struct sharing {
	const struct shared *how;
	struct visit visit;
	struct report *report;
	struct shared_sets sets;
	struct shared_rows rows;
	struct shared_total total;
	bool scanned;			/* so far */
	bool incomplete;		/* at one of the scans */
	bool hidden;
	bool uncertain;
	size_t members;			/* seen whole by the first scan */
	size_t came;			/* pages, since */
	/* A pass over all processes. */
	size_t seen;			/* of them, whole */
	uint32_t process;		/* at hand */
	uint64_t pages;			/* of it */
	struct shared_row *row;
	size_t at;			/* row that is next, from window 2 on */
	uint32_t first;			/* of the pairs at hand */
};

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
	s->incomplete |= s->seen != s->members;
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
	(void)data;
	(void)process;
}

static void count_run(void *data, const struct vminfo_run *run)
{
	struct sharing *s = data;

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

static int find_others(struct sharing *s)
{
	bool more = shared_sets_count_more(&s->sets);
	int ret;

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

/* Those of another window come in the same order. */
static struct shared_row *next_row(struct sharing *s, uint64_t va)
{
	struct shared_row *row;

	for (size_t i = s->at; i < s->rows.count; i++) {
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

static void find_pairs(struct sharing *s)
{
	size_t count = s->rows.process_count;

	for (s->first = 0; s->first + 1 < count; s->first++)
		scan(s, pairing);
}

/*
 * All of it.
 */

static void add_window(struct sharing *s)
{
	struct shared_amounts *sum = &s->total.amounts;

	sum->frames += frame_bits_sum(&s->sets.any);
	sum->several += frame_bits_sum(&s->sets.several);
	sum->all += frame_bits_sum(&s->sets.all);
	sum->outside += frame_bits_sum(&s->sets.outside);
	sum->hugetlb += frame_bits_sum(&s->sets.hugetlb);
	s->total.outside_known &= !s->sets.unknown;
}

static int look_at_window(struct sharing *s)
{
	scan(s, putting);
	if (find_others(s) != 0)
		return -EIO;
	add_window(s);
	s->at = 0;
	if (s->how->group != SHARED_PAIR) {
		scan(s, adding);
		return 0;
	}
	if (s->rows.process_count > MOST_OF_PAIRS)
		return complain_usage("--group pair is for up to %d processes",
				      MOST_OF_PAIRS);
	find_pairs(s);
	return 0;
}

static uint64_t frames_of(struct vminfo_context *context)
{
	struct vminfo_zone_span zones[64];
	ssize_t n = vminfo_context_zones(context, zones, 64);
	uint64_t end = 0;

	if (n <= 0 || n > 64)
		return MOST_FRAMES;
	for (ssize_t i = 0; i < n; i++)
		if (zones[i].pfn != VMINFO_NONE &&
		    zones[i].pfn + zones[i].spanned > end)
			end = zones[i].pfn + zones[i].spanned;
	return end && end < MOST_FRAMES ? end : MOST_FRAMES;
}

static int look(struct sharing *s)
{
	struct vminfo_context *context = s->visit.context;
	uint64_t next = 0;

	s->rows.page_size = vminfo_context_page_size(context);
	s->total.frames_known = s->total.outside_known =
		vminfo_context_rights(context) & VMINFO_RIGHT_FRAMES;
	shared_sets_open(&s->sets, frames_of(context));
	do {
		int ret;

		shared_sets_move(&s->sets, next / s->sets.count *
				 s->sets.count);
		ret = look_at_window(s);
		if (ret)
			return ret;
		next = s->sets.beyond;
	} while (next != VMINFO_NONE);
	s->total.processes = s->members;
	s->total.zero_known = true;
	return 0;
}

static int status_of(const struct sharing *s)
{
	int status = s->visit.wrong ? EXITS_WRONG : EXITS_DONE;

	if (s->incomplete || s->hidden || s->came || s->uncertain ||
	    !s->total.frames_known || report_asked_unknown(s->report) ||
	    report_uncompared(s->report))
		status = exits_worse(status, EXITS_UNKNOWN);
	if (!report_rows(s->report))
		status = exits_worse(status, EXITS_NOTHING);
	return status;
}

static void explain(const struct sharing *s)
{
	report_explain_uncompared(s->report);
	if (!s->total.frames_known || s->hidden)
		visit_explain_hidden(&s->visit);
	if (s->came || s->seen != s->members)
		complain("pages, or processes, came or went while they were "
			 "compared");
	if (s->visit.nobody)
		complain("no process matched");
}

static int tell(struct sharing *s)
{
	int status;

	report_begin(s->report, &(struct report_facts){
		.page_size = s->rows.page_size,
		.hidden = s->total.frames_known ?
			  s->total.outside_known ? 0 : SHARED_WANTS_COUNTS :
			  SHARED_WANTS_FRAMES | SHARED_WANTS_COUNTS,
	});
	shared_rows_list(&s->rows, s->report, s->how->group, &s->total);
	shared_rows_summary(&s->rows, s->report, &s->total);
	status = status_of(s);
	explain(s);
	report_end(s->report, status != EXITS_UNKNOWN &&
		   status != EXITS_WRONG, status);
	return status;
}

static const char *columns_of(enum shared_group group)
{
	switch (group) {
	case SHARED_MAPPING:
		return "PID,VA,RSS,FOOTPRINT,ALONE,SHARED,COMMON,OUTSIDE,"
		       "PERMS,MAPPING";
	case SHARED_PAIR:
		return "PID,OTHER,SHARED,COMMAND,OTHER-COMMAND";
	case SHARED_TOTAL:
		return "PROCESSES,RSS,FOOTPRINT,ALONE,SHARED,COMMON,OUTSIDE,"
		       "HUGETLB,ZERO";
	default:
		return "PID,RSS,FOOTPRINT,ALONE,SHARED,COMMON,OUTSIDE,COMMAND";
	}
}

int shared_run(const struct shared *how, struct target *target,
	       const struct report_options *options)
{
	struct shared own = *how;
	struct report_options report = *options;
	struct sharing s = { .how = &own };
	struct report_plan plan = {
		.columns = shared_columns,
		.group_names = shared_groups,
		.few = true,
		.summary_group = SHARED_TOTAL,
	};
	int status = EXITS_WRONG;

	if (!own.group)
		own.group = SHARED_PROCESS;
	plan.group = own.group;
	plan.defaults = columns_of(own.group);
	if (own.group == SHARED_TOTAL && !report.summary)
		report.summary = REPORT_NEVER;
	if (target_check(target) != 0 ||
	    report_new(&report, &plan, &s.report) != 0)
		return EXITS_WRONG;
	if (visit_start(&s.visit, target) == 0) {
		/* Processes are gone to more than once. */
		s.visit.rights_later = true;
		s.visit.verbose = options->verbose;
		if (look(&s) == 0) {
			rights_finish();
			status = tell(&s);
		}
		shared_sets_close(&s.sets);
		shared_rows_free(&s.rows);
		visit_end(&s.visit);
	}
	report_free(s.report);
	return status;
}
