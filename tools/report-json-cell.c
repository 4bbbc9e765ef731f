// SPDX-License-Identifier: LGPL-2.1-or-later
/* One cell of a report as a value of JSON. */
#include "report-json.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "complain.h"
#include "parts.h"

void report_json_key(const char *name, char *key)
{
	for (; *name; name++)
		*key++ = *name == '-' ? '_'
				      : (char)tolower((unsigned char)*name);
	*key = '\0';
}

static struct json_object *text_of_cell(struct report *report,
					struct report_shown *shown,
					const struct report_cell *cell)
{
	char small[4 * UNITS_ROOM];
	size_t room = report_cell_room(report, shown, cell) + 2;
	char *text = room > sizeof(small) ? malloc(room) : small;
	enum report_kind kind = shown->column->kind;
	struct json_object *object;
	char *to = text;

	if (!text)
		complain_out_of_memory();
	/* The others have their 0x in each kind of text. */
	if (kind == REPORT_ADDRESS || kind == REPORT_END)
		to = stpcpy(to, "0x");
	to = report_put_cell(report, shown, cell, to);
	object = json_object_new_string_len(text, (int)(to - text));
	if (text != small)
		free(text);
	return object;
}

static struct json_object *array_of_words(const char *words)
{
	struct json_object *array = json_object_new_array();

	while (*words) {
		int length = (int)strcspn(words, ",");

		json_object_array_add(array,
			json_object_new_string_len(words, length));
		words += length;
		words += *words == ',';
	}
	return array;
}

/* Of a key that is not known the name is "unknown". */
static struct json_object *object_of_parts(const char *text)
{
	struct json_object *object = json_object_new_object();
	struct parts_one part;
	char key[UNITS_ROOM];

	while (parts_next(&text, &part)) {
		if (part.unknown)
			strcpy(key, "unknown");
		else
			*units_put_decimal(key, part.key) = '\0';
		json_object_object_add(object, key,
				       json_object_new_uint64(part.bytes));
	}
	return object;
}

struct json_object *report_json_value(struct report *report,
				      struct report_shown *shown,
				      const struct report_cell *cell)
{
	if (cell->known < REPORT_KNOWN)
		return NULL;
	switch (shown->column->kind) {
	case REPORT_NUMBER:
	case REPORT_PID:
	case REPORT_COUNT:
	case REPORT_PERCENT:
	case REPORT_SIZE:
		return json_object_new_uint64(cell->number);
	case REPORT_FLAG:
		return json_object_new_boolean(cell->number != 0);
	case REPORT_LIST:
		return array_of_words(cell->text);
	case REPORT_PARTS:
	case REPORT_BLOCKS:
		return object_of_parts(cell->text);
	default:
		return text_of_cell(report, shown, cell);
	}
}
