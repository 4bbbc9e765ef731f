// SPDX-License-Identifier: LGPL-2.1-or-later
/* Looks at all processes of a target, and the two of one process. */
#include "looks.h"

#include <errno.h>
#include <stdlib.h>

#include "complain.h"
#include "spans.h"

static struct looks_one *make_room(struct looks *looks)
{
	struct looks_one *list;
	size_t room = looks->room + 1;

	if (looks->count < looks->room)
		return &looks->list[looks->count];
	list = reallocarray(looks->list, room, sizeof(*list));
	if (!list)
		complain_out_of_memory();
	list[looks->room] = (struct looks_one){ .start_time = 0 };
	looks->list = list;
	looks->room = room;
	return &list[looks->count];
}

static void check_walk(void *data, const struct vminfo_walk *walk,
		       ssize_t failed)
{
	struct looks *looks = data;

	visit_check_walk(looks->visit, looks->pid, walk, failed);
	looks->gone = vminfo_walk_status(walk) == VMINFO_GONE;
}

/* It is there, and that is all. */
static void add_unseen(struct looks *looks, pid_t pid)
{
	struct vminfo_context *context = looks->visit->context;
	struct looks_one *one = make_room(looks);

	look_clear(&one->look);
	one->look.pid = pid;
	one->look.page_size = vminfo_context_page_size(context);
	one->look.seen_to = 0;
	one->start_time = VMINFO_NONE;
	looks->count++;
}

/* A look that saw to the first page saw at least that there is none. */
static bool is_unseen(const struct look *look)
{
	return look && !look->seen_to;
}

static bool miss(void *data, pid_t pid, int err)
{
	struct looks *looks = data;

	if (err != -ENOENT && err != -ESRCH) {
		add_unseen(looks, pid);
		return looks->before &&
		       is_unseen(looks_find(looks->before, pid));
	}
	if (looks->absent == LOOKS_EXITED) {
		complain("%d: exited", pid);
		looks->visit->incomplete = true;
	}
	return looks->absent != LOOKS_MISTAKE;
}

/* Names of mappings are compared later: they may change. */
static int find_spans(struct looks *looks, struct vminfo_process *process,
		      struct spans *spans)
{
	struct target all = *looks->visit->target;
	const struct target *wanted = looks->visit->target;
	int ret;

	all.glob_count = 0;
	looks->visit->target = &all;
	ret = spans_find(spans, looks->visit, process);
	looks->visit->target = wanted;
	return ret;
}

static int take_look(struct looks *looks, struct vminfo_process *process,
		     struct look *look)
{
	struct look_how how = { .walked = check_walk, .data = looks };
	struct spans spans;
	int ret = find_spans(looks, process, &spans);

	if (ret)
		return ret;
	how.spans = spans.list;
	how.count = spans.count;
	ret = look_take(look, looks->visit->context, process, &how);
	spans_free(&spans);
	return ret;
}

static void take_one(void *data, struct vminfo_process *process)
{
	struct looks *looks = data;
	struct looks_one *one = make_room(looks);
	int ret;

	looks->gone = false;
	looks->pid = vminfo_process_pid(process);
	one->start_time = vminfo_process_start_time(process);
	ret = take_look(looks, process, &one->look);
	if (ret == -ENOMEM)
		complain_out_of_memory();
	if (ret)
		visit_failed(looks->visit, ret);
	if (looks->visit->again || looks->gone || ret == -ESRCH)
		return;
	if (ret)
		add_unseen(looks, looks->pid);
	else
		looks->count++;
}

static int compare_pids(const void *first, const void *second)
{
	const struct looks_one *a = first, *b = second;

	return (a->look.pid > b->look.pid) - (a->look.pid < b->look.pid);
}

void looks_take(struct looks *looks, struct visit *visit,
		enum looks_absent absent)
{
	looks->count = 0;
	looks->visit = visit;
	looks->absent = absent;
	visit->repeats = true;
	visit->missed = miss;
	visit->missed_data = looks;
	visit_each(visit, take_one, looks);
	if (looks->count)
		qsort(looks->list, looks->count, sizeof(*looks->list),
		      compare_pids);
}

void looks_free(struct looks *looks)
{
	for (size_t i = 0; i < looks->room; i++)
		look_free(&looks->list[i].look);
	free(looks->list);
	*looks = (struct looks){ 0 };
}

static const struct looks_one *one_at(const struct looks *looks, size_t at)
{
	return at < looks->count ? &looks->list[at] : NULL;
}

/* Which of them comes first; 0: they are one process. */
static int order(const struct looks_one *a, const struct looks_one *b)
{
	if (!a || !b)
		return a ? -1 : 1;
	if (a->look.pid != b->look.pid)
		return a->look.pid < b->look.pid ? -1 : 1;
	if (a->start_time == VMINFO_NONE || b->start_time == VMINFO_NONE)
		return 0;
	/* Who had the number before is gone. */
	return a->start_time == b->start_time ? 0 : -1;
}

bool looks_next(struct looks_pair *pair)
{
	const struct looks_one *was = one_at(pair->before, pair->at_before);
	const struct looks_one *is = one_at(pair->after, pair->at_after);
	int first;

	if (!was && !is)
		return false;
	first = order(was, is);
	pair->was = first <= 0 ? &was->look : NULL;
	pair->is = first >= 0 ? &is->look : NULL;
	pair->at_before += first <= 0;
	pair->at_after += first >= 0;
	return true;
}

bool looks_saw_any(const struct looks *looks)
{
	for (size_t i = 0; i < looks->count; i++)
		if (!is_unseen(&looks->list[i].look))
			return true;
	return false;
}

const struct look *looks_find(const struct looks *looks, pid_t pid)
{
	for (size_t i = 0; i < looks->count; i++)
		if (looks->list[i].look.pid == pid)
			return &looks->list[i].look;
	return NULL;
}
