// SPDX-License-Identifier: LGPL-2.1-or-later
/* A picture of memory as lines of text, and the legend to it. */
#include "strip-draw.h"

#include <stdlib.h>
#include <string.h>

#include "cells.h"
#include "colour.h"
#include "terminal.h"
#include "units.h"

#define ORDINARY_DIGITS 12
#define ALL_DIGITS 16
#define LEAST_NAME 8	/* columns, of a name that is cut */

static size_t digits_of(uint64_t va)
{
	return va >> 4 * ORDINARY_DIGITS ? ALL_DIGITS : ORDINARY_DIGITS;
}

/* A power of two, or half as much again: lines start at round addresses. */
size_t strip_draw_width(const struct strip_drawing *drawing, uint64_t va)
{
	size_t room = drawing->columns - digits_of(va) - 1;
	size_t width = 16;

	while (2 * width <= room)
		width *= 2;
	return width + width / 2 <= room ? width + width / 2 : width;
}

static void put(struct strip_drawing *d, const char *text)
{
	output_text(&d->output, text);
}

static void paint(struct strip_drawing *d, const char *colour)
{
	if (d->colour && *colour)
		put(d, colour);
}

static char *put_size(const struct strip_drawing *d, char *to, uint64_t pages)
{
	uint64_t bytes = pages * d->page_size;

	return d->bytes ? units_put_decimal(to, bytes)
			: units_put_size(to, bytes);
}

static char *put_pages(const struct strip_drawing *d, char *to, uint64_t pages)
{
	to = units_put_grouped(to, pages);
	to = stpcpy(to, pages == 1 ? " page (" : " pages (");
	to = put_size(d, to, pages);
	*to++ = ')';
	return to;
}

/* Names give way when the screen is narrow. */
static void put_name(struct strip_drawing *d, const char *raw, size_t columns)
{
	char *safe = malloc(foreign_room(raw));
	size_t length;

	if (!safe || !*raw) {
		put(d, safe ? "-" : "?");
		free(safe);
		return;
	}
	length = foreign_encode(d->names, raw, safe);
	*terminal_cut(safe, safe + length, columns) = '\0';
	put(d, safe);
	free(safe);
}

/*
 * The title: the range and name as maps has them, then what it adds up to.
 */

static void put_mapping(struct strip_drawing *d,
			const struct strip_title *title)
{
	uint64_t end = title->va + title->pages * d->page_size;
	const uint32_t permissions = title->mapping->permissions;
	char line[2 * UNITS_ROOM + 16], *to = line;
	size_t length;

	to = units_put_hex(to, title->va);
	*to++ = '-';
	to = units_put_end(to, end);
	*to++ = ' ';
	to = stpcpy(to, cells_perms_word((permissions & 15) + 1));
	*to++ = ' ';
	*to = '\0';
	put(d, line);
	length = strlen(line);
	put_name(d, title->mapping->name, d->screen > length + LEAST_NAME
		 ? d->screen - length : d->screen ? LEAST_NAME : SIZE_MAX);
}

/* Parts of a line with commas between them; no part is broken. */
static size_t put_part(struct strip_drawing *d, size_t column,
		       const char *part)
{
	size_t length = strlen(part);

	/* Behind it is room for a comma, too. */
	if (column && column + 2 + length >= d->columns) {
		put(d, ",\n");
		column = 0;
	}
	put(d, column ? ", " : "  ");
	put(d, part);
	return column + 2 + length;
}

static void put_runs(const struct strip_drawing *d, char *to,
		     const struct tally *tally)
{
	if (tally->hidden || tally->maybe_zero) {
		strcpy(to, "? runs");
		return;
	}
	to = units_put_grouped(to, tally->runs);
	to = stpcpy(to, tally->runs == 1 ? " run" : " runs");
	if (tally->runs > 1)
		to = put_size(d, stpcpy(to, ", longest "), tally->longest);
	*to = '\0';
}

static void put_scale(const struct strip_drawing *d, char *to, uint64_t pages)
{
	to = stpcpy(to, "1 cell = ");
	to = put_pages(d, to, pages);
	*to = '\0';
}

static void put_facts(struct strip_drawing *d, const struct strip_title *title,
		      const struct strip_cells *cells)
{
	char part[4 * UNITS_ROOM];
	size_t column;

	*put_pages(d, part, title->pages) = '\0';
	column = put_part(d, 0, part);
	if (title->tally->of_state[VMINFO_PRESENT]) {
		put_runs(d, part, title->tally);
		column = put_part(d, column, part);
	}
	put_scale(d, part, strip_cells_scale(cells));
	put_part(d, column, part);
	put(d, "\n");
}

/*
 * Lines.
 */

static void put_address(struct strip_drawing *d, uint64_t va, size_t digits)
{
	char text[UNITS_ROOM];
	char *end = units_put_hex(text, va);
	size_t length = (size_t)(end - text);
	char *to = output_reserve(&d->output, digits + 1);

	memset(to, ' ', digits + 1);
	memcpy(to + (length < digits ? digits - length : 0), text, length);
	output_until(&d->output, to + digits + 1);
}

static void put_cells(struct strip_drawing *d, const struct strip_cell *cells,
		      size_t n)
{
	const char *colour = "";

	for (size_t i = 0; i < n && cells[i].classes; i++) {
		enum strip_symbol symbol = strip_symbol_of(&cells[i]);
		const struct strip_look *look = &strip_looks[symbol];

		d->drawn[symbol] = true;
		if (strcmp(strip_colour_of(look), colour) != 0) {
			paint(d, *colour ? COLOUR_OFF : "");
			colour = strip_colour_of(look);
			paint(d, colour);
		}
		put(d, d->ascii ? look->ascii : look->utf8);
	}
	paint(d, *colour ? COLOUR_OFF : "");
	put(d, "\n");
}

/* "... 18T absent": lines that would all be the same. */
static void put_nothing(struct strip_drawing *d, uint64_t pages,
			const char *what)
{
	char text[UNITS_ROOM];

	*put_size(d, text, pages) = '\0';
	put(d, "... ");
	put(d, text);
	put(d, " ");
	put(d, what);
	put(d, "\n");
}

static const char *word_of(const struct strip_cell *cell)
{
	enum strip_symbol symbol = strip_symbol_of(cell);

	return vminfo_state_name(strip_looks[symbol].state);
}

static void draw_lines(struct strip_drawing *d,
		       const struct strip_title *title,
		       const struct strip_cells *cells)
{
	uint64_t last = title->va + title->pages * d->page_size - 1;
	size_t width = strip_draw_width(d, last);
	const struct strip_line *line;

	for (size_t i = 0; (line = strip_cells_line(cells, i)); i++) {
		uint64_t page = strip_cells_page(cells, line->first);
		uint64_t end = strip_cells_page(cells,
						line->first + line->lines);

		put_address(d, page * d->page_size, digits_of(last));
		if (line->lines > 1)
			put_nothing(d, end - page, word_of(line->cells));
		else
			put_cells(d, line->cells, width);
	}
}

static void put_space(struct strip_drawing *d)
{
	if (d->begun)
		put(d, "\n");
	d->begun = true;
}

void strip_draw_process(struct strip_drawing *drawing, pid_t pid,
			const char *command)
{
	char number[UNITS_ROOM];

	put_space(drawing);
	*units_put_decimal(number, (uint64_t)pid) = '\0';
	paint(drawing, COLOUR_HEAD);
	put(drawing, number);
	put(drawing, " ");
	put_name(drawing, command, SIZE_MAX);
	paint(drawing, COLOUR_OFF);
	put(drawing, "\n");
}

void strip_draw(struct strip_drawing *drawing,
		const struct strip_title *title,
		const struct strip_cells *cells)
{
	put_space(drawing);
	paint(drawing, COLOUR_HEAD);
	put_mapping(drawing, title);
	paint(drawing, COLOUR_OFF);
	put(drawing, "\n");
	put_facts(drawing, title, cells);
	draw_lines(drawing, title, cells);
	for (size_t i = 0; i < STRIP_CLASSES; i++)
		drawing->pages_of[i] += title->pages_of[i];
	drawing->maybe_zero += title->tally->maybe_zero;
}

void strip_draw_gap(struct strip_drawing *drawing, uint64_t va, uint64_t pages)
{
	put_space(drawing);
	put_address(drawing, va, digits_of(va));
	put_nothing(drawing, pages, "not mapped");
}
