// SPDX-License-Identifier: LGPL-2.1-or-later
/* --strip: pictures of the mappings of processes, in place of rows. */
#include "strip.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "colour.h"
#include "complain.h"
#include "foreign.h"
#include "strip-draw.h"
#include "strip-walk.h"
#include "terminal.h"
#include "units.h"
#include "visit.h"

/* Lines of a mapping: of those that were asked for, or of all there are. */
#define LINES_OF_FEW 16
#define LINES_OF_ALL 4

/* A picture has no columns, and is not for programs. */
static int check_options(const struct report_options *options)
{
	if (options->json || options->pairs || options->raw)
		return complain_usage("--strip is a picture for people: "
				      "-J, -P and -r list rows");
	if (options->output || options->output_all || options->sort)
		return complain_usage("--strip has no columns: -o, -O and "
				      "--sort are for rows");
	if (options->where_count)
		return complain_usage("%s and %s cannot be combined",
				      "--strip", "--where");
	if (options->summary == REPORT_ONLY)
		return complain_usage("%s and %s cannot be combined",
				      "--strip", "--summary=only");
	return 0;
}

static int look_at_terminal(struct strip_drawing *drawing,
			    const struct report_options *options)
{
	drawing->columns = terminal_picture_columns();
	if (drawing->columns < STRIP_LEAST_COLUMNS)
		return complain_usage("--strip needs %d columns, here are %d",
				      STRIP_LEAST_COLUMNS,
				      (int)drawing->columns);
	if (drawing->columns > STRIP_MOST_COLUMNS)
		drawing->columns = STRIP_MOST_COLUMNS;
	drawing->screen = options->notruncate ? 0 : terminal_columns();
	drawing->ascii = options->ascii || !terminal_has_blocks();
	drawing->names = !options->ascii && terminal_has_utf8() &&
		terminal_is_there() ? FOREIGN_UTF8 : FOREIGN_ASCII;
	drawing->colour = colour_wanted(options->color);
	drawing->bytes = options->bytes;
	return 0;
}

/* The lines below the pictures, until all pictures are drawn. */
struct below {
	char *text;
	size_t length;
	FILE *lines;
};

static struct below below;

static void note_left_out(const struct strip *strip)
{
	char count[UNITS_ROOM];

	if (!strip->left_out)
		return;
	*units_put_grouped(count, strip->left_out) = '\0';
	fprintf(below.lines, "%s %s\n", count, strip->left_out == 1
		? "mapping without pages (-v draws it)"
		: "mappings without pages (-v draws them)");
}

/* What the process adds up to, unless only a part of it was seen. */
static void end_process(struct strip *strip)
{
	char line[TALLY_LINE_ROOM];

	note_left_out(strip);
	if (strip->cut_short || !strip->total.mappings || !strip->summary)
		return;
	tally_line(&strip->total, &(struct tally_owner){
		.pid = strip->pid,
		.command = strip->command,
		.page_size = strip->drawing->page_size,
	}, line);
	fprintf(below.lines, "%s\n", line);
}

static void print_below(struct strip *strip)
{
	struct output *output = &strip->drawing->output;

	fclose(below.lines);
	if (!strip->quiet) {
		strip_draw_legend(strip->drawing);
		output_text(output, below.text);
		output_flush(output);
	}
	free(below.text);
}

static void explain(const struct strip *strip, int status)
{
	const struct target *target = strip->visit->target;

	if (strip->quiet)
		return;
	if (strip->seen & VMINFO_HIDDEN)
		visit_explain_hidden(strip->visit);
	resolve_explain(&strip->resolve, "--backing");
	if (strip->visit->nobody)
		complain("no process matched");
	else if (status == 1 && !strip->visit->missing &&
		 target_is_part(target))
		complain("nothing matched");
}

static int draw_all(struct strip *strip)
{
	int status;

	below.lines = open_memstream(&below.text, &below.length);
	if (!below.lines)
		complain_out_of_memory();
	output_open(&strip->drawing->output);
	strip_start(strip);
	strip->drawing->page_size =
		vminfo_context_page_size(strip->visit->context);
	visit_each(strip->visit, strip_of_process, strip);
	status = visit_status(strip->visit, strip->listed, false);
	explain(strip, status);
	print_below(strip);
	output_close(&strip->drawing->output);
	strip_end(strip);
	return status;
}

int strip_run(const struct target *target,
	      const struct report_options *options)
{
	const bool few = target_is_part(target);
	struct strip_drawing drawing = { 0 };
	struct visit visit;
	struct strip strip = {
		.visit = &visit,
		.drawing = &drawing,
		.lines = few ? LINES_OF_FEW : LINES_OF_ALL,
		.leave_out_empty = !few && !options->verbose,
		.summary = options->summary != REPORT_NEVER,
		.quiet = options->quiet,
		.done = end_process,
	};
	int status;

	if (check_options(options) != 0 ||
	    look_at_terminal(&drawing, options) != 0 ||
	    visit_start(&visit, target) != 0)
		return 2;
	status = draw_all(&strip);
	visit_end(&visit);
	return status;
}
