// SPDX-License-Identifier: LGPL-2.1-or-later
/* Whether memory of processes is in swap: how much, which, and where. */
#include "swapped.h"

#include <errno.h>
#include <stdlib.h>

#include "command.h"
#include "complain.h"
#include "exits.h"
#include "rights.h"
#include "swapped-parts.h"
#include "ticks.h"
#include "units.h"

#define SECOND UINT64_C(1000000000)

static int set_threshold(void *member, const char *argument)
{
	uint64_t *threshold = member;

	if (units_size_from(argument, threshold) == 0)
		return 0;
	return complain_usage("--threshold takes a size such as 64K or 1G, "
			      "not '%s'", argument);
}

static int set_until_clean(void *member, const char *argument)
{
	uint64_t *until = member;

	if (units_time_from(argument, until) == 0 && *until)
		return 0;
	return complain_usage("--until-clean takes a time such as 500ms, 10s "
			      "or 2m, not '%s'", argument);
}

const struct cli_option swapped_options[] = {
	{ "threshold", CLI_CALL, .call = set_threshold,
	  .offset = offsetof(struct swapped_given, threshold) },
	{ "until-clean", CLI_CALL, .call = set_until_clean,
	  .offset = offsetof(struct swapped_given, until_clean) },
	{ .name = NULL },
};

/* --- looks ---------------------------------------------------------------- */

static void forget(struct swapped *s)
{
	swap_objects_free(&s->objects);
	free(s->owners.pids);
	s->owners = (struct swap_object){ .name = NULL };
	s->unseen_slots = (struct swap_bounds){ 0, 0 };
	s->seen_slots = s->hidden = s->least = 0;
	s->judged = s->with_swap = 0;
	s->resolve = (struct resolve){ { 0 } };
	swapped_areas_free(&s->areas);
	globs_met_free(&s->globs);
	s->areas_seen = 0;
	s->cut_short = false;
	s->visit.incomplete = s->visit.missing = false;
}

static void look(struct swapped *s)
{
	const struct target *target = s->visit.target;

	forget(s);
	swapped_areas_start(&s->areas, s->visit.context,
			    !target->procfs && !target->recorded);
	globs_met_start(&s->globs, target);
	visit_each(&s->visit, swapped_look, s);
	swapped_areas_finish(&s->areas);
}

static bool is_clean(struct swapped *s)
{
	return !s->cut_short && swapped_in_all(s).most <=
				s->given->threshold / s->page_size;
}

static void say_nothing(void *data, const char *line)
{
	(void)data;
	(void)line;
}

/* It was there when it was looked at first. */
static bool note_exited(void *data, pid_t pid, int err)
{
	struct swapped *s = data;

	if ((err != -ENOENT && err != -ESRCH) ||
	    !target_has_number(s->visit.target, pid))
		return false;
	complain("%d: exited while it was waited for", (int)pid);
	s->visit.incomplete = s->gone = true;
	return true;
}

/* Whatever there is to be told, the look behind it tells. */
static void wait_until_clean(struct swapped *s)
{
	uint64_t every = s->given->every ? s->given->every : SECOND;
	struct ticks ticks;

	s->silent = true;
	complain_divert(say_nothing, NULL);
	ticks_start(&ticks, every, s->given->until_clean);
	look(s);
	if (!s->visit.wrong) {
		s->visit.missed = note_exited;
		s->visit.missed_data = s;
	}
	while (!s->visit.wrong && !s->gone && !is_clean(s) &&
	       ticks_wait(&ticks))
		look(s);
	ticks_stop(&ticks);
	complain_divert(NULL, NULL);
	s->silent = false;
}

/* --- all of it ------------------------------------------------------------ */

static int status_of(struct swapped *s)
{
	const struct visit *visit = &s->visit;
	uint64_t allowed = s->given->threshold / s->page_size;
	struct swap_bounds all = swapped_in_all(s);
	int status = EXITS_DONE;

	/* What is not there must not pass for clean. */
	if (visit->wrong || visit->missing ||
	    (!s->judged && !visit->incomplete))
		status = EXITS_WRONG;
	if (all.least > allowed)
		status = exits_worse(status, EXITS_NOTHING);
	else if (all.most > allowed)
		status = exits_worse(status, EXITS_UNKNOWN);
	if (visit->incomplete || report_uncompared(s->report))
		status = exits_worse(status, EXITS_UNKNOWN);
	return on_unknown_status(&s->given->on_unknown, status);
}

static bool sees_slots(const struct swapped *s)
{
	return vminfo_context_rights(s->visit.context) & VMINFO_RIGHT_FRAMES;
}

/* What an ordinary user cannot see, where that matters.  Who sees slots may yet
 * not know what area they are in. */
static void explain_hidden(const struct swapped *s)
{
	const char *what = s->hidden ? "which pages are in swap is"
				     : "in which slots pages are is";

	if (!s->hidden && !(s->unseen_slots.most &&
			    report_unknown(s->report) & SWAPPED_WANTS_SLOTS))
		return;
	if (s->visit.target->replay)
		complain("%s hidden in this recording", what);
	else if (sees_slots(s))
		complain("%s not known: of so many swap areas, some have "
			 "numbers that also stand for other entries", what);
	else
		rights_explain_lacking(what, "CAP_SYS_ADMIN");
}

static void explain(struct swapped *s)
{
	const struct visit *visit = &s->visit;

	report_explain_uncompared(s->report);
	explain_hidden(s);
	resolve_explain(&s->resolve, "");
	if (visit->nobody)
		complain("no process matched");
	else if (!s->judged && !visit->wrong && !visit->missing &&
		 !visit->incomplete)
		complain("no memory matched");
}

static int run(struct swapped *s, const struct report_options *options)
{
	const struct target *target = s->visit.target;
	int status;

	s->page_size = vminfo_context_page_size(s->visit.context);
	s->visit.rights_later = true;
	/* Rows that were put are not taken back. */
	s->visit.repeats = !(s->group & (SWAPPED_MAPPING | SWAPPED_RANGE));
	s->visit.verbose = options->verbose;
	report_begin(s->report, &(struct report_facts){
		.page_size = s->page_size,
		.hidden = sees_slots(s) ? 0 : SWAPPED_WANTS_SLOTS,
		.long_words = s->group == SWAPPED_RANGE,
	});
	if (s->given->until_clean)
		wait_until_clean(s);
	look(s);
	/* Who was refused may have it. */
	if (s->judged && !s->visit.incomplete)
		s->visit.wrong |= globs_met_tell(&s->globs);
	swapped_put_objects(s);
	swapped_put_areas(s);
	swapped_tell_all(s);
	status = status_of(s);
	if (!options->quiet)
		explain(s);
	/* The last object of JSON has the exit status, to which a command
	 * adds; what is for people need not wait until it ends. */
	if (target->command && !report_has_table(s->report))
		status = exits_worse(status, command_finish(target->command));
	report_end(s->report, visit_is_complete(&s->visit) &&
			      !report_uncompared(s->report), status);
	forget(s);
	free(s->name);
	parts_free(&s->part.areas);
	return status;
}

static struct report_plan make_plan(const struct swapped *s)
{
#define COUNTS "SWAPPED,SWAP,PRIVATE,SHMEM"
	static const char *const columns[][2] = {
		{ "PID," COUNTS ",COMMAND", "PID," COUNTS ",COMMAND" },
		{ "VA,SIZE," COUNTS ",PERMS,MAPPING",
		  "PID,VA,SIZE," COUNTS ",PERMS,MAPPING" },
		{ "VA,SIZE,STATE,SWAPTYPE,SWAPOFF,MAPPING",
		  "PID,VA,SIZE,STATE,SWAPTYPE,SWAPOFF,MAPPING" },
		{ "SWAPPED,SWAP,KIND,PIDS,OBJECT",
		  "SWAPPED,SWAP,KIND,PIDS,OBJECT" },
		{ "AREA,SWAPPED,SWAP,RUNS,SLOTRUNS,NEAR%,READAHEAD,KIND,DEVICE",
		  "AREA,SWAPPED,SWAP,RUNS,SLOTRUNS,NEAR%,READAHEAD,KIND,"
		  "DEVICE" },
	};

	return (struct report_plan){
		.columns = swapped_columns,
		.group = s->group,
		.group_names = swapped_groups,
		.defaults = columns[__builtin_ctz(s->group)][s->several],
		.few = s->group != SWAPPED_RANGE,
		.sentences = !s->given->group && !s->several,
		.summary_group = SWAPPED_PROCESS,
		.summary_rows = "process",
		.summary_costly = SWAPPED_WANTS_SMAPS | SWAPPED_WANTS_STATUS,
	};
}

/* Zero in smaps_rollup is enough, unless each mapping is to be listed. */
static bool may_use_shortcut(const struct swapped *s,
			     const struct target *target)
{
	return !target_is_part(target) && !target->recorded &&
	       (s->group != SWAPPED_MAPPING || s->leaves_out);
}

static int look_at_all(struct swapped *s, struct target *target,
		       const struct report_options *options)
{
	struct report_plan plan;
	int status = EXITS_WRONG;

	s->group = s->given->group ? s->given->group : SWAPPED_PROCESS;
	s->several = target_is_several(target);
	plan = make_plan(s);
	if (target_check(target) != 0 ||
	    report_new(options, &plan, &s->report) != 0)
		return EXITS_WRONG;
	s->wants = report_wants(s->report);
	if (plan.sentences && report_has_table(s->report))
		s->wants |= SWAPPED_WANTS_SMAPS | SWAPPED_WANTS_STATUS;
	s->leaves_out = report_has_table(s->report) && !options->verbose &&
			!report_has_where(s->report) && !plan.sentences;
	s->asks_sums = options->summary > REPORT_NEVER;
	s->shortcut = may_use_shortcut(s, target);
	if (visit_start(&s->visit, target) == 0) {
		status = run(s, options);
		visit_end(&s->visit);
	}
	report_free(s->report);
	return status;
}

static int check(const struct swapped_given *given,
		 const struct target *target)
{
	if (!given->until_clean)
		return 0;
	if (target->replay)
		return complain_usage("%s and %s cannot be combined",
				      "--until-clean", "--replay");
	if (target->command)
		return complain_usage("%s and %s cannot be combined",
				      "--until-clean", "-- COMMAND");
	return 0;
}

int swapped_run(struct swapped_given *given, struct target *target,
		const struct report_options *options)
{
	struct swapped s = { .given = given, .areas.sys = -1 };

	if (check(given, target) != 0 || target_replay(target) < 0)
		return EXITS_WRONG;
	return look_at_all(&s, target, options);
}
