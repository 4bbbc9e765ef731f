// SPDX-License-Identifier: LGPL-2.1-or-later
/* Looks again and again at which pages of processes are in swap. */
#include "paging.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "complain.h"
#include "exits.h"
#include "paging-cells.h"
#include "paging-pin.h"
#include "paging-watch.h"
#include "rights.h"
#include "ticks.h"
#include "units.h"

#define SECOND UINT64_C(1000000000)

static const char defaults[] =
	"TIME,OF,PID,OUT,IN,REFAULTS,SWAPPED,MINFLT,MAJFLT,PAGING,COMMAND";

static const char *const row_names[] = { "paging", "paging", "look", NULL };

static struct row row_of_sums(const struct paging_watch *watch,
			      const struct paging_sums *sums)
{
	return (struct row){
		.of = PAGING_OF_LOOK,
		.time = watch->time,
		.look = watch->look,
		.word = paging_sums_word(sums),
		.counts = &sums->counts,
		.processes = sums->processes,
	};
}

static bool pause_report(struct paging_watch *watch)
{
	const struct row row = row_of_sums(watch, &watch->sums);

	return report_pause(watch->report, &row);
}

static void take_sample(struct paging_watch *watch)
{
	paging_sample_take(&watch->samples[watch->look % 2],
			   watch->visit.target->procfs);
}

/* Behind the rows of the processes. */
static void add_machine(struct paging_watch *watch)
{
	struct paging_machine machine;
	const struct row row = {
		.of = PAGING_OF_MACHINE,
		.time = watch->time,
		.look = watch->look,
		.machine = &machine,
		.word = PAGING_NO_WORD,
	};
	struct row judged = row;

	paging_machine_between(&watch->samples[(watch->look + 1) % 2],
			       &watch->samples[watch->look % 2], &machine);
	judged.word = paging_word_of_machine(&machine);
	report_row(watch->report, &judged);
}

static bool take_look(struct paging_watch *watch)
{
	time_of_day_put(watch->time, report_has_table(watch->report));
	take_sample(watch);
	paging_watch_visit(watch);
	if (watch->look)
		add_machine(watch);
	return pause_report(watch);
}

/* Those that have exited were told; nobody looks for them again. */
static void forget_others(struct target *target,
			  const struct paging_watch *watch)
{
	size_t kept = 0;

	for (size_t i = 0; i < target->count; i++)
		if (paging_processes_find(&watch->processes, target->pids[i]))
			target->pids[kept++] = target->pids[i];
	target->count = kept;
}

/* Once, and now: not when it is over. */
static void explain_unknown(const struct paging_watch *watch)
{
	if (watch->quiet || !watch->has_hidden || watch->visit.target->procfs ||
	    vminfo_context_rights(watch->visit.context) & VMINFO_RIGHT_FRAMES)
		return;
	rights_explain_lacking("which pages are in swap is", "CAP_SYS_ADMIN");
}

static void look_until_the_end(struct paging_watch *watch,
			       struct target *target, struct ticks *ticks)
{
	bool goes_on = take_look(watch);

	explain_unknown(watch);
	while (goes_on && watch->saw_any && ticks_wait(ticks)) {
		forget_others(target, watch);
		watch->visit.returns = true;
		watch->look++;
		goes_on = take_look(watch);
	}
}

/*
 * How it went.
 */

static char *put_count(char *to, uint64_t count, const char *what)
{
	return stpcpy(units_put_grouped(to, count), what);
}

static char *put_pages(char *to, uint64_t count, bool more, const char *what)
{
	return put_count(more ? stpcpy(to, "at least ") : to, count, what);
}

static void say_sums(struct paging_watch *watch)
{
	const struct paging_sums *total = &watch->total;
	const struct paging_counts *counts = &total->counts;
	const struct row row = row_of_sums(watch, total);
	char sentence[512], *to = sentence;

	to = put_count(to, watch->look + 1, watch->look ? " looks: "
							: " look: ");
	if (total->processes == 0) {
		strcpy(to, "nothing to compare");
	} else {
		to = put_pages(to, counts->out, counts->more_out,
			       counts->out == 1 ? " page went out, "
						: " pages went out, ");
		to = put_pages(to, counts->in, counts->more_in, " came in, ");
		to = put_pages(to, counts->refaults, counts->more_refaults,
			       " of them once more; processes: ");
		to = put_count(to, total->of[PAGING_THRASHING],
			       " thrashing, ");
		to = put_count(to, total->of[PAGING_PAGING], " paging, ");
		to = put_count(to, total->of[PAGING_QUIET], " quiet, ");
		put_count(to, total->of[PAGING_NO_WORD], " unknown");
	}
	report_summary(watch->report, &row, sentence);
}

static bool is_unknown(const struct paging_watch *watch)
{
	return watch->visit.incomplete || !watch->total.processes ||
	       watch->was_unknown ||
	       report_asked_unknown(watch->report) ||
	       report_uncompared(watch->report);
}

static bool has_nothing(const struct paging_watch *watch)
{
	return watch->visit.missing ||
	       (!watch->look && watch->visit.nobody) ||
	       (!watch->matched && !watch->visit.incomplete);
}

static int status_of(const struct paging_watch *watch)
{
	int status = is_unknown(watch) ? EXITS_UNKNOWN : EXITS_DONE;

	if (watch->has_paged)
		status = exits_worse(status, EXITS_NOTHING);
	if (watch->visit.wrong || has_nothing(watch))
		status = EXITS_WRONG;
	return on_unknown_status(&watch->options->on_unknown, status);
}

static int finish(struct paging_watch *watch)
{
	int status;

	paging_watch_end(watch);
	status = status_of(watch);
	if (!watch->quiet) {
		report_explain_uncompared(watch->report);
		if (watch->visit.nobody && !watch->look)
			complain("no process matched");
		else if (has_nothing(watch) && !watch->visit.wrong)
			complain("nothing matched");
	}
	say_sums(watch);
	report_end(watch->report, !watch->visit.wrong && !is_unknown(watch),
		   status);
	return status;
}

static int run(struct paging_watch *watch, struct target *target)
{
	const struct watch_options *options = watch->options;
	struct ticks ticks;
	int status;

	if (visit_start(&watch->visit, target) != 0)
		return EXITS_WRONG;
	watch->visit.rights_later = true;
	paging_pin_allow_many();
	report_begin(watch->report, &(struct report_facts){
		.page_size = vminfo_context_page_size(watch->visit.context),
	});
	ticks_start(&ticks, options->every ? options->every : SECOND,
		    options->how_long);
	look_until_the_end(watch, target, &ticks);
	ticks_stop(&ticks);
	status = finish(watch);
	visit_end(&watch->visit);
	return status;
}

int paging_run(const struct watch_options *options, struct target *target,
	       const struct report_options *report)
{
	const struct report_plan plan = {
		.columns = paging_columns,
		.group = PAGING_OF_PROCESS | PAGING_OF_MACHINE,
		.group_names = paging_groups,
		.row_names = row_names,
		.defaults = defaults,
		.few = true,
		.endless = true,
		.part_group = PAGING_OF_LOOK,
		.summary_group = PAGING_OF_LOOK,
		.summary_rows = "process",
	};
	struct paging_watch watch = {
		.options = options,
		.quiet = report->quiet,
	};
	int status;

	if (target->replay) {
		complain_usage("%s and %s cannot be combined", "--watch",
			       "--replay");
		return EXITS_WRONG;
	}
	if (target_check(target) != 0 ||
	    report_new(report, &plan, &watch.report) != 0)
		return EXITS_WRONG;
	status = run(&watch, target);
	paging_watch_free(&watch);
	report_free(watch.report);
	return status;
}
