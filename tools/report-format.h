/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the formats of a report see of it. */
#ifndef REPORT_FORMAT_H
#define REPORT_FORMAT_H

#include "foreign.h"
#include "output.h"
#include "report.h"
#include "units.h"
#include "where.h"

/* A foreign name is encoded when it differs from the one in the row above. */
struct report_name {
	char *raw;
	char *safe;
	size_t room;		/* bytes of both */
	size_t length;		/* of `safe` */
};

struct report_shown {
	const struct report_column *column;
	bool asked;		/* by -o, -O or --sort: unknown is exit 3 */
	size_t width;		/* columns of a table */
	struct report_name name;
};

/* One of --where. */
struct report_condition {
	struct where where;
	const struct report_column *column;
	enum where_answer answer;	/* for the row that is looked at */
	bool unknown;		/* for some row */
};

struct report_format {
	enum foreign_style style;
	void (*begin)(struct report *report);
	void (*row)(struct report *report, const struct report_cell *cells);
	void (*summary)(struct report *report, const struct row *row,
			const char *sentence);
	void (*pause)(struct report *report, const struct row *row);
	void (*end)(struct report *report);
};

extern const struct report_format report_table;		/* libsmartcols */
extern const struct report_format report_stream;	/* a table, unbounded */
extern const struct report_format report_sentences;	/* no rows */
extern const struct report_format report_raw;
extern const struct report_format report_pairs;
extern const struct report_format report_document;	/* JSON */
extern const struct report_format report_lines;		/* JSON */
extern const struct report_format report_quiet;

struct report {
	const struct report_options *options;
	const struct report_plan *plan;
	const struct report_format *format;
	struct report_facts facts;
	struct report_shown *shown;
	size_t count;
	size_t keys;		/* columns behind them: not shown, but to sort
				   by, or for --where */
	struct report_cell *cells;	/* one row */
	struct output output;
	enum foreign_style style;
	bool colour;
	bool human;		/* a table */
	bool human_sizes;	/* as 2.0M */
	size_t screen;		/* columns to cut rows at; 0: never */
	size_t screen_left;	/* for what is still to come of a row */
	uint64_t rows;
	uint64_t printed;	/* rows */
	unsigned int unknown;
	bool asked_unknown;
	const struct report_column **splits;	/* of --split */
	size_t split_count;
	struct report_condition *conditions;
	size_t condition_count;
	uint64_t uncompared;	/* rows */
	bool complete;
	int exit_status;
	char *kept;		/* summaries, printed at the end */
	size_t kept_length;
	struct report_sort *sort;
	report_carry *carry;	/* of a branch: where its rows go */
	void *carry_data;
	void *table;		/* libsmartcols' */
};

/* Room that the text of a cell needs at most. */
size_t report_cell_room(struct report *report, struct report_shown *shown,
			const struct report_cell *cell);

struct report_cell report_get(const struct report_column *column,
			      const struct row *row);

void report_name_free(struct report_name *name);

/* Writes it there; returns the first byte behind. */
char *report_put_cell(const struct report *report,
		      const struct report_shown *shown,
		      const struct report_cell *cell, char *to);

/* The sequence that begins it; "": none. */
const char *report_cell_colour(const struct report *report,
			       const struct report_cell *cell);

/* Facts about a kind: its name, columns in a table, and its side. */
const char *report_kind_name(enum report_kind kind);
size_t report_kind_width(const struct report *report, enum report_kind kind);
bool report_kind_is_left(enum report_kind kind);
bool report_kind_is_parts(enum report_kind kind);

/* "mapping": the kind of the rows. */
const char *report_group_name(const struct report_plan *plan);

/* The same, in JSON: "mapping-change". */
const char *report_row_name(const struct report_plan *plan);

const char *report_head(const struct report_column *column);

/* Prints a row, or keeps it to be sorted. */
void report_add(struct report *report, const struct report_cell *cells);

/* Adds a piece to the summaries, behind a separator unless it is the first. */
void report_keep(struct report *report, const char *separator,
		 const char *text);

/* Fills `shown` as -o, -O and the plan say.  0 or -EINVAL (told). */
int report_choose_columns(struct report *report);

/* The number of its cell; a column that is not shown gets one behind the
 * others. */
size_t report_need_cell(struct report *report,
			const struct report_column *column);

/* Reads what --where says of the rows of this plan.  0 or -EINVAL (told). */
int report_choose_rows(struct report *report);

/* Whether --where holds on the row: unknown is counted, and false. */
bool report_wants_row(struct report *report, const struct row *row);

/* Reads --split.  0 or -EINVAL (told). */
int report_choose_splits(struct report *report);

/* Reads --sort.  0 or -EINVAL (told). */
int report_choose_sorting(struct report *report);

/* The column of that name (-EINVAL: told) or NULL, told by nobody. */
int report_need_column(const struct report_plan *plan, const char *word,
		       size_t length, const struct report_column **column);
const struct report_column *
report_find_column(const struct report_column *columns, const char *word,
		   size_t length);

/* Rows kept to be sorted by one column. */
void report_sort_free(struct report_sort *sort);
void report_sort_add(struct report_sort *sort, const struct report_cell *cells);
void report_sort_emit(struct report *report);

#endif
