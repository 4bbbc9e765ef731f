// SPDX-License-Identifier: LGPL-2.1-or-later
/* Makes a report: its format, its columns and rows, what the terminal takes. */
#include <stdlib.h>

#include "colour.h"
#include "complain.h"
#include "report-format.h"
#include "terminal.h"

/* At most one of these; the table is none of them. */
static int check_formats(const struct report_options *options,
			 const struct report_plan *plan)
{
	int formats = !!options->json + !!options->pairs + !!options->raw;

	if (formats > 1)
		return complain_usage("-J, -P and -r are three formats: "
				      "choose one");
	if ((options->pairs || options->raw) &&
	    options->summary > REPORT_NEVER)
		return complain_usage("-r and -P have no summary: "
				      "use --group %s, or -J",
				      plan->summary_rows);
	return 0;
}

static bool asks_for_rows(const struct report_options *options)
{
	return options->output || options->output_all || options->sort ||
	       options->where_count;
}

static const struct report_format *choose_format(const struct report *report)
{
	const struct report_options *options = report->options;

	if (options->quiet)
		return &report_quiet;
	if (options->json)
		return options->json == REPORT_LINES ? &report_lines
						     : &report_document;
	if (options->pairs)
		return &report_pairs;
	if (options->raw)
		return &report_raw;
	if (report->plan->sentences && !asks_for_rows(options))
		return &report_sentences;
	return report->plan->few && !report->plan->endless ? &report_table
							   : &report_stream;
}

/* Only a terminal gets more than ASCII, and rows that are cut. */
static void look_at_terminal(struct report *report)
{
	const struct report_options *options = report->options;

	report->style = report->format->style;
	if (report->style == FOREIGN_UTF8 &&
	    (options->ascii || !terminal_is_there() || !terminal_has_utf8()))
		report->style = FOREIGN_ASCII;
	report->human = report_has_table(report);
	report->human_sizes = report->human && !options->bytes;
	report->colour = report->human && colour_wanted(options->color);
	report->screen = options->notruncate ? 0 : terminal_columns();
}

static int prepare(struct report *report)
{
	int ret = check_formats(report->options, report->plan);

	if (ret)
		return ret;
	ret = report_choose_columns(report);
	if (ret)
		return ret;
	ret = report_choose_rows(report);
	if (ret)
		return ret;
	ret = report_choose_splits(report);
	if (ret)
		return ret;
	ret = report_choose_sorting(report);
	if (ret)
		return ret;
	report->format = choose_format(report);
	look_at_terminal(report);
	report->cells = calloc(report->count + report->keys,
			       sizeof(*report->cells));
	if (!report->cells)
		complain_out_of_memory();
	output_open(&report->output);
	return 0;
}

int report_new(const struct report_options *options,
	       const struct report_plan *plan, struct report **report)
{
	struct report *r = calloc(1, sizeof(*r));
	int ret;

	if (!r)
		complain_out_of_memory();
	r->options = options;
	r->plan = plan;
	ret = prepare(r);
	if (ret) {
		report_free(r);
		return ret;
	}
	*report = r;
	return 0;
}

void report_free(struct report *report)
{
	if (!report)
		return;
	for (size_t i = 0; report->shown && i < report->count; i++)
		report_name_free(&report->shown[i].name);
	free(report->shown);
	free(report->cells);
	free(report->kept);
	free(report->conditions);
	free(report->splits);
	report_sort_free(report->sort);
	output_close(&report->output);
	free(report);
}
