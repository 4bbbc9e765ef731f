// SPDX-License-Identifier: LGPL-2.1-or-later
/* The looks of a watch, process by process. */
#include "paging-watch.h"

#include <errno.h>
#include <stdio.h>

#include "complain.h"
#include "paging-cells.h"
#include "paging-pin.h"
#include "progress.h"

/* But not what is in swap now. */
static void join_counts(struct paging_counts *sum,
			const struct paging_counts *more)
{
	sum->out += more->out;
	sum->in += more->in;
	sum->refaults += more->refaults;
	sum->more_out |= more->more_out;
	sum->more_in |= more->more_in;
	sum->more_refaults |= more->more_refaults;
}

/* What is proven of one is worse than what is unknown of another. */
enum paging_word paging_sums_word(const struct paging_sums *sums)
{
	static const enum paging_word words[] = {
		PAGING_THRASHING, PAGING_PAGING, PAGING_NO_WORD, PAGING_QUIET,
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (sums->of[words[i]])
			return words[i];
	return PAGING_NO_WORD;
}

static struct paging_amount faults(const struct paging_stat *before,
				   const struct paging_stat *after,
				   bool major)
{
	uint64_t was = major ? before->major : before->minor;
	uint64_t is = major ? after->major : after->minor;

	if (!before->known || !after->known || is < was)
		return (struct paging_amount){ .known = PAGING_NOT_KNOWN };
	return (struct paging_amount){ .known = PAGING_KNOWN,
				       .number = is - was };
}

static void note(struct paging_watch *watch, struct paging_process *process,
		 const struct row *row)
{
	bool paged = row->counts->out || row->counts->in;

	watch->sums.processes++;
	watch->sums.of[row->word]++;
	join_counts(&watch->sums.counts, row->counts);
	watch->has_paged |= paged;
	watch->was_unknown |= row->word == PAGING_NO_WORD;
	process->compared = true;
	process->has_paged |= paged;
	process->was_unknown |= row->word == PAGING_NO_WORD;
	process->has_thrashed |= row->word == PAGING_THRASHING;
}

/* The look that was taken is the last one then. */
static void compare(struct paging_watch *watch, struct paging_process *process,
		    const struct paging_stat *stat)
{
	struct paging_list before = process->list;
	struct paging_counts counts;
	struct row row = {
		.of = PAGING_OF_PROCESS,
		.time = watch->time,
		.look = watch->look,
		.counts = &counts,
		.pid = process->pid,
		.command = process->command,
		.minor = faults(&process->stat, stat, false),
		.major = faults(&process->stat, stat, true),
	};

	paging_compare(&before, &watch->taken.list,
		       target_is_part(watch->visit.target) ? PAGING_PART
							   : PAGING_ALL,
		       &counts);
	process->list = watch->taken.list;
	watch->taken.list = before;
	row.word = paging_word_of(&counts);
	note(watch, process, &row);
	progress_wipe();
	report_row(watch->report, &row);
}

/* The first look at it: there is nothing to compare it with. */
static void begin(struct paging_watch *watch, struct paging_process *process)
{
	const struct paging_list before = process->list;

	process->list = watch->taken.list;
	watch->taken.list = before;
	process->begun = true;
}

static void count_gone(void *data, const struct paging_process *process)
{
	struct paging_watch *watch = data;

	if (!process->compared)
		return;
	watch->total.processes++;
	watch->total.of[paging_process_word(process)]++;
}

/* Another process with the number of one that is gone. */
static bool is_other(const struct paging_process *process, uint64_t start_time)
{
	return process->start_time != VMINFO_NONE &&
	       start_time != VMINFO_NONE &&
	       process->start_time != start_time;
}

static struct paging_process *find(struct paging_watch *watch, pid_t pid,
				   uint64_t start_time)
{
	struct paging_process *process =
		paging_processes_find(&watch->processes, pid);

	if (!process)
		process = paging_processes_add(&watch->processes, pid);
	if (is_other(process, start_time)) {
		count_gone(watch, process);
		process->begun = process->compared = false;
		process->has_paged = process->has_thrashed = false;
		process->was_unknown = false;
	}
	if (start_time != VMINFO_NONE)
		process->start_time = start_time;
	return process;
}

static void take_in(struct paging_watch *watch, struct paging_process *process,
		    const struct paging_stat *stat)
{
	struct paging_counts now;

	paging_count_now(&watch->taken.list, &now);
	watch->sums.counts.swapped += now.swapped;
	watch->sums.counts.more_swapped |= now.more_swapped;
	watch->has_hidden |= now.more_swapped && !process->refused;
	if (process->begun)
		compare(watch, process, stat);
	else
		begin(watch, process);
	process->stat = *stat;
	process->seen = true;
}

static bool runs_as_before(const struct paging_process *process,
			   const struct paging_stat *stat)
{
	return process && paging_pin_holds(process->pin) &&
	       !paging_stat_is_other(&process->stat, stat);
}

/* It is there, and that is all that is known. */
static void take_unknown(struct paging_watch *watch, pid_t pid)
{
	struct paging_process *process = find(watch, pid, VMINFO_NONE);
	const struct paging_stat nothing = { .known = false };

	if (process->seen)
		return;
	process->refused = true;
	paging_look_unknown(&watch->taken.list);
	take_in(watch, process, &nothing);
}

/* A look at it that was taken: false, if that says nothing. */
static bool has_looked(struct paging_watch *watch, pid_t pid, int ret)
{
	if (watch->visit.again || watch->taken.gone || ret == -ESRCH)
		return false;
	if (ret)
		take_unknown(watch, pid);
	return ret == 0;
}

static void take_looked(struct paging_watch *watch,
			struct paging_process *process,
			struct vminfo_process *vm)
{
	snprintf(process->command, sizeof(process->command), "%s",
		 vminfo_process_name(vm));
	process->refused = false;
	watch->saw_any = true;
	watch->matched |= watch->taken.matched;
}

static void set_pin(struct paging_process *process, int pin)
{
	paging_pin_close(process->pin);
	process->pin = pin;
}

/*
 * It is open: if it calls exec before the end of the look, the look fails.  So
 * what holds now is held for all of the look.
 */
static void look_at(void *data, struct vminfo_process *vm)
{
	struct paging_watch *watch = data;
	const char *procfs = watch->visit.target->procfs;
	pid_t pid = vminfo_process_pid(vm);
	uint64_t start_time = vminfo_process_start_time(vm);
	struct paging_process *process =
		paging_processes_find(&watch->processes, pid);
	struct paging_stat stat;
	bool same;
	int pin;

	paging_stat_take(&stat, procfs, pid, start_time);
	same = runs_as_before(process, &stat);
	pin = same ? process->pin : paging_pin_open(procfs, pid);
	if (!has_looked(watch, pid, paging_look_take(&watch->taken, vm))) {
		if (!same)
			paging_pin_close(pin);
		return;
	}
	process = find(watch, pid, start_time);
	if (!same) {
		set_pin(process, pin);
		process->begun = false;
	}
	take_looked(watch, process, vm);
	take_in(watch, process, &stat);
}

/* Who is refused again is not told again. */
static bool miss(void *data, pid_t pid, int err)
{
	struct paging_watch *watch = data;
	const struct visit *visit = &watch->visit;
	const struct paging_process *before =
		paging_processes_find(&watch->processes, pid);
	bool told = before && before->refused;

	if (err != -ENOENT && err != -ESRCH) {
		if (!visit->member || !visit->target->ignore_unreadable)
			take_unknown(watch, pid);
		return told;
	}
	if (!watch->look)
		return false;
	complain("%d: exited", pid);
	watch->visit.incomplete = true;
	return true;
}

void paging_watch_visit(struct paging_watch *watch)
{
	struct visit *visit = &watch->visit;

	watch->sums = (struct paging_sums){ 0 };
	watch->saw_any = false;
	watch->taken.visit = visit;
	visit->repeats = true;
	visit->missed = miss;
	visit->missed_data = watch;
	visit_each(visit, look_at, watch);
	paging_processes_forget(&watch->processes, count_gone, watch);
	join_counts(&watch->total.counts, &watch->sums.counts);
	watch->total.counts.swapped = watch->sums.counts.swapped;
	watch->total.counts.more_swapped = watch->sums.counts.more_swapped;
}

void paging_watch_end(struct paging_watch *watch)
{
	/* No look has seen them since. */
	paging_processes_forget(&watch->processes, count_gone, watch);
}

void paging_watch_free(struct paging_watch *watch)
{
	paging_processes_free(&watch->processes);
	paging_list_free(&watch->taken.list);
}
