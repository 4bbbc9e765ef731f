// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Rows as JSON, one object at a time: as members of one document, or as lines
 * that each say what they are.
 */
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "report-format.h"
#include "report-json.h"

#define FORMAT 1	/* of vminfo-json(5) */

static void add_cell(struct report *report, struct json_object *object,
		     struct report_shown *shown,
		     const struct report_cell *cell)
{
	char key[64];

	report_json_key(shown->column->name, key);
	json_object_object_add(object, key,
			       report_json_value(report, shown, cell));
}

static struct json_object *object_of_row(struct report *report,
					 struct json_object *object,
					 const struct report_cell *cells)
{
	struct json_object *mixed = NULL;
	char key[64];

	for (size_t i = 0; i < report->count; i++) {
		add_cell(report, object, &report->shown[i], &cells[i]);
		if (cells[i].known != REPORT_MIXED)
			continue;
		if (!mixed)
			mixed = json_object_new_array();
		report_json_key(report->shown[i].column->name, key);
		json_object_array_add(mixed, json_object_new_string(key));
	}
	if (mixed)
		json_object_object_add(object, "mixed", mixed);
	return object;
}

static const char *line_of(struct json_object *object)
{
	return json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN);
}

static void print(struct report *report, struct json_object *object)
{
	output_text(&report->output, line_of(object));
	json_object_put(object);
}

static struct json_object *new_line(const char *type)
{
	struct json_object *object = json_object_new_object();

	json_object_object_add(object, "type", json_object_new_string(type));
	return object;
}

static struct json_object *hidden_columns(const struct report *report)
{
	struct json_object *array = json_object_new_array();
	char key[64];

	for (size_t i = 0; i < report->count; i++) {
		const struct report_column *column = report->shown[i].column;

		if (!(column->wants & report->facts.hidden))
			continue;
		report_json_key(column->name, key);
		json_object_array_add(array, json_object_new_string(key));
	}
	return array;
}

static struct json_object *add_head(const struct report *report,
				    struct json_object *object)
{
	json_object_object_add(object, "format", json_object_new_int(FORMAT));
	json_object_object_add(object, "version",
			       json_object_new_string(VMINFO_VERSION));
	json_object_object_add(object, "page_size",
		json_object_new_uint64(report->facts.page_size));
	json_object_object_add(object, "hidden", hidden_columns(report));
	return object;
}

/* All columns of a group, whatever the rows have. */
static struct json_object *add_all(struct report *report, unsigned int group,
				   const struct row *row,
				   struct json_object *object)
{
	const struct report_plan *plan = report->plan;
	unsigned int without = plan->summary_without |
			       (plan->summary_costly & ~report_wants(report));
	struct report_shown shown = { 0 };

	for (shown.column = plan->columns; shown.column->name;
	     shown.column++) {
		struct report_cell cell;

		if (!(shown.column->groups & group) ||
		    shown.column->wants & without)
			continue;
		cell = report_get(shown.column, row);
		add_cell(report, object, &shown, &cell);
	}
	report_name_free(&shown.name);
	return object;
}

/*
 * One document.
 */

static void begin_document(struct report *report)
{
	struct output *output = &report->output;

	output_text(output, "{\"vminfo\":");
	print(report, add_head(report, json_object_new_object()));
	output_text(output, ",\n\"group\":\"");
	output_text(output, report_row_name(report->plan));
	output_text(output, "\",\n\"rows\":[");
}

static void row_of_document(struct report *report,
			    const struct report_cell *cells)
{
	output_text(&report->output, report->printed++ ? ",\n" : "\n");
	print(report, object_of_row(report, json_object_new_object(), cells));
}

static void summary_of_document(struct report *report, const struct row *row,
				const char *sentence)
{
	struct json_object *object;

	(void)sentence;
	object = add_all(report, report->plan->summary_group, row,
			 json_object_new_object());
	report_keep(report, ",\n", line_of(object));
	json_object_put(object);
}

static void end_document(struct report *report)
{
	struct output *output = &report->output;

	output_text(output, "]");
	if (report_has_summary(report)) {
		output_text(output, ",\n\"summary\":[\n");
		output_text(output, report->kept ? report->kept : "");
		output_text(output, "]");
	}
	output_text(output, report->complete ? ",\n\"complete\":true}\n"
					     : ",\n\"complete\":false}\n");
}

const struct report_format report_document = {
	.style = FOREIGN_ASCII,
	.begin = begin_document,
	.row = row_of_document,
	.summary = summary_of_document,
	.end = end_document,
};

/*
 * Lines.
 */

static void print_line(struct report *report, struct json_object *object)
{
	print(report, object);
	output_text(&report->output, "\n");
}

static void begin_lines(struct report *report)
{
	struct json_object *line = add_head(report, new_line("start"));

	json_object_object_add(line, "group",
		json_object_new_string(report_row_name(report->plan)));
	print_line(report, line);
}

static void row_of_lines(struct report *report,
			 const struct report_cell *cells)
{
	struct json_object *line = new_line(report_row_name(report->plan));

	print_line(report, object_of_row(report, line, cells));
}

static void summary_of_lines(struct report *report, const struct row *row,
			     const char *sentence)
{
	struct json_object *line;

	(void)sentence;
	line = add_all(report, report->plan->summary_group, row,
		       new_line("summary"));
	report_keep(report, "\n", line_of(line));
	json_object_put(line);
}

static void pause_lines(struct report *report, const struct row *row)
{
	print_line(report, add_all(report, report->plan->part_group, row,
				   new_line("look")));
}

static void end_lines(struct report *report)
{
	struct json_object *line = new_line("end");

	if (report->kept) {
		output_text(&report->output, report->kept);
		output_text(&report->output, "\n");
	}
	json_object_object_add(line, "complete",
			       json_object_new_boolean(report->complete));
	json_object_object_add(line, "exit",
			       json_object_new_int(report->exit_status));
	print_line(report, line);
}

const struct report_format report_lines = {
	.style = FOREIGN_ASCII,
	.begin = begin_lines,
	.row = row_of_lines,
	.summary = summary_of_lines,
	.pause = pause_lines,
	.end = end_lines,
};
