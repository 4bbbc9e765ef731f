// SPDX-License-Identifier: LGPL-2.1-or-later
/* Rows, as a table of columns that a tool has, to text or JSON. */
#include "report.h"

#include <stdlib.h>
#include <string.h>

#include "complain.h"
#include "report-format.h"

const struct report_column *report_shown(const struct report *report, size_t i)
{
	if (i >= report->count + report->keys)
		return NULL;
	return report->shown[i].column;
}

unsigned int report_wants(const struct report *report)
{
	const struct report_column *column;
	unsigned int wants = 0;

	for (size_t i = 0; (column = report_shown(report, i)); i++)
		wants |= column->wants;
	return wants;
}

bool report_has_table(const struct report *report)
{
	return report->format == &report_table ||
	       report->format == &report_stream ||
	       report->format == &report_sentences;
}

bool report_has_summary(const struct report *report)
{
	int summary = report->options->summary;

	if (!report->format->summary)
		return false;
	if (summary)
		return summary != REPORT_NEVER;
	return report_has_table(report);
}

void report_begin(struct report *report, const struct report_facts *facts)
{
	report->facts = *facts;
	if (report->format->begin)
		report->format->begin(report);
}

static void get(const struct report_column *column, const struct row *row,
		struct report_cell *cell)
{
	*cell = column->get ? column->get(row)
			    : column->get_of(row, column->arg);
	/* Nothing is ever printed as an empty word; a list may be empty. */
	if (cell->text && !*cell->text && column->kind != REPORT_LIST)
		cell->known = REPORT_NONE;
}

struct report_cell report_get(const struct report_column *column,
			      const struct row *row)
{
	struct report_cell cell;

	get(column, row, &cell);
	return cell;
}

static void fill_cell(struct report *report, size_t i, const struct row *row)
{
	const struct report_shown *shown = &report->shown[i];
	struct report_cell *cell = &report->cells[i];

	/* What --where alone wants was looked at. */
	if (i >= report->count && !shown->asked)
		return;
	get(shown->column, row, cell);
	if (cell->known != REPORT_UNKNOWN && cell->known != REPORT_VAGUE)
		return;
	report->unknown |= shown->column->wants;
	report->asked_unknown |= shown->asked;
}

void report_add(struct report *report, const struct report_cell *cells)
{
	if (!report->sort)
		report->format->row(report, cells);
	else
		report_sort_add(report->sort, cells);
}

bool report_row(struct report *report, const struct row *row)
{
	if (!report_wants_row(report, row))
		return false;
	report->rows++;
	/* What is asked for is unknown, also where it is not printed. */
	for (size_t i = 0; i < report->count + report->keys; i++)
		fill_cell(report, i, row);
	if (!report->format->row || report->options->summary == REPORT_ONLY)
		return true;
	if (report->carry)
		report->carry(report->carry_data, report->cells,
			      report->count + report->keys);
	else
		report_add(report, report->cells);
	return true;
}

void report_keep(struct report *report, const char *separator,
		 const char *text)
{
	size_t more = strlen(separator) + strlen(text) + 1;
	char *kept = realloc(report->kept, report->kept_length + more);

	if (!kept)
		complain_out_of_memory();
	if (report->kept_length)
		strcpy(kept + report->kept_length, separator);
	else
		kept[0] = '\0';
	strcat(kept + report->kept_length, text);
	report->kept = kept;
	report->kept_length += strlen(kept + report->kept_length);
}

void report_summary(struct report *report, const struct row *row,
		    const char *sentence)
{
	if (report_has_summary(report))
		report->format->summary(report, row, sentence);
}

void report_note(struct report *report, const char *line)
{
	if (report_has_table(report) &&
	    report->options->summary != REPORT_ONLY)
		report_keep(report, "\n", line);
}

uint64_t report_rows(const struct report *report)
{
	return report->rows;
}

unsigned int report_unknown(const struct report *report)
{
	return report->unknown;
}

bool report_asked_unknown(const struct report *report)
{
	return report->asked_unknown;
}

static void emit_sorted(struct report *report)
{
	if (report->sort && report->format->row)
		report_sort_emit(report);
}

bool report_pause(struct report *report, const struct row *row)
{
	emit_sorted(report);
	if (report->format->pause &&
	    report->options->summary != REPORT_ONLY)
		report->format->pause(report, row);
	return output_pass_on(&report->output);
}

void report_pass_on(struct report *report)
{
	output_pass_on(&report->output);
}

void report_end(struct report *report, bool complete, int exit_status)
{
	report->complete = complete;
	report->exit_status = exit_status;
	emit_sorted(report);
	if (report->format->end)
		report->format->end(report);
	output_flush(&report->output);
}
