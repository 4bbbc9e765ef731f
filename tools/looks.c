// SPDX-License-Identifier: LGPL-2.1-or-later
/* Looks at all processes of a target, and the two of one process. */
#include "looks.h"

#include <errno.h>
#include <stdlib.h>

#include "complain.h"

struct taking {
	struct looks *looks;
	struct visit *visit;
	pid_t pid;
};

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
	struct taking *taking = data;

	visit_check_walk(taking->visit, taking->pid, walk, failed);
}

static void take_one(void *data, struct vminfo_process *process)
{
	struct taking *taking = data;
	struct looks *looks = taking->looks;
	struct looks_one *one = make_room(looks);
	const struct target *target = taking->visit->target;
	const struct look_how how = {
		.range = { target->start, target->length },
		.walked = check_walk,
		.data = taking,
	};
	int ret;

	taking->pid = vminfo_process_pid(process);
	one->start_time = vminfo_process_start_time(process);
	ret = look_take(&one->look, taking->visit->context, process, &how);
	if (ret == -ENOMEM)
		complain_out_of_memory();
	if (ret)
		visit_failed(taking->visit);
	else
		looks->count++;
}

static int compare_pids(const void *first, const void *second)
{
	const struct looks_one *a = first, *b = second;

	return (a->look.pid > b->look.pid) - (a->look.pid < b->look.pid);
}

void looks_take(struct looks *looks, struct visit *visit)
{
	struct taking taking = { .looks = looks, .visit = visit };

	looks->count = 0;
	visit_each(visit, take_one, &taking);
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
