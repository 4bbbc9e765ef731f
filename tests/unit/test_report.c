// SPDX-License-Identifier: LGPL-2.1-or-later
/* Columns and cells to tables, raw words, pairs and JSON. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "overhear.h"
#include "report.h"

struct row {
	struct report_cell va;
	struct report_cell end;
	struct report_cell size;
	struct report_cell pa;
	struct report_cell flag;
	struct report_cell name;
};

static struct report_cell va_of(const struct row *row)
{
	return row->va;
}

static struct report_cell end_of(const struct row *row)
{
	return row->end;
}

static struct report_cell size_of(const struct row *row)
{
	return row->size;
}

static struct report_cell pa_of(const struct row *row)
{
	return row->pa;
}

static struct report_cell flag_of(const struct row *row)
{
	return row->flag;
}

static struct report_cell name_of(const struct row *row)
{
	return row->name;
}

enum { PLACE = 1, TOTAL = 2 };
enum { WANTS_FRAMES = 1, WANTS_OTHER = 2 };

static const struct report_column columns[] = {
	{ "VA", REPORT_ADDRESS, PLACE | TOTAL, va_of, .text = "va" },
	{ "END", REPORT_END, PLACE, end_of, .text = "end" },
	{ "SIZE", REPORT_SIZE, PLACE | TOTAL, size_of, .text = "size" },
	{ "PA", REPORT_FRAME, PLACE, pa_of, .text = "pa",
	  .wants = WANTS_FRAMES },
	{ "HUGE-PERCENT", REPORT_FLAG, PLACE | TOTAL, flag_of, .text = "flag",
	  .head = "HUGE%", .wants = WANTS_OTHER },
	{ "MAPPING", REPORT_NAME, PLACE | TOTAL, name_of, .text = "name" },
	{ .name = NULL },
};

static const char *const groups[] = { "run", "mapping", NULL };

static struct report_plan places = {
	.columns = columns,
	.group = PLACE,
	.group_names = groups,
	.defaults = "VA,SIZE,PA,MAPPING",
	.summary_rows = "process",
	.summary_group = TOTAL,
};

static struct report_plan totals = {
	.columns = columns,
	.group = TOTAL,
	.group_names = groups,
	.defaults = "VA,SIZE,MAPPING",
	.few = true,
	.summary_rows = "process",
	.summary_group = TOTAL,
};

static char printed[1 << 20];
static char told[1024];

static struct report_cell known(uint64_t number)
{
	return (struct report_cell){ .known = REPORT_KNOWN, .number = number };
}

static struct report_cell named(const char *name)
{
	return (struct report_cell){ .known = REPORT_KNOWN, .text = name };
}

static struct row row_at(uint64_t va, uint64_t size, const char *name)
{
	return (struct row){
		.va = known(va),
		.end = known(va + size),
		.size = known(size),
		.pa = known(0x1000),
		.flag = known(1),
		.name = named(name),
	};
}

/* What a report of these rows prints; its status is in `result`. */
struct result {
	bool asked_unknown;
	unsigned int unknown;
};

static struct result result;

static int print(const struct report_options *options,
		 const struct report_plan *plan, const struct row *rows,
		 size_t n)
{
	const struct report_facts facts = {
		.page_size = 4096, .hidden = WANTS_FRAMES,
	};
	struct overhear err = overhear_start(stderr);
	struct overhear out = overhear_start(stdout);
	struct report *report;
	int ret = report_new(options, plan, &report);

	printed[0] = '\0';
	if (ret == 0) {
		report_begin(report, &facts);
		for (size_t i = 0; i < n; i++)
			report_row(report, &rows[i]);
		report_note(report, "a note");
		report_summary(report, &rows[0], "a sentence");
		result.asked_unknown = report_asked_unknown(report);
		result.unknown = report_unknown(report);
		report_end(report, true, 0);
		report_free(report);
	}
	overhear_stop(&out, printed, sizeof(printed));
	overhear_stop(&err, told, sizeof(told));
	return ret;
}

static void assert_prints(const struct report_options *options,
			  const struct report_plan *plan,
			  const struct row *row, const char *wanted)
{
	assert_int_equal(print(options, plan, row, 1), 0);
	assert_string_equal(printed, wanted);
}

static void raw_rows_are_words_and_exact_numbers(void **state)
{
	const struct report_options raw = { .raw = 1 };
	const struct row row = row_at(0x7f0000001000, 2 << 20, "/a b");

	(void)state;
	assert_prints(&raw, &places, &row,
		      "VA SIZE PA MAPPING\n"
		      "7f0000001000 2097152 0x1000 /a\\040b\n");
}

static void no_headings_leaves_the_rows(void **state)
{
	const struct report_options raw = {
		.raw = 1, .noheadings = 1, .output = "SIZE,VA",
	};
	const struct row row = row_at(0x1000, 4096, "x");

	(void)state;
	assert_prints(&raw, &places, &row, "4096 1000\n");
}

static void pairs_have_names_that_a_shell_takes(void **state)
{
	const struct report_options pairs = {
		.pairs = 1, .output = "VA,huge_percent,MAPPING",
	};
	const struct row row = row_at(0x1000, 4096, "$(id)\"");

	(void)state;
	assert_prints(&pairs, &places, &row,
		      "VA=\"1000\" HUGE_PERCENT=\"yes\" "
		      "MAPPING=\"\\044\\050id\\051\\042\"\n");
}

/* Each third row is that of a part, and ends it. */
static const char *print_parts(const struct report_options *options,
			       const struct row *rows, size_t from, size_t to)
{
	const struct report_plan plan = {
		.columns = columns, .group = TOTAL, .group_names = groups,
		.row_names = (const char *const[]){ "a", "b-change", NULL },
		.defaults = "VA,SIZE", .few = true, .endless = true,
		.part_group = TOTAL,
	};
	const struct report_facts facts = { .page_size = 4096 };
	struct overhear out = overhear_start(stdout);
	struct report *report;

	assert_int_equal(report_new(options, &plan, &report), 0);
	report_begin(report, &facts);
	for (size_t i = from; i < to; i++) {
		if (i % 3 < 2)
			report_row(report, &rows[i]);
		else
			report_pause(report, &rows[i]);
	}
	overhear_stop(&out, printed, sizeof(printed));
	report_free(report);
	return printed;
}

static void a_report_without_end_prints_its_parts(void **state)
{
	const struct report_options raw = { .raw = 1, .sort = "-VA" };
	const struct report_options table = { .bytes = 1 };
	const struct report_options json = { .json = REPORT_LINES };
	const struct row rows[] = {
		row_at(1, 10, ""), row_at(2, 20, ""), row_at(99, 90, "p"),
		row_at(3, 30, ""), row_at(4, 40, ""), row_at(98, 80, "q"),
	};

	(void)state;
	assert_string_equal(print_parts(&raw, rows, 0, 6),
			    "VA SIZE\n2 20\n1 10\n4 40\n3 30\n");
	/* Not all of the second part was printed. */
	assert_string_equal(print_parts(&raw, rows, 0, 5),
			    "VA SIZE\n2 20\n1 10\n");
	assert_string_equal(print_parts(&table, rows, 2, 3),
			    "          VA          SIZE\n");
	print_parts(&json, rows, 0, 3);
	assert_non_null(strstr(printed, "\"group\":\"b-change\"}\n"
			"{\"type\":\"b-change\",\"va\":\"0x1\",\"size\":10}\n"
			"{\"type\":\"b-change\",\"va\":\"0x2\",\"size\":20}\n"
			"{\"type\":\"look\",\"va\":\"0x63\","));
}

static void columns_of_other_rows_are_named(void **state)
{
	struct report_plan plan = places;
	const struct report_options options = { .output = "OTHER" };
	static const struct report_column others[] = {
		{ "OTHER", REPORT_NAME, PLACE, name_of, .text = "other" },
		{ .name = NULL },
	};
	const struct row row = row_at(0, 0, "");

	(void)state;
	plan.others = others;
	plan.others_are_of = "--other rows";
	assert_int_equal(print(&options, &plan, &row, 1), -EINVAL);
	assert_non_null(strstr(told, "column OTHER is for --other rows\n"));
}

static void an_end_of_2_to_the_64_is_printed(void **state)
{
	const struct report_options raw = { .raw = 1, .noheadings = 1,
					    .output = "END" };
	const struct report_options json = { .json = REPORT_LINES,
					     .output = "END" };
	const struct row row = row_at(0xfffffffffffff000, 4096, "x");

	(void)state;
	assert_prints(&raw, &places, &row, "10000000000000000\n");
	print(&json, &places, &row, 1);
	assert_non_null(strstr(printed, "{\"type\":\"run\","
			       "\"end\":\"0x10000000000000000\"}\n"));
}

static void nothing_is_ever_printed_as_an_empty_word(void **state)
{
	const struct report_options raw = { .raw = 1, .noheadings = 1 };
	struct row row = row_at(0x1000, 4096, "");

	(void)state;
	row.pa = (struct report_cell){ .known = REPORT_UNKNOWN };
	assert_prints(&raw, &places, &row, "1000 4096 ? -\n");
}

static void a_name_that_is_a_question_mark_is_no_unknown(void **state)
{
	const struct report_options raw = { .raw = 1, .noheadings = 1,
					    .output = "MAPPING" };
	const struct row rows[] = {
		row_at(0x1000, 4096, "?"), row_at(0x2000, 4096, "-"),
		row_at(0x3000, 4096, "?x"),
	};

	(void)state;
	print(&raw, &places, rows, 3);
	assert_string_equal(printed, "\\077\n\\055\n?x\n");
}

static void a_guess_is_marked(void **state)
{
	const struct report_options raw = { .raw = 1, .noheadings = 1,
					    .output = "MAPPING" };
	struct row row = row_at(0x1000, 4096, "/dev/zram0");

	(void)state;
	row.name.known = REPORT_GUESS;
	assert_prints(&raw, &places, &row, "/dev/zram0?\n");
}

static void json_has_null_for_what_is_unknown_or_not_there(void **state)
{
	const struct report_options json = { .json = REPORT_DOCUMENT };
	struct row rows[] = {
		row_at(0x1000, 4096, "</script>"), row_at(0x2000, 8192, ""),
	};

	(void)state;
	rows[1].pa = (struct report_cell){ .known = REPORT_UNKNOWN };
	print(&json, &places, rows, 2);
	assert_string_equal(printed,
		"{\"vminfo\":{\"format\":1,\"version\":\"" VMINFO_VERSION "\","
		"\"page_size\":4096,\"hidden\":[\"pa\"]},\n"
		"\"group\":\"run\",\n\"rows\":[\n"
		"{\"va\":\"0x1000\",\"size\":4096,\"pa\":\"0x1000\","
		"\"mapping\":\"<\\/script>\"},\n"
		"{\"va\":\"0x2000\",\"size\":8192,\"pa\":null,"
		"\"mapping\":null}],\n"
		"\"complete\":true}\n");
}

static void a_list_is_an_array_in_json_and_one_word_elsewhere(void **state)
{
	static const struct report_column lists[] = {
		{ "LIST", REPORT_LIST, PLACE, name_of, .text = "list" },
		{ .name = NULL },
	};
	const struct report_plan plan = {
		.columns = lists, .group = PLACE, .group_names = groups,
		.defaults = "LIST",
	};
	const struct report_options json = { .json = REPORT_LINES };
	const struct report_options raw = { .raw = 1, .noheadings = 1 };
	const struct row rows[] = {
		row_at(0, 0, "one"), row_at(0, 0, "one,two"), row_at(0, 0, ""),
	};

	(void)state;
	print(&json, &plan, rows, 3);
	assert_non_null(strstr(printed, "\"list\":[\"one\"]}"));
	assert_non_null(strstr(printed, "\"list\":[\"one\",\"two\"]}"));
	assert_non_null(strstr(printed, "\"list\":[]}"));
	assert_prints(&raw, &plan, rows, "one\n");
	assert_prints(&raw, &plan, rows + 1, "one,two\n");
}

static const struct report_column parts[] = {
	{ "ORDERS", REPORT_PARTS, PLACE | TOTAL, name_of, .text = "parts" },
	{ "BLOCKS", REPORT_BLOCKS, PLACE | TOTAL, name_of, .text = "blocks" },
	{ .name = NULL },
};

static void amounts_with_keys_are_exact_for_programs(void **state)
{
	const struct report_plan plan = {
		.columns = parts, .group = PLACE, .group_names = groups,
		.defaults = "ORDERS",
	};
	const struct report_options json = { .json = REPORT_LINES };
	const struct report_options raw = { .raw = 1, .noheadings = 1 };
	const struct report_options pairs = { .pairs = 1 };
	const struct row row = row_at(0, 0, "0:4096,9:18446744073709551615");
	const struct row vague = row_at(0, 0, "65536:131072,?:8192");
	const struct row empty = row_at(0, 0, "");

	(void)state;
	print(&json, &plan, &row, 1);
	assert_non_null(strstr(printed, "\"orders\":{\"0\":4096,"
			       "\"9\":18446744073709551615}}"));
	print(&json, &plan, &vague, 1);
	assert_non_null(strstr(printed, "\"orders\":{\"65536\":131072,"
			       "\"unknown\":8192}}"));
	print(&json, &plan, &empty, 1);
	assert_non_null(strstr(printed, "\"orders\":null}"));
	assert_prints(&raw, &plan, &row, "0:4096,9:18446744073709551615\n");
	assert_prints(&raw, &plan, &vague, "65536:131072,?:8192\n");
	assert_prints(&raw, &plan, &empty, "-\n");
	assert_prints(&pairs, &plan, &row,
		      "ORDERS=\"0:4096,9:18446744073709551615\"\n");
}

static void amounts_with_keys_are_short_for_people(void **state)
{
	const struct report_plan plan = {
		.columns = parts, .group = TOTAL, .group_names = groups,
		.defaults = "ORDERS,BLOCKS", .few = true,
	};
	const struct report_options table = { .noheadings = 1,
					      .summary = REPORT_NEVER };
	const struct report_options bytes = { .noheadings = 1, .bytes = 1,
					      .summary = REPORT_NEVER };
	const struct row row = row_at(0, 0, "4:65536,65536:131072,?:8192");

	(void)state;
	assert_prints(&table, &plan, &row,
		      "4:64K,65536:128K,?:8.0K 4B:64K,64K:128K,?:8.0K\n"
		      "a note\n");
	assert_prints(&bytes, &plan, &row,
		      "4:65536,65536:131072,?:8192 "
		      "4:65536,65536:131072,?:8192\na note\n");
}

/* Each amount needs room, however many there are. */
static void as_many_amounts_as_there_are_nodes_are_printed(void **state)
{
	const struct report_plan plan = {
		.columns = parts, .group = TOTAL, .group_names = groups,
		.defaults = "BLOCKS", .few = true,
	};
	const struct report_options table = { .noheadings = 1,
					      .summary = REPORT_NEVER };
	char text[1024 * 8] = "", wanted[1024 * 12] = "";
	char *to = text, *want = wanted;
	struct row row;

	(void)state;
	for (int i = 1; i < 1024; i++) {
		to += sprintf(to, "%s%d:1", i > 1 ? "," : "", i);
		want += sprintf(want, "%s%dB:1B", i > 1 ? "," : "", i);
	}
	strcpy(strstr(wanted, ",1000B"), "");
	row = row_at(0, 0, text);
	print(&table, &plan, &row, 1);
	assert_memory_equal(printed, wanted, strlen(wanted));
}

static void amounts_with_keys_cannot_be_sorted(void **state)
{
	const struct report_plan plan = {
		.columns = parts, .group = TOTAL, .group_names = groups,
		.defaults = "ORDERS", .few = true,
	};
	const struct report_options options = { .sort = "-orders" };
	const struct row row = row_at(0, 0, "0:1");

	(void)state;
	assert_int_equal(print(&options, &plan, &row, 1), -EINVAL);
	assert_non_null(strstr(told, "--sort: ORDERS has several amounts in a "
			       "row"));
}

static void json_lines_start_and_end(void **state)
{
	const struct report_options json = { .json = REPORT_LINES };
	const struct row row = row_at(0x1000, 4096, "a\033\nb");

	(void)state;
	assert_prints(&json, &totals, &row,
		"{\"type\":\"start\",\"format\":1,\"version\":\""
		VMINFO_VERSION "\",\"page_size\":4096,\"hidden\":[],"
		"\"group\":\"mapping\"}\n"
		"{\"type\":\"mapping\",\"va\":\"0x1000\",\"size\":4096,"
		"\"mapping\":\"a\\\\033\\\\012b\"}\n"
		"{\"type\":\"end\",\"complete\":true,\"exit\":0}\n");
}

static void a_summary_in_json_has_all_columns_of_its_kind(void **state)
{
	const struct report_options json = {
		.json = REPORT_LINES, .summary = REPORT_ONLY, .output = "VA",
	};
	const struct row row = row_at(0x1000, 4096, "x");

	(void)state;
	print(&json, &totals, &row, 1);
	assert_non_null(strstr(printed, "{\"type\":\"summary\","
		"\"va\":\"0x1000\",\"size\":4096,\"huge_percent\":true,"
		"\"mapping\":\"x\"}\n"));
	assert_null(strstr(printed, "\"type\":\"mapping\""));
}

static void tables_have_sizes_for_people(void **state)
{
	const struct report_options table = { .summary = REPORT_NEVER };
	const struct report_options bytes = {
		.bytes = 1, .summary = REPORT_NEVER,
	};
	const struct row row = row_at(0x7f0000001000, 2 << 20, "/a b");

	(void)state;
	assert_prints(&table, &totals, &row,
		      "          VA SIZE MAPPING\n"
		      "7f0000001000 2.0M /a b\na note\n");
	assert_prints(&bytes, &totals, &row,
		      "          VA    SIZE MAPPING\n"
		      "7f0000001000 2097152 /a b\na note\n");
}

static void notes_and_sentences_follow_a_table(void **state)
{
	const struct report_options table = { 0 };
	const struct row row = row_at(0x7f0000001000, 4096, "x");

	(void)state;
	assert_prints(&table, &totals, &row,
		      "          VA SIZE MAPPING\n"
		      "7f0000001000 4.0K x\na note\na sentence\n");
}

static void streamed_tables_are_aligned_by_kind(void **state)
{
	const struct report_options table = { .summary = REPORT_NEVER };
	struct row row = row_at(0x7f0000001000, 4096, "x");

	(void)state;
	row.pa = (struct report_cell){
		.known = REPORT_SLOT, .number = 0xa340, .area = 1,
	};
	assert_prints(&table, &places, &row,
		      "          VA  SIZE           PA MAPPING\n"
		      "7f0000001000  4.0K    1:0x0a340 x\na note\n");
}

static void the_slot_stands_in_tables_alone(void **state)
{
	const struct report_options raw = { .raw = 1, .noheadings = 1 };
	struct row row = row_at(0x1000, 4096, "x");

	(void)state;
	row.pa = (struct report_cell){
		.known = REPORT_SLOT, .number = 0xa340, .area = 1,
	};
	assert_prints(&raw, &places, &row, "1000 4096 - x\n");
}

static size_t count_lines(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += *text == '\n';
	return n;
}

static void long_tables_go_on_with_the_same_widths(void **state)
{
	const struct report_options table = { .summary = REPORT_NEVER };
	static struct row rows[5000];
	const char *line = printed;
	size_t length = 0;

	(void)state;
	for (size_t i = 0; i < 5000; i++)
		rows[i] = row_at(0x7f0000000000 + 4096 * i,
				 i < 3000 ? 4096 : 0, "same");
	print(&table, &totals, rows, 5000);
	assert_int_equal(count_lines(printed), 1 + 5000 + 1);
	for (size_t i = 0; i < 1 + 5000; i++) {
		size_t n = strcspn(line, "\n");

		/* The heading is longer than the names: MAPPING, same. */
		if (i > 1)
			assert_int_equal(n, length);
		length = n;
		line += n + 1;
	}
}

static void rows_are_sorted_and_the_unknown_comes_last(void **state)
{
	const struct report_options up = {
		.raw = 1, .noheadings = 1, .output = "VA", .sort = "size",
	};
	const struct report_options down = {
		.raw = 1, .noheadings = 1, .output = "VA", .sort = "-SIZE",
	};
	struct row rows[] = {
		row_at(1, 0, "a"), row_at(2, 8192, "b"), row_at(3, 4096, "c"),
	};

	(void)state;
	rows[0].size.known = REPORT_UNKNOWN;
	print(&up, &totals, rows, 3);
	assert_string_equal(printed, "3\n2\n1\n");
	assert_true(result.asked_unknown);
	print(&down, &totals, rows, 3);
	assert_string_equal(printed, "2\n3\n1\n");
}

static void sorting_an_endless_list_is_a_mistake(void **state)
{
	const struct report_options options = { .sort = "SIZE" };

	(void)state;
	assert_int_equal(print(&options, &places, NULL, 0), -EINVAL);
	assert_non_null(strstr(told, "mapping and process rows"));
}

static void only_what_was_asked_for_counts_as_asked(void **state)
{
	const struct report_options usual = { .raw = 1 };
	const struct report_options asked = { .raw = 1, .output = "PA" };
	const struct report_options added = { .raw = 1, .output = "+END" };
	const struct report_options again = { .raw = 1, .output = "+PA" };
	const struct report_options all = { .raw = 1, .output_all = 1 };
	struct row row = row_at(0x1000, 4096, "x");

	(void)state;
	row.pa = (struct report_cell){ .known = REPORT_UNKNOWN };
	print(&usual, &places, &row, 1);
	assert_false(result.asked_unknown);
	assert_int_equal(result.unknown, WANTS_FRAMES);
	print(&added, &places, &row, 1);
	assert_false(result.asked_unknown);
	print(&asked, &places, &row, 1);
	assert_true(result.asked_unknown);
	print(&again, &places, &row, 1);
	assert_true(result.asked_unknown);
	print(&all, &places, &row, 1);
	assert_true(result.asked_unknown);
}

static void what_differs_along_a_row_is_mixed_and_not_unknown(void **state)
{
	const struct report_options raw = { .raw = 1, .noheadings = 1,
					    .output = "PA,HUGE%,MAPPING" };
	const struct report_options json = { .json = REPORT_LINES,
					     .output = "PA,HUGE%,MAPPING" };
	struct row row = row_at(0x1000, 4096, "x");

	(void)state;
	row.pa = row.flag = (struct report_cell){ .known = REPORT_MIXED };
	assert_prints(&raw, &places, &row, "* * x\n");
	assert_false(result.asked_unknown);
	assert_int_equal(result.unknown, 0);
	print(&json, &places, &row, 1);
	assert_non_null(strstr(printed, "\"pa\":null,\"huge_percent\":null,"
		"\"mapping\":\"x\",\"mixed\":[\"pa\",\"huge_percent\"]}"));
	row.pa = row.flag = known(1);
	print(&json, &places, &row, 1);
	assert_null(strstr(printed, "mixed"));
}

static void a_name_is_not_taken_for_a_sign(void **state)
{
	const struct report_options raw = { .raw = 1, .noheadings = 1,
					    .output = "MAPPING" };
	struct row row = row_at(0x1000, 4096, "*");

	(void)state;
	assert_prints(&raw, &places, &row, "\\052\n");
	row.name = named("?");
	assert_prints(&raw, &places, &row, "\\077\n");
	row.name = named("-");
	assert_prints(&raw, &places, &row, "\\055\n");
	row.name = named("**");
	assert_prints(&raw, &places, &row, "**\n");
}

static void a_vague_value_is_printed_and_counts_as_unknown(void **state)
{
	const struct report_options raw = { .raw = 1, .noheadings = 1,
					    .output = "MAPPING" };
	struct row row = row_at(0x1000, 4096, "nonpresent");

	(void)state;
	row.name.known = REPORT_VAGUE;
	assert_prints(&raw, &places, &row, "nonpresent\n");
	assert_true(result.asked_unknown);
}

static void a_wrong_column_names_the_right_one(void **state)
{
	const struct report_options wrong = { .output = "VA,SIZ" };
	const struct report_options elsewhere = { .output = "PA" };

	(void)state;
	assert_int_equal(print(&wrong, &places, NULL, 0), -EINVAL);
	assert_non_null(strstr(told, "did you mean SIZE?"));
	assert_int_equal(print(&elsewhere, &totals, NULL, 0), -EINVAL);
	assert_non_null(strstr(told, "no column PA (try --group run)"));
}

static void two_formats_are_a_mistake(void **state)
{
	const struct report_options both = { .raw = 1, .json = 1 };
	const struct report_options summary = {
		.raw = 1, .summary = REPORT_APPEND,
	};

	(void)state;
	assert_int_equal(print(&both, &places, NULL, 0), -EINVAL);
	assert_int_equal(print(&summary, &places, NULL, 0), -EINVAL);
}

static void quiet_prints_nothing_but_still_knows(void **state)
{
	const struct report_options quiet = { .quiet = 1, .output = "PA" };
	struct row row = row_at(0x1000, 4096, "x");

	(void)state;
	row.pa = (struct report_cell){ .known = REPORT_UNKNOWN };
	assert_prints(&quiet, &places, &row, "");
	assert_true(result.asked_unknown);
}

static void colour_marks_what_is_unknown(void **state)
{
	const struct report_options table = {
		.noheadings = 1, .color = 2, .summary = REPORT_NEVER,
		.output = "PA",
	};
	struct row row = row_at(0x1000, 4096, "x");

	(void)state;
	row.pa = (struct report_cell){ .known = REPORT_UNKNOWN };
	assert_prints(&table, &places, &row,
		      "\033[38;5;163m           ?\033[0m\na note\n");
}

static void a_name_of_many_bytes_is_one_row(void **state)
{
	const struct report_options raw = { .raw = 1, .noheadings = 1,
					    .output = "MAPPING" };
	static char name[200000];
	struct row row;

	(void)state;
	memset(name, '\n', sizeof(name) - 1);
	row = row_at(0x1000, 4096, name);
	print(&raw, &places, &row, 1);
	assert_int_equal(strlen(printed), 4 * (sizeof(name) - 1) + 1);
	assert_int_equal(count_lines(printed), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(raw_rows_are_words_and_exact_numbers),
		cmocka_unit_test(no_headings_leaves_the_rows),
		cmocka_unit_test(pairs_have_names_that_a_shell_takes),
		cmocka_unit_test(an_end_of_2_to_the_64_is_printed),
		cmocka_unit_test(nothing_is_ever_printed_as_an_empty_word),
		cmocka_unit_test(a_name_that_is_a_question_mark_is_no_unknown),
		cmocka_unit_test(a_guess_is_marked),
		cmocka_unit_test(
			json_has_null_for_what_is_unknown_or_not_there),
		cmocka_unit_test(a_report_without_end_prints_its_parts),
		cmocka_unit_test(columns_of_other_rows_are_named),
		cmocka_unit_test(
			a_list_is_an_array_in_json_and_one_word_elsewhere),
		cmocka_unit_test(amounts_with_keys_are_exact_for_programs),
		cmocka_unit_test(amounts_with_keys_are_short_for_people),
		cmocka_unit_test(
			as_many_amounts_as_there_are_nodes_are_printed),
		cmocka_unit_test(amounts_with_keys_cannot_be_sorted),
		cmocka_unit_test(json_lines_start_and_end),
		cmocka_unit_test(a_summary_in_json_has_all_columns_of_its_kind),
		cmocka_unit_test(tables_have_sizes_for_people),
		cmocka_unit_test(notes_and_sentences_follow_a_table),
		cmocka_unit_test(streamed_tables_are_aligned_by_kind),
		cmocka_unit_test(the_slot_stands_in_tables_alone),
		cmocka_unit_test(long_tables_go_on_with_the_same_widths),
		cmocka_unit_test(rows_are_sorted_and_the_unknown_comes_last),
		cmocka_unit_test(sorting_an_endless_list_is_a_mistake),
		cmocka_unit_test(
			what_differs_along_a_row_is_mixed_and_not_unknown),
		cmocka_unit_test(a_name_is_not_taken_for_a_sign),
		cmocka_unit_test(only_what_was_asked_for_counts_as_asked),
		cmocka_unit_test(
			a_vague_value_is_printed_and_counts_as_unknown),
		cmocka_unit_test(a_wrong_column_names_the_right_one),
		cmocka_unit_test(two_formats_are_a_mistake),
		cmocka_unit_test(quiet_prints_nothing_but_still_knows),
		cmocka_unit_test(colour_marks_what_is_unknown),
		cmocka_unit_test(a_name_of_many_bytes_is_one_row),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
