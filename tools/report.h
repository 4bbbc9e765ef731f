/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Rows, as a table of columns that a tool has, to a table on the screen, raw
 * words, pairs or JSON.  No tool formats a number itself.
 */
#ifndef REPORT_H
#define REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cli.h"

enum report_kind {		/* in text;		in JSON */
	REPORT_NAME,		/* foreign, encoded;	string */
	REPORT_WORD,		/* one of ours;		string */
	REPORT_NUMBER,		/* decimal;		number */
	REPORT_PID,		/* decimal;		number */
	REPORT_COUNT,		/* decimal;		number */
	REPORT_PERCENT,		/* decimal;		number */
	REPORT_SIZE,		/* 2.0M or bytes;	number of bytes */
	REPORT_ADDRESS,		/* hexadecimal;		string with 0x */
	REPORT_END,		/* the same, and 0 stands for 2^64 */
	REPORT_FRAME,		/* 0x, hexadecimal;	the same string */
	REPORT_PAGEMAP_WORD,	/* 0x and 16 digits;	the same string */
	REPORT_INODE,		/* decimal;		string */
	REPORT_FLAG,		/* yes or no;		true or false */
	REPORT_LIST,		/* ours, with commas;	array of strings */
	REPORT_TIME,		/* ours;		string */
	REPORT_PARTS,		/* 0:1.2M,9:4.0M or bytes, see parts.h;
				   object of numbers of bytes by their keys */
	REPORT_BLOCKS,		/* the same; keys are sizes: 64K:1.2M */
};

enum report_known {
	REPORT_NONE,	/* there is no such value: "-" */
	REPORT_SLOT,	/* the same, but a table shows the slot in its place */
	REPORT_UNKNOWN,	/* there may be one, but we cannot tell: "?" */
	REPORT_MIXED,	/* there are several along the row: "*" */
	REPORT_KNOWN,
	REPORT_VAGUE,	/* printed, but says that something is hidden */
	REPORT_GUESS,	/* printed with a "?" behind it */
};

struct report_cell {
	uint64_t number;	/* also 0 or 1 of a flag */
	const char *text;	/* of names and words */
	enum report_known known;
	uint32_t area;		/* slot: the swap area that `number` is in */
	const char *colour;	/* as in colour.h; NULL: none */
	const char *const *may_be;	/* words that it may stand for,
					   or, in a list, that may be missing;
					   then NULL */
};

/* The words that a column may hold, from 1 on; NULL behind the last. */
typedef const char *report_word(unsigned int number);

struct row;	/* what a tool knows of a row: its own */

struct report_column {
	const char *name;	/* "HUGE-PERCENT"; in JSON huge_percent */
	enum report_kind kind;
	unsigned int groups;	/* the tool's bits: kinds of row that have it */
	struct report_cell (*get)(const struct row *row);	/* or get_of */
	const char *text;	/* what it says, in -H */
	unsigned int wants;	/* the tool's bits: what it stands on */
	struct report_cell (*get_of)(const struct row *row, uint64_t arg);
	uint64_t arg;
	const char *head;	/* over a table, if it is not the name */
	report_word *word;	/* all that it may hold; NULL: anything */
};

enum { REPORT_LINES = 1, REPORT_DOCUMENT };
enum { REPORT_NEVER = 1, REPORT_APPEND, REPORT_ONLY };

/* What the options below set. */
struct report_options {
	const char *output;	/* -o */
	int output_all;
	int list_columns;
	int json;		/* REPORT_LINES or REPORT_DOCUMENT */
	int pairs;
	int raw;
	int noheadings;
	int bytes;
	int notruncate;
	const char *sort;
	const char *split;	/* columns where rows end; NULL: those shown */
	int summary;		/* REPORT_NEVER ... */
	int color;
	int ascii;
	int quiet;
	int verbose;
	const char **where;	/* 'COLUMN OP VALUE', all must hold */
	size_t where_count;
};

extern const struct cli_option report_cli_options[];

/* --where.  0, or -EINVAL (a mistake, told). */
int report_add_where(void *options, const char *argument);

void report_options_free(struct report_options *options);

/* What kind of rows will come. */
struct report_plan {
	const struct report_column *columns;	/* ends with a NULL name */
	unsigned int group;		/* one of the tool's bits */
	const char *const *group_names;	/* by bit: "mapping"; then NULL */
	const char *const *row_names;	/* for programs; NULL: those */
	const struct report_column *others;	/* columns of rows that .. */
	const char *others_are_of;		/* .. these bring; or NULL */
	const char *defaults;		/* "VA,SIZE,RSS" */
	bool few;		/* rows that fit in memory: may be sorted */
	unsigned int split_group;	/* of rows that end where columns
					   change */
	unsigned int unsplit;	/* but not where those change that want one
				   of these */
	bool sentences;		/* people are told by summaries and notes,
				   unless columns or rows are asked for */
	bool endless;		/* they come in parts, see report_pause() */
	unsigned int part_group;	/* whose columns say what a part was */
	unsigned int summary_group;	/* whose columns a summary has */
	const char *summary_rows;	/* "process": rows that are such sums */
	unsigned int summary_without;	/* but those that want one of these */
	unsigned int summary_costly;	/* or of these, unless a column that is
					   shown wants it, too */
};

/* What is known only when the files of /proc are open. */
struct report_facts {
	uint64_t page_size;
	unsigned int hidden;	/* columns that want one of these are hidden */
	bool long_words;	/* they may be as long as shmem-swapped */
};

struct report;

/* 0, or -EINVAL (a mistake, already told). */
int report_new(const struct report_options *options,
	       const struct report_plan *plan, struct report **report);
void report_free(struct report *report);

/* The columns that will be shown, one by one; NULL: no more. */
const struct report_column *report_shown(const struct report *report, size_t i);

/*
 * Whether a row ends where this column changes: by --split, else because it is
 * shown; and always if --where compares it, to be true of all of the row.
 */
bool report_splits(const struct report *report,
		   const struct report_column *column);

/* Whether --where asks of a column that holds words whether it has this. */
bool report_compares_word(const struct report *report,
			  const struct report_column *column, const char *word);

/* All that the shown columns want. */
unsigned int report_wants(const struct report *report);

bool report_has_table(const struct report *report);	/* not for programs */
bool report_has_summary(const struct report *report);

void report_begin(struct report *report, const struct report_facts *facts);

/* Whether it is one of those that --where wants: others are not listed. */
bool report_row(struct report *report, const struct row *row);

/* What the rows of a process add up to: a row of the summary's group for
 * programs, a sentence for people.  Printed at the end. */
void report_summary(struct report *report, const struct row *row,
		    const char *sentence);

/*
 * The end of a part, of which the row tells, in reports without end: all that
 * came so far is printed.  false: it cannot be.
 */
bool report_pause(struct report *report, const struct row *row);

/* Who reads them gets the rows that came so far, unless they are sorted. */
void report_pass_on(struct report *report);

/*
 * A branch of a report is for another thread.  It counts its rows and judges
 * them as the report would, but does not print them: it has them carried there.
 */
typedef void report_carry(void *data, const struct report_cell *cells,
			  size_t count);
struct report *report_branch(const struct report *report, report_carry *carry,
			     void *data);

/* What the branch counted; the branch is gone then. */
void report_join(struct report *report, struct report *branch);

/* A row that was carried: `room` is of report_packed_size(). */
size_t report_packed_size(const struct report_cell *cells, size_t count);
void report_pack(const struct report_cell *cells, size_t count, void *room);
void report_add_packed(struct report *report, const void *room);

/* Summaries and notes of a branch since this was asked before; NULL: none.
 * The caller frees them. */
char *report_take_kept(struct report *branch);
void report_add_kept(struct report *report, const char *kept);

/* A line for people, below the table. */
void report_note(struct report *report, const char *line);

uint64_t report_rows(const struct report *report);	/* listed */

bool report_has_where(const struct report *report);

/* Rows of which --where cannot tell, so that they are not listed. */
uint64_t report_uncompared(const struct report *report);
void report_explain_uncompared(const struct report *report);

/* Wants of the columns that had to show "?". */
unsigned int report_unknown(const struct report *report);

/* Something unknown was asked for by -o, -O, --sort or --where. */
bool report_asked_unknown(const struct report *report);

/* The end.  output_finish() tells whether everything could be written. */
void report_end(struct report *report, bool complete, int exit_status);

/* -H */
void report_list_columns(const struct report_column *columns,
			 const char *const *groups);

#endif
