// SPDX-License-Identifier: LGPL-2.1-or-later
/* Moves what is known of a buffer into a report, and counts what it means. */
#include "contig-parts.h"

static void put_verdicts(struct contig *c, struct contig_row *row)
{
	for (size_t i = 0; i < row->look->count; i++) {
		row->verdict = &row->look->verdicts[i];
		report_row(c->report, &row->row);
	}
	row->verdict = NULL;
}

/* What a driver would build of all of it; a part that looks whole is worse
   than nothing. */
static bool has_list(const struct contig_look *look)
{
	return look->report.findings[VMINFO_DMA_MEMORY].verdict ==
		       VMINFO_YES &&
	       look->report.segments_needed != VMINFO_NONE;
}

static void put_segments(struct contig *c, struct contig_row *row)
{
	const struct vminfo_dma_report *report = &row->look->report;

	if (!has_list(row->look) ||
	    report->segments_needed > row->look->room)
		return;
	for (size_t i = 0; i < report->segments_needed; i++) {
		row->segment = &row->look->segments[i];
		row->number = i;
		report_row(c->report, &row->row);
	}
	row->segment = NULL;
}

static void count_verdict(struct contig *c, const struct contig_look *look)
{
	c->judged++;
	c->proven_no |= look->verdict == VMINFO_NO;
	c->unknown |= look->verdict == VMINFO_UNKNOWN;
}

static void count(struct contig *c, const struct contig_look *look)
{
	const struct vminfo_dma_finding *findings = look->report.findings;

	count_verdict(c, look);
	for (size_t i = 0; i < VMINFO_DMA_RULES; i++)
		c->hidden |= findings[i].verdict == VMINFO_UNKNOWN &&
			     findings[i].pa == VMINFO_NONE &&
			     (findings[i].state == VMINFO_PRESENT ||
			      findings[i].state == VMINFO_NONPRESENT);
	/* A scatter list was asked for: a part of it is no answer. */
	if (!c->given->segments || look->verdict == VMINFO_NO ||
	    has_list(look))
		return;
	c->unknown = c->lacks_list = true;
	c->hidden |= look->report.segments_needed == VMINFO_NONE;
}

/* It costs a look at smaps: for people, and who asks for the column. */
static bool wants_stability(const struct contig *c)
{
	return report_has_table(c->report) ||
	       report_wants(c->report) & CONTIG_WANTS_STABILITY;
}

static struct contig_row row_of(const struct contig *c,
				const struct vminfo_process *process)
{
	return (struct contig_row){
		.row = {
			.context = c->visit.context,
			.page_size = c->page_size,
			.pid = vminfo_process_pid(process),
			.command = vminfo_process_name(process),
			.soft_dirty = -1,
		},
		.contig = c,
		.look = &c->look,
	};
}

void contig_put(struct contig *c, struct vminfo_process *process)
{
	struct contig_row row = row_of(c, process);

	count(c, &c->look);
	if (wants_stability(c))
		contig_look_at_stability(c, process, &c->look);
	if (c->given->group == CONTIG_SEGMENT)
		put_segments(c, &row);
	else if (c->given->group == CONTIG_BUFFER)
		report_row(c->report, &row.row);
	else
		put_verdicts(c, &row);
	contig_tell(c, &row);
}

/* What could not be judged may hold a larger one. */
void contig_put_window(struct contig *c, struct vminfo_process *process,
		       const struct vminfo_dma_window *window)
{
	struct contig_row row = row_of(c, process);

	c->unknown |= window->may_be_larger != 0;
	c->hidden |= window->may_be_larger != 0;
	row.larger = window->may_be_larger;
	if (!window->length) {
		c->judged++;
		c->proven_no |= !window->may_be_larger;
		return;
	}
	count_verdict(c, &c->look);
	if (wants_stability(c))
		contig_look_at_stability(c, process, &c->look);
	report_row(c->report, &row.row);
	contig_tell_window(c, &row);
}
