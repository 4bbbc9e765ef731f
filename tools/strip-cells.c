// SPDX-License-Identifier: LGPL-2.1-or-later
/* The cells of a picture of memory, as few as there is room for. */
#include "strip-cells.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Lines in their order; each has its cells at the same index. */
struct sheet {
	struct strip_line *lines;
	struct strip_cell *cells;
	size_t count;
};

struct strip_cells {
	struct strip_size size;
	uint64_t page;		/* the first, and how many */
	uint64_t pages;
	uint64_t reached;	/* pages that were added */
	unsigned int shift;	/* a cell is 1 << shift pages */
	struct sheet sheet;
	struct sheet spare;	/* where the lines go when cells grow */
};

/*
 * Growing cells make lines of two kinds of nothing meet in a line of both, so
 * there may be more lines for a moment: at each meeting one.
 */
static size_t room(const struct strip_size *size)
{
	return 2 * size->lines + 4;
}

static int sheet_new(struct sheet *sheet, const struct strip_size *size)
{
	sheet->lines = calloc(room(size), sizeof(*sheet->lines));
	sheet->cells = calloc(room(size) * size->width, sizeof(*sheet->cells));
	if (!sheet->lines || !sheet->cells)
		return -ENOMEM;
	for (size_t i = 0; i < room(size); i++)
		sheet->lines[i].cells = sheet->cells + i * size->width;
	return 0;
}

int strip_cells_new(const struct strip_size *size, struct strip_cells **cells)
{
	struct strip_cells *c = calloc(1, sizeof(*c));

	if (!c)
		return -ENOMEM;
	c->size = *size;
	if (sheet_new(&c->sheet, size) || sheet_new(&c->spare, size)) {
		strip_cells_free(c);
		return -ENOMEM;
	}
	*cells = c;
	return 0;
}

void strip_cells_free(struct strip_cells *cells)
{
	if (!cells)
		return;
	free(cells->sheet.lines);
	free(cells->sheet.cells);
	free(cells->spare.lines);
	free(cells->spare.cells);
	free(cells);
}

void strip_cells_start(struct strip_cells *cells, uint64_t page,
		       uint64_t pages)
{
	cells->page = page;
	cells->pages = pages;
	cells->reached = 0;
	cells->shift = 0;
	cells->sheet.count = 0;
}

/*
 * Where things are.  Cells begin at multiples of their size, so that huge pages
 * are whole cells; so the first may be a part of one.
 */

static uint64_t cell_of(const struct strip_cells *c, uint64_t offset)
{
	return ((c->page + offset) >> c->shift) - (c->page >> c->shift);
}

/* The offset of a cell's first page, and c->pages of cells behind the last. */
static uint64_t offset_of(const struct strip_cells *c, uint64_t cell)
{
	uint64_t first = c->page >> c->shift;
	uint64_t cells = cell_of(c, c->pages - 1) + 1;

	if (cell == 0)
		return 0;
	if (cell >= cells)
		return c->pages;
	return ((first + cell) << c->shift) - c->page;
}

static uint64_t line_of(const struct strip_cells *c, uint64_t offset)
{
	return cell_of(c, offset) / c->size.width;
}

static uint64_t start_of_line(const struct strip_cells *c, uint64_t line)
{
	return offset_of(c, line * c->size.width);
}

/*
 * Cells.
 */

static void merge(struct strip_cell *cell, struct strip_cell more)
{
	if (more.classes & STRIP_FRAMES) {
		if (cell->classes & STRIP_FRAMES && cell->run != more.run)
			cell->classes |= STRIP_SEVERAL;
		cell->run = more.run;
	}
	cell->classes |= more.classes;
}

static bool is_empty(uint32_t classes)
{
	return classes & STRIP_EMPTY && !(classes & (classes - 1));
}

/*
 * Lines.
 */

static struct strip_line *last_line(struct strip_cells *c)
{
	return &c->sheet.lines[c->sheet.count - 1];
}

static struct strip_line *new_line(struct strip_cells *c, uint64_t first)
{
	struct strip_line *line = &c->sheet.lines[c->sheet.count++];

	line->first = first;
	line->lines = 1;
	memset(line->cells, 0, c->size.width * sizeof(*line->cells));
	return line;
}

static bool is_alike(const struct strip_cells *c,
		     const struct strip_line *line)
{
	uint32_t classes = line->cells[0].classes;

	if (!is_empty(classes))
		return false;
	for (size_t i = 1; i < c->size.width; i++)
		/* The last line may end early. */
		if (line->cells[i].classes &&
		    line->cells[i].classes != classes)
			return false;
	return true;
}

/* An empty line is one more of the empty lines before it. */
static void finish_line(struct strip_cells *c)
{
	struct strip_line *line = last_line(c), *before = line - 1;

	if (c->sheet.count < 2 || !is_alike(c, line) || !is_alike(c, before) ||
	    line->cells[0].classes != before->cells[0].classes)
		return;
	before->lines += line->lines;
	c->sheet.count--;
}

/* Lines that are all alike, without a look at each cell. */
static uint64_t put_lines(struct strip_cells *c, uint64_t lines,
			  struct strip_cell cell)
{
	uint64_t first = line_of(c, c->reached);
	uint64_t end = start_of_line(c, first + lines);
	uint64_t cells = cell_of(c, end - 1) - cell_of(c, c->reached) + 1;
	struct strip_line *line = new_line(c, first);

	line->lines = lines;
	for (size_t i = 0; i < c->size.width && i < cells; i++)
		line->cells[i].classes = cell.classes;
	finish_line(c);
	return end - c->reached;
}

/* The part that is in the line where the last page was. */
static uint64_t put_cells(struct strip_cells *c, uint64_t pages,
			  struct strip_cell cell)
{
	uint64_t number = line_of(c, c->reached);
	uint64_t end = start_of_line(c, number + 1);
	uint64_t first = number * c->size.width;
	struct strip_line *line;

	if (pages > end - c->reached)
		pages = end - c->reached;
	if (c->reached == start_of_line(c, number))
		new_line(c, number);
	line = last_line(c);
	for (uint64_t i = cell_of(c, c->reached);
	     i <= cell_of(c, c->reached + pages - 1); i++)
		merge(&line->cells[i - first], cell);
	if (c->reached + pages == end)
		finish_line(c);
	return pages;
}

/* As many of the pages as one step takes: returns how many. */
static uint64_t put(struct strip_cells *c, uint64_t pages,
		    struct strip_cell cell)
{
	uint64_t line = line_of(c, c->reached);
	uint64_t end = c->reached + pages;
	uint64_t lines;

	if (!is_empty(cell.classes) || start_of_line(c, line) != c->reached)
		return put_cells(c, pages, cell);
	lines = line_of(c, end - 1) - line;
	lines += start_of_line(c, line + lines + 1) == end;
	return lines ? put_lines(c, lines, cell) : put_cells(c, pages, cell);
}

static void put_all(struct strip_cells *c, uint64_t pages,
		    struct strip_cell cell)
{
	while (pages) {
		uint64_t n = put(c, pages, cell);

		c->reached += n;
		pages -= n;
	}
}

static void put_line_again(struct strip_cells *c,
			   const struct strip_cells *before,
			   const struct strip_line *line)
{
	uint64_t cell = line->first * c->size.width;
	size_t n = line->lines > 1 ? 1 : c->size.width;

	for (size_t i = 0; i < n && c->reached < before->reached; i++) {
		uint64_t end = line->lines > 1
			? start_of_line(before, line->first + line->lines)
			: offset_of(before, cell + i + 1);

		if (end > before->reached)
			end = before->reached;
		put_all(c, end - c->reached, line->cells[i]);
	}
}

/* Cells of twice the size. */
static void grow(struct strip_cells *c)
{
	const struct strip_cells before = *c;

	c->sheet = before.spare;
	c->spare = before.sheet;
	c->sheet.count = 0;
	c->reached = 0;
	c->shift++;
	for (size_t i = 0; i < before.sheet.count; i++)
		put_line_again(c, &before, &before.sheet.lines[i]);
}

void strip_cells_add(struct strip_cells *cells, uint64_t pages,
		     struct strip_cell cell)
{
	uint64_t left = cells->pages - cells->reached;

	if (pages > left)
		pages = left;
	while (pages) {
		uint64_t n = put(cells, pages, cell);

		cells->reached += n;
		pages -= n;
		while (cells->sheet.count > cells->size.lines)
			grow(cells);
	}
}

uint64_t strip_cells_scale(const struct strip_cells *cells)
{
	return UINT64_C(1) << cells->shift;
}

uint64_t strip_cells_page(const struct strip_cells *cells, uint64_t line)
{
	return cells->page + start_of_line(cells, line);
}

const struct strip_line *strip_cells_line(const struct strip_cells *cells,
					  size_t i)
{
	return i < cells->sheet.count ? &cells->sheet.lines[i] : NULL;
}
