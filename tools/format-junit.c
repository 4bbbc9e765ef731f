// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * A report on an audit as JUnit's XML.  Most control characters cannot be in
 * XML at all, not even as references: the words come without them.
 */
#include <stdlib.h>
#include <time.h>

#include "format-parts.h"

static const struct format_escape of_xml[] = {
	{ '&', "&amp;" },
	{ '<', "&lt;" },
	{ '>', "&gt;" },	/* ]]> may not be in text */
	{ '"', "&quot;" },
	{ '\'', "&apos;" },
	{ 0, NULL },
};

static void put_attribute(const char *name, const char *raw, FILE *out)
{
	char *safe = format_safe(raw);

	fprintf(out, " %s=\"", name);
	format_put_escaped(safe, of_xml, out);
	fputc('"', out);
	free(safe);
}

/* A warning fails nothing, what cannot be told is an error. */
static void put_counts(const struct format_counts *counts, FILE *out)
{
	fprintf(out, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" "
		"skipped=\"%zu\"", counts->all, counts->of[AUDIT_FAIL],
		counts->of[AUDIT_UNKNOWN], counts->of[AUDIT_SKIP]);
}

static void put_time(int64_t seconds, FILE *out)
{
	time_t at = (time_t)seconds;
	struct tm parts;
	char text[64];

	if (!gmtime_r(&at, &parts) ||
	    !strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &parts))
		return;
	fprintf(out, " timestamp=\"%s\"", text);
}

/* An element with what was found, whose text has the hint, too. */
static void put_reason(const char *element, const struct audit_result *result,
		       FILE *out)
{
	char *reason = format_reason(result, "; ");

	fprintf(out, "      <%s", element);
	if (result->outcome == AUDIT_SKIP) {
		fputs(" message=\"", out);
		format_put_escaped(reason, of_xml, out);
		fputs("\"/>\n", out);
		free(reason);
		return;
	}
	if (result->outcome != AUDIT_WARN) {
		fputs(" message=\"", out);
		format_put_escaped(reason, of_xml, out);
		fprintf(out, "\" type=\"%s\"", format_outcome(result->outcome));
	}
	free(reason);
	reason = format_reason(result, "\n");
	fputs(result->outcome == AUDIT_WARN ? ">warning: " : ">", out);
	format_put_escaped(reason, of_xml, out);
	free(reason);
	if (result->hint) {
		char *hint = format_safe(result->hint);

		fputs("\nhint: ", out);
		format_put_escaped(hint, of_xml, out);
		free(hint);
	}
	fprintf(out, "</%s>\n", element);
}

static void put_result(const struct audit_report *report,
		       const struct audit_result *result, FILE *out)
{
	static const char *const elements[FORMAT_OUTCOMES] = {
		[AUDIT_FAIL] = "failure",
		[AUDIT_WARN] = "system-out",
		[AUDIT_SKIP] = "skipped",
		[AUDIT_UNKNOWN] = "error",
	};
	const char *element = elements[result->outcome];

	fputs("    <testcase", out);
	put_attribute("classname", report->subject, out);
	put_attribute("name", result->name, out);
	if (result->file)
		put_attribute("file", result->file, out);
	if (result->file && result->line)
		fprintf(out, " line=\"%u\"", result->line);
	if (!element) {
		fputs("/>\n", out);
		return;
	}
	fputs(">\n", out);
	put_reason(element, result, out);
	fputs("    </testcase>\n", out);
}

static void put_report(const struct audit_report *report, FILE *out)
{
	struct format_counts counts = { 0 };

	format_count(report, &counts);
	fputs("  <testsuite", out);
	put_attribute("name", report->subject, out);
	put_counts(&counts, out);
	put_time(report->time, out);
	/* There has to be one, also of what is no process. */
	fputs(">\n    <properties>\n      <property name=\"pid\" value=\"",
	      out);
	if (report->pid > 0)
		fprintf(out, "%d", (int)report->pid);
	fputs("\"/>\n    </properties>\n", out);
	for (size_t i = 0; i < report->count; i++)
		put_result(report, &report->results[i], out);
	fputs("  </testsuite>\n", out);
}

void format_junit(const struct format_reports *reports, FILE *out)
{
	struct format_counts counts = { 0 };

	for (size_t i = 0; i < reports->count; i++)
		format_count(&reports->list[i], &counts);
	fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	      "<testsuites name=\"vmaudit\"", out);
	put_counts(&counts, out);
	fputs(">\n", out);
	for (size_t i = 0; i < reports->count; i++)
		put_report(&reports->list[i], out);
	fputs("</testsuites>\n", out);
}
