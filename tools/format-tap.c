// SPDX-License-Identifier: LGPL-2.1-or-later
/* A report on an audit in the Test Anything Protocol, version 13. */
#include <stdlib.h>

#include "format-parts.h"

/* A # begins a directive: one in a name must not skip a test. */
static const struct format_escape of_descriptions[] = {
	{ '#', "\\#" },
	{ 0, NULL },
};

/* Inside the double quotes of YAML. */
static const struct format_escape of_quoted[] = {
	{ '\\', "\\\\" },
	{ '"', "\\\"" },
	{ 0, NULL },
};

static void put_description(const char *raw, FILE *out)
{
	char *safe = format_safe(raw);

	format_put_escaped(safe, of_descriptions, out);
	free(safe);
}

static void put_value(const char *before, const char *raw, FILE *out)
{
	char *safe = format_safe(raw);

	fprintf(out, "%s\"", before);
	format_put_escaped(safe, of_quoted, out);
	fputs("\"\n", out);
	free(safe);
}

static void put_finding(const struct audit_finding *finding, FILE *out)
{
	put_value("    - metric: ", finding->metric, out);
	put_value("      outcome: ", format_outcome(finding->outcome), out);
	put_value("      found: ", finding->found, out);
	put_value("      wanted: ", finding->wanted, out);
	if (finding->why)
		put_value("      why: ", finding->why, out);
}

/* The block below a test that says more. */
static void put_details(const struct audit_result *result, FILE *out)
{
	fputs("  ---\n", out);
	put_value("  outcome: ", format_outcome(result->outcome), out);
	put_value("  target: ", result->target, out);
	if (result->why)
		put_value("  why: ", result->why, out);
	if (result->hint)
		put_value("  hint: ", result->hint, out);
	if (result->file)
		put_value("  file: ", result->file, out);
	if (result->file && result->line)
		fprintf(out, "  line: %u\n", result->line);
	if (result->count)
		fputs("  findings:\n", out);
	for (size_t i = 0; i < result->count; i++)
		put_finding(&result->findings[i], out);
	fputs("  ...\n", out);
}

/* What does not count is not ok, too, but as TODO: then nobody minds. */
static void put_directive(const struct audit_result *result, FILE *out)
{
	char *reason;

	if (result->outcome == AUDIT_WARN)
		fputs(" # TODO its severity is warn", out);
	if (result->outcome != AUDIT_SKIP)
		return;
	reason = format_reason(result, "; ");
	fprintf(out, " # SKIP %s", reason);
	free(reason);
}

static void put_result(const struct audit_result *result, FILE *out)
{
	put_description(result->name, out);
	put_directive(result, out);
	fputc('\n', out);
	if (format_is_bad(result->outcome))
		put_details(result, out);
}

void format_tap(const struct format_reports *reports, FILE *out)
{
	struct format_counts counts = { 0 };
	size_t number = 0;

	for (size_t i = 0; i < reports->count; i++)
		format_count(&reports->list[i], &counts);
	fprintf(out, "TAP version 13\n1..%zu%s\n", counts.all,
		counts.all ? "" : " # SKIP there is no rule");
	for (size_t i = 0; i < reports->count; i++) {
		const struct audit_report *report = &reports->list[i];

		for (size_t j = 0; j < report->count; j++) {
			fprintf(out, "%s %zu - ",
				format_is_bad(report->results[j].outcome) ?
					"not ok" : "ok", ++number);
			if (reports->count > 1) {
				put_description(report->subject, out);
				fputs(": ", out);
			}
			put_result(&report->results[j], out);
		}
	}
}
