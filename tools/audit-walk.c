// SPDX-License-Identifier: LGPL-2.1-or-later
/* One walk over a process for all rules. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "audit-scan.h"
#include "complain.h"
#include "progress.h"
#include "resolve.h"

#define BATCH 512

/* --- views ---------------------------------------------------------------- */

static bool has_same_where(const struct audit_rule *a,
			   const struct audit_rule *b)
{
	if (a->where_count != b->where_count)
		return false;
	for (size_t i = 0; i < a->where_count; i++)
		if (strcmp(a->where[i].line, b->where[i].line) != 0)
			return false;
	return true;
}

static bool has_same_device(const struct audit_rule *a,
			    const struct audit_rule *b)
{
	if (!a->device.name || !b->device.name)
		return a->device.name == b->device.name;
	return strcmp(a->device.name, b->device.name) == 0;
}

static struct audit_view *find_view(struct audit_scan *scan,
				    const struct audit_rule *rule)
{
	for (size_t i = 0; i < scan->count; i++) {
		const struct audit_rule *other = scan->views[i].rule;

		if (strcmp(other->target.text, rule->target.text) == 0 &&
		    has_same_where(other, rule) && has_same_device(other, rule))
			return &scan->views[i];
	}
	scan->views[scan->count] = (struct audit_view){ .rule = rule };
	return &scan->views[scan->count++];
}

static bool asks_locked(const struct audit_rule *rule)
{
	for (size_t i = 0; i < rule->where_count; i++)
		if (rule->where[i].column->wants & CELLS_SMAPS)
			return true;
	return false;
}

void audit_scan_new(struct audit_scan *scan, struct audit_policy *policy)
{
	*scan = (struct audit_scan){
		.views = calloc(policy->count + 1, sizeof(*scan->views)),
	};
	if (!scan->views)
		complain_out_of_memory();
	for (size_t i = 0; i < policy->count; i++) {
		struct audit_rule *rule = &policy->rules[i];
		struct audit_view *view = find_view(scan, rule);

		rule->view = (size_t)(view - scan->views);
		view->wants |= audit_rule_wants(rule);
		scan->wants |= view->wants;
		scan->wants_smaps |= asks_locked(rule);
		scan->wants_gaps |= rule->target.kind == AUDIT_TARGET_RANGE ||
				    rule->target.kind == AUDIT_TARGET_SYMBOL;
	}
	scan->wants_smaps |= (scan->wants & AUDIT_WANTS_SMAPS) != 0;
}

void audit_scan_start(struct audit_scan *scan, struct visit *visit)
{
	uint64_t page_size = vminfo_context_page_size(visit->context);

	scan->visit = visit;
	scan->page_size = page_size;
	scan->all.page_size = page_size;
	scan->all.wants = scan->wants;
	for (size_t i = 0; i < scan->count; i++) {
		struct audit_view *view = &scan->views[i];

		view->sum.page_size = view->here.page_size = page_size;
		view->sum.wants = view->here.wants = scan->wants;
	}
	if (scan->wants & (AUDIT_WANTS_FRAMES | AUDIT_WANTS_NODES)) {
		scan->frames = calloc(BATCH, sizeof(*scan->frames));
		if (!scan->frames)
			complain_out_of_memory();
	}
}

void audit_scan_free(struct audit_scan *scan)
{
	for (size_t i = 0; i < scan->count; i++) {
		struct audit_view *view = &scan->views[i];

		free(view->why);
		audit_sum_free(&view->here);
		audit_sum_free(&view->sum);
		spans_free(&view->stretches);
	}
	audit_sum_free(&scan->all);
	spans_free(&scan->spans);
	free(scan->views);
	free(scan->frames);
	free(scan->name);
}

/* --- walks ---------------------------------------------------------------- */

/* What metrics stand on.  Pages of a huge page differ in how they are mapped,
 * as for the columns of vmwalk. */
static const struct {
	unsigned int want;
	uint64_t members;	/* of frames */
	uint64_t attributes;	/* where runs end, too */
	uint64_t how;		/* enum vminfo_want */
} needs[] = {
	{ AUDIT_WANTS_SHARES, VMINFO_FRAME_HAS_MAPCOUNT, VMINFO_EXCLUSIVE,
	  VMINFO_WANT_EXACT },
	{ AUDIT_WANTS_KINDS, VMINFO_FRAME_HAS_FLAGS, VMINFO_FILE, 0 },
	{ AUDIT_WANTS_ORDERS, VMINFO_FRAME_HAS_ORDER, 0, 0 },
	{ AUDIT_WANTS_FLAGS, VMINFO_FRAME_HAS_FLAGS, 0, 0 },
	{ AUDIT_WANTS_NODES, VMINFO_FRAME_HAS_NODE, 0, 0 },
};

static struct vminfo_walk_options options_of(const struct audit_scan *scan)
{
	struct vminfo_walk_options options = {
		.size = sizeof(options),
		.want = resolve_want(scan->visit->target),
		.split = VMINFO_HUGE | VMINFO_HUGE_UNKNOWN | VMINFO_HIDDEN |
			 VMINFO_CHANGED | VMINFO_MAYBE_ZERO,
	};

	for (size_t i = 0; i < sizeof(needs) / sizeof(*needs); i++) {
		if (!(scan->wants & needs[i].want))
			continue;
		options.members |= needs[i].members;
		options.split |= needs[i].attributes |
				 VMINFO_SPLIT_FRAME(needs[i].members);
		options.want |= needs[i].how | VMINFO_WANT_FRAMES;
	}
	if (scan->wants_gaps)
		options.want |= VMINFO_WANT_GAPS;
	return options;
}

static ssize_t take_batch(struct audit_scan *scan, struct vminfo_run *runs)
{
	ssize_t n = vminfo_walk_runs(scan->walk, runs, scan->frames, BATCH);

	if (n <= 0)
		return n;
	progress_runs(runs, (size_t)n, scan->page_size);
	audit_arrive(scan);
	for (ssize_t i = 0; i < n; i++)
		audit_count(scan, &runs[i],
			    scan->frames ? &scan->frames[i] : NULL);
	return n;
}

static void check_walk(struct audit_scan *scan, ssize_t failed)
{
	enum vminfo_status status = vminfo_walk_status(scan->walk);

	/* Pages that changed are marked, and count as such. */
	if (status == VMINFO_COMPLETE || status == VMINFO_CHANGED_MEANWHILE)
		return;
	scan->broken = "not all of the process was seen";
	scan->ended = scan->may_end && status == VMINFO_GONE;
	if (!scan->ended)
		visit_check_walk(scan->visit,
				 vminfo_process_pid(scan->process), scan->walk,
				 failed);
}

static void break_off(struct audit_scan *scan, const char *why, int failed)
{
	scan->broken = why;
	scan->ended = scan->may_end && failed == -ESRCH;
	if (!scan->ended)
		visit_failed(scan->visit, failed);
}

static void walk(struct audit_scan *scan, const struct span *span)
{
	struct vminfo_walk_options options = options_of(scan);
	struct vminfo_run runs[BATCH];
	ssize_t n;

	options.start = span->start;
	options.length = span->length;
	n = vminfo_walk_new(scan->process, &options, &scan->walk);
	if (n) {
		break_off(scan, "it could not be read", (int)n);
		return;
	}
	while ((n = take_batch(scan, runs)) > 0)
		;
	audit_leave(scan);
	check_walk(scan, n);
	vminfo_walk_free(scan->walk);
	scan->walk = NULL;
}

/* --- the lists of devices ------------------------------------------------- */

static void add_segments(struct audit_scan *scan, struct audit_view *view,
			 const struct span *stretch)
{
	const struct vminfo_dma_buffer buffer = { stretch->start,
						  stretch->length };
	struct vminfo_dma_report report = { .size = sizeof(report) };
	struct vminfo_dma_constraints constraints;
	struct audit_segments *segments = &view->sum.segments;

	constraints_build(&view->rule->device.constraints, &constraints);
	if (vminfo_dma_check(scan->process, &buffer, &constraints,
			     &report) < 0) {
		segments->unknown = true;
		return;
	}
	if (report.segments_needed != VMINFO_NONE)
		report.segments_least = report.segments_most =
			report.segments_needed;
	segments->least += report.segments_least;
	segments->most += report.segments_most;
}

void audit_scan_process(struct audit_scan *scan,
			struct vminfo_process *process)
{
	int ret;

	scan->process = process;
	scan->broken = NULL;
	scan->ended = false;
	for (size_t i = 0; i < scan->count; i++) {
		audit_sum_start(&scan->views[i].sum, NULL);
		scan->views[i].doubtful = false;
		spans_free(&scan->views[i].stretches);
	}
	ret = audit_find(scan);
	if (ret) {
		break_off(scan, "its mappings could not be read", ret);
		return;
	}
	for (size_t i = 0; i < scan->spans.count && !scan->broken; i++)
		walk(scan, &scan->spans.list[i]);
	for (size_t i = 0; i < scan->count; i++)
		for (size_t j = 0; j < scan->views[i].stretches.count; j++)
			add_segments(scan, &scan->views[i],
				     &scan->views[i].stretches.list[j]);
}
