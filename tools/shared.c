// SPDX-License-Identifier: LGPL-2.1-or-later
/* The frames that processes have in common, each counted once. */
#include "shared.h"

#include <errno.h>
#include <stdlib.h>

#include "complain.h"
#include "exits.h"
#include "rights.h"
#include "shared-passes.h"

/* Frames of a window: of 16 GiB, if pages have 4 KiB. */
#define MOST_FRAMES ((uint64_t)4 << 20)

#define MOST_OF_PAIRS 1024

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
	shared_find_owners(s);
	if (shared_find_others(s) != 0)
		return -EIO;
	add_window(s);
	if (s->how->group != SHARED_PAIR) {
		shared_find_rows(s);
		return 0;
	}
	if (s->rows.process_count > MOST_OF_PAIRS)
		return complain_usage("--group pair is for up to %d processes",
				      MOST_OF_PAIRS);
	shared_find_pairs(s);
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
	s->total.none_seen = !s->members && s->incomplete;
	s->total.zero_known = !s->total.none_seen;
	return 0;
}

static int status_of(const struct sharing *s)
{
	int status = s->visit.wrong ? EXITS_WRONG : EXITS_DONE;

	if (s->incomplete || s->hidden || s->came || s->uncertain ||
	    !s->total.frames_known || report_asked_unknown(s->report) ||
	    report_uncompared(s->report))
		status = exits_worse(status, EXITS_UNKNOWN);
	/* Nothing is an answer only if all was seen. */
	if (status == EXITS_DONE && !report_rows(s->report))
		status = EXITS_NOTHING;
	return status;
}

static void explain(const struct sharing *s)
{
	report_explain_uncompared(s->report);
	if (!s->total.frames_known || s->hidden)
		visit_explain_hidden(&s->visit);
	if (s->came || s->uncertain || s->missed)
		complain("pages, or processes, came or went while they were "
			 "compared");
	if (s->visit.nobody)
		complain("no process matched");
}

static int tell(struct sharing *s, bool quiet)
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
	if (!quiet)
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
			status = tell(&s, options->quiet);
		}
		shared_sets_close(&s.sets);
		shared_rows_free(&s.rows);
		free(s.first_of);
		visit_end(&s.visit);
	}
	report_free(s.report);
	return status;
}
