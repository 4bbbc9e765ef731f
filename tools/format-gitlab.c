// SPDX-License-Identifier: LGPL-2.1-or-later
/* A report on an audit as a code quality report of GitLab. */
#include <inttypes.h>
#include <stdlib.h>

#include <json-c/json.h>

#include "complain.h"
#include "format-parts.h"

/* GitLab wants a place for each; a rule of the command line has none. */
#define NO_FILE "command-line"

static const char *const severities[FORMAT_OUTCOMES] = {
	[AUDIT_FAIL] = "major",
	[AUDIT_WARN] = "minor",
	[AUDIT_UNKNOWN] = "major",
};

static void add(struct json_object *object, const char *key,
		struct json_object *value)
{
	if (!value || json_object_object_add(object, key, value) != 0)
		complain_out_of_memory();
}

static void add_text(struct json_object *object, const char *key,
		     const char *safe)
{
	add(object, key, json_object_new_string(safe));
}

/* FNV-1a; the NUL at the end counts, so that two texts are not one. */
static uint64_t digest(uint64_t before, const char *text)
{
	do {
		before = (before ^ (unsigned char)*text) * 0x100000001b3;
	} while (*text++);
	return before;
}

/*
 * The same issue has the same one in each run: nothing that changes is in it.
 * `nth` tells apart what has the same names.
 */
static void add_fingerprint(struct json_object *issue,
			    const struct audit_report *report,
			    const struct audit_result *result, size_t nth)
{
	uint64_t of = 0xcbf29ce484222325;
	char text[32];

	of = digest(of, report->subject);
	of = digest(of, result->file ? result->file : "");
	of = digest(of, result->name);
	of = digest(of, result->target);
	snprintf(text, sizeof(text), "%zu", nth);
	of = digest(of, text);
	snprintf(text, sizeof(text), "%016" PRIx64, of);
	add_text(issue, "fingerprint", text);
}

static struct json_object *location_of(const struct audit_result *result)
{
	struct json_object *location = json_object_new_object();
	struct json_object *lines = json_object_new_object();
	char *path = format_safe(result->file ? result->file : NO_FILE);
	unsigned int line = result->file && result->line ? result->line : 1;

	add_text(location, "path", path);
	add(lines, "begin", json_object_new_int64(line));
	add(location, "lines", lines);
	free(path);
	return location;
}

static char *description_of(const struct audit_report *report,
			    const struct audit_result *result)
{
	char *subject = format_safe(report->subject);
	char *name = format_safe(result->name);
	char *reason = format_reason(result, "; ");
	char *all = format_print("%s: %s: %s", subject, name, reason);

	free(subject);
	free(name);
	free(reason);
	return all;
}

static struct json_object *issue_of(const struct audit_report *report,
				    const struct audit_result *result,
				    size_t nth)
{
	struct json_object *issue = json_object_new_object();
	char *description = description_of(report, result);

	add_text(issue, "description", description);
	add_text(issue, "check_name", "vmaudit");
	add_fingerprint(issue, report, result, nth);
	add_text(issue, "severity", severities[result->outcome]);
	add(issue, "location", location_of(result));
	free(description);
	return issue;
}

void format_gitlab(const struct format_reports *reports, FILE *out)
{
	struct json_object *issues = json_object_new_array();

	for (size_t i = 0; i < reports->count; i++) {
		const struct audit_report *report = &reports->list[i];

		for (size_t j = 0; j < report->count; j++) {
			if (!format_is_bad(report->results[j].outcome))
				continue;
			json_object_array_add(issues,
				issue_of(report, &report->results[j],
					 format_nth(reports, i, j)));
		}
	}
	fprintf(out, "%s\n", json_object_to_json_string_ext(issues,
		JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(issues);
}
