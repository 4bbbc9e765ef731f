// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * tools/report-columns.c, report-sort.c, report-split.c and terminal.c: any
 * list of columns for -o, --sort and --split, and any text that is cut to the
 * columns of a terminal.
 */
#include "quiet.h"

#include <errno.h>
#include <locale.h>

#include "report.h"
#include "terminal.h"

static struct report_cell no_cell(const struct row *row)
{
	(void)row;
	return (struct report_cell){ .known = REPORT_NONE };
}

static const struct report_column columns[] = {
	{ "VA", REPORT_ADDRESS, 3, no_cell, .text = "va" },
	{ "SIZE", REPORT_SIZE, 1, no_cell, .text = "size", .wants = 1 },
	{ "HUGE-PERCENT", REPORT_PERCENT, 3, no_cell, .text = "huge",
	  .head = "HUGE%", .wants = 2 },
	{ "FLAGS", REPORT_LIST, 2, no_cell, .text = "flags" },
	{ "MAPPING", REPORT_NAME, 3, no_cell, .text = "name" },
	{ .name = NULL },
};

static const char *const groups[] = { "run", "mapping", NULL };

static const struct report_plan plan = {
	.columns = columns,
	.group = 1,
	.group_names = groups,
	.defaults = "VA,SIZE,MAPPING",
	.few = true,
	.summary_rows = "process",
	.summary_group = 2,
};

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	assert(setlocale(LC_CTYPE, "C.UTF-8"));
	return 0;
}

/* Those of this kind of row, each once. */
static void check_shown(const struct report *report)
{
	const struct report_column *column;
	unsigned int seen = 0;

	for (size_t i = 0; (column = report_shown(report, i)); i++) {
		unsigned int bit = 1u << (column - columns);

		assert(column >= columns && column < columns + 5);
		assert(column->groups & 1 && !(seen & bit));
		seen |= bit;
	}
	assert(seen);
}

static void check_list(const char *list, unsigned int option)
{
	const struct report_options options = {
		.output = option & 1 ? list : NULL,
		.sort = option & 2 ? list : NULL,
		.split = option & 4 ? list : NULL,
		.raw = 1,
	};
	struct report *report = NULL;
	int ret;

	quiet_start();
	ret = report_new(&options, &plan, &report);
	quiet_check(ret);
	assert(ret == 0 || ret == -EINVAL);
	assert(!ret == !!report);
	if (report)
		check_shown(report);
	report_free(report);
}

/* It is as wide as it may be, and its beginning is as it was. */
static void check_cut(const char *text, size_t columns_left)
{
	char *copy = strdup(text), *end;
	size_t length = strlen(text), kept;

	assert(copy);
	end = terminal_cut(copy, copy + length, columns_left);
	kept = (size_t)(end - copy);
	assert(kept <= length);
	assert(terminal_width(copy, end) <= columns_left);
	if (kept == length && memcmp(copy, text, length) == 0)
		assert(terminal_width(text, text + length) <= columns_left);
	else
		assert(memcmp(copy, text, kept - 1) == 0 && end[-1] == '+');
	free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_bytes bytes = { data, size };
	uint64_t first = fuzz_number(&bytes, 1);
	char *text = fuzz_string(bytes.at, bytes.left);

	check_list(text, 1u << first % 3);
	check_cut(text, 1 + (first >> 2));
	free(text);
	return 0;
}
