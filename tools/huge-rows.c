// SPDX-License-Identifier: LGPL-2.1-or-later
/* Walks over processes, judges each block of their memory, and adds up. */
#include "huge-rows.h"

#include <stdlib.h>
#include <string.h>

#include "complain.h"
#include "progress.h"
#include "units.h"

#define BATCH 1024

/* What a block is judged by. */
#define CUT (VMINFO_FILE | VMINFO_EXCLUSIVE | VMINFO_UFFD_WP | VMINFO_HUGE | \
	     VMINFO_HUGE_UNKNOWN | VMINFO_HIDDEN | VMINFO_CHANGED | \
	     VMINFO_MAYBE_ZERO)
#define MEMBERS (VMINFO_FRAME_HAS_FLAGS | VMINFO_FRAME_HAS_MAPCOUNT | \
		 VMINFO_FRAME_HAS_ORDER)

static int read_setting(void *data, const char *name, const char **text)
{
	return vminfo_context_setting(data, name, text);
}

void huge_rows_start(struct huge_rows *rows)
{
	struct vminfo_context *context = rows->visit->context;
	const struct target *target = rows->visit->target;

	rows->row.context = context;
	rows->row.page_size = vminfo_context_page_size(context);
	rows->row.huge = &rows->huge;
	rows->pmd_size = vminfo_context_pmd_size(context);
	rows->is.settings = &rows->settings;
	huge_settings_read(&rows->settings, rows->pmd_size, read_setting,
			   context);
	if (!target->replay && !target->procfs)
		huge_mounts_read(&rows->mounts);
	rows->runs = calloc(BATCH, sizeof(*rows->runs));
	rows->frames = calloc(BATCH, sizeof(*rows->frames));
	if (!rows->runs || !rows->frames)
		complain_out_of_memory();
}

void huge_rows_end(struct huge_rows *rows)
{
	huge_mounts_free(&rows->mounts);
	huge_neighbours_free(&rows->neighbours);
	free(rows->runs);
	free(rows->frames);
	free(rows->name);
}

/*
 * Walks.
 */

/* It may have grown or shrunk since the batch before. */
static bool is_same(const struct vminfo_mapping *then,
		    const struct vminfo_mapping *now)
{
	return now->va <= then->va && now->va + (now->length - 1) >= then->va;
}

static void arrive(struct huge_rows *rows)
{
	const struct vminfo_mapping *now = vminfo_walk_mapping(rows->walk);

	if (now && rows->row.mapping && is_same(&rows->mapping, now))
		return;
	huge_rows_leave(rows);
	if (now)
		huge_rows_enter(rows, now);
}

static ssize_t add_batch(struct huge_rows *rows)
{
	ssize_t n = vminfo_walk_runs(rows->walk, rows->runs, rows->frames,
				     BATCH);

	if (n <= 0)
		return n;
	progress_runs(rows->runs, (size_t)n, rows->row.page_size);
	arrive(rows);
	for (ssize_t i = 0; rows->wanted && i < n; i++) {
		rows->seen |= rows->runs[i].any;
		huge_rows_add(rows, rows->runs[i], &rows->frames[i]);
	}
	return n;
}

/* Who asks for a part of a block is told of the block. */
static void widen(struct span *span, uint64_t size)
{
	uint64_t last = (span->start + (span->length - 1)) | (size - 1);

	span->start &= ~(size - 1);
	if (span->length)
		span->length = last - span->start + 1;
}

static void walk_span(struct huge_rows *rows, struct vminfo_process *process)
{
	struct vminfo_walk_options options = {
		.size = sizeof(options),
		.want = VMINFO_WANT_FRAMES,
		.split = CUT | VMINFO_SPLIT_FRAME(MEMBERS),
		.members = MEMBERS,
	};
	struct span wide = rows->span;
	ssize_t n;

	widen(&wide, rows->pmd_size);
	options.start = wide.start;
	options.length = wide.length;
	n = vminfo_walk_new(process, &options, &rows->walk);
	if (n != 0) {
		rows->cut_short = true;
		visit_failed(rows->visit, (int)n);
		return;
	}
	do
		n = add_batch(rows);
	while (n > 0);
	/* What a part adds up to would look like the whole. */
	rows->cut_short |= n < 0;
	huge_rows_leave(rows);
	visit_check_walk(rows->visit, rows->row.pid, rows->walk, n);
	vminfo_walk_free(rows->walk);
	rows->walk = NULL;
}

/*
 * Processes.
 */

static void note_left_out(struct huge_rows *rows)
{
	const bool mappings = rows->group == CELLS_MAPPING;
	char line[160], *to = line;

	if (!rows->left_out)
		return;
	to = units_put_grouped(to, rows->left_out);
	strcpy(to, mappings
	       ? " mappings without pages, or too small for a huge page "
		 "(-v lists them)"
	       : " blocks without pages, or in mappings too small for a huge "
		 "page (-v lists them)");
	report_note(rows->report, line);
}

static void say_sums(struct huge_rows *rows)
{
	char sentence[HUGE_LINE_ROOM];

	huge_sums_line(&rows->total, &(struct huge_line){
		.pid = rows->row.pid,
		.command = rows->row.command,
		.size = rows->pmd_size,
	}, sentence);
	report_summary(rows->report, &rows->row, sentence);
}

static void sum_up(struct huge_rows *rows)
{
	rows->row.mapping = NULL;
	rows->row.pages = rows->total.pages;
	rows->huge = (struct huge_row){
		.blocks = rows->total.blocks,
		.sums = &rows->total,
		.words = &rows->words,
	};
	huge_words_of_sums(&rows->words, &rows->total);
	note_left_out(rows);
	if (rows->cut_short || !rows->total.blocks)
		return;
	if (rows->group == CELLS_PROCESS &&
	    !report_row(rows->report, &rows->row))
		return;
	say_sums(rows);
}

static void introduce(struct huge_rows *rows, struct vminfo_process *process)
{
	rows->row.pid = vminfo_process_pid(process);
	rows->row.command = vminfo_process_name(process);
	rows->thp_enabled = vminfo_process_thp_enabled(process);
	rows->total = (struct huge_sums){ 0 };
	rows->left_out = 0;
	rows->cut_short = false;
}

static void walk_spans(struct huge_rows *rows, struct vminfo_process *process,
		       struct spans *spans)
{
	for (size_t i = 0; i < spans->count; i++) {
		struct span *span = &spans->list[i];

		span->start = vminfo_process_untagged(process, span->start);
	}
	spans_join(spans, rows->pmd_size);
	if (spans->count)
		huge_neighbours_find(&rows->neighbours, process,
				     spans->list[0].start & ~(rows->pmd_size -
							      1));
	for (size_t i = 0; i < spans->count; i++) {
		rows->span = spans->list[i];
		walk_span(rows, process);
	}
}

void huge_rows_of_process(void *data, struct vminfo_process *process)
{
	struct huge_rows *rows = data;
	struct spans spans;
	int ret;

	introduce(rows, process);
	ret = spans_find(&spans, rows->visit, process);
	if (ret) {
		visit_failed(rows->visit, ret);
		return;
	}
	walk_spans(rows, process, &spans);
	if (spans.notes)
		report_note(rows->report, spans.notes);
	spans_free(&spans);
	sum_up(rows);
}
