// SPDX-License-Identifier: LGPL-2.1-or-later
/* A report on an audit as JSON, by the schema vmaudit.json. */
#include <stdlib.h>

#include <json-c/json.h>

#include "complain.h"
#include "format-parts.h"

static void add(struct json_object *object, const char *key,
		struct json_object *value)
{
	if (json_object_object_add(object, key, value) != 0)
		complain_out_of_memory();
}

/* NULL is null: there is none. */
static void add_text(struct json_object *object, const char *key,
		     const char *raw)
{
	char *safe = raw ? format_safe(raw) : NULL;

	add(object, key, safe ? json_object_new_string(safe) : NULL);
	free(safe);
}

/* What is unknown is null, and never 0. */
static struct json_object *value_of(const struct audit_finding *finding)
{
	int64_t whole;

	if (!finding->has_value)
		return NULL;
	if (format_is_whole(finding->value, &whole))
		return json_object_new_int64(whole);
	return json_object_new_double(finding->value);
}

static struct json_object *finding_in(const struct audit_finding *finding)
{
	struct json_object *object = json_object_new_object();

	add_text(object, "metric", finding->metric);
	add_text(object, "outcome", format_outcome(finding->outcome));
	add(object, "value", value_of(finding));
	add_text(object, "found", finding->found);
	add_text(object, "wanted", finding->wanted);
	add_text(object, "why", finding->why);
	return object;
}

static struct json_object *rule_in(const struct audit_result *result)
{
	struct json_object *object = json_object_new_object();
	struct json_object *findings = json_object_new_array();

	add_text(object, "name", result->name);
	add_text(object, "target", result->target);
	add_text(object, "outcome", format_outcome(result->outcome));
	add_text(object, "why", result->why);
	add_text(object, "hint", result->hint);
	add_text(object, "file", result->file);
	add(object, "line", result->file && result->line ?
		json_object_new_int64(result->line) : NULL);
	for (size_t i = 0; i < result->count; i++)
		json_object_array_add(findings,
				      finding_in(&result->findings[i]));
	add(object, "findings", findings);
	return object;
}

static struct json_object *report_in(const struct audit_report *report)
{
	struct json_object *object = json_object_new_object();
	struct json_object *rules = json_object_new_array();

	add_text(object, "subject", report->subject);
	add(object, "pid", report->pid > 0 ?
		json_object_new_int64(report->pid) : NULL);
	add(object, "time", json_object_new_int64(report->time));
	for (size_t i = 0; i < report->count; i++)
		json_object_array_add(rules, rule_in(&report->results[i]));
	add(object, "rules", rules);
	return object;
}

static struct json_object *counts_in(const struct format_counts *counts)
{
	struct json_object *object = json_object_new_object();

	add(object, "rules", json_object_new_int64((int64_t)counts->all));
	for (unsigned int i = 0; i < FORMAT_OUTCOMES; i++)
		add(object, format_outcome((enum audit_outcome)i),
		    json_object_new_int64((int64_t)counts->of[i]));
	return object;
}

static struct json_object *head(void)
{
	struct json_object *object = json_object_new_object();

	add(object, "format", json_object_new_int64(1));
	add_text(object, "version", VMINFO_VERSION);
	return object;
}

/* It is complete if everything that was asked could be told. */
void format_json(const struct format_reports *reports, FILE *out)
{
	struct json_object *all = json_object_new_object();
	struct json_object *audits = json_object_new_array();
	struct format_counts counts = { 0 };

	for (size_t i = 0; i < reports->count; i++) {
		json_object_array_add(audits, report_in(&reports->list[i]));
		format_count(&reports->list[i], &counts);
	}
	add(all, "vminfo", head());
	add(all, "audits", audits);
	add(all, "counts", counts_in(&counts));
	add(all, "complete",
	    json_object_new_boolean(!counts.of[AUDIT_UNKNOWN]));
	fprintf(out, "%s\n", json_object_to_json_string_ext(all,
		JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(all);
}
