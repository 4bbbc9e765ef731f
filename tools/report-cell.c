// SPDX-License-Identifier: LGPL-2.1-or-later
/* One cell of a report as text. */
#include <stdlib.h>
#include <string.h>

#include "colour.h"
#include "complain.h"
#include "parts.h"
#include "report-format.h"

static char *put_flag(char *to, uint64_t flag)
{
	return stpcpy(to, flag ? "yes" : "no");
}

static char *put_frame(char *to, uint64_t n)
{
	return units_put_hex(stpcpy(to, "0x"), n);
}

static char *put_pagemap_word(char *to, uint64_t n)
{
	return units_put_hex_digits(stpcpy(to, "0x"), n, 16);
}

struct kind {
	const char *name;
	unsigned char width;	/* of a table; wider cells shift their row */
	bool left;
	char *(*put)(char *to, uint64_t n);	/* NULL: it is text */
};

static const struct kind kinds[] = {
	[REPORT_NAME] = { "name", 15, true, NULL },
	[REPORT_WORD] = { "word", 10, true, NULL },
	[REPORT_NUMBER] = { "number", 4, false, units_put_decimal },
	[REPORT_PID] = { "number", 7, false, units_put_decimal },
	[REPORT_COUNT] = { "count", 9, false, units_put_decimal },
	[REPORT_PERCENT] = { "percent", 4, false, units_put_decimal },
	[REPORT_SIZE] = { "size", 5, false, units_put_decimal },
	[REPORT_ADDRESS] = { "address", 12, false, units_put_hex },
	[REPORT_END] = { "address", 12, false, units_put_end },
	[REPORT_FRAME] = { "frame", 12, false, put_frame },
	[REPORT_PAGEMAP_WORD] = { "word", 18, false, put_pagemap_word },
	[REPORT_INODE] = { "inode", 9, false, units_put_decimal },
	[REPORT_FLAG] = { "flag", 3, true, put_flag },
	[REPORT_LIST] = { "list", 12, true, NULL },
	[REPORT_TIME] = { "time", 12, true, NULL },
	[REPORT_PARTS] = { "parts", 12, true, NULL },
	[REPORT_BLOCKS] = { "parts", 12, true, NULL },
};

#define WIDTH_OF_BYTES 13
#define WIDTH_OF_LONG_WORDS 13

const char *report_kind_name(enum report_kind kind)
{
	return kinds[kind].name;
}

size_t report_kind_width(const struct report *report, enum report_kind kind)
{
	if (kind == REPORT_SIZE && !report->human_sizes)
		return WIDTH_OF_BYTES;
	if (kind == REPORT_WORD && report->facts.long_words)
		return WIDTH_OF_LONG_WORDS;
	return kinds[kind].width;
}

bool report_kind_is_left(enum report_kind kind)
{
	return kinds[kind].left;
}

const char *report_head(const struct report_column *column)
{
	return column->head ? column->head : column->name;
}

static void make_room(struct report_name *name, size_t room)
{
	if (name->raw && room <= name->room)
		return;
	free(name->raw);
	free(name->safe);
	name->raw = malloc(room);
	name->safe = malloc(room);
	if (!name->raw || !name->safe)
		complain_out_of_memory();
	name->room = room;
	name->raw[0] = '\0';
}

void report_name_free(struct report_name *name)
{
	free(name->raw);
	free(name->safe);
	*name = (struct report_name){ 0 };
}

/* Words that stand for a value, and what a name is printed as instead. */
static const char *const signs[][2] = {
	{ "?", "\\077" },
	{ "-", "\\055" },
	{ "*", "\\052" },
};

/* A process may call itself "?" or "-": not ours to say. */
static void encode(const struct report *report, struct report_name *name,
		   const char *raw)
{
	make_room(name, foreign_room(raw) + sizeof("\\077"));
	strcpy(name->raw, raw);
	name->length = foreign_encode(report->style, raw, name->safe);
	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (!report->options->json && strcmp(raw, signs[i][0]) == 0)
			name->length = (size_t)(stpcpy(name->safe,
						       signs[i][1]) -
						name->safe);
}

static bool is_text(const struct report_cell *cell)
{
	return cell->known >= REPORT_KNOWN && cell->text;
}

bool report_kind_is_parts(enum report_kind kind)
{
	return kind == REPORT_PARTS || kind == REPORT_BLOCKS;
}

static size_t room_for_parts(const char *text)
{
	struct parts_one part;
	size_t n = 2;

	while (parts_next(&text, &part))
		n++;
	return n * 2 * UNITS_ROOM;
}

size_t report_cell_room(struct report *report, struct report_shown *shown,
			const struct report_cell *cell)
{
	enum report_kind kind = shown->column->kind;
	struct report_name *name = &shown->name;

	/* Most are numbers. */
	if (kinds[kind].put || !is_text(cell))
		return 2 * UNITS_ROOM;
	if (report_kind_is_parts(kind))
		return room_for_parts(cell->text);
	if (kind == REPORT_LIST)
		return strlen(cell->text) + 2 * UNITS_ROOM;
	if (kind != REPORT_NAME)
		return 2 * UNITS_ROOM;
	if (!name->raw || strcmp(name->raw, cell->text) != 0)
		encode(report, name, cell->text);
	return name->length + 2 * UNITS_ROOM;
}

static char *put_text(const struct report_shown *shown,
		      const struct report_cell *cell, char *to)
{
	if (shown->column->kind != REPORT_NAME)
		return stpcpy(to, cell->text);
	memcpy(to, shown->name.safe, shown->name.length);
	return to + shown->name.length;
}

/* Keys are exact where amounts are; a size that is one is a power of two. */
static char *put_key(char *to, const struct parts_one *part, bool as_size)
{
	if (part->unknown)
		return stpcpy(to, "?");
	return as_size ? units_put_size(to, part->key)
		       : units_put_decimal(to, part->key);
}

static char *put_parts(const struct report *report, enum report_kind kind,
		       const char *text, char *to)
{
	struct parts_one part;

	while (parts_next(&text, &part)) {
		to = put_key(to, &part,
			     kind == REPORT_BLOCKS && report->human_sizes);
		*to++ = ':';
		to = report->human_sizes ? units_put_size(to, part.bytes)
					 : units_put_decimal(to, part.bytes);
		if (*text)
			*to++ = ',';
	}
	return to;
}

static char *put_slot(const struct report_cell *cell, char *to)
{
	to = units_put_decimal(to, cell->area);
	to = stpcpy(to, ":0x");
	if (cell->number >> 20)
		return units_put_hex(to, cell->number);
	return units_put_hex_digits(to, cell->number, 5);
}

static char *put_number(const struct report *report,
			const struct report_shown *shown,
			const struct report_cell *cell, char *to)
{
	enum report_kind kind = shown->column->kind;

	if (kind == REPORT_SIZE && report->human_sizes)
		return units_put_size(to, cell->number);
	to = kinds[kind].put(to, cell->number);
	if (kind == REPORT_PERCENT && report->human)
		*to++ = '%';
	return to;
}

char *report_put_cell(const struct report *report,
		      const struct report_shown *shown,
		      const struct report_cell *cell, char *to)
{
	/* Most are so. */
	if (cell->known == REPORT_KNOWN && kinds[shown->column->kind].put)
		return put_number(report, shown, cell, to);
	if (cell->known == REPORT_SLOT && report->human)
		return put_slot(cell, to);
	if (cell->known == REPORT_UNKNOWN)
		*to++ = '?';
	else if (cell->known == REPORT_MIXED)
		*to++ = '*';
	else if (cell->known < REPORT_UNKNOWN ||
		 (shown->column->kind == REPORT_LIST && !*cell->text))
		*to++ = '-';
	else if (report_kind_is_parts(shown->column->kind))
		to = put_parts(report, shown->column->kind, cell->text, to);
	else if (!kinds[shown->column->kind].put)
		to = put_text(shown, cell, to);
	else
		to = put_number(report, shown, cell, to);
	if (cell->known == REPORT_GUESS)
		*to++ = '?';
	return to;
}

const char *report_cell_colour(const struct report *report,
			       const struct report_cell *cell)
{
	if (!report->colour)
		return "";
	if (cell->known == REPORT_UNKNOWN)
		return COLOUR_UNKNOWN;
	return cell->colour ? cell->colour : "";
}
