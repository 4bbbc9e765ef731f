// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * A report on an audit as metrics of Prometheus, in its text format.  Their
 * names and labels are promised: dashboards and alerts stand on them.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "format-parts.h"

static const struct format_escape of_labels[] = {
	{ '\\', "\\\\" },
	{ '"', "\\\"" },
	{ '\n', "\\n" },
	{ 0, NULL },
};

struct place {
	const struct format_reports *reports;
	size_t report, result;
	FILE *out;
};

static void put_head(const char *name, const char *help, FILE *out)
{
	fprintf(out, "# HELP %s %s\n# TYPE %s gauge\n", name, help, name);
}

static void put_label(const char *before, const char *raw, FILE *out)
{
	char *safe = format_safe(raw);

	fprintf(out, "%s=\"", before);
	format_put_escaped(safe, of_labels, out);
	fputc('"', out);
	free(safe);
}

/*
 * No series may be there twice: rules of the same names are told apart by
 * their number.
 */
static void put_labels(const struct place *at)
{
	const struct audit_report *report = &at->reports->list[at->report];
	const struct audit_result *result = &report->results[at->result];
	size_t nth = format_nth(at->reports, at->report, at->result);

	put_label("{subject", report->subject, at->out);
	put_label(",policy", result->file ? result->file : "", at->out);
	put_label(",rule", result->name, at->out);
	if (nth)
		fprintf(at->out, ",nth=\"%zu\"", nth + 1);
}

typedef void put_result(const struct place *at,
			const struct audit_result *result);

/* One of them is 1, the others are 0: no series comes and goes. */
static void put_outcomes(const struct place *at,
			 const struct audit_result *result)
{
	for (unsigned int i = 0; i < FORMAT_OUTCOMES; i++) {
		fputs("vminfo_audit_rule_outcome", at->out);
		put_labels(at);
		fprintf(at->out, ",outcome=\"%s\"} %d\n",
			format_outcome((enum audit_outcome)i),
			result->outcome == i);
	}
}

static bool was_told(const struct audit_result *result, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (result->findings[j].has_value &&
		    strcmp(result->findings[j].metric,
			   result->findings[i].metric) == 0)
			return true;
	return false;
}

/* Of what is unknown there is none: it is not 0. */
static void put_values(const struct place *at,
		       const struct audit_result *result)
{
	for (size_t i = 0; i < result->count; i++) {
		const struct audit_finding *finding = &result->findings[i];
		int64_t whole;

		if (!finding->has_value || was_told(result, i))
			continue;
		fputs("vminfo_audit_value", at->out);
		put_labels(at);
		put_label(",target", result->target, at->out);
		put_label(",metric", finding->metric, at->out);
		if (format_is_whole(finding->value, &whole))
			fprintf(at->out, "} %" PRId64 "\n", whole);
		else
			fprintf(at->out, "} %.17g\n", finding->value);
	}
}

static void put_each(const struct format_reports *reports, put_result *put,
		     FILE *out)
{
	struct place at = { .reports = reports, .out = out };

	for (size_t i = 0; i < reports->count; i++) {
		at.report = i;
		for (size_t j = 0; j < reports->list[i].count; j++) {
			at.result = j;
			put(&at, &reports->list[i].results[j]);
		}
	}
}

static bool is_first_of_subject(const struct format_reports *reports, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (strcmp(reports->list[j].subject,
			   reports->list[i].subject) == 0)
			return false;
	return true;
}

static int64_t last_time(const struct format_reports *reports, size_t i)
{
	const char *subject = reports->list[i].subject;
	int64_t last = reports->list[i].time;

	for (; i < reports->count; i++)
		if (strcmp(reports->list[i].subject, subject) == 0 &&
		    reports->list[i].time > last)
			last = reports->list[i].time;
	return last;
}

/* With a label, so that files of other audits may be beside this one. */
static void put_times(const struct format_reports *reports, FILE *out)
{
	put_head("vminfo_audit_last_run_timestamp_seconds",
		 "When the last audit looked.", out);
	for (size_t i = 0; i < reports->count; i++) {
		if (!is_first_of_subject(reports, i))
			continue;
		fputs("vminfo_audit_last_run_timestamp_seconds", out);
		put_label("{subject", reports->list[i].subject, out);
		fprintf(out, "} %" PRId64 "\n", last_time(reports, i));
	}
}

void format_prom(const struct format_reports *reports, FILE *out)
{
	put_head("vminfo_audit_rule_outcome",
		 "1 for what became of the rule, 0 for what did not.", out);
	put_each(reports, put_outcomes, out);
	put_head("vminfo_audit_value",
		 "What was found, in the unit of the metric.", out);
	put_each(reports, put_values, out);
	put_times(reports, out);
}
