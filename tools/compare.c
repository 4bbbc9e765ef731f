// SPDX-License-Identifier: LGPL-2.1-or-later
/* Compares processes of a recording with those of another, or live ones. */
#include "compare.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "change-plan.h"
#include "complain.h"
#include "rights.h"

/*
 * Which processes.
 */

static int read_recording(struct compare_side *side)
{
	char error[1024];
	struct vminfo_context_options options = {
		.size = sizeof(options),
		.recording = side->name,
		.error = error,
		.error_size = sizeof(error),
	};
	int ret;

	if (!side->name)
		return 0;
	ret = vminfo_context_new(&options, &side->target.recorded);
	if (ret < 0)
		complain("%s", error);
	return ret;
}

static int add_processes(struct target *target, struct vminfo_context *context)
{
	pid_t pid = 0;
	char word[16];
	int ret = 0;

	while (ret == 0 && context &&
	       (pid = vminfo_context_next_process(context, pid))) {
		snprintf(word, sizeof(word), "%d", (int)pid);
		ret = target_add_operand(target, word);
	}
	return ret;
}

/* Without numbers, all processes of the recordings. */
static int choose_processes(struct compare *compare)
{
	struct target *target = compare->target;
	int ret;

	compare->chosen = target->count != 0;
	if (compare->chosen)
		return 0;
	ret = add_processes(target, compare->before.target.recorded);
	if (ret == 0)
		ret = add_processes(target, compare->after.target.recorded);
	if (ret == 0 && !target->count) {
		complain("%s: no process was recorded", compare->before.name);
		ret = -ENOENT;
	}
	return ret;
}

/* What the target has got meanwhile. */
static void share_processes(struct compare_side *side,
			    const struct target *target)
{
	struct vminfo_context *recorded = side->target.recorded;

	side->target = *target;
	side->target.recorded = recorded;
	side->target.replay = side->name;
}

int compare_start(struct compare *compare, struct target *target,
		  const char *from, const char *to)
{
	int ret;

	*compare = (struct compare){
		.target = target,
		.before = { .name = from },
		.after = { .name = to },
	};
	if (to)
		rights_finish();
	ret = read_recording(&compare->before);
	if (ret == 0)
		ret = read_recording(&compare->after);
	if (ret == 0)
		ret = choose_processes(compare);
	share_processes(&compare->before, target);
	share_processes(&compare->after, target);
	return ret;
}

void compare_end(struct compare *compare)
{
	looks_free(&compare->before.looks);
	looks_free(&compare->after.looks);
	vminfo_context_free(compare->before.target.recorded);
	vminfo_context_free(compare->after.target.recorded);
}

/*
 * The comparison.
 */

static bool sees_frames(const struct compare_side *side)
{
	return vminfo_context_rights(side->visit.context) & VMINFO_RIGHT_FRAMES;
}

static bool is_rebased(const struct compare_side *side)
{
	return vminfo_context_is_rebased(side->visit.context);
}

/* What is not known does not differ. */
static bool may_be_same(const char *was, const char *is)
{
	return !*was || !*is || strcmp(was, is) == 0;
}

static bool are_of_one_boot(struct vminfo_context *before,
			    struct vminfo_context *after)
{
	return may_be_same(vminfo_context_boot(before),
			   vminfo_context_boot(after)) &&
	       may_be_same(vminfo_context_architecture(before),
			   vminfo_context_architecture(after));
}

static int check_machines(const struct compare *compare)
{
	struct vminfo_context *before = compare->before.visit.context;
	struct vminfo_context *after = compare->after.visit.context;
	uint64_t was = vminfo_context_page_size(before);
	uint64_t is = vminfo_context_page_size(after);

	if (was != is) {
		complain("%s: its pages have %zu bytes, those of the other %zu",
			 compare->before.name, (size_t)was, (size_t)is);
		return -EINVAL;
	}
	if (are_of_one_boot(before, after))
		return 0;
	complain("%s: of another machine, or of before it was started again: "
		 "nothing can be compared", compare->before.name);
	return -EINVAL;
}

/* Numbers that were given by mistake: nobody has them. */
static void check_numbers(struct compare *compare)
{
	const struct target *target = compare->target;

	for (size_t i = 0; compare->chosen && i < target->count; i++) {
		if (looks_find(&compare->before.looks, target->pids[i]) ||
		    looks_find(&compare->after.looks, target->pids[i]))
			continue;
		complain("%d: in neither of the two", target->pids[i]);
		compare->wrong = true;
	}
}

static void compare_pair(struct compare *compare,
			 const struct looks_pair *pair)
{
	/* Who has the number of an exited process is none of our business. */
	if (!pair->was && !compare->after.name &&
	    looks_find(&compare->before.looks, pair->is->pid)) {
		complain("%d: is another process now", pair->is->pid);
		return;
	}
	change_rows_compare(&compare->rows, pair->was, pair->is);
}

static void compare_all(struct compare *compare)
{
	struct looks_pair pair = {
		.before = &compare->before.looks,
		.after = &compare->after.looks,
	};

	looks_take(&compare->before.looks, &compare->before.visit,
		   LOOKS_ABSENT);
	looks_take(&compare->after.looks, &compare->after.visit, LOOKS_ABSENT);
	check_numbers(compare);
	while (looks_next(&pair))
		compare_pair(compare, &pair);
}

/*
 * How it went.
 */

static bool is_incomplete(const struct compare *compare)
{
	return compare->rows.unknown || compare->before.visit.incomplete ||
	       compare->after.visit.incomplete ||
	       report_uncompared(compare->report);
}

static int status_of(const struct compare *compare)
{
	if (compare->wrong)
		return 2;
	if (compare->rows.different)
		return 1;
	if (is_incomplete(compare))
		return 3;
	return compare->rows.matched ? 0 : 2;
}

static void explain_hidden(const struct compare_side *side)
{
	if (is_rebased(side))
		complain("%s: frames have other numbers in it (--rebase), so "
			 "that nobody can tell which pages moved", side->name);
	if (sees_frames(side))
		return;
	if (side->name)
		complain("%s: frames are hidden in it, so that nobody can tell "
			 "which pages moved", side->name);
	else if (!side->target.procfs)
		visit_explain_hidden(&side->visit);
}

static void explain(const struct compare *compare)
{
	report_explain_uncompared(compare->report);
	if (!compare->rows.matched && !compare->wrong &&
	    !is_incomplete(compare))
		complain("nothing matched");
	if (!(compare->rows.sum.any & DIFF_FRAME_UNKNOWN))
		return;
	explain_hidden(&compare->before);
	/* A recording may be compared with itself. */
	if (!compare->after.name ||
	    strcmp(compare->before.name, compare->after.name) != 0)
		explain_hidden(&compare->after);
}

static int report_all(struct compare *compare,
		      const struct report_options *options)
{
	struct vminfo_context *context = compare->after.visit.context;
	bool frames = sees_frames(&compare->before) &&
		      sees_frames(&compare->after);
	int status;

	compare->rows.context = context;
	compare->rows.other_frames = is_rebased(&compare->before) ||
				     is_rebased(&compare->after);
	report_begin(compare->report, &(struct report_facts){
		.page_size = vminfo_context_page_size(context),
		.hidden = frames ? 0 : CELLS_FRAMES,
	});
	compare_all(compare);
	status = status_of(compare);
	if (!options->quiet)
		explain(compare);
	report_end(compare->report, !compare->wrong && !is_incomplete(compare),
		   status);
	return status;
}

static int visit_both(struct compare *compare,
		      const struct report_options *options)
{
	int status = 2;

	if (visit_start(&compare->before.visit, &compare->before.target) != 0)
		return 2;
	compare->before.visit.rights_later = true;
	if (visit_start(&compare->after.visit, &compare->after.target) == 0) {
		if (check_machines(compare) == 0)
			status = report_all(compare, options);
		visit_end(&compare->after.visit);
	}
	visit_end(&compare->before.visit);
	return status;
}

int compare_run(struct compare *compare, const struct report_options *given,
		enum cells_group group)
{
	struct report_options options = *given;
	const struct change_view view = {
		.group = group,
		.several = target_is_several(compare->target),
	};
	struct report_plan plan = change_plan(&view);
	int status;

	/* Process rows are sums already. */
	if (group == CELLS_PROCESS && !options.summary)
		options.summary = REPORT_NEVER;
	if (report_new(&options, &plan, &compare->report) != 0)
		return 2;
	compare->rows.report = compare->report;
	compare->rows.target = compare->target;
	compare->rows.group = group;
	compare->rows.leave_out_unknown = compare->rows.leave_out_whole =
		report_has_table(compare->report) &&
		!report_has_where(compare->report) && !options.verbose;
	status = visit_both(compare, &options);
	report_free(compare->report);
	return status;
}
