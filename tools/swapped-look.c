// SPDX-License-Identifier: LGPL-2.1-or-later
/* Looks at a process: smaps_rollup may be enough, else its memory is walked. */
#include <time.h>

#include "rights.h"
#include "spans.h"
#include "subject.h"
#include "swapped-parts.h"

#define SECOND UINT64_C(1000000000)

static void walk_process(struct swapped *s)
{
	struct spans spans;
	int ret = spans_find(&spans, &s->visit, s->at.process);

	s->at.walked = true;
	if (ret < 0) {
		s->at.cut_short = true;
		visit_failed(&s->visit, ret);
		return;
	}
	spans_join(&spans, s->page_size);
	for (size_t i = 0; i < spans.count; i++)
		swapped_walk(s, &spans.list[i]);
	if (spans.notes)
		report_note(s->report, spans.notes);
	spans_free(&spans);
}

/*
 * smaps_rollup counts slots, and what shared memory has in swap; its zero
 * proves that there is nothing, to ordinary users, too.
 */
static void read_rollup(struct swapped *s)
{
	struct vminfo_smaps smaps;
	int ret;

	if (!s->shortcut && !(s->wants & SWAPPED_WANTS_SMAPS))
		return;
	if (target_is_part(s->visit.target))
		return;
	rights_raise(RIGHTS_OPEN);
	ret = vminfo_process_smaps(s->at.process, &smaps);
	rights_lower();
	if (ret < 0)
		return;
	s->at.sum.smaps_swap = smaps.swap;
	s->at.sum.smaps_swap_pss = smaps.swap_pss;
}

static void read_status(struct swapped *s)
{
	const struct target *target = s->visit.target;
	struct subject subject;

	if (!(s->wants & SWAPPED_WANTS_STATUS) || target->recorded ||
	    target_is_part(target))
		return;
	subject_read(&subject, target->procfs ? target->procfs : "/proc",
		     vminfo_process_pid(s->at.process), s->page_size);
	subject_number(&subject, "VmSwap", &s->at.vmswap);
	subject_free(&subject);
}

static uint64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (uint64_t)time.tv_sec * SECOND + (uint64_t)time.tv_nsec;
}

static void free_process(struct swapped_process *at)
{
	swap_objects_free(&at->objects);
	for (size_t i = 0; i < SWAPPED_AREAS; i++)
		frame_set_free(&at->areas[i].slots);
	parts_free(&at->sum.areas);
}

void swapped_look(void *data, struct vminfo_process *process)
{
	struct swapped *s = data;
	struct swapped_process *at = &s->at;
	uint64_t start = now();

	*at = (struct swapped_process){
		.process = process,
		.sum.smaps_swap = VMINFO_NONE,
		.sum.smaps_swap_pss = VMINFO_NONE,
		.vmswap = VMINFO_NONE,
	};
	swapped_areas_begin(&s->areas, at->areas);
	/* Then it is a sum. */
	if (s->visit.target->recorded && !target_is_part(s->visit.target))
		at->sum.smaps_swap = at->sum.smaps_swap_pss = 0;
	read_rollup(s);
	if (!s->shortcut || at->sum.smaps_swap != 0)
		walk_process(s);
	at->took = now() - start;
	read_status(s);
	if (!at->cut_short)
		swapped_take_process(s);
	free_process(at);
}
