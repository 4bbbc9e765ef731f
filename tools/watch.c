// SPDX-License-Identifier: LGPL-2.1-or-later
/* Looks at processes again and again, and reports what changed. */
#include "watch.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "change-rows.h"
#include "complain.h"
#include "exits.h"
#include "looks.h"
#include "ticks.h"
#include "time-of-day.h"
#include "visit.h"

#define SECOND UINT64_C(1000000000)

/* What is there while it runs. */
struct watch {
	const struct watch_options *options;
	struct visit visit;
	struct report *report;
	struct change_rows rows;
	struct looks looks[2];
	struct changes sum;	/* over all looks */
	struct ticks ticks;
	bool quiet;
	char time[TIME_OF_DAY_ROOM];
};

static void set_clock(struct watch *watch)
{
	time_of_day_put(watch->time, report_has_table(watch->report));
	watch->rows.time = watch->time;
}

static bool pause_report(struct watch *watch, const struct changes *changes)
{
	const struct row row = {
		.pages = changes->pages,
		.changes = changes,
		.look = watch->rows.look,
		.time = watch->rows.time,
	};

	return report_pause(watch->report, &row);
}

static bool take_first(struct watch *watch)
{
	const struct changes nothing = { .pages = 0 };

	set_clock(watch);
	looks_take(&watch->looks[0], &watch->visit, LOOKS_MISTAKE);
	return pause_report(watch, &nothing);
}

/* The exited ones were told; nobody looks for them again. */
static void forget_others(struct target *target, const struct looks *looks)
{
	size_t kept = 0;

	for (size_t i = 0; i < target->count; i++)
		if (looks_find(looks, target->pids[i]))
			target->pids[kept++] = target->pids[i];
	target->count = kept;
}

static bool look_again(struct watch *watch)
{
	struct looks_pair pair = {
		.before = &watch->looks[watch->rows.look % 2],
		.after = &watch->looks[(watch->rows.look + 1) % 2],
	};

	if (watch->options->between &&
	    !watch->options->between(watch->options->data))
		watch->visit.incomplete = true;
	set_clock(watch);
	watch->looks[(watch->rows.look + 1) % 2].before = pair.before;
	looks_take(&watch->looks[(watch->rows.look + 1) % 2], &watch->visit,
		   LOOKS_EXITED);
	watch->rows.look++;
	watch->rows.sum = (struct changes){ 0 };
	while (looks_next(&pair))
		change_rows_compare(&watch->rows, pair.was, pair.is);
	changes_join(&watch->sum, &watch->rows.sum);
	return pause_report(watch, &watch->rows.sum);
}

static const struct looks *newest(const struct watch *watch)
{
	return &watch->looks[watch->rows.look % 2];
}

/* Now, and not when it is over. */
static void explain_hidden(const struct watch *watch,
			   const struct target *target)
{
	if (watch->quiet || !newest(watch)->count || target->procfs ||
	    vminfo_context_rights(watch->visit.context) & VMINFO_RIGHT_FRAMES)
		return;
	visit_explain_hidden(&watch->visit);
}

/* Who cannot write has no reason to look. */
static void look_until_the_end(struct watch *watch, struct target *target)
{
	bool goes_on = take_first(watch);

	explain_hidden(watch, target);
	while (goes_on && looks_saw_any(newest(watch)) &&
	       ticks_wait(&watch->ticks)) {
		forget_others(target, newest(watch));
		watch->visit.returns = true;
		goes_on = look_again(watch);
	}
}

/*
 * How it went.
 */

static void say_sums(struct watch *watch)
{
	char counts[CHANGES_ROOM], sentence[CHANGES_ROOM + 64];
	const struct row row = {
		.pages = watch->sum.pages,
		.changes = &watch->sum,
		.look = watch->rows.look,
		.time = watch->rows.time,
	};

	if (!watch->rows.look)
		strcpy(sentence, "1 look: nothing to compare it with");
	else
		snprintf(sentence, sizeof(sentence), "%" PRIu64 " looks: %s",
			 watch->rows.look + 1,
			 changes_sentence(&watch->sum, counts));
	report_summary(watch->report, &row, sentence);
}

/* A page that has another frame, or none.  A huge page that was split or
   merged in place, or another name, moves nothing. */
static bool has_moved(const struct watch *watch)
{
	const uint32_t stays = DIFF_UNKNOWN | DIFF_IN_PLACE | DIFF_HUGE_SPLIT |
			       DIFF_HUGE_MERGED;

	return watch->sum.any & ~stays;
}

static int status_of_look(const struct watch *watch)
{
	const struct visit *visit = &watch->visit;

	if (visit->wrong)
		return 2;
	if (visit->incomplete || watch->rows.unknown ||
	    report_asked_unknown(watch->report) ||
	    report_uncompared(watch->report))
		return 3;
	if (visit->missing)
		return 1;
	return watch->rows.matched || (!watch->rows.look &&
				       newest(watch)->count) ? 0 : 1;
}

static int status_of(const struct watch *watch)
{
	int status = status_of_look(watch);

	if (!watch->options->judges)
		return status;
	if (status == EXITS_NOTHING)
		status = EXITS_WRONG;
	if (has_moved(watch))
		status = exits_worse(status, EXITS_NOTHING);
	return on_unknown_status(&watch->options->on_unknown, status);
}

static void finish(struct watch *watch, const struct report_options *options)
{
	int status = status_of(watch);

	if (!options->quiet) {
		report_explain_uncompared(watch->report);
		if (watch->visit.nobody && !watch->rows.look)
			complain("no process matched");
		else if (status_of_look(watch) == EXITS_NOTHING &&
			 newest(watch)->count)
			complain("nothing matched");
	}
	say_sums(watch);
	report_end(watch->report, status == 0 || status == 1, status);
}

static void watch_all(struct watch *watch, const struct watch_options *options,
		      struct target *target)
{
	ticks_start(&watch->ticks, options->every ? options->every : SECOND,
		    options->how_long);
	look_until_the_end(watch, target);
	ticks_stop(&watch->ticks);
}

static int run(struct watch *watch, const struct watch_options *options,
	       struct target *target, const struct report_options *report)
{
	struct vminfo_context *context;
	int status;

	if (visit_start(&watch->visit, target) != 0)
		return 2;
	context = watch->visit.context;
	watch->visit.rights_later = true;
	watch->rows.context = context;
	report_begin(watch->report, &(struct report_facts){
		.page_size = vminfo_context_page_size(context),
		.hidden = vminfo_context_rights(context) &
			  VMINFO_RIGHT_FRAMES ? 0 : CELLS_FRAMES,
	});
	watch_all(watch, options, target);
	status = status_of(watch);
	finish(watch, report);
	visit_end(&watch->visit);
	return status;
}

int watch_run(const struct watch_options *options, struct target *target,
	      const struct report_options *report,
	      const struct change_view *view)
{
	struct report_plan plan = change_plan(view);
	struct watch watch = {
		.options = options,
		.rows = { .target = target, .group = view->group },
		.quiet = report->quiet,
	};
	int status;

	if (report_new(report, &plan, &watch.report) != 0)
		return 2;
	watch.rows.report = watch.report;
	/* Once they are known to be unknown, they need no row each time. */
	watch.rows.leave_out_unknown = !report_has_where(watch.report) &&
				       !report->verbose;
	watch.rows.leave_out_whole = watch.rows.leave_out_unknown &&
				     report_has_table(watch.report);
	status = run(&watch, options, target, report);
	for (size_t i = 0; i < 2; i++)
		looks_free(&watch.looks[i]);
	report_free(watch.report);
	return status;
}
