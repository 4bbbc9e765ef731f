// SPDX-License-Identifier: LGPL-2.1-or-later
/* What one large process adds up to, by several threads at once. */
#include "rows-chunks.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>

#include "crew.h"
#include "progress.h"
#include "rows-frames.h"
#include "rows-hand.h"
#include "rows-mapping.h"
#include "small-file.h"

/*
 * KiB of page tables from which on it pays.  They map 2 GiB of small pages, the
 * walk over which takes some 20 milliseconds; threads, and what each of them
 * has to open and to list for itself, take two.
 */
#define LARGE_KIB 4096

/* They do not take equally long. */
#define CHUNKS_PER_HAND 8

/* Who looks at frames has 1.3 MiB for them: so many do it, if nobody says. */
#define MOST_WITH_FRAMES 2

/* Sums alone, and such as no thread needs rights for. */
static bool can_be_shared(const struct rows *rows)
{
	const unsigned int needs = CELLS_NODES | CELLS_BLOCKS;
	const struct target *target = rows->visit->target;

	return rows->group & CELLS_TOTAL && !rows->listed &&
	       !target->recorded && !target->backing &&
	       !target->symbol_count && !(rows->wants & needs) &&
	       (rows->sums_up_smaps || !(rows->wants & CELLS_SMAPS));
}

void rows_chunks_start(struct rows *rows, size_t count)
{
	if (!can_be_shared(rows))
		return;
	rows->hands = crew_hands(count);
	if (!count && rows_frames_room(rows) && rows->hands > MOST_WITH_FRAMES)
		rows->hands = MOST_WITH_FRAMES;
	rows->visit->opens_more = rows->hands > 1;
}

/* Who does not say so is small. */
static bool is_large(const struct rows *rows)
{
	const char *procfs = rows->visit->target->procfs;
	char path[4096], text[4096], value[32];
	int n = snprintf(path, sizeof(path), "%s/%d/status",
			 procfs ? procfs : "/proc", (int)rows->row.pid);

	return n > 0 && (size_t)n < sizeof(path) &&
	       small_file_read(AT_FDCWD, path, text, sizeof(text)) == 0 &&
	       small_file_field(text, "VmPTE", value, sizeof(value)) == 0 &&
	       strtoull(value, NULL, 10) >= LARGE_KIB;
}

/* A tag would have to be taken off the addresses of all chunks. */
static bool is_plain(const struct vminfo_process *process,
		     const struct span *span)
{
	return vminfo_process_untagged(process, span->start) == span->start;
}

/*
 * Huge pages have page tables, too, in store; but one entry is read for each
 * of them, so that all of it takes no longer than to start threads.
 */
static bool is_mostly_huge(const struct rows_course *course)
{
	const struct chunks *chunks = &course->chunks;
	struct vminfo_page page;
	size_t huge = 0;

	/* Nothing is where the first one begins. */
	for (size_t i = 1; i < chunks->count; i++)
		huge += vminfo_process_page(course->process,
					    chunks->list[i].start,
					    &page) == 0 &&
			page.attributes & VMINFO_HUGE;
	return huge > chunks->count / 2;
}

static bool find_chunks(struct rows *rows, struct rows_course *course,
			const struct spans *spans)
{
	if (rows->hands < 2 || spans->count != 1 ||
	    (rows->wants & CELLS_SMAPS && !rows->has_rollup) ||
	    !is_plain(course->process, spans->list) || !is_large(rows))
		return false;
	return chunks_find(&course->chunks, course->process, spans->list,
			   rows->hands * CHUNKS_PER_HAND) == 0 &&
	       course->chunks.count > 1 && !is_mostly_huge(course);
}

/*
 * What comes back from the hands, in the order of addresses.
 */

static void take_part(struct rows_course *course,
		      const struct rows_hand_part *part)
{
	const struct vminfo_run all = { .va = part->va,
					.pages = part->sums.tally.pages };
	struct rows *rows = course->rows;

	rows_meet(rows, &part->mapping, part->va);
	tally_chunk_join(&rows->part, &part->sums);
	rows_frames_join(rows, &part->frames);
	rows->seen |= part->seen;
	progress_runs(&all, 1, rows->row.page_size);
}

/* As if the walk of the caller had ended so. */
static void take_failed(struct rows *rows, const struct rows_hand_end *end)
{
	struct visit *visit = rows->visit;
	struct vminfo_context *context = visit->context;

	rows->cut_short = true;
	rows_leave(rows);
	visit->context = end->context;
	if (end->begun)
		visit_check_status(visit, rows->row.pid, end->status,
				   end->ended);
	else
		visit_failed(visit, (int)end->ended);
	visit->context = context;
}

static void take_end(struct rows_course *course,
		     const struct rows_hand_end *end)
{
	course->changed |= end->status == VMINFO_CHANGED_MEANWHILE;
	course->cut = end->ended < 0;
	if (course->cut)
		take_failed(course->rows, end);
}

static void take(void *data, unsigned int kind, void *result)
{
	struct rows_course *course = data;
	struct rows_hand_part *part = result;

	if (kind == ROWS_HAND_END) {
		if (!course->cut)
			take_end(course, result);
		return;
	}
	if (!course->cut)
		take_part(course, part);
	tally_frames_free(&part->frames);
}

static void *hire(void *data, struct visit *branch, struct crew_hand *hand)
{
	return rows_hand_new(data, branch, hand);
}

static void hired(void *data)
{
	const struct rows_course *course = data;

	visit_opened(course->rows->visit);
}

static void dismiss(void *data, void *own)
{
	(void)data;
	rows_hand_free(own);
}

static void end_walk(struct rows_course *course)
{
	struct rows *rows = course->rows;

	if (course->cut)
		return;
	rows_leave(rows);
	if (course->changed)
		visit_check_status(rows->visit, rows->row.pid,
				   VMINFO_CHANGED_MEANWHILE, 0);
}

static bool walk(struct rows *rows, struct rows_course *course)
{
	struct crew crew = {
		.visit = rows->visit,
		.count = rows->hands,
		.data = course,
		.hire = hire,
		.hired = hired,
		.dismiss = dismiss,
		.take = take,
	};

	atomic_init(&course->failed, SIZE_MAX);
	if (!crew_run(&crew, &(struct visit_round){
		.count = course->chunks.count,
		.go = rows_hand_walk,
	}))
		return false;
	end_walk(course);
	return true;
}

bool rows_chunks_walk(struct rows *rows, struct vminfo_process *process,
		      const struct spans *spans)
{
	struct rows_course course = { .rows = rows, .process = process };
	bool walked = find_chunks(rows, &course, spans) && walk(rows, &course);

	chunks_free(&course.chunks);
	if (rows->visit->opens_more)
		visit_opened(rows->visit);
	return walked;
}
