// SPDX-License-Identifier: LGPL-2.1-or-later
/* Facts, as labelled lines of text or as one JSON document. */
#include "facts.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <json-c/json.h>

#include "colour.h"
#include "complain.h"
#include "foreign.h"
#include "output.h"
#include "terminal.h"
#include "wrap.h"

#define DEPTH 8
#define USUAL_LABEL 18

struct facts {
	const struct facts_options *options;
	struct output output;
	enum foreign_style style;
	bool colour;
	bool begun;		/* a line was printed */
	unsigned int label;	/* columns */
	struct json_object *open[DEPTH];
	unsigned int depth;
};

static bool may_print_utf8(const struct facts_options *options)
{
	return !options->json && !options->ascii && terminal_is_there() &&
	       terminal_has_utf8();
}

struct facts *facts_new(const struct facts_options *options)
{
	struct facts *facts = calloc(1, sizeof(*facts));

	if (!facts)
		complain_out_of_memory();
	facts->options = options;
	facts->label = USUAL_LABEL;
	facts->style = may_print_utf8(options) ? FOREIGN_UTF8 : FOREIGN_ASCII;
	facts->colour = !options->json && colour_wanted(options->color);
	facts->open[0] = json_object_new_object();
	output_open(&facts->output);
	return facts;
}

void facts_free(struct facts *facts)
{
	json_object_put(facts->open[0]);
	output_close(&facts->output);
	free(facts);
}

static bool is_text(const struct facts *facts)
{
	return !facts->options->json && !facts->options->quiet;
}

/* --- for people ----------------------------------------------------------- */

static void head(struct facts *facts, const char *title)
{
	if (!title || !is_text(facts))
		return;
	if (facts->begun)
		output_text(&facts->output, "\n");
	facts->begun = true;
	output_text(&facts->output, facts->colour ? COLOUR_HEAD : "");
	output_text(&facts->output, title);
	output_text(&facts->output, facts->colour ? COLOUR_OFF "\n" : "\n");
}

static void print(struct facts *facts, const struct wrap *wrap,
		  const char *text)
{
	char *lines = wrap_lines(wrap, text);

	if (!lines)
		complain_out_of_memory();
	facts->begun = true;
	output_text(&facts->output, lines);
	free(lines);
}

static void print_values(struct facts *facts, const struct wrap *wrap,
			 const char *format, va_list values)
{
	char *text;

	if (!is_text(facts))
		return;
	if (vasprintf(&text, format, values) < 0)
		complain_out_of_memory();
	print(facts, wrap, text);
	free(text);
}

void facts_line(struct facts *facts, const char *label, const char *format,
		...)
{
	const struct wrap wrap = { .label = label, .indent = 2 + facts->label };
	va_list values;

	va_start(values, format);
	print_values(facts, &wrap, format, values);
	va_end(values);
}

void facts_exact(struct facts *facts, const char *label, const char *format,
		 ...)
{
	const struct wrap wrap = {
		.label = label,
		.indent = 2 + facts->label,
		.exact = true,
	};
	va_list values;

	va_start(values, format);
	print_values(facts, &wrap, format, values);
	va_end(values);
}

void facts_note(struct facts *facts, const char *text)
{
	if (!is_text(facts))
		return;
	output_text(&facts->output, "\n");
	print(facts, &(struct wrap){ 0 }, text);
}

void facts_command(struct facts *facts, const char *command)
{
	const struct wrap wrap = { .indent = 4, .command = true };

	if (is_text(facts))
		print(facts, &wrap, command);
}

void facts_indent(struct facts *facts, unsigned int width)
{
	facts->label = width ? width : USUAL_LABEL;
}

/* --- for programs --------------------------------------------------------- */

void facts_put(struct facts *facts, const char *key,
	       struct json_object *value)
{
	struct json_object *open = facts->open[facts->depth];

	if (!facts->options->json)
		json_object_put(value);
	else if (key)
		json_object_object_add(open, key, value);
	else
		json_object_array_add(open, value);
}

static void open_json(struct facts *facts, const char *key,
		      struct json_object *value)
{
	if (facts->depth + 1 == DEPTH)
		abort();
	if (facts->options->json) {
		facts_put(facts, key, value);
		facts->open[++facts->depth] = value;
	} else {
		json_object_put(value);
		facts->depth++;
	}
}

void facts_open(struct facts *facts, const char *key, const char *title)
{
	head(facts, title);
	open_json(facts, key, json_object_new_object());
}

void facts_open_list(struct facts *facts, const char *key, const char *title)
{
	head(facts, title);
	open_json(facts, key, json_object_new_array());
}

void facts_close(struct facts *facts)
{
	facts->depth--;
}

/* --- for both ------------------------------------------------------------- */

char *facts_encode(const struct facts *facts, const char *raw)
{
	char *safe = malloc(foreign_room(raw));

	if (!safe)
		complain_out_of_memory();
	foreign_encode(facts->style, raw, safe);
	return safe;
}

void facts_end(struct facts *facts, bool complete)
{
	const int how = JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED;

	facts_put(facts, "complete", json_object_new_boolean(complete));
	if (facts->options->json && !facts->options->quiet) {
		output_text(&facts->output,
			    json_object_to_json_string_ext(facts->open[0],
							   how));
		output_text(&facts->output, "\n");
	}
	output_flush(&facts->output);
}
