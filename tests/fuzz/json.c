// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * tools/report-json-cell.c, report-cell.c and foreign.c: any cell is ASCII in
 * JSON that can be read again, and any name comes back.
 */
#include "fuzz.h"

#include <json-c/json.h>

#define LIBBSD_NETBSD_VIS
#include <bsd/vis.h>

#include "report-json.h"

static struct report_column column = { .name = "HUGE-PERCENT" };

static const char *text_for(enum report_kind kind, const char *raw)
{
	return kind == REPORT_NAME ? raw :
	       kind == REPORT_PARTS || kind == REPORT_BLOCKS ?
				     "0:4096,9:2097152,?:8192" :
				     "ours,two";
}

static void check_name(struct json_object *value, const char *raw)
{
	const char *text = json_object_get_string(value);
	const size_t room = strlen(text) + 1;
	char *back = malloc(room);

	assert(back);
	assert(strnunvis(back, room, text) >= 0);
	assert(strcmp(back, raw) == 0);
	free(back);
}

static void check_printed(struct json_object *value)
{
	const char *text = json_object_to_json_string_ext(value,
						JSON_C_TO_STRING_PLAIN);
	struct json_object *again = json_tokener_parse(text);

	for (const char *at = text; *at; at++)
		assert(*at >= ' ' && *at <= '~');
	assert(json_object_equal(value, again));
	json_object_put(again);
}

static void check(enum report_kind kind, const struct report_cell *cell,
		  const char *raw)
{
	static const struct report_options options = {
		.json = REPORT_LINES,
	};
	struct report report = { .options = &options, .style = FOREIGN_ASCII };
	struct report_shown shown = { .column = &column };
	struct json_object *value;

	column.kind = kind;
	value = report_json_value(&report, &shown, cell);
	if (cell->known < REPORT_KNOWN)
		assert(!value);
	else
		check_printed(value);
	if (value && kind == REPORT_NAME && cell->known == REPORT_KNOWN)
		check_name(value, raw);
	json_object_put(value);
	report_name_free(&shown.name);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_bytes bytes = { data, size };
	struct report_cell cell = {
		.known = (enum report_known)(fuzz_number(&bytes, 1) %
					     (REPORT_GUESS + 1)),
		.number = fuzz_number(&bytes, 8),
	};
	char *raw = fuzz_string(bytes.at, bytes.left);

	for (unsigned int kind = 0; kind <= REPORT_BLOCKS; kind++) {
		cell.text = text_for((enum report_kind)kind, raw);
		check((enum report_kind)kind, &cell, raw);
	}
	free(raw);
	return 0;
}
