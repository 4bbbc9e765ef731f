// SPDX-License-Identifier: LGPL-2.1-or-later
/* The legend to pictures of memory: in words, with counts of pages. */
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "colour.h"
#include "strip-draw.h"
#include "units.h"

/* Its own symbol, and the one that alternates with it. */
struct entry {
	const struct strip_look *look;
	bool drawn[2];
	uint64_t pages;
};

static struct entry entry_of(const struct strip_drawing *d, size_t symbol)
{
	const struct strip_look *look = &strip_looks[symbol];
	bool two = symbol + 1 < STRIP_SYMBOLS && !look[1].text;

	return (struct entry){
		.look = look,
		.drawn = { d->drawn[symbol], two && d->drawn[symbol + 1] },
		.pages = look->class < 0 ? 0 : d->pages_of[look->class],
	};
}

static bool is_told(const struct entry *entry)
{
	return entry->look->text &&
	       (entry->pages || entry->drawn[0] || entry->drawn[1]);
}

static void put_symbols(struct strip_drawing *d, const struct entry *entry)
{
	const char *colour = d->colour ? strip_colour_of(entry->look) : "";
	int columns = 0;

	output_text(&d->output, colour);
	for (size_t i = 0; i < 2; i++) {
		const struct strip_look *look = entry->look + i;

		if (!entry->drawn[i])
			continue;
		output_text(&d->output, d->ascii ? look->ascii : look->utf8);
		columns++;
	}
	output_text(&d->output, *colour ? COLOUR_OFF : "");
	for (; columns < 2; columns++)
		output_text(&d->output, " ");
}

static size_t length_of(uint64_t pages)
{
	char text[UNITS_ROOM];

	return (size_t)(units_put_grouped(text, pages) - text);
}

static char *put_count(char *to, const struct entry *entry, size_t width)
{
	size_t length = entry->look->class < 0 ? 1 : length_of(entry->pages);

	for (; length < width; length++)
		*to++ = ' ';
	if (entry->look->class < 0)
		*to++ = '-';
	else
		to = units_put_grouped(to, entry->pages);
	return to;
}

static void put_entry(struct strip_drawing *d, const struct entry *entry,
		      size_t width)
{
	char line[256], *to = line;

	put_symbols(d, entry);
	*to++ = ' ';
	to = put_count(to, entry, width);
	to = stpcpy(stpcpy(to, "  "), entry->look->text);
	if (entry->drawn[0] && entry->drawn[1])
		to = stpcpy(to, ", runs alternate");
	strcpy(to, "\n");
	output_text(&d->output, line);
}

static void put_heading(struct strip_drawing *d, size_t width)
{
	output_text(&d->output, "\n   ");
	for (size_t i = strlen("PAGES"); i < width; i++)
		output_text(&d->output, " ");
	output_text(&d->output, "PAGES  WORST PAGE OF A CELL\n");
}

static void put_doubt(struct strip_drawing *d)
{
	char line[256], *to = line;

	to = units_put_grouped(stpcpy(to, "("), d->maybe_zero);
	strcpy(to, " of the present pages may be zero)\n");
	output_text(&d->output, line);
}

void strip_draw_legend(struct strip_drawing *drawing)
{
	size_t width = strlen("PAGES");
	uint64_t pages = 0;

	for (size_t i = 0; i < STRIP_CLASSES; i++) {
		pages += drawing->pages_of[i];
		if (length_of(drawing->pages_of[i]) > width)
			width = length_of(drawing->pages_of[i]);
	}
	if (!pages)
		return;
	put_heading(drawing, width);
	for (size_t i = 0; i < STRIP_SYMBOLS; i++) {
		struct entry entry = entry_of(drawing, i);

		if (is_told(&entry))
			put_entry(drawing, &entry, width);
	}
	if (drawing->maybe_zero)
		put_doubt(drawing);
}
