// SPDX-License-Identifier: LGPL-2.1-or-later
/* Rows as lines of text, one at a time, however many there are. */
#include <string.h>

#include "colour.h"
#include "report-format.h"
#include "terminal.h"

static bool has_headings(const struct report *report)
{
	return !report->options->noheadings &&
	       report->options->summary != REPORT_ONLY;
}

/*
 * Tables.
 */

static void paint(struct report *report, const char *colour)
{
	if (report->colour)
		output_text(&report->output, colour);
}

#define LEAST_NAME 8	/* columns of what is cut */

/* Names share what the other columns leave of the screen. */
static size_t share_of_name(const struct report *report)
{
	size_t names = 0, used = report->count - 1, left;

	for (size_t i = 0; i < report->count; i++) {
		if (report->shown[i].column->kind == REPORT_NAME)
			names++;
		else
			used += report->shown[i].width;
	}
	left = report->screen > used ? report->screen - used : 0;
	return names && left > names * LEAST_NAME ? left / names : LEAST_NAME;
}

/* The last field's text is as long as it is, or as the screen has room. */
static char *cut(const struct report *report, size_t i, char *text, char *end)
{
	const struct report_shown *shown = &report->shown[i];
	size_t length = (size_t)(end - text);

	if (!report->screen || !report_kind_is_left(shown->column->kind))
		return end;
	if (i + 1 == report->count)
		return terminal_cut(text, end, report->screen_left);
	if (shown->column->kind != REPORT_NAME || length <= shown->width)
		return end;
	return terminal_cut(text, end, share_of_name(report));
}

/* Only names go beyond ASCII. */
static size_t columns_of(const struct report *report, size_t i,
			 const char *text, const char *end)
{
	if (report->style != FOREIGN_UTF8 ||
	    report->shown[i].column->kind != REPORT_NAME)
		return (size_t)(end - text);
	return terminal_width(text, end);
}

/* A cell that is wider than its column shifts the row. */
static void use_screen(struct report *report, size_t columns)
{
	if (report->screen_left > columns + LEAST_NAME)
		report->screen_left -= columns;
	else
		report->screen_left = LEAST_NAME;
}

/* Moves the text to its side of the field.  Returns the field's end. */
static char *align(const struct report *report, size_t i, char *text,
		   char *end)
{
	const struct report_shown *shown = &report->shown[i];
	size_t width, blanks;

	end = cut(report, i, text, end);
	width = columns_of(report, i, text, end);
	blanks = shown->width > width ? shown->width - width : 0;
	if (report_kind_is_left(shown->column->kind)) {
		if (i + 1 == report->count)
			return end;
		memset(end, ' ', blanks);
		return end + blanks;
	}
	memmove(text + blanks, text, (size_t)(end - text));
	memset(text, ' ', blanks);
	return end + blanks;
}

static void put_heads(struct report *report)
{
	report->screen_left = report->screen;
	paint(report, COLOUR_HEAD);
	for (size_t i = 0; i < report->count; i++) {
		const char *head = report_head(report->shown[i].column);
		size_t room = strlen(head) + report->shown[i].width + 1;
		char *to = output_reserve(&report->output, room);
		char *end = align(report, i, to, stpcpy(to, head));

		use_screen(report, columns_of(report, i, to, end) + 1);
		if (i + 1 < report->count)
			*end++ = ' ';
		output_until(&report->output, end);
	}
	paint(report, COLOUR_OFF);
	output_text(&report->output, "\n");
}

static void row_of_stream(struct report *report,
			  const struct report_cell *cells)
{
	if (report->printed++ == 0 && has_headings(report))
		put_heads(report);
	report->screen_left = report->screen;
	for (size_t i = 0; i < report->count; i++) {
		struct report_shown *shown = &report->shown[i];
		size_t room = report_cell_room(report, shown, &cells[i]);
		const char *colour = report_cell_colour(report, &cells[i]);
		char *to, *end;

		room += shown->width + COLOUR_ROOM;
		to = output_reserve(&report->output, room);
		to = stpcpy(to, colour);
		end = report_put_cell(report, shown, &cells[i], to);
		end = align(report, i, to, end);
		use_screen(report, columns_of(report, i, to, end) + 1);
		if (*colour)
			end = stpcpy(end, COLOUR_OFF);
		*end++ = i + 1 < report->count ? ' ' : '\n';
		output_until(&report->output, end);
	}
}

static void begin_stream(struct report *report)
{
	for (size_t i = 0; i < report->count; i++) {
		struct report_shown *shown = &report->shown[i];
		size_t head = strlen(report_head(shown->column));
		size_t width = report_kind_width(report, shown->column->kind);

		shown->width = head > width ? head : width;
	}
}

static void sentence_of_summary(struct report *report, const struct row *row,
				const char *sentence)
{
	(void)row;
	report_keep(report, "\n", sentence);
}

/* The headings say that there will be rows. */
static void pause_stream(struct report *report, const struct row *row)
{
	(void)row;
	if (!report->printed && has_headings(report))
		put_heads(report);
	report->printed += !report->printed;
}

static void put_kept(struct report *report)
{
	if (!report->kept)
		return;
	output_text(&report->output, report->kept);
	output_text(&report->output, "\n");
}

/* A table without rows has its headings, as one of ps(1) has. */
static void end_table(struct report *report)
{
	if (!report->printed && has_headings(report))
		put_heads(report);
	put_kept(report);
}

const struct report_format report_stream = {
	.style = FOREIGN_UTF8,
	.begin = begin_stream,
	.row = row_of_stream,
	.summary = sentence_of_summary,
	.pause = pause_stream,
	.end = end_table,
};

const struct report_format report_sentences = {
	.style = FOREIGN_UTF8,
	.summary = sentence_of_summary,
	.end = put_kept,
};

/*
 * Words and pairs, for programs.
 */

static void begin_raw(struct report *report)
{
	if (!has_headings(report))
		return;
	for (size_t i = 0; i < report->count; i++) {
		if (i)
			output_text(&report->output, " ");
		output_text(&report->output, report->shown[i].column->name);
	}
	output_text(&report->output, "\n");
}

static void row_of_raw(struct report *report, const struct report_cell *cells)
{
	size_t room = report->count;
	char *to;

	for (size_t i = 0; i < report->count; i++)
		room += report_cell_room(report, &report->shown[i], &cells[i]);
	to = output_reserve(&report->output, room);
	for (size_t i = 0; i < report->count; i++) {
		to = report_put_cell(report, &report->shown[i], &cells[i], to);
		*to++ = i + 1 < report->count ? ' ' : '\n';
	}
	output_until(&report->output, to);
}

const struct report_format report_raw = {
	.style = FOREIGN_WORD,
	.begin = begin_raw,
	.row = row_of_raw,
};

/* A shell takes HUGE_PERCENT for a name, but not HUGE-PERCENT. */
static char *put_key(char *to, const char *name)
{
	for (; *name; name++)
		*to++ = *name == '-' ? '_' : *name;
	return to;
}

static void row_of_pairs(struct report *report,
			 const struct report_cell *cells)
{
	for (size_t i = 0; i < report->count; i++) {
		struct report_shown *shown = &report->shown[i];
		const char *name = shown->column->name;
		size_t room = report_cell_room(report, shown, &cells[i]);
		char *to = output_reserve(&report->output,
					  room + strlen(name) + 4);

		to = stpcpy(put_key(to, name), "=\"");
		to = report_put_cell(report, shown, &cells[i], to);
		*to++ = '"';
		*to++ = i + 1 < report->count ? ' ' : '\n';
		output_until(&report->output, to);
	}
}

const struct report_format report_pairs = {
	.style = FOREIGN_QUOTED,
	.row = row_of_pairs,
};

const struct report_format report_quiet = {
	.style = FOREIGN_ASCII,
};
