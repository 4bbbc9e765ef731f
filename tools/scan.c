// SPDX-License-Identifier: LGPL-2.1-or-later
/* Goes over the frames that processes have. */
#include "scan.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "complain.h"
#include "progress.h"

#define BATCH 512

/* One who goes: we, or a hand of the crew. */
struct sweep {
	struct scan *scan;
	struct visit *visit;
	struct crew_hand *hand;		/* or NULL */
	struct scan_listener to;
	struct vminfo_process *process;
	struct vminfo_walk *walk;
	bool named;			/* the mapping at hand was told */
	uint64_t mapping;		/* where it begins */
	uint64_t page_size;
	uint64_t hidden, left_out, uncertain;
	struct vminfo_run runs[BATCH];
	struct vminfo_page pages[BATCH];
};

/*
 * Runs.
 */

static void tell_mapping(struct sweep *s)
{
	const struct vminfo_mapping *mapping = vminfo_walk_mapping(s->walk);

	if (s->named && s->mapping == mapping->va)
		return;
	s->named = true;
	s->mapping = mapping->va;
	s->to.mapping(s->to.data, mapping);
}

static void tell(struct sweep *s, const struct vminfo_run *run)
{
	tell_mapping(s);
	s->to.run(s->to.data, run);
}

/* Those of its frames that are asked for. */
static void cut(struct sweep *s, const struct vminfo_run *run)
{
	struct frame_stretch left = { run->value, run->pages }, found;

	if (!s->scan->only) {
		tell(s, run);
		return;
	}
	while ((found = frame_set_first(s->scan->only, left)).count) {
		struct vminfo_run part = *run;
		uint64_t end = found.pfn + found.count;

		part.va += (found.pfn - run->value) * s->page_size;
		part.value = found.pfn;
		part.pages = found.count;
		tell(s, &part);
		left.count = left.pfn + left.count - end;
		left.pfn = end;
	}
}

/* A run of the zero page does not say in which frame it is. */
static void tell_zero_pages(struct sweep *s, ssize_t n)
{
	const struct frame_set *only = s->scan->only;
	struct vminfo_run run = { .state = VMINFO_ZERO };

	for (ssize_t i = 0; i < n; i++) {
		const struct vminfo_page *page = &s->pages[i];
		struct frame_stretch one = { page->value, 1 };

		if (page->state != VMINFO_ZERO)
			continue;
		if (page->value == VMINFO_NONE) {
			s->hidden++;
			continue;
		}
		if (only && !frame_set_first(only, one).count)
			continue;
		if (run.pages && run.value == page->value &&
		    run.va + run.pages * s->page_size == page->va) {
			run.pages++;
			continue;
		}
		if (run.pages)
			tell(s, &run);
		run.va = page->va;
		run.value = page->value;
		run.all = run.any = page->attributes;
		run.pages = 1;
	}
	if (run.pages)
		tell(s, &run);
}

static void look_up_zero(struct sweep *s, const struct vminfo_run *run)
{
	struct vminfo_walk_options options = {
		.size = sizeof(options),
		.start = run->va,
		.length = run->pages * s->page_size,
	};
	struct vminfo_walk *walk;
	ssize_t n = vminfo_walk_new(s->process, &options, &walk);

	if (n == 0) {
		while ((n = vminfo_walk_pages(walk, s->pages, NULL, BATCH)) > 0)
			tell_zero_pages(s, n);
		vminfo_walk_free(walk);
	}
	if (n < 0)
		s->uncertain += run->pages;
}

static bool may_have_frame(const struct vminfo_run *run)
{
	static const uint32_t states = 1u << VMINFO_PRESENT |
		1u << VMINFO_MIGRATING | 1u << VMINFO_DEVICE |
		1u << VMINFO_NONPRESENT | 1u << VMINFO_SPECIAL;

	return run->state < 32 && states >> run->state & 1;
}

static void take_run(struct sweep *s, const struct vminfo_run *run)
{
	if (run->state == VMINFO_ZERO) {
		if (s->scan->zero)
			look_up_zero(s, run);
		else
			s->left_out += run->pages;
		return;
	}
	if (run->any & VMINFO_CHANGED)
		s->uncertain += run->pages;
	/* What is in swap has a slot there. */
	if (!may_have_frame(run) && run->state != VMINFO_POISONED)
		return;
	if (run->value != VMINFO_NONE)
		cut(s, run);
	else if (run->any & VMINFO_HIDDEN)
		s->hidden += run->pages;
	else if (run->state != VMINFO_POISONED)
		s->uncertain += run->pages;
}

/*
 * Processes.
 */

static bool is_whole(const struct vminfo_walk *walk)
{
	enum vminfo_status status = vminfo_walk_status(walk);

	return status == VMINFO_COMPLETE || status == VMINFO_CHANGED_MEANWHILE;
}

static bool walk_process(struct sweep *s, pid_t pid)
{
	struct vminfo_walk_options options = { .size = sizeof(options) };
	ssize_t n = vminfo_walk_new(s->process, &options, &s->walk);
	bool whole;

	if (n != 0) {
		visit_failed(s->visit, (int)n);
		return false;
	}
	s->named = false;
	while ((n = vminfo_walk_runs(s->walk, s->runs, NULL, BATCH)) > 0) {
		progress_runs(s->runs, (size_t)n, s->page_size);
		for (ssize_t i = 0; i < n; i++)
			take_run(s, &s->runs[i]);
	}
	visit_check_walk(s->visit, pid, s->walk, n);
	whole = is_whole(s->walk);
	vminfo_walk_free(s->walk);
	return whole;
}

static void look(void *data, struct vminfo_process *process)
{
	struct sweep *s = data;
	struct scan_process told = {
		.pid = vminfo_process_pid(process),
		.start_time = vminfo_process_start_time(process),
	};

	strncpy(told.name, vminfo_process_name(process),
		sizeof(told.name) - 1);
	s->process = process;
	s->to.begin(s->to.data, &told);
	s->to.end(s->to.data, walk_process(s, told.pid));
}

static struct sweep *new_sweep(struct scan *scan, struct visit *visit)
{
	struct sweep *s = calloc(1, sizeof(*s));

	if (!s)
		complain_out_of_memory();
	s->scan = scan;
	s->visit = visit;
	s->to = scan->to;
	s->page_size = vminfo_context_page_size(visit->context);
	return s;
}

static void free_sweep(struct scan *scan, struct sweep *s)
{
	scan->hidden += s->hidden;
	scan->left_out += s->left_out;
	scan->uncertain += s->uncertain;
	free(s);
}

/*
 * With several at once: from a hand to us.
 */

enum { BEGIN, MAPPING, RUN, END };

static void put_begin(void *data, const struct scan_process *process)
{
	struct sweep *s = data;

	memcpy(crew_put(s->hand, BEGIN, sizeof(*process)), process,
	       sizeof(*process));
}

static void put_mapping(void *data, const struct vminfo_mapping *mapping)
{
	struct sweep *s = data;
	size_t length = strlen(mapping->name) + 1;
	struct vminfo_mapping *room = crew_put(s->hand, MAPPING,
					       sizeof(*room) + length);

	*room = *mapping;
	/* Results stay where they are until they are taken. */
	room->name = (char *)(room + 1);
	memcpy(room + 1, mapping->name, length);
}

static void put_run(void *data, const struct vminfo_run *run)
{
	struct sweep *s = data;

	memcpy(crew_put(s->hand, RUN, sizeof(*run)), run, sizeof(*run));
}

static void put_end(void *data, bool whole)
{
	struct sweep *s = data;

	*(bool *)crew_put(s->hand, END, sizeof(whole)) = whole;
}

static void take(void *data, unsigned int kind, void *result)
{
	const struct scan_listener *to = &((struct scan *)data)->to;

	if (kind == BEGIN)
		to->begin(to->data, result);
	else if (kind == MAPPING)
		to->mapping(to->data, result);
	else if (kind == RUN)
		to->run(to->data, result);
	else
		to->end(to->data, *(const bool *)result);
}

static void *hire(void *data, struct visit *branch, struct crew_hand *hand)
{
	struct sweep *s = new_sweep(data, branch);

	s->hand = hand;
	s->to = (struct scan_listener){
		.data = s,
		.begin = put_begin,
		.mapping = put_mapping,
		.run = put_run,
		.end = put_end,
	};
	return s;
}

static void dismiss(void *data, void *own)
{
	free_sweep(data, own);
}

/* Of kernel threads and zombies there is nothing to see. */
static bool note_missed(void *data, pid_t pid, int err)
{
	struct scan *scan = data;

	/* Members are counted. */
	if (err != -ESRCH && target_has_number(scan->visit->target, pid))
		scan->missed = true;
	return true;
}

void scan_run(struct scan *scan)
{
	struct sweep *own = new_sweep(scan, scan->visit);
	struct visit *visit = scan->visit;

	/* What was told of a process that was cut short is taken back. */
	visit->repeats = true;
	visit->returns = scan->again;
	visit->missed = scan->again ? note_missed : NULL;
	visit->missed_data = scan;
	scan->missed = false;
	scan->hidden = scan->left_out = scan->uncertain = 0;
	scan->crew = (struct crew){
		.visit = scan->visit,
		.count = scan->jobs,
		.data = scan,
		.hire = hire,
		.dismiss = dismiss,
		.take = take,
	};
	crew_spread(&scan->crew);
	visit_each(visit, look, own);
	visit->incomplete |= scan->missed;
	free_sweep(scan, own);
}
