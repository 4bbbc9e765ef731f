// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Reports on audits in all formats.  With a folder as its argument it writes
 * specimens there, for tests that read them as others would.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <json-c/json.h>

#include "audited.h"
#include "formats.h"
#include "overhear.h"

static char *written(enum formats_kind kind, const struct audit_report *reports,
		     size_t count)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	assert_int_equal(formats_write(kind, reports, count, out), 0);
	fclose(out);
	return text;
}

static void assert_written(enum formats_kind kind, const char *wanted)
{
	char *text = written(kind, &ordinary, 1);

	assert_string_equal(text, wanted);
	free(text);
}

static void people_see_what_was_found_and_wanted(void **state)
{
	(void)state;
	assert_written(FORMATS_TEXT,
"FAIL     DMA ring is one run      runs is 3, wanted = 1   dma.yaml:3\n"
"                                  longest-run is 64K, wanted >= 2M\n"
"                                  max-pa cannot be told: frames are "
   "hidden, wanted < 4G\n"
"         hint: map it with MAP_HUGETLB\n"
"ok       nothing is swapped out   swapped 0\n"
"warn     mostly huge              huge-percent is 83.5, wanted >= 90  "
   " dma.yaml:11\n"
"skip     local                    there is one node\n"
"UNKNOWN  below 4 GiB              max-pa cannot be told: frames are "
   "hidden, wanted < 4G\n"
"5 rules: 1 ok, 1 failed, 1 warned, 1 skipped, 1 unknown\n");
}

static void tap_fails_what_is_unknown_and_forgives_a_warning(void **state)
{
	char *text = written(FORMATS_TAP, &ordinary, 1);

	(void)state;
	assert_non_null(strstr(text, "TAP version 13\n1..5\n"));
	assert_non_null(strstr(text, "\nnot ok 1 - DMA ring is one run\n"));
	assert_non_null(strstr(text, "\nok 2 - nothing is swapped out\n"));
	assert_non_null(strstr(text, "\nnot ok 3 - mostly huge # TODO its "
			       "severity is warn\n"));
	assert_non_null(strstr(text, "\nok 4 - local # SKIP there is one "
			       "node\n"));
	assert_non_null(strstr(text, "\nnot ok 5 - below 4 GiB\n"));
	assert_non_null(strstr(text, "    - metric: \"runs\"\n"
			       "      outcome: \"fail\"\n"
			       "      found: \"3\"\n"
			       "      wanted: \"= 1\"\n"));
	assert_non_null(strstr(text, "  hint: \"map it with MAP_HUGETLB\"\n"
			       "  file: \"dma.yaml\"\n  line: 3\n"));
	free(text);
}

static void no_rule_at_all_is_a_plan_of_none(void **state)
{
	const struct audit_report none = { .subject = "app" };
	char *text = written(FORMATS_TAP, &none, 1);

	(void)state;
	assert_string_equal(text,
			    "TAP version 13\n1..0 # SKIP there is no rule\n");
	free(text);
}

static void junit_has_failures_errors_and_skips(void **state)
{
	(void)state;
	assert_written(FORMATS_JUNIT,
"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
"<testsuites name=\"vmaudit\" tests=\"5\" failures=\"1\" errors=\"1\" "
   "skipped=\"1\">\n"
"  <testsuite name=\"app\" tests=\"5\" failures=\"1\" errors=\"1\" "
   "skipped=\"1\" timestamp=\"2025-12-01T04:00:00\">\n"
"    <properties>\n"
"      <property name=\"pid\" value=\"812\"/>\n"
"    </properties>\n"
"    <testcase classname=\"app\" name=\"DMA ring is one run\" "
   "file=\"dma.yaml\" line=\"3\">\n"
"      <failure message=\"runs is 3, wanted = 1; longest-run is 64K, "
   "wanted &gt;= 2M; max-pa cannot be told: frames are hidden, wanted "
   "&lt; 4G\" type=\"fail\">runs is 3, wanted = 1\n"
"longest-run is 64K, wanted &gt;= 2M\n"
"max-pa cannot be told: frames are hidden, wanted &lt; 4G\n"
"hint: map it with MAP_HUGETLB</failure>\n"
"    </testcase>\n"
"    <testcase classname=\"app\" name=\"nothing is swapped out\" "
   "file=\"dma.yaml\" line=\"7\"/>\n"
"    <testcase classname=\"app\" name=\"mostly huge\" "
   "file=\"dma.yaml\" line=\"11\">\n"
"      <system-out>warning: huge-percent is 83.5, wanted &gt;= "
   "90</system-out>\n"
"    </testcase>\n"
"    <testcase classname=\"app\" name=\"local\" file=\"dma.yaml\" "
   "line=\"15\">\n"
"      <skipped message=\"there is one node\"/>\n"
"    </testcase>\n"
"    <testcase classname=\"app\" name=\"below 4 GiB\">\n"
"      <error message=\"max-pa cannot be told: frames are hidden, "
   "wanted &lt; 4G\" type=\"unknown\">max-pa cannot be told: frames are "
   "hidden, wanted &lt; 4G</error>\n"
"    </testcase>\n"
"  </testsuite>\n"
"</testsuites>\n");
}

static void github_gets_a_mark_for_each_rule_that_does_not_hold(void **state)
{
	(void)state;
	assert_written(FORMATS_GITHUB,
"::error file=dma.yaml,line=3,title=DMA ring is one run::app: runs is "
   "3, wanted = 1; longest-run is 64K, wanted >= 2M; max-pa cannot be "
   "told: frames are hidden, wanted < 4G%0Ahint: map it with MAP_HUGETLB\n"
"::warning file=dma.yaml,line=11,title=mostly huge::app: huge-percent "
   "is 83.5, wanted >= 90\n"
"::notice file=dma.yaml,line=15,title=local::app: skipped: there is one node\n"
"::error title=below 4 GiB::app: max-pa cannot be told: frames are "
   "hidden, wanted < 4G\n"
"5 rules: 1 ok, 1 failed, 1 warned, 1 skipped, 1 unknown\n");
}

static struct json_object *parsed(enum formats_kind kind)
{
	char *text = written(kind, &ordinary, 1);
	struct json_object *all = json_tokener_parse(text);

	assert_non_null(all);
	free(text);
	return all;
}

static struct json_object *member(struct json_object *object, const char *key)
{
	struct json_object *value = NULL;

	assert_true(json_object_object_get_ex(object, key, &value));
	return value;
}

static const char *word(struct json_object *object, const char *key)
{
	return json_object_get_string(member(object, key));
}

static void gitlab_gets_an_issue_for_each_rule_that_does_not_hold(void **state)
{
	struct json_object *all = parsed(FORMATS_GITLAB), *one;

	(void)state;
	assert_int_equal(json_object_array_length(all), 3);
	one = json_object_array_get_idx(all, 0);
	assert_string_equal(word(one, "severity"), "major");
	assert_string_equal(word(member(one, "location"), "path"), "dma.yaml");
	assert_string_equal(word(member(member(one, "location"), "lines"),
				 "begin"), "3");
	assert_string_equal(word(json_object_array_get_idx(all, 1),
				 "severity"), "minor");
	one = json_object_array_get_idx(all, 2);
	assert_string_equal(word(one, "severity"), "major");
	assert_string_equal(word(member(one, "location"), "path"),
			    "command-line");
	assert_string_equal(word(one, "description"), "app: below 4 GiB: "
			    "max-pa cannot be told: frames are hidden, "
			    "wanted < 4G");
	json_object_put(all);
}

static void json_has_null_for_what_is_unknown(void **state)
{
	struct json_object *all = parsed(FORMATS_JSON), *rules, *findings;

	(void)state;
	assert_false(json_object_get_boolean(member(all, "complete")));
	assert_string_equal(word(member(all, "counts"), "unknown"), "1");
	rules = member(json_object_array_get_idx(member(all, "audits"), 0),
		       "rules");
	findings = member(json_object_array_get_idx(rules, 4), "findings");
	assert_null(member(json_object_array_get_idx(findings, 0), "value"));
	assert_null(member(json_object_array_get_idx(rules, 4), "line"));
	findings = member(json_object_array_get_idx(rules, 0), "findings");
	assert_string_equal(word(json_object_array_get_idx(findings, 1),
				 "value"), "65536");
	findings = member(json_object_array_get_idx(rules, 2), "findings");
	assert_string_equal(word(json_object_array_get_idx(findings, 0),
				 "value"), "83.5");
	json_object_put(all);
}

static void json_is_complete_if_nothing_is_unknown(void **state)
{
	const struct audit_report known = {
		.subject = "app", .results = ordinary_results, .count = 4,
	};
	char *text = written(FORMATS_JSON, &known, 1);
	struct json_object *all = json_tokener_parse(text);

	(void)state;
	assert_true(json_object_get_boolean(member(all, "complete")));
	json_object_put(all);
	free(text);
}

static void metrics_leave_out_what_is_unknown(void **state)
{
	char *text = written(FORMATS_PROM, &ordinary, 1);

	(void)state;
	assert_non_null(strstr(text, "\nvminfo_audit_rule_outcome{"
		"subject=\"app\",policy=\"dma.yaml\","
		"rule=\"DMA ring is one run\",outcome=\"fail\"} 1\n"));
	assert_non_null(strstr(text, "\nvminfo_audit_rule_outcome{"
		"subject=\"app\",policy=\"dma.yaml\","
		"rule=\"DMA ring is one run\",outcome=\"ok\"} 0\n"));
	assert_non_null(strstr(text, "\nvminfo_audit_value{subject=\"app\","
		"policy=\"dma.yaml\",rule=\"mostly huge\",target=\"heap\","
		"metric=\"huge-percent\"} 83.5\n"));
	assert_non_null(strstr(text, "metric=\"longest-run\"} 65536\n"));
	assert_null(strstr(text, "metric=\"max-pa\""));
	assert_non_null(strstr(text,
		"\nvminfo_audit_last_run_timestamp_seconds{subject=\"app\"} "
		"1764561600\n"));
	free(text);
}

static size_t count_of(const char *text, const char *what)
{
	size_t count = 0;

	while ((text = strstr(text, what))) {
		count++;
		text += strlen(what);
	}
	return count;
}

static void two_of_the_same_names_are_two_series_and_issues(void **state)
{
	const struct audit_report both[] = { ordinary, ordinary };
	char *text = written(FORMATS_PROM, both, 2);
	struct json_object *all, *one, *other;

	(void)state;
	assert_int_equal(count_of(text, ",nth=\"2\",outcome=\"fail\"} "), 5);
	assert_int_equal(count_of(text, "\nvminfo_audit_last_run_timestamp_"
				  "seconds{"), 1);
	free(text);
	text = written(FORMATS_GITLAB, both, 2);
	all = json_tokener_parse(text);
	free(text);
	assert_int_equal(json_object_array_length(all), 6);
	one = json_object_array_get_idx(all, 0);
	other = json_object_array_get_idx(all, 3);
	assert_string_not_equal(word(one, "fingerprint"),
				word(other, "fingerprint"));
	json_object_put(all);
}

static void an_issue_keeps_its_fingerprint(void **state)
{
	struct audit_result changed = ordinary_results[0];
	struct audit_report later = { .subject = "app", .pid = 900,
		.time = 1, .results = &changed, .count = 1 };
	struct json_object *before = parsed(FORMATS_GITLAB), *after;
	char *text;

	(void)state;
	changed.count = 1;
	changed.line = 77;
	text = written(FORMATS_GITLAB, &later, 1);
	after = json_tokener_parse(text);
	free(text);
	assert_string_equal(
		word(json_object_array_get_idx(before, 0), "fingerprint"),
		word(json_object_array_get_idx(after, 0), "fingerprint"));
	json_object_put(before);
	json_object_put(after);
}

static void several_subjects_are_named(void **state)
{
	const struct audit_report both[] = { ordinary, hostile };
	char *text = written(FORMATS_TEXT, both, 2);

	(void)state;
	assert_memory_equal(text, "app:\nFAIL ", 10);
	assert_non_null(strstr(text, "\n10 rules: 2 ok, 2 failed, "));
	free(text);
	text = written(FORMATS_TAP, both, 2);
	assert_non_null(strstr(text, "1..10\nnot ok 1 - app: DMA ring is"));
	assert_non_null(strstr(text, "\nnot ok 6 - a\\012::error::b"));
	free(text);
}

/* Lines that begin with anything that is not known do not come. */
static void hostile_names_make_no_lines_of_their_own(void **state)
{
	static const struct {
		enum formats_kind kind;
		const char *what;
		size_t count;
	} wanted[] = {
		/* rules, further findings, hints, the sum */
		{ FORMATS_TEXT, "\n", 5 + 6 + 3 + 1 },
		{ FORMATS_GITHUB, "\n", 4 + 1 },
		{ FORMATS_GITHUB, "\n::error ", 1 },	/* and the first */
		{ FORMATS_TAP, "\nok ", 2 },
		{ FORMATS_TAP, "\nnot ok ", 3 },
		{ FORMATS_PROM, "\n# TYPE", 3 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(wanted); i++) {
		char *text = written(wanted[i].kind, &hostile, 1);

		if (count_of(text, wanted[i].what) != wanted[i].count)
			fail_msg("%zu: %zu in %s", i,
				 count_of(text, wanted[i].what), text);
		free(text);
	}
}

static void no_control_character_gets_into_any_format(void **state)
{
	(void)state;
	for (unsigned int kind = 0; formats_names[kind]; kind++) {
		char *text = written((enum formats_kind)kind, &hostile, 1);

		for (const char *at = text; *at; at++)
			assert_false((unsigned char)*at < ' ' && *at != '\n');
		assert_null(strchr(text, 0x7f));
		assert_null(strchr(text, '\xff'));
		assert_null(strstr(text, "\xc2\x85"));
		assert_null(strstr(text, "\xe2\x80\xae"));
		free(text);
	}
}

static void letters_of_other_languages_pass(void **state)
{
	char *text = written(FORMATS_JUNIT, &hostile, 1);

	(void)state;
	assert_non_null(strstr(text, "\xf0\x9f\x92\xbe\xc3\xbc"));
	free(text);
	/* Programs that read our JSON expect ASCII. */
	text = written(FORMATS_JSON, &hostile, 1);
	assert_null(strstr(text, "\xc3\xbc"));
	assert_non_null(strstr(text, "\\\\303\\\\274"));
	free(text);
}

static void a_long_name_comes_whole(void **state)
{
	struct audit_result result = ordinary_results[0];
	const struct audit_report report = { .subject = "app",
		.results = &result, .count = 1 };
	char *name = malloc(100001), *text;

	(void)state;
	memset(name, 'n', 100000);
	name[100000] = '\0';
	result.name = name;
	for (unsigned int kind = 0; formats_names[kind]; kind++) {
		text = written((enum formats_kind)kind, &report, 1);
		assert_non_null(strstr(text, name));
		free(text);
	}
	free(name);
}

/* --- words of --format ---------------------------------------------------- */

static void assert_refused(struct formats *formats, const char *argument,
			   const char *wanted)
{
	struct overhear o = overhear_start(stderr);
	int ret = formats_add(formats, argument);
	char said[512], *line_end;

	overhear_stop(&o, said, sizeof(said));
	assert_int_equal(ret, -EINVAL);
	line_end = strchr(said, '\n');
	assert_non_null(line_end);
	*line_end = '\0';
	assert_string_equal(strstr(said, ": ") + 2, wanted);
}

static void formats_are_taken_with_and_without_a_file(void **state)
{
	static char arguments[FORMATS_MANY][32];
	struct formats formats = { .count = 0 };

	(void)state;
	for (size_t i = 0; formats_names[i]; i++) {
		assert_non_null(formats_texts[i]);
		snprintf(arguments[i], sizeof(arguments[i]), "%s:%zu",
			 formats_names[i], i);
		assert_int_equal(formats_add(&formats, arguments[i]), 0);
		assert_int_equal(formats.list[i].kind, i);
	}
	assert_int_equal(formats_add(&formats, "tap:-"), 0);
	assert_null(formats.list[formats.count - 1].path);
	formats.count = 0;
	assert_int_equal(formats_add(&formats, "junit:a:b"), 0);
	assert_string_equal(formats.list[0].path, "a:b");
	assert_int_equal(formats_add(&formats, "junit"), 0);
	assert_null(formats.list[1].path);
}

static void words_that_are_no_format_are_mistakes(void **state)
{
	struct formats formats = { .count = 0 };

	(void)state;
	assert_refused(&formats, "junti:x", "--format takes text, tap, junit, "
		"github, gitlab, json or prom, and :FILE, not 'junti:x' (did "
		"you mean junit?)");
	assert_refused(&formats, "", "--format takes text, tap, junit, "
		"github, gitlab, json or prom, and :FILE, not ''");
	assert_refused(&formats, "tap:",
		       "--format=tap: the name of the file is empty");
	assert_int_equal(formats.count, 0);
	assert_int_equal(formats_add(&formats, "tap"), 0);
	assert_refused(&formats, "json:-", "--format: tap and json cannot both "
		"be on standard output: give one of them :FILE");
	assert_int_equal(formats_add(&formats, "json:x"), 0);
	assert_refused(&formats, "prom:x", "--format: x was given twice");
}

static void there_is_an_end_to_formats(void **state)
{
	static char arguments[FORMATS_MANY][16];
	struct formats formats = { .count = 0 };

	(void)state;
	for (size_t i = 0; i < FORMATS_MANY; i++) {
		snprintf(arguments[i], sizeof(arguments[i]), "text:%zu", i);
		assert_int_equal(formats_add(&formats, arguments[i]), 0);
	}
	assert_refused(&formats, "text:more",
		       "--format was given more than 16 times");
}

static int write_specimens(const char *into)
{
	const struct audit_report both[] = { ordinary, hostile, hostile };
	char path[4096];
	FILE *file;

	for (unsigned int kind = 0; formats_names[kind]; kind++) {
		snprintf(path, sizeof(path), "%s/%s", into,
			 formats_names[kind]);
		file = fopen(path, "w");
		if (!file || formats_write((enum formats_kind)kind, both,
					   COUNT_OF(both), file) != 0)
			return 1;
		fclose(file);
	}
	return 0;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(people_see_what_was_found_and_wanted),
		cmocka_unit_test(
			tap_fails_what_is_unknown_and_forgives_a_warning),
		cmocka_unit_test(no_rule_at_all_is_a_plan_of_none),
		cmocka_unit_test(junit_has_failures_errors_and_skips),
		cmocka_unit_test(
			github_gets_a_mark_for_each_rule_that_does_not_hold),
		cmocka_unit_test(
			gitlab_gets_an_issue_for_each_rule_that_does_not_hold),
		cmocka_unit_test(json_has_null_for_what_is_unknown),
		cmocka_unit_test(json_is_complete_if_nothing_is_unknown),
		cmocka_unit_test(metrics_leave_out_what_is_unknown),
		cmocka_unit_test(
			two_of_the_same_names_are_two_series_and_issues),
		cmocka_unit_test(an_issue_keeps_its_fingerprint),
		cmocka_unit_test(several_subjects_are_named),
		cmocka_unit_test(hostile_names_make_no_lines_of_their_own),
		cmocka_unit_test(no_control_character_gets_into_any_format),
		cmocka_unit_test(letters_of_other_languages_pass),
		cmocka_unit_test(a_long_name_comes_whole),
		cmocka_unit_test(formats_are_taken_with_and_without_a_file),
		cmocka_unit_test(words_that_are_no_format_are_mistakes),
		cmocka_unit_test(there_is_an_end_to_formats),
	};

	if (argc == 2)
		return write_specimens(argv[1]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
