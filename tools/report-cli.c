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
	{ "output", 'o', CLI_TEXT, "LIST", MEMBER(output),
	  .text = "columns to show; '+COL' adds to the usual ones" },
	{ "output-all", 'O', CLI_COUNT, MEMBER(output_all),
	  .text = "all columns" },
	{ "list-columns", 'H', CLI_COUNT, MEMBER(list_columns),
	  .text = "say what the columns are, and exit" },
	{ "json", 'J', CLI_CHOICE, "lines", json_choices, REPORT_DOCUMENT,
	  MEMBER(json), .text = "JSON: one document, or an object a line" },
	{ "pairs", 'P', CLI_COUNT, MEMBER(pairs),
	  .text = "COLUMN=\"value\" pairs, safe to give to a shell" },
	{ "raw", 'r', CLI_COUNT, MEMBER(raw),
	  .text = "words with one blank between them" },
	{ "noheadings", 'n', CLI_COUNT, MEMBER(noheadings),
	  .text = "no line with the names of the columns" },
	{ "bytes", 'b', CLI_COUNT, MEMBER(bytes),
	  .text = "sizes in bytes" },
	{ "notruncate", 'u', CLI_COUNT, MEMBER(notruncate),
	  .text = "do not cut names at the edge of the screen" },
	{ "sort", 0, CLI_TEXT, "[-]COL", MEMBER(sort),
	  .text = "sort rows by a column ('-': largest first)" },
	{ "summary", 0, CLI_CHOICE, "never|append|only", summary_choices,
	  REPORT_APPEND, MEMBER(summary),
	  .text = "what the rows add up to: behind them (in tables this is "
		  "the default), nothing else, or not at all" },
	{ "color", 0, CLI_CHOICE, "auto|always|never", color_choices,
	  COLOUR_ALWAYS, MEMBER(color), .text = "colour in tables" },
	{ "ascii", 0, CLI_COUNT, MEMBER(ascii),
	  .text = "nothing but ASCII, whatever the locale" },
	{ "quiet", 'q', CLI_COUNT, MEMBER(quiet),
	  .text = "print nothing, only exit with the status" },
	{ "verbose", 'v', CLI_COUNT, MEMBER(verbose),
	  .text = "list what tables leave out" },
	{ .name = NULL },
};

#undef MEMBER
