// SPDX-License-Identifier: LGPL-2.1-or-later
/* The options of a report. */
#include <stddef.h>

#include "colour.h"
#include "report.h"

static const char *const json_choices[] = { "lines", NULL };
static const char *const summary_choices[] = {
	"never", "append", "only", NULL
};
static const char *const color_choices[] = {
	"auto", "always", "never", NULL
};

#define MEMBER(name) .offset = offsetof(struct report_options, name)

const struct cli_option report_cli_options[] = {
	{ "output", CLI_TEXT, MEMBER(output) },
	{ "output-all", CLI_COUNT, MEMBER(output_all) },
	{ "list-columns", CLI_COUNT, MEMBER(list_columns) },
	{ "json", CLI_CHOICE, json_choices, REPORT_DOCUMENT, MEMBER(json) },
	{ "pairs", CLI_COUNT, MEMBER(pairs) },
	{ "raw", CLI_COUNT, MEMBER(raw) },
	{ "noheadings", CLI_COUNT, MEMBER(noheadings) },
	{ "bytes", CLI_COUNT, MEMBER(bytes) },
	{ "notruncate", CLI_COUNT, MEMBER(notruncate) },
	{ "sort", CLI_TEXT, MEMBER(sort) },
	{ "summary", CLI_CHOICE, summary_choices, REPORT_APPEND,
	  MEMBER(summary) },
	{ "color", CLI_CHOICE, color_choices, COLOUR_ALWAYS, MEMBER(color) },
	{ "ascii", CLI_COUNT, MEMBER(ascii) },
	{ "quiet", CLI_COUNT, MEMBER(quiet) },
	{ "verbose", CLI_COUNT, MEMBER(verbose) },
	{ .name = NULL },
};

#undef MEMBER
