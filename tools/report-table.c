// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Rows as a table that libsmartcols lays out.  It holds them all in memory, so
 * beyond some thousand the table goes on as a stream.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libsmartcols.h>

#include "colour.h"
#include "complain.h"
#include "report-format.h"
#include "terminal.h"

#define MANY_ROWS 2048

static int flags_of(const struct report *report,
		    const struct report_column *column)
{
	if (!report_kind_is_left(column->kind))
		return SCOLS_FL_RIGHT;
	/* Names give way when the screen is narrow. */
	return report->screen && column->kind == REPORT_NAME ? SCOLS_FL_TRUNC
							     : 0;
}

static void add_columns(struct report *report, struct libscols_table *table)
{
	for (size_t i = 0; i < report->count; i++) {
		const struct report_column *column = report->shown[i].column;
		struct libscols_column *cl;

		cl = scols_table_new_column(table, report_head(column), 0,
					    flags_of(report, column));
		if (!cl)
			complain_out_of_memory();
		if (report->colour)
			scols_cell_set_color(scols_column_get_header(cl),
					     "bold");
	}
}

static void begin_table(struct report *report)
{
	struct libscols_table *table = scols_new_table();

	if (!table)
		complain_out_of_memory();
	scols_table_enable_noencoding(table, 1);
	scols_table_enable_colors(table, report->colour);
	scols_table_enable_noheadings(table, report->options->noheadings);
	/* Without a screen no row is cut. */
	scols_table_set_termforce(table, report->screen ?
				  SCOLS_TERMFORCE_ALWAYS :
				  SCOLS_TERMFORCE_NEVER);
	if (report->screen)
		scols_table_set_termwidth(table, report->screen);
	add_columns(report, table);
	report->table = table;
}

/* libsmartcols cuts without a sign; what it cut would look whole. */
static void cut_cell(struct libscols_cell *cell, size_t width)
{
	const char *whole = scols_cell_get_data(cell);
	char *text = whole ? strdup(whole) : NULL;

	if (!text)
		return;
	*terminal_cut(text, text + strlen(text), width) = '\0';
	scols_cell_refer_data(cell, text);
}

/* The widths that its columns would come out with. */
static void cut_names(struct libscols_table *table)
{
	size_t lines = scols_table_get_nlines(table);
	size_t columns = scols_table_get_ncols(table);
	char *drawn = NULL;

	if (scols_print_table_to_string(table, &drawn) != 0)
		return;
	free(drawn);
	for (size_t c = 0; c < columns; c++) {
		struct libscols_column *column =
			scols_table_get_column(table, c);
		size_t width = scols_column_get_width(column);

		for (size_t i = 0; scols_column_is_trunc(column) && i < lines;
		     i++)
			cut_cell(scols_line_get_cell(
					scols_table_get_line(table, i), c),
				 width);
	}
}

static void print_table(struct report *report)
{
	output_flush(&report->output);
	if (scols_table_get_nlines(report->table) == 0)
		return;
	if (report->screen)
		cut_names(report->table);
	scols_print_table(report->table);
}

/* The rest has the same columns, as wide as they came out. */
static void go_on_as_stream(struct report *report)
{
	struct libscols_column *column;

	print_table(report);
	for (size_t i = 0; i < report->count; i++) {
		column = scols_table_get_column(report->table, i);
		report->shown[i].width = scols_column_get_width(column);
	}
	scols_unref_table(report->table);
	report->table = NULL;
	report->format = &report_stream;
	report->printed = MANY_ROWS;
}

static void row_of_table(struct report *report,
			 const struct report_cell *cells)
{
	struct libscols_line *line = scols_table_new_line(report->table, NULL);

	if (!line)
		complain_out_of_memory();
	for (size_t i = 0; i < report->count; i++) {
		struct report_shown *shown = &report->shown[i];
		const char *colour;
		char *text = malloc(report_cell_room(report, shown,
						     &cells[i]));

		if (!text)
			complain_out_of_memory();
		*report_put_cell(report, shown, &cells[i], text) = '\0';
		scols_line_refer_data(line, i, text);
		colour = report_cell_colour(report, &cells[i]);
		if (*colour)
			scols_cell_set_color(scols_line_get_cell(line, i),
					     colour);
	}
	if (scols_table_get_nlines(report->table) == MANY_ROWS)
		go_on_as_stream(report);
}

static void end_of_table(struct report *report)
{
	report->printed = report->rows;
	if (!report->printed)
		report_stream.begin(report);
	print_table(report);
	scols_unref_table(report->table);
	report->table = NULL;
	report_stream.end(report);
}

static void summary_of_table(struct report *report, const struct row *row,
			     const char *sentence)
{
	report_stream.summary(report, row, sentence);
}

const struct report_format report_table = {
	.style = FOREIGN_UTF8,
	.begin = begin_table,
	.row = row_of_table,
	.summary = summary_of_table,
	.end = end_of_table,
};
