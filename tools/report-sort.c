// SPDX-License-Identifier: LGPL-2.1-or-later
/* Rows kept in memory, to be sorted by one column. */
#include <stdlib.h>
#include <string.h>

#include "complain.h"
#include "report-format.h"

struct report_sort {
	size_t column;		/* the key */
	size_t columns;		/* cells of a row */
	bool descending;
	struct report_cell **rows;
	size_t count;
	size_t room;
};

int report_choose_sorting(struct report *report)
{
	const char *word = report->options->sort;
	const struct report_column *column;
	struct report_sort *sort;
	bool descending;
	int ret;

	if (!word)
		return 0;
	if (!report->plan->few)
		return complain_usage("%s rows come in the order of their "
				      "addresses: --sort is for mapping and "
				      "process rows",
				      report_group_name(report->plan));
	descending = *word == '-';
	word += descending;
	ret = report_need_column(report->plan, word, strlen(word), &column);
	if (ret)
		return ret;
	if (report_kind_is_parts(column->kind))
		return complain_usage("--sort: %s has several amounts in a "
				      "row", column->name);
	sort = calloc(1, sizeof(*sort));
	if (!sort)
		complain_out_of_memory();
	sort->descending = descending;
	sort->column = report_need_cell(report, column);
	sort->columns = report->count + report->keys;
	report->shown[sort->column].asked = true;
	report->sort = sort;
	return 0;
}

static void free_row(const struct report_sort *sort, struct report_cell *row)
{
	for (size_t i = 0; i < sort->columns; i++)
		free((char *)row[i].text);
	free(row);
}

void report_sort_free(struct report_sort *sort)
{
	if (!sort)
		return;
	for (size_t i = 0; i < sort->count; i++)
		free_row(sort, sort->rows[i]);
	free(sort->rows);
	free(sort);
}

static void copy_texts(struct report_cell *row, size_t columns)
{
	for (size_t i = 0; i < columns; i++) {
		if (!row[i].text)
			continue;
		row[i].text = strdup(row[i].text);
		if (!row[i].text)
			complain_out_of_memory();
	}
}

static void grow(struct report_sort *sort)
{
	size_t room = sort->room ? 2 * sort->room : 64;
	struct report_cell **rows;

	if (sort->count < sort->room)
		return;
	rows = realloc(sort->rows, room * sizeof(struct report_cell *));
	if (!rows)
		complain_out_of_memory();
	sort->rows = rows;
	sort->room = room;
}

void report_sort_add(struct report_sort *sort,
		     const struct report_cell *cells)
{
	struct report_cell *row = malloc(sort->columns * sizeof(*row));

	if (!row)
		complain_out_of_memory();
	memcpy(row, cells, sort->columns * sizeof(*row));
	copy_texts(row, sort->columns);
	grow(sort);
	sort->rows[sort->count++] = row;
}

static int compare_numbers(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

static int compare_cells(const struct report_cell *a,
			 const struct report_cell *b)
{
	if (a->text && b->text)
		return strcmp(a->text, b->text);
	return compare_numbers(a->number, b->number);
}

/* What is not known comes last, in either direction. */
static int compare_rows(const void *first, const void *second, void *closure)
{
	const struct report_sort *sort = closure;
	const struct report_cell *a, *b;
	int order;

	a = &(*(struct report_cell *const *)first)[sort->column];
	b = &(*(struct report_cell *const *)second)[sort->column];
	if (a->known < REPORT_KNOWN || b->known < REPORT_KNOWN)
		return (b->known >= REPORT_KNOWN) - (a->known >= REPORT_KNOWN);
	order = compare_cells(a, b);
	return sort->descending ? -order : order;
}

void report_sort_emit(struct report *report)
{
	struct report_sort *sort = report->sort;

	if (sort->count)
		qsort_r(sort->rows, sort->count, sizeof(*sort->rows),
			compare_rows, sort);
	for (size_t i = 0; i < sort->count; i++) {
		report->format->row(report, sort->rows[i]);
		free_row(sort, sort->rows[i]);
	}
	sort->count = 0;
}
